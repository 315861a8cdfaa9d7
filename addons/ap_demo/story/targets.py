# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the head of accounting wants of each company, by code of the key figure, in its unit."""

TARGETS = {
    "touchless": 90.0, "days_to_approve": 3.0, "paid_late": 1.0, "late_penalties": 0.0,
    "accrual_accuracy": 95.0, "days_to_close": 6.0, "statement_coverage": 80.0,
    "bank_by_itself": 90.0,
}  # fmt: skip
