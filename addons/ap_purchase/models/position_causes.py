# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a line of the position is as it is, and what to do: cause, action and facts."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules import open_order
from ..rules.position import Amounts, Gaps, PositionRow

# What the cause of a row depends on beside its figures: its days and its sort.
_reading = itemgetter(
    *map(
        PositionRow._fields.index,
        (
            "product_type",
            "service_mode",
            "service_end",
            "date_planned",
            "closed_on",
            "date_ordered",
            "date_last_receipt",
            "date_last_bill",
        ),
    )
)

COMPLETE = {"cause": "complete", "action": "none", "facts": {}}


class Priced(NamedTuple):
    """What the figures of a row come to; rows of the same figures share it.

    ``uneven``: received less billed. ``billed_price``: mean price of the bills or None.
    ``complete``: nothing misses and the price is the order's. ``own`` and ``theirs``:
    amounts in order and in company currency. ``figures``: all of them, as RPC gives them.
    """

    gap: Gaps
    price: Decimal
    billed_price: Decimal | None
    uneven: Decimal
    complete: bool
    own: Amounts
    theirs: Amounts
    figures: dict[str, float]


def findings_of(
    env, company, day: date, pairs: list[tuple[PositionRow, Priced]]
) -> list[dict]:
    """Return cause, action and facts of each row, shared by rows that are alike.

    The pairs hold the other lines of their orders: facts that the rows lack are gathered
    for all of them at once.
    """
    patience = company._open_order_patience()
    sent_here = company.sudo().ap_orders_sent_here
    others = _opposite_gaps(pairs)
    factors = _unit_factors(
        env,
        {
            row.product_tmpl_id
            for row, item in pairs
            if item.uneven and row.received and row.billed
        },
    )
    known = {}
    findings = []
    for row, item in pairs:
        if item.complete:
            findings.append(COMPLETE)
            continue
        sent = not sent_here or bool(row.date_sent and row.date_sent <= day)
        units = factors.get(row.product_tmpl_id, ())
        opposite = -item.uneven in others.get((row.order_id, item.price), ())
        key = (id(item), sent, units, opposite, _reading(row))
        if key not in known:
            known[key] = _finding(row, item, day, patience, sent, units, opposite)
        findings.append(known[key])
    return findings


def _unit_factors(env, template_ids) -> dict[int, tuple[Decimal, ...]]:
    """Return by product how many of one of its units make another of them."""
    templates = env["product.template"].sudo().browse(filter(None, template_ids))
    found = {}
    for template in templates.with_context(active_test=False):
        units = template.uom_id | template.uom_ids
        units |= template.seller_ids.product_uom_id
        sizes = {to_decimal(unit.factor) for unit in units}
        found[template.id] = tuple(
            sorted({a / b for a in sizes for b in sizes if b and a > b})
        )
    return found


def lines_of_same_orders(env, line_ids) -> list[int]:
    """Return the lines of the same orders: the cause of one may lie in another."""
    env.flush_all()
    env.cr.execute(
        "SELECT id FROM purchase_order_line WHERE order_id IN"
        " (SELECT order_id FROM purchase_order_line WHERE id = ANY(%s))",
        [list(line_ids)],
    )
    return [line_id for (line_id,) in env.cr.fetchall()]


def _finding(row, item: Priced, day, patience, sent, units, opposite) -> dict:
    """Return the finding of a row as RPC carries it.

    ``opposite``: another line of the order lacks what this one has too much, or the reverse.
    """
    elapsed = row.service_mode == "elapsed"
    facts = open_order.facts_of(
        row,
        day,
        price=item.price,
        billed_price=item.billed_price,
        planned=row.service_end if elapsed else row.date_planned,
        sent=sent,
        closed=bool(row.closed_on),
        service=row.product_type == "service" and not elapsed,
        unit_factors=units,
        sibling_gaps=(-item.uneven,) if opposite else (),
    )
    cause, action, found = open_order.classify(facts, patience)
    return {
        "cause": cause,
        "action": action,
        "facts": {name: _plain(value) for name, value in found},
    }


def _plain(value):
    """Return a fact as RPC carries it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is not None else False


def billed_price_of(row: PositionRow, price: Decimal, billed: Decimal, step: Decimal):
    """Return the mean price of the bills; the order's when cents of rounding differ."""
    if not row.billed:
        return None
    cents = step * max(len(row.bill_refs), 1)
    if abs(billed - price * row.billed) <= cents:
        return price
    return billed / row.billed


def _opposite_gaps(pairs) -> dict[tuple, set[Decimal]]:
    """Return what lines lack or have too much, by order and price.

    Only gaps that some line has the opposite of: nobody asks for the others.
    """
    every = {item.uneven for item in {id(item): item for _, item in pairs}.values()}
    wanted = {gap for gap in every if gap and -gap in every}
    others = defaultdict(set)
    if wanted:
        for row, item in pairs:
            if item.uneven in wanted:
                others[row.order_id, item.price].add(item.uneven)
    return others
