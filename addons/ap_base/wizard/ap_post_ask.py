# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, api, fields, models


class ApPostAsk(models.TransientModel):
    """Before a bill is posted although something holds its payment: what, and whether."""

    _name = "ap.post.ask"
    _description = "Post bills with open findings"

    move_ids = fields.Many2many("account.move", string="Bills", readonly=True)
    findings = fields.Text(string="What was found", readonly=True)
    single = fields.Boolean(string="One bill", compute="_compute_single")

    @api.depends("move_ids")
    def _compute_single(self):
        for wizard in self:
            wizard.single = len(wizard.move_ids) == 1

    @api.model
    def _ask(self, moves, findings):
        """Return the question about these bills."""
        names = {move.id: move.ref or move.display_name for move in moves}
        wizard = self.create(
            {
                "move_ids": [Command.set(moves.ids)],
                "findings": "\n".join(
                    self.env._(
                        "%(bill)s: %(finding)s",
                        bill=names[finding.res_id],
                        finding=finding.message,
                    )
                    for finding in findings
                ),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Post all the same?"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_post(self):
        """Post; the payment waits until the findings are mended, accepted or waived."""
        self.ensure_one()
        return self.move_ids.with_context(ap_ask_first=False).action_post()

    def action_open(self):
        """Show the findings instead."""
        self.ensure_one()
        return self.move_ids.action_ap_findings()
