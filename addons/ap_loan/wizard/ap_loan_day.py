# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApLoanDay(models.TransientModel):
    """A day at which to look at loans."""

    _name = "ap.loan.day"
    _description = "Loans at a date"

    date = fields.Date(required=True, default=lambda self: self.env.company._company_today())
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    loan_ids = fields.Many2many(
        "ap.loan", string="Loans", help="Empty: all of the company that run or ran."
    )

    def action_show(self):
        """List where the loans stand at the day."""
        self.ensure_one()
        rows = self.env["ap.loan.position"]._at(self.company_id, self.date, self.loan_ids)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_loan.ap_loan_position_action"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}
