# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from odoo.addons.ap_base.models import arguments

from . import choices, handling, stopping


class ApFinding(models.Model):
    """A finding on an expense says what to do, and does it."""

    _inherit = "ap.finding"

    expense_id = fields.Many2one(
        "ap.expense", readonly=True, index="btree_not_null", ondelete="set null"
    )
    expense_nature_id = fields.Many2one(
        "ap.expense.nature", string="Nature of the expense", readonly=True,
        index="btree_not_null", ondelete="set null",
    )  # fmt: skip
    expense_action = fields.Selection(choices.ACTIONS, string="To do", readonly=True)
    expense_asked_on = fields.Date(related="expense_id.asked_on", string="Last asked on")

    @api.model
    def _store(self, control, company, values, res_ids=None):
        """Stored findings know their expense, its nature and what to do; what stops an
        expense, or stops it no more, moves it in the queue."""
        counts = super()._store(control, company, values, res_ids)
        if control.res_model == "ap.expense":
            stopping.classify(self.env, control, company)
            if control.severity == "blocking":
                stopping.move(self.env, company)
        return counts

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            ours = self.filtered(
                lambda one: one.res_model == "ap.expense" and one.severity == "blocking"
            )
            for company in ours.company_id:
                stopping.move(self.env, company)
        return result

    def action_expense_recommended(self):
        """Do what these findings of expenses recommend; of several, like ones only."""
        arguments.require_role(
            self.env, "ap_base.group_apprentice",
            self.env._("Treating findings takes the role Apprentice or above."),
        )  # fmt: skip
        self.check_access("read")
        return handling.recommended(self)

    def _evidence_cell(self, value):
        """What is recommended in the words of its button."""
        if self.res_model == "ap.expense" and isinstance(value, str):
            labels = dict(self._fields["expense_action"]._description_selection(self.env))
            value = labels.get(value, value)
        return super()._evidence_cell(value)

    @api.model
    def _ap_expense_screen(self, domain):
        """The findings of expenses of that domain, with their actions."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_expenses.ap_expense_finding_action"
        )
        return {**action, "domain": domain}
