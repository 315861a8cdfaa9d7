# SPDX-License-Identifier: AGPL-3.0-or-later
"""From 19.0.1.0: controls say whether their findings mark closing lines to review.

All do at first; these are about form, or are known to the closing from elsewhere.
"""

FORMAL = [
    "analytic_required", "bill_account_unknown", "bill_identifier", "bill_locked_period",
    "bill_mention", "bill_mention_blocking", "bill_number_order", "bill_terms", "duplicate_bill",
    "einvoice_means", "einvoice_rules", "einvoice_vat_moment", "paid_on_hold",
    "supplier_made_by_import",
]  # fmt: skip


def migrate(cr, version):
    cr.execute(
        "UPDATE ap_control SET marks_cost = FALSE WHERE code = ANY(%s) OR code LIKE %s",
        (FORMAL, "match\\_%"),
    )
