# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


def _of_company(name: str):
    return fields.Many2one(related=f"company_id.{name}", readonly=False)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ap_accrued_expense_account_id = _of_company("ap_accrued_expense_account_id")
    ap_accrued_asset_account_id = _of_company("ap_accrued_asset_account_id")
    ap_credit_due_account_id = _of_company("ap_credit_due_account_id")
    ap_prepaid_account_id = _of_company("ap_prepaid_account_id")
    ap_accrued_vat_account_id = _of_company("ap_accrued_vat_account_id")
    ap_advance_account_id = _of_company("ap_advance_account_id")
    ap_accrued_other_account_id = _of_company("ap_accrued_other_account_id")
    ap_loan_account_id = _of_company("ap_loan_account_id")
    ap_loan_accrued_interest_account_id = _of_company(
        "ap_loan_accrued_interest_account_id"
    )
    ap_loan_interest_account_id = _of_company("ap_loan_interest_account_id")
    ap_loan_insurance_account_id = _of_company("ap_loan_insurance_account_id")
    ap_suspense_account_ids = fields.Many2many(
        related="company_id.ap_suspense_account_ids", readonly=False
    )
    ap_closing_journal_id = _of_company("ap_closing_journal_id")
    ap_require_trusted_bank = fields.Boolean(
        related="company_id.ap_require_trusted_bank", readonly=False
    )
