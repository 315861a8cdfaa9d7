# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from odoo.addons.ap_closing.models import changed_months

from .closing_kinds import CLAIMS, LOANS


class ApTestCost(models.Model):
    """What another tool knows of costs: expense claims, loans."""

    _name = "ap.test.cost"
    _description = "Cost of another tool"
    _rec_name = "label"

    label = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", required=True)
    account_id = fields.Many2one("account.account", required=True)
    amount = fields.Float(help="Of a claim; of a loan, the capital.")
    rate = fields.Float(help="Percent a year; of a loan.")
    date_start = fields.Date(required=True)
    date_end = fields.Date(help="Posted, or paid, on that day.")
    has_receipt = fields.Boolean()
    amount_paid = fields.Float(help="What was posted, or paid as interest, that day.")

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        self.env["ap.changed"]._note(costs)
        costs._mark_months("captured")
        return costs

    def write(self, vals):
        result = super().write(vals)
        self.env["ap.changed"]._note(self, vals)
        self._mark_months("changed")
        if "date_end" in vals:
            self.env["ap.closing.line"].sudo()._meet({self._name: self.ids})
        return result

    def _mark_months(self, cause):
        """Tell the months that a cost concerns that it came, or changed."""
        for (company, is_loan), costs in self.grouped(
            lambda cost: (cost.company_id, bool(cost.rate))
        ).items():
            days = {cost: cost.date_start for cost in costs}
            changed_months.mark(company, days, LOANS if is_loan else CLAIMS, cause)
