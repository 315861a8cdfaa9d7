# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills are compared once they are complete: before the transaction ends, by sets."""

from odoo import api, fields, models
from odoo.tools import SQL

from .match.billed_quantities import recount
from .match.match_changes import forget_bills
from .match.match_credits import with_related

BILL_TYPES = ("in_invoice", "in_refund", "in_receipt")
READERS = (
    "ap_base.group_auditor,ap_base.group_apprentice,purchase.group_purchase_user"
)


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_match_ids = fields.One2many(
        "ap.match", "move_id", string="Orders matched", groups=READERS
    )
    ap_match_state = fields.Selection(
        related="ap_match_ids.state", string="Result of matching"
    )
    ap_match_cause_text = fields.Text(
        related="ap_match_ids.cause_text", string="Difference with the orders"
    )
    ap_match_percent = fields.Char(
        compute="_compute_ap_match_percent", compute_sudo=True, string="Matched"
    )

    @api.depends_context("lang")
    @api.depends("ap_match_ids.score", "ap_match_ids.line_ids")
    def _compute_ap_match_percent(self):
        for move in self:
            match = move.ap_match_ids[:1]
            move.ap_match_percent = match and self.env._(
                "%(score)s %%, links: %(links)s",
                score=round(match.score * 100),
                links=len(match.line_ids),
            )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._ap_recount_shared()
        return result

    def unlink(self):
        """What a deleted credit note settled, or what waited for a bill, is open again."""
        asked = self.filtered(lambda move: move.move_type in BILL_TYPES)
        if asked:
            others = set(with_related(self.env, asked.ids)) - set(self.ids)
            self.env["ap.changed"]._note(self.browse(others), None, "ap.match")
            forget_bills(self.env, asked)
        return super().unlink()

    # What is not due is not paid --------------------------------------------------------

    @api.model
    def _ap_hold_queries(self):
        """A bill that somebody rejected stays on hold until the decision is taken back."""
        self.env["ap.match"].flush_model(["decision", "move_id"])
        rejected = SQL("SELECT move_id FROM ap_match WHERE decision = 'rejected'")
        return [*super()._ap_hold_queries(), rejected]

    def _ap_hold_causes(self, findings=None):
        causes = super()._ap_hold_causes(findings)
        matches = self.sudo().ap_match_ids
        for match in matches.filtered(lambda match: match.decision == "rejected"):
            causes.setdefault(match.move_id.id, []).append(
                self.env._(
                    "Rejected by %(user)s: %(reason)s",
                    user=match.decided_by.name or "?",
                    reason=match.decision_reason or "",
                )
            )
        return causes

    def _ap_recount_shared(self):
        """Odoo computes billed quantities again for the order lines that it knows of."""
        shared = self.env["ap.match.line"].sudo()
        found = shared.search(
            [("match_id.move_id", "in", self.ids), ("shared", "=", True)]
        )
        if found:
            recount(self.env, found.purchase_line_id.ids)

    def _ap_links_written(self, order_line_ids):
        """Notify the add-ons above that lines of these bills bill other order lines than
        before; ``order_line_ids``: those before and those now."""

    def _find_and_set_purchase_orders(
        self, po_references, partner_id, amount_total, from_ocr=False, timeout=10
    ):
        """Bills stay as they were received: ours links lines, and changes none.

        Replaces what Odoo does at import, which takes the lines of the order instead of
        those of the bill.
        """
        self.ensure_one()
        self.env["ap.changed"]._note(self, None, "ap.match")

    def action_ap_match(self):
        """Open the comparison of these bills with orders."""
        matches = self.env["ap.match"].search([("move_id", "in", self.ids)])
        if not matches:
            self.env["ap.match"].match_bills(self.ids)
            matches = self.env["ap.match"].search([("move_id", "in", self.ids)])
        one = matches.id if len(matches) == 1 else False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bills and orders"),
            "res_model": "ap.match",
            "res_id": one,
            "domain": [("id", "in", matches.ids)],
            "views": [(False, "form")] if one else [(False, "list"), (False, "form")],
        }
