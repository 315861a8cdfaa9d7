# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.models import arguments


class ApPaymentProposalAsk(models.TransientModel):
    """The day and the horizon of a proposal of payments."""

    _name = "ap.payment.proposal.ask"
    _description = "Proposal of payments"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        string="Paid on", required=True, default=lambda self: self.env.company._company_today()
    )
    horizon = fields.Integer(
        string="Due within (days)", default=7, help="Until the next payment run."
    )

    _horizon_positive = models.Constraint("CHECK(horizon >= 0)", "Days are not negative.")

    def action_show(self):
        """List the bills in the order in which to pay them."""
        self.ensure_one()
        company = arguments.company(self.env, self.company_id.id)
        rows = self.env["ap.payment.proposal"]._at(company, self.date, self.horizon)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_treasury.ap_payment_proposal_action"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}
