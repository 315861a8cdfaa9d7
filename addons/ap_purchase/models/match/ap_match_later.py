# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed is compared once, just before the transaction ends: see `ap.changed`."""

from odoo import api, models
from odoo.tools import SQL

from .match_credits import left_by_cancelled

MOST_AT_ONCE = 2000  # more bills than that wait for the night

_BILLS = """
SELECT m.id FROM account_move m
 WHERE m.id = ANY(%(bills)s) AND m.state IN ('draft', 'posted')
   AND m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND (m.state = 'draft' OR m.move_type = 'in_refund'
        OR EXISTS (SELECT 1 FROM ap_match t WHERE t.move_id = m.id))
 UNION
SELECT t.move_id FROM ap_match t
  JOIN account_move m ON m.id = t.move_id
 WHERE m.state IN ('draft', 'posted') AND (m.state = 'draft' OR t.state <> 'matched')
   AND EXISTS (SELECT 1 FROM ap_match_line k
                 JOIN purchase_order_line l ON l.id = k.purchase_line_id
                WHERE k.match_id = t.id AND l.order_id = ANY(%(orders)s))
 UNION
SELECT t.move_id FROM ap_match t
  JOIN account_move m ON m.id = t.move_id
 WHERE m.state IN ('draft', 'posted') AND t.decision <> 'rejected'
   AND (t.state IN ('exception', 'suggested') OR t.state = 'no_match' AND m.state = 'draft')
   AND t.partner_id IN (SELECT p.commercial_partner_id FROM purchase_order o
                          JOIN res_partner p ON p.id = o.partner_id
                         WHERE o.id = ANY(%(orders)s))
 ORDER BY 1
"""

# A cancelled bill bills nothing: what it was linked to is free for others.
_CANCELLED = """
SELECT t.id, t.move_id FROM ap_match t JOIN account_move m ON m.id = t.move_id
 WHERE m.id = ANY(%s) AND m.state = 'cancel'
   AND (t.applied OR t.state <> 'no_match' OR t.cause IS NOT NULL)
"""


class ApMatch(models.Model):
    _inherit = "ap.match"

    def _compare_marked(self, bills, orders) -> None:
        self.env.flush_all()
        self._free_cancelled(bills)
        bills = sorted({*bills, *left_by_cancelled(self.env, bills)})
        query = SQL(_BILLS, bills=bills, orders=orders)
        ids = [row[0] for row in self.env.execute_query(query)]
        if ids and len(ids) <= MOST_AT_ONCE:
            self._match(self.env["account.move"].browse(ids))

    def _free_cancelled(self, bills) -> None:
        """Take the links of cancelled bills back, and their exceptions."""
        rows = self.env.execute_query(SQL(_CANCELLED, bills))
        if not rows:
            return
        matches = self.browse([row[0] for row in rows])
        for match in matches:
            states = (match.state, "no_match")
            self._log(
                [(match.move_id.id, "released", *states, {"cancelled": True}, None)]
            )
        matches._take_back()
        matches.difference_ids.filtered(lambda d: d.state != "gone").state = "gone"
        matches.line_ids.unlink()
        matches.filtered(lambda match: match.decision != "rejected").decision = "none"
        matches.write(
            {
                "state": "no_match",
                "action": "none",
                "cause": False,
                "score": 0,
                "gap": 0,
                "amount_linked": 0,
                "digest": False,
                "reasons": False,
            }
        )
        self.env.flush_all()
        self._check_findings(matches.move_id.ids)

    @api.model
    def _forget_bills(self, bills) -> None:
        """Delete the comparisons of bills that are about to be deleted; their log stays.

        By the foreign keys alone the log of a bill made in the same transaction would be
        looked at between the two, in the order in which the database made its keys.
        """
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM ap_match WHERE move_id = ANY(%s)", bills.ids))
        self.env.invalidate_all(flush=False)

    def _take_back(self) -> None:
        """Give the bill lines the order lines that they had before."""
        updates, touched = {}, set(self.line_ids.purchase_line_id.ids)
        lines = self.env["account.move.line"].browse(
            int(key) for match in self for key in match.written or {}
        )
        known = {line.id: line.purchase_line_id.id for line in lines.exists()}
        for match in self:
            for key, (before, ours) in (match.written or {}).items():
                if known.get(int(key)) == ours:
                    updates[int(key)] = before
        self.line_ids.shared = False
        self.write({"written": False, "applied": False})
        self.env.flush_all()
        self._set_order_lines(updates, touched)
