# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills with a service period: deferred when posted, taken back when undone."""

from odoo import fields, models

REFUND = "in_refund"


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_is_deferral = fields.Boolean(
        string="Moved to prepaid expenses", copy=False, readonly=True
    )
    ap_deferral_ids = fields.One2many("ap.deferral", "move_id", string="Deferrals")
    ap_deferral_count = fields.Integer(compute="_compute_ap_deferral_count")

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
        """A credit note entered without dates, of a bill that has them: the remaining
        plan of the bill is what it takes back. Said in its chatter."""
        for refund in self.filtered(
            lambda move: move.move_type == REFUND and move.reversed_entry_id
        ):
            costs = refund.invoice_line_ids.filtered(
                lambda line: not line.deferred_start_date
                and not line.deferred_end_date
                and not line.deferred_no_period_reason
            )
            taken = sum(refund._take_dates(line) for line in costs)
            if taken:
                refund.message_post(
                    body=self.env._(
                        "Service period taken over from %(bill)s; lines: %(count)s.",
                        bill=refund.reversed_entry_id.display_name,
                        count=taken,
                    )
                )

    def _take_dates(self, line) -> bool:
        """The one period that the bill gives to this account (and product)."""
        dated = self.reversed_entry_id.invoice_line_ids.filtered(
            lambda item: item.deferred_start_date
            and item.deferred_end_date
            and item.account_id == line.account_id
        )
        same = dated.filtered(lambda item: item.product_id == line.product_id)
        found = {
            (item.deferred_start_date, item.deferred_end_date) for item in same or dated
        }
        if len(found) != 1:
            return False
        line.write(
            {
                "deferred_start_date": found.copy().pop()[0],
                "deferred_end_date": found.copy().pop()[1],
                "deferred_convention": (same or dated)[0].deferred_convention,
                "deferred_method": (same or dated)[0].deferred_method,
            }
        )
        return True

    def action_open_ap_deferrals(self):
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
