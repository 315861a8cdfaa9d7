# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed is compared once, just before the transaction ends: see `ap.changed`."""

from odoo.tools import SQL

from . import match_trace
from .match_credits import left_by_cancelled
from .match_findings import refresh
from .match_links import take_back

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


def compare_marked(env, bills, orders) -> None:
    """Compare what changed in this transaction, and what waits for these orders."""
    env.flush_all()
    _free_cancelled(env, bills)
    bills = sorted({*bills, *left_by_cancelled(env, bills)})
    query = SQL(_BILLS, bills=bills, orders=orders)
    ids = [row[0] for row in env.execute_query(query)]
    if ids and len(ids) <= MOST_AT_ONCE:
        env["ap.match"]._match(env["account.move"].browse(ids))


def _free_cancelled(env, bills) -> None:
    """Take the links of cancelled bills back, and their exceptions."""
    rows = env.execute_query(SQL(_CANCELLED, bills))
    if not rows:
        return
    matches = env["ap.match"].browse([row[0] for row in rows])
    figures = {"cancelled": True}
    match_trace.log(
        env,
        [
            (match.move_id.id, "released", match.state, "no_match", figures, None)
            for match in matches
        ],
    )
    take_back(matches)
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
    env.flush_all()
    refresh(env, matches.move_id.ids)


def forget_bills(env, bills) -> None:
    """Delete the comparisons of bills that are about to be deleted; their log stays.

    By the foreign keys alone the log of a bill made in the same transaction would be
    looked at between the two, in the order in which the database made its keys.
    """
    env.flush_all()
    env.cr.execute(SQL("DELETE FROM ap_match WHERE move_id = ANY(%s)", bills.ids))
    env.invalidate_all(flush=False)
