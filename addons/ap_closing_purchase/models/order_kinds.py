# SPDX-License-Identifier: AGPL-3.0-or-later
"""What orders bring into a month: received, credit due, billed ahead of receipt."""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import settled_part
from odoo.addons.ap_closing.models import kinds
from odoo.addons.ap_closing.models.closing_values import ProposedLine
from odoo.addons.ap_closing.models.posted_accruals import ACCRUED
from odoo.addons.ap_closing.rules.ownership import BILLED, NO_RATE
from odoo.addons.ap_purchase.rules.order_events import paid

from .down_payments import held_down_payments
from .order_lines import billed_line, is_left_to_its_days, line_of, scene_of

# Each posted accrual of an order line beside each of its bills, in their order. Bills of
# the month itself count when they were linked after the accrual was posted: `known` is
# what was billed then.
OF_ORDERS = """
SELECT %(accrued)s,
       pol.product_qty::text AS ordered,
       (SELECT first.explanation_values ->> 'billed' FROM ap_closing_line first
         WHERE first.run_id = line.run_id AND first.source_key = line.source_key
           AND first.state = 'posted'
         ORDER BY first.posting LIMIT 1) AS known,
       (sign(item.balance) * abs(item.quantity)
        * COALESCE(uom.factor, 1)::numeric
        / COALESCE(own.factor, 1)::numeric)::text AS billed
  FROM ap_closing_line line
  LEFT JOIN purchase_order_line pol ON pol.id = line.source_id
  LEFT JOIN account_move_line item
         ON item.parent_state = 'posted' AND item.display_type = 'product'
        AND item.purchase_line_id = pol.id
  LEFT JOIN uom_uom uom ON uom.id = item.product_uom_id
  LEFT JOIN uom_uom own ON own.id = pol.product_uom_id
 WHERE line.state = 'posted' AND line.kind = %(kind)s
   AND line.source_model = 'purchase.order.line' AND line.source_id = ANY(%(ids)s)
 ORDER BY line.id, item.date, item.id
"""


class OfOrders:
    """A kind of orders, now that they are there."""

    has_source = True

    def gathered(self, closing, day, cache) -> list[ProposedLine]:
        """Its lines as the orders give them, before bills put them in doubt; read once
        for a closing."""
        read = cache.setdefault("read", {})
        if self.code not in read:
            read[self.code] = self._lines(closing, day, cache)
        return read[self.code]

    def propose(self, closing, day, cache):
        owners = closing.env["ap.closing.kind"]._owners(closing, day, cache)
        lines = owners.left_out(self.gathered(closing, day, cache))
        return [owners.marked(line) for line in lines]


class Received(OfOrders, kinds.Received):
    """Received and not billed, at the order's price and the closing rate.

    What can be read in two ways and comes to nothing is shown in the month of its bill, for a
    person to look at.
    """

    def _lines(self, closing, day, cache):
        scene = scene_of(closing, day, cache)
        lines = [
            line_of(scene, self, row, gap)
            for row, gap in scene.rows
            if gap.to_accrue or not gap.over_billed
        ]
        for row, gap in scene.met:
            line = line_of(scene, self, row, gap)
            if line.excluded_code in (None, NO_RATE):
                line = line._replace(excluded_code=BILLED)
            lines.append(line)
        return lines

    def actuals(self, env, bills, sources):
        ids = bills.invoice_line_ids.purchase_line_id.ids
        ids += sources.get("purchase.order.line", ())
        if not ids:
            return []
        query = SQL(OF_ORDERS, accrued=SQL(ACCRUED), kind=self.code, ids=ids)
        return env.execute_query_dict(query)

    def settled(self, rows, line):
        line = {**line, "ordered": Decimal(rows[0]["ordered"] or 0)}
        before = line["before"] + _known_units(rows, line)
        return settled_part(_paid(rows, line), line["quantity"], before)


class CreditDue(OfOrders, kinds.CreditDue):
    """Billed, then returned: the supplier owes a credit note."""

    def _lines(self, closing, day, cache):
        scene = scene_of(closing, day, cache)
        return [
            billed_line(scene, self, row, gap, gap.credit_due)
            for row, gap in scene.rows
            if gap.credit_due
        ]


class BilledNotReceived(OfOrders, kinds.BilledNotReceived):
    """Billed ahead of receipt: a cost of a later month, at the bills' price.

    A bill with a service period is left to the prepaid expenses: the days say what
    belongs to later months, and nothing is put aside twice. Where the order itself is
    received by the time elapsed, it says so for all of its bills together.
    """

    def _lines(self, closing, day, cache):
        scene = scene_of(closing, day, cache)
        found = []
        for row, gap in scene.rows:
            ahead = gap.over_billed - gap.credit_due
            billed = scene.billed.get(row.line_id)
            if ahead and is_left_to_its_days(row, billed):
                ahead = min(ahead, billed.ahead(row.received))
            if ahead:
                found.append(billed_line(scene, self, row, gap, ahead))
        company = closing.company_id
        counterpart = self.counterpart_account(company).id
        return found + held_down_payments(closing.env, company, day, counterpart)


def _paid(bills, line) -> list[tuple[Decimal, Decimal]]:
    """The units that each bill pays for, and its amount."""
    came = [(Decimal(row["billed"]), Decimal(row["billed_amount"])) for row in bills]
    if line["quantity"] and line["ordered"]:
        return paid(came, line["untaxed"] / line["quantity"], line["ordered"])
    return came


def _known_units(bills, line) -> Decimal:
    """The units of the month's own bills that the accrual was posted beside; what was
    linked since settles it."""
    early = [row for row in bills if not row["is_later"]]
    total = sum((units for units, _amount in _paid(early, line)), Decimal(0))
    known = bills[0]["known"]
    if known is None:
        return total
    known = Decimal(known)
    return known if (total - known) * total > 0 else total
