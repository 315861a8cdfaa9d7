# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from .ap_purchase_report_rule import OUTCOMES, ZONES


class ApPurchaseReportLine(models.Model):
    """What of a bill is reported, left out or to review, and why."""

    _name = "ap.purchase.report.line"
    _inherit = ["ap.guarded"]
    _description = "Foreign purchase"
    _order = "date, move_id, id"
    _rec_name = "move_id"

    report_id = fields.Many2one(
        "ap.purchase.report", string="Purchase report", required=True, readonly=True, index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    move_id = fields.Many2one(
        "account.move", string="Bill", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    date = fields.Date(readonly=True)
    zone = fields.Selection(ZONES, string="Supplier in", readonly=True)
    treatment = fields.Char(readonly=True)
    outcome = fields.Selection(OUTCOMES, string="By the rules", readonly=True)
    rule_id = fields.Many2one("ap.purchase.report.rule", string="Rule", readonly=True)
    choice = fields.Selection(OUTCOMES[:2], string="Decided", readonly=True)
    choice_reason = fields.Char(string="Why", readonly=True)
    choice_user_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    result = fields.Selection(OUTCOMES, compute="_compute_result", store=True)
    category = fields.Char(readonly=True)
    exemption = fields.Char(readonly=True)
    amount_currency = fields.Monetary(
        string="In currency", currency_field="currency_id", readonly=True
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary(
        string="In euros", currency_field="company_currency_id", readonly=True
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.depends("outcome", "choice")
    def _compute_result(self):
        for line in self:
            line.result = line.choice or line.outcome

    def decide(self, choice, reason):
        """Report these purchases or leave them out (`report`, `leave`), and say why."""
        arguments.require_role(
            self.env, "ap_base.group_accountant",
            self.env._("Deciding what is reported takes the role Accountant or above."),
        )  # fmt: skip
        self.check_access("read")
        reason = arguments.text(reason)
        if choice not in ("report", "leave") or not reason:
            raise UserError(
                self.env._("Say “report” or “leave”, and give the reason in a few words.")
            )
        if any(line.report_id.state != "draft" for line in self):
            raise UserError(
                self.env._("The report was made already: correct it, then decide there.")
            )
        values = {"choice": choice, "choice_reason": reason, "choice_user_id": self.env.uid}
        reported = self.filtered(lambda line: choice == "report" and not line.category)
        own = self.sudo()
        own.write(values)
        reported.sudo().write({"category": "AE", "exemption": "VATEX-EU-AE"})
        return True

    def action_report(self):
        """Report what the rules could not decide."""
        return self.decide("report", self.env._("looked at"))

    def action_leave(self):
        """Leave out what the rules could not decide."""
        return self.decide("leave", self.env._("looked at"))
