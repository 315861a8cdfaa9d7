# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rows of a position come to in money, and how people and RPC read them."""

from datetime import date as Date
from functools import lru_cache

from odoo.addons.ap_base.arithmetic.money import ONE, ZERO, round_half_up
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ..rules import position
from ..rules.position import Amounts, Gaps, PositionRow
from .position_causes import Priced, billed_price_of

AMOUNT_KEYS = tuple(f"{name}_amount" for name in Amounts._fields)
BOTH_KEYS = AMOUNT_KEYS + tuple(f"{key}_company" for key in AMOUNT_KEYS)
FIGURES = PositionRow._fields.index("tax_ids")  # from here on: taxes, then figures


def priced_rows(rows, taxes: LineTaxes, rates, unknown, own_id) -> list[tuple]:
    """Return each row with what its figures come to, worked out once for like figures.

    ``rates``: by currency the company currency one unit is worth, and its step;
    ``unknown``: currencies without a rate; ``own_id``: the company currency.
    """
    own_step = rates[own_id][1]
    known = {}
    pairs = []
    for row in rows:
        key = (
            row.currency_id,
            row.closed_on is None,
            len(row.bill_refs),
            row.product_id if taxes.by_product(row.tax_ids) else None,
            row[FIGURES:],
        )
        item = known.get(key)
        if item is None:
            foreign_to = own_step if row.currency_id != own_id else None
            rate, step = rates[row.currency_id]
            if row.currency_id in unknown:
                rate = None
            known[key] = item = _priced(row, taxes, rate, step, foreign_to)
        pairs.append((row, item))
    return pairs


def _priced(row: PositionRow, taxes: LineTaxes, rate, step, own_step) -> Priced:
    """Return what the figures of a row come to. It reads nothing else of the row.

    ``rate``: None where it is not known; ``own_step``: that of the company currency,
    None if it is the order's as well.
    """
    gap = position.gaps_of(row)
    gross = position.discounted(row)
    price = taxes.untaxed_price(row.tax_ids, gross)
    billed = position.billed_in_order_currency(row, rate or ONE, step)
    billed_price = billed_price_of(row, price, billed, step)

    def untaxed(quantity):
        where = row.tax_ids, quantity, gross, step, row.product_id, row.uom_id
        return taxes.amount(*where).base

    own = theirs = position.amounts(row, gap, untaxed, billed, step)
    if own_step is not None:
        theirs = position.amounts(
            row,
            gap,
            lambda quantity: round_half_up(untaxed(quantity) * (rate or ZERO), own_step),
            row.billed_balance,
            own_step,
        )
    return Priced(
        gap,
        price,
        billed_price,
        row.received - row.billed,
        row.ordered == row.received == row.billed and billed_price in (None, price),
        own,
        theirs,
        _figures(row, gap, price, own, theirs),
    )


def _figures(row: PositionRow, gap: Gaps, price, own, theirs) -> dict[str, float]:
    """Return the figures by name, as floats."""
    amounts = tuple(map(float, own))
    amounts += amounts if theirs is own else tuple(map(float, theirs))
    return {
        "ordered": float(row.ordered),
        "received": float(row.received),
        "returned": float(row.returned),
        "billed": float(row.billed),
        "to_accrue": float(gap.to_accrue),
        "over_billed": float(gap.over_billed),
        "credit_due": float(gap.credit_due),
        "open": float(gap.open),
        "price": float(price),
        **dict(zip(BOTH_KEYS, amounts, strict=True)),
    }


def as_dict(
    row: PositionRow, item: Priced, day: Date, finding: dict, no_rate: bool
) -> dict:
    """Return what RPC can carry: floats, ISO dates, False for nothing."""
    since = position.gap_date(row, item.gap)
    return {
        "line_id": row.line_id,
        "order_id": row.order_id,
        "order_name": row.order_name,
        "partner_id": row.partner_id,
        "product_id": row.product_id or False,
        "label": row.label,
        "uom_id": row.uom_id or False,
        **item.figures,
        "currency": row.currency_name,
        "currency_id": row.currency_id,
        "age_days": (day - since).days if since else 0,
        "cause": finding["cause"],
        "action": finding["action"],
        "facts": finding["facts"].copy(),
        "buyer_id": row.buyer_id or False,
        "categ_id": row.categ_id or False,
        "date_planned": _iso(row.date_planned),
        "closed_on": _iso(row.closed_on),
        "date_ordered": _iso(row.date_ordered),
        "date_last_receipt": _iso(row.date_last_receipt),
        "date_last_bill": _iso(row.date_last_bill),
        "excluded_reason": row.no_accrual_reason or False,
        "doubts": [*row.doubts, *(("no_rate",) if no_rate else ())],
    }


@lru_cache(maxsize=4096)
def _iso(day: Date | None):
    return day.isoformat() if day else False
