# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.tools.misc import formatLang

# What goes on once it is answered: the button of a bill, or Odoo's action of lists.
WAYS = [("post", "Post"), ("confirm", "Confirm Entries")]


class ApPostAsk(models.TransientModel):
    """Before a bill is posted on a screen although something is open: what, how much is
    at stake, and whether."""

    _name = "ap.post.ask"
    _description = "Post bills with open findings"

    move_ids = fields.Many2many("account.move", string="Bills", readonly=True)
    finding_ids = fields.Many2many(
        "ap.finding",
        string="What is open",
        readonly=True,
        groups="ap_base.group_apprentice,ap_base.group_auditor",
    )
    findings = fields.Text(string="What was found", readonly=True)
    stake = fields.Char(string="At stake", readonly=True)
    way = fields.Selection(WAYS, default="post", required=True, readonly=True)
    single = fields.Boolean(string="One bill", compute="_compute_single")
    holding = fields.Boolean(string="Payment waits", compute="_compute_holding")

    @api.depends("move_ids")
    def _compute_single(self):
        for wizard in self:
            wizard.single = len(wizard.move_ids) == 1

    @api.depends("move_ids")
    def _compute_holding(self):
        for wizard in self:
            wizard.holding = any(wizard.move_ids.mapped("ap_payment_hold"))

    @api.model
    def _ask(self, moves, findings, way="post"):
        """Return the question about these bills."""
        names = {move.id: move.ref or move.display_name for move in moves}
        wizard = self.sudo().create(
            {
                "move_ids": [Command.set(moves.ids)],
                "finding_ids": [Command.set(findings.ids)],
                "findings": "\n".join(
                    self.env._(
                        "%(bill)s: %(finding)s",
                        bill=names[finding.res_id],
                        finding=finding.message,
                    )
                    for finding in findings
                ),
                "stake": self._stake_text(findings),
                "way": way,
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

    @api.model
    def _stake_text(self, findings) -> str:
        """What the bills may cost too much, by currency: of each bill the finding that
        weighs most, since several often speak of the same money."""
        totals: dict = defaultdict(float)
        for its in findings.grouped("res_id").values():
            for currency, some in its.grouped("currency_id").items():
                totals[currency] += max(abs(one.amount) for one in some)
        shown = [
            formatLang(self.env, total, currency_obj=currency)
            for currency, total in totals.items()
            if currency and total
        ]
        return " + ".join(shown)

    def action_post(self):
        """Post; what is open stays open, and a payment waits until the findings that hold
        it are mended, accepted or waived."""
        self.ensure_one()
        moves = self.move_ids.with_context(ap_ask_first=False)
        if self.way == "confirm":
            return moves.action_validate_moves_with_confirmation()
        return moves.action_post()

    def action_open(self):
        """Show the findings instead."""
        self.ensure_one()
        return self.move_ids.action_ap_findings()

