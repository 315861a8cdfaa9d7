# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills with a service period: deferred when posted, taken back when undone."""

from odoo import fields, models
from odoo.tools import format_date

BILLS = ("in_invoice", "in_refund", "in_receipt")
DEFERRALS_ARE_READ_BY = (
    "ap_base.group_auditor,ap_base.group_apprentice,account.group_account_invoice"
)


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_is_deferral = fields.Boolean(
        string="Moved to prepaid expenses", copy=False, readonly=True
    )
    ap_deferral_ids = fields.One2many(
        "ap.deferral",
        "move_id",
        string="Deferrals",
        groups=DEFERRALS_ARE_READ_BY,
    )
    ap_deferral_count = fields.Integer(
        compute="_compute_ap_deferral_count", groups=DEFERRALS_ARE_READ_BY
    )

    def _compute_ap_deferral_count(self):
        counts = dict(
            self.env["ap.deferral"]._read_group(
                [("move_id", "in", self.ids)], ["move_id"], ["__count"]
            )
        )
        for move in self:
            move.ap_deferral_count = counts.get(move, 0)

    def _post(self, soft=True):
        self._take_dates_of_bill()
        posted = super()._post(soft)
        posted._defer()._set_aside()
        return posted

    def button_draft(self):
        deferrals = self.env["ap.deferral"].sudo()
        known = deferrals.search([("move_id", "in", self.ids)])
        result = super().button_draft()
        if known:
            deferrals._sync(moves=known.move_id)
            known._take_back()
        return result

    def _defer(self):
        """The deferrals of bills that were just posted."""
        deferrals = self.env["ap.deferral"].sudo()
        ours = self.filtered(lambda move: move.ap_is_deferral or move.ap_closing_run_id)
        spread = (self - ours).line_ids.filtered("deferred_end_date").move_id
        return deferrals._sync(moves=spread) if spread else deferrals

    def _take_dates_of_bill(self):
        """A credit note entered without dates, of a bill that has them: its own words
        say its days, else what remains of the bill. Said in its chatter."""
        engine = self.env["ap.service.period"]
        notes = self.filtered(
            lambda move: move.move_type in BILLS and move.reversed_entry_id
        )
        costs = notes.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
            and not line.deferred_start_date
            and not line.deferred_end_date
            and not line.deferred_no_period_reason
            and (line.account_id.account_type or "").startswith("expense")
            and line._credited_lines()
        )
        found = engine._propose(costs, engine._sources_of_credits()) if costs else {}
        said = {}
        for line, proposal in found.items():
            line._take_period(proposal.period)
            said.setdefault(line.move_id, []).append(
                self.env._(
                    "%(line)s: service from %(start)s to %(end)s (%(why)s)",
                    line=line._short_label(),
                    start=format_date(self.env, proposal.period.start),
                    end=format_date(self.env, proposal.period.end),
                    why=engine._reason(proposal),
                )
            )
        for move, words in said.items():
            move.message_post(body="\n".join(words))

    def action_open_ap_deferrals(self):
        """The deferrals of this bill."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_deferral_action"
        )
        found = self.env["ap.deferral"].search([("move_id", "=", self.id)])
        action["context"] = {}
        if len(found) == 1:
            return {**action, "views": [(False, "form")], "res_id": found.id}
        action["domain"] = [("move_id", "=", self.id)]
        return action
