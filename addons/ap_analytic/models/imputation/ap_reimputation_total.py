# SPDX-License-Identifier: AGPL-3.0-or-later
"""Written by the preview, by COPY."""

from odoo import fields, models


class ApReimputationTotal(models.Model):
    """Written by the preview, by COPY."""

    _name = "ap.reimputation.total"
    _description = "Effect of a re-imputation"
    _order = "plan_id, analytic_account_id NULLS LAST, id"

    reimputation_id = fields.Many2one(
        "ap.reimputation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    plan_id = fields.Many2one(
        "account.analytic.plan", string="Axis", ondelete="cascade"
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        ondelete="cascade",
        help="Empty: not imputed on this axis.",
    )
    old_amount = fields.Monetary(string="Now")
    new_amount = fields.Monetary(string="Then")
    difference = fields.Monetary()
