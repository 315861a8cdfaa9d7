# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who or what decided on a matched bill, when, on which figures. Only ever appended."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .labels import MONEY_CHECKS, STATES
from .match_words import figure_text

EVENTS = [
    ("computed", "Compared"),
    ("retested", "Compared again"),
    ("applied", "Links written"),
    ("accepted", "Accepted"),
    ("undone", "Taken back"),
    ("rejected", "Rejected"),
    ("posted", "Posted by itself"),
    ("held", "Payment held"),
    ("released", "Payment free again"),
]


class ApMatchLog(models.Model):
    _name = "ap.match.log"
    _description = "Log of a matched bill"
    _order = "id desc"
    _rec_name = "event"

    match_id = fields.Many2one("ap.match", index=True, ondelete="set null")
    move_id = fields.Many2one(
        "account.move", string="Bill", index=True, ondelete="set null"
    )
    document = fields.Char(
        string="Document", help="The bill as it was called then; it outlives the bill."
    )
    company_id = fields.Many2one("res.company", index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By")
    event = fields.Selection(EVENTS, required=True)
    state_before = fields.Selection(STATES, string="Before")
    state_after = fields.Selection(STATES, string="After")
    figures = fields.Json()
    figures_text = fields.Char(
        string="Billed / expected", compute="_compute_figures_text"
    )
    reason = fields.Char()

    @api.depends("figures", "move_id")
    @api.depends_context("lang")
    def _compute_figures_text(self):
        """The figures as they were then, in the formats of the reader."""
        difference = self.env["ap.match.difference"]
        causes = dict(difference._fields["cause"]._description_selection(self.env))
        for row in self:
            home = row.move_id.currency_id or row.company_id.currency_id
            texts = []
            for cause, check, *rest in (row.figures or {}).get("differences") or ():
                # Compared: with both lines before; decided: with the gap behind.
                two = rest[2:] if len(rest) == 4 else rest[:2]
                money = home if check in MONEY_CHECKS else None
                billed, expected = (
                    figure_text(self.env, one, money) or "–" for one in two
                )
                texts.append(f"{causes.get(cause, cause)} {billed} / {expected}")
            row.figures_text = " · ".join(texts)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self._written_by_itself())
        matches = self.env["ap.match"].browse(
            [vals["match_id"] for vals in vals_list if vals.get("match_id")]
        )
        companies = {match.id: match.company_id.id for match in matches}
        bills = self.env["account.move"].browse(
            {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        )
        names = {bill.id: _called(bill) for bill in bills}
        for vals in vals_list:
            vals.setdefault("company_id", companies.get(vals.get("match_id")))
            vals.setdefault("document", names.get(vals.get("move_id")))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: what was decided is never changed."""
        raise UserError(self._written_by_itself())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._written_by_itself())

    def _written_by_itself(self):
        return self.env._(
            "The log of matching is written when things happen: nobody adds, changes or "
            "deletes a row."
        )


def _called(bill) -> str:
    """Return what a bill is called now: its number, the supplier's, the supplier."""
    number = bill.name if bill.name != "/" else ""
    return " · ".join(filter(None, (number, bill.ref, bill.partner_id.name)))
