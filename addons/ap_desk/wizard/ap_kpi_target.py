# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments


class ApKpiTarget(models.TransientModel):
    """One target of a key figure for several companies at once: those in which the head of
    accounting works, whether they are switched on or not."""

    _name = "ap.kpi.target"
    _description = "Target of several companies"

    kpi_id = fields.Many2one("ap.kpi", string="Key figure", required=True)
    line_ids = fields.One2many(
        "ap.kpi.target.line", "question_id", string="Companies",
        default=lambda self: [
            fields.Command.create({"company_id": number})
            for number in self.env.user._get_company_ids()
        ],
    )  # fmt: skip
    has_target = fields.Boolean(string="Has a target", default=True)
    target = fields.Float(digits=(16, 2))

    def action_apply(self):
        """Set the target in each company that is ticked, or take it away in each."""
        self.ensure_one()
        arguments.require_role(
            self.env, "ap_base.group_head",
            self.env._("Targets of key figures take the role Head of accounting."),
        )  # fmt: skip
        numbers = self.line_ids.filtered("chosen").company_id.ids
        if set(numbers) - set(self.env.user._get_company_ids()):
            raise UserError(
                self.env._("Set the targets of companies in which you work, and no others.")
            )
        if not numbers:
            raise UserError(self.env._("Tick at least one company."))
        values = {"has_target": self.has_target}
        if self.has_target:
            values["target"] = self.target
        for company in self.env["res.company"].browse(numbers):
            self.kpi_id.with_company(company).write(values)
        return {"type": "ir.actions.act_window_close"}
