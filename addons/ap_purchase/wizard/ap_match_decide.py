# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..models.match.match_decisions import alone

STEPS = [("accept", "Accept"), ("undo", "Take back"), ("reject", "Reject")]


class ApMatchDecide(models.TransientModel):
    """A reason, and a look at what it comes to, before something is decided."""

    _name = "ap.match.decide"
    _description = "Decide on compared bills"

    step = fields.Selection(STEPS, required=True, readonly=True)
    match_ids = fields.Many2many("ap.match", string="Bills")
    difference_ids = fields.Many2many("ap.match.difference", string="Differences")
    reason = fields.Char()
    summary = fields.Text(compute="_compute_summary")

    @api.depends_context("lang", "uid")
    @api.depends("step", "match_ids", "difference_ids")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = "\n".join(wizard._summary())

    def _open_differences(self):
        """Return what is to be accepted: those chosen, else all that are open."""
        chosen = self.difference_ids or self.match_ids.difference_ids
        return chosen.filtered(lambda d: d.state == "open")

    def _summary(self) -> list[str]:
        """One text per group of like differences, and what is beyond the limit."""
        if self.step != "accept":
            return [self.env._("Bills: %(count)s.", count=len(self.match_ids))]
        words = dict(
            self.env["ap.match.difference"]
            ._fields["cause"]
            ._description_selection(self.env)
        )
        gaps, texts = self._open_differences(), []
        for (cause, currency), group in gaps.grouped(
            lambda d: (d.cause, d.currency_id)
        ).items():
            texts.append(
                self.env._(
                    "%(cause)s: %(bills)s bills, difference of %(gap)s in all.",
                    cause=words[cause],
                    bills=len(group.match_id),
                    gap=formatLang(
                        self.env,
                        sum(abs(one.gap) for one in alone(group)),
                        currency_obj=currency,
                    ),
                )
            )
        beyond = self.match_ids - self._within()
        if beyond:
            texts.append(
                self.env._(
                    "Beyond your limit, and left as they are: %(bills)s.",
                    bills=", ".join(beyond.mapped("display_name")),
                )
            )
        return texts

    def _within(self):
        if self.difference_ids:
            return self.match_ids
        return self.match_ids.filtered(lambda match: match._within_limit())

    def action_apply(self):
        """Decide, with the reason."""
        self.ensure_one()
        if self.step == "undo":
            self.match_ids.action_undo(self.reason)
        elif self.step == "reject":
            self.match_ids.action_reject(self.reason)
        else:
            self._accept()
        return {"type": "ir.actions.act_window_close"}

    def _accept(self):
        gaps, within = self._open_differences(), self._within()
        matches = within & gaps.match_id
        if not gaps:
            raise UserError(self.env._("There is no difference to accept."))
        if not matches:
            raise UserError(self.env._("All of it is beyond your limit."))
        chosen = (gaps & matches.difference_ids).ids
        matches.action_accept(self.reason, chosen)
