# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ...rules import open_order
from ...rules.open_order import Finding
from ...rules.position import Gaps, PositionRow

COMPLETE = Finding("complete", "none", ())


class Priced(NamedTuple):
    """A row with its gaps, its net price and what its bills come to, order currency."""

    row: PositionRow
    gap: Gaps
    price: Decimal
    billed: Decimal
    step: Decimal


class ApOrderPosition(models.AbstractModel):
    """The causes: facts that the rows lack are gathered for all of them at once."""

    _inherit = "ap.order.position"

    def _findings(self, company, day: date, priced: list[Priced]) -> list[Finding]:
        """Return the cause of each row; rows hold the other lines of their orders."""
        patience = company._open_order_patience()
        sent_here = company.sudo().ap_orders_sent_here
        sisters = _sister_gaps(priced)
        factors = self._unit_factors(
            {
                item.row.product_tmpl_id
                for item in priced
                if item.row.received != item.row.billed
                and item.row.received
                and item.row.billed
            }
        )
        findings = []
        for item in priced:
            row, billed_price = item.row, _billed_price(item)
            if row.ordered == row.received == row.billed and (
                billed_price is None or billed_price == item.price
            ):
                findings.append(COMPLETE)
                continue
            elapsed = row.service_mode == "elapsed"
            facts = open_order.facts_of(
                row,
                day,
                price=item.price,
                billed_price=billed_price,
                planned=row.service_end if elapsed else row.date_planned,
                sent=not sent_here or bool(row.date_sent and row.date_sent <= day),
                closed=bool(row.closed_on),
                service=row.product_type == "service" and not elapsed,
                unit_factors=factors.get(row.product_tmpl_id, ()),
                sibling_gaps=sisters.get((row.order_id, item.price), ()),
            )
            findings.append(open_order.classify(facts, patience))
        return findings

    def _unit_factors(self, template_ids) -> dict[int, tuple[Decimal, ...]]:
        """Return by product how many of one of its units make another of them."""
        templates = self.env["product.template"].sudo().browse(filter(None, template_ids))
        found = {}
        for template in templates.with_context(active_test=False):
            units = template.uom_id | template.uom_ids
            units |= template.seller_ids.product_uom_id
            sizes = {to_decimal(unit.factor) for unit in units}
            found[template.id] = tuple(
                sorted({a / b for a in sizes for b in sizes if b and a > b})
            )
        return found

    def _with_sisters(self, line_ids):
        """Return the lines of the same orders: the cause of one may lie in another."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM purchase_order_line WHERE order_id IN"
            " (SELECT order_id FROM purchase_order_line WHERE id = ANY(%s))",
            [list(line_ids)],
        )
        return [line_id for (line_id,) in self.env.cr.fetchall()]


def _billed_price(item: Priced) -> Decimal | None:
    """Return the mean price of the bills; the order's when cents of rounding differ."""
    billed = item.row.billed
    if not billed:
        return None
    cents = item.step * max(len(item.row.bill_refs), 1)
    if abs(item.billed - item.price * billed) <= cents:
        return item.price
    return item.billed / billed


def _sister_gaps(priced: list[Priced]) -> dict[tuple, set[Decimal]]:
    """Return what lines lack or have too much, by order and price.

    A line's own gap is in its set: it looks for the opposite one, so that is no harm.
    """
    sisters = defaultdict(set)
    for row, _gap, price, *_rest in priced:
        if row.received != row.billed:
            sisters[row.order_id, price].add(row.received - row.billed)
    return sisters
