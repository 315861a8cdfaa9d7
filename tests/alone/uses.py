# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each add-on is for, done once before it is uninstalled: one function by name."""


def ap_closing(office):
    """Close October: a draft bill is accrued, posted and reversed."""
    company = office.company
    codes = {
        "ap_accrued_expense_account_id": "liability_current",
        "ap_accrued_asset_account_id": "liability_current",
        "ap_credit_due_account_id": "asset_current",
        "ap_prepaid_account_id": "asset_prepayments",
        "ap_accrued_vat_account_id": "asset_current",
        "ap_accrued_other_account_id": "liability_current",
    }
    for field, kind in codes.items():
        if not company[field]:
            company[field] = office.account(kind)
    closings = office.env["ap.closing"]
    result = closings.close_month(company.id, "2026-10-31", post=True)
    assert any(run["move_ids"] for run in result["runs"]), result
