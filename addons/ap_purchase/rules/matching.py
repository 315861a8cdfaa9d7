# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills and order lines of the database, as the values that matching compares.

`BillRow`, `BillLineRow` and `Extra` are what the gatherer reads, figures as decimals.
A link that a person made comes in as a `Preset`: the bill line, or a part of it, names
its order line by a reference and a code that nothing else bears.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.accrual import TaxRule
from odoo.addons.ap_base.arithmetic.matching import (
    Bill,
    BillLine,
    Limit,
    OrderLine,
    Policy,
    Receipt,
    Tolerance,
    Unit,
    kind_of,
)
from odoo.addons.ap_base.arithmetic.matching.values import (
    DISCOUNT,
    DOWN_PAYMENT,
    FREE_KINDS,
    GOODS,
)
from odoo.addons.ap_base.arithmetic.money import ZERO

from .position import PositionRow

_BRACKETED = re.compile(r"^\s*\[([^\]]{1,64})\]\s*")
_MARK = "orderline"


class BillRow(NamedTuple):
    """A bill as it was received. ``sign`` is -1 for a credit note, ``credited`` the
    number of the bill that it credits, where Odoo knows it; ``rate``: one unit of its
    currency in the company's."""

    id: int
    company_id: int
    supplier_id: int
    family: str
    currency_id: int
    number: str
    day: date | None
    state: str
    sign: int
    references: tuple[str, ...]
    text: str
    untaxed: Decimal
    tax: Decimal
    due: date | None
    credited: str | None = None
    rate: Decimal = Decimal(1)


class BillLineRow(NamedTuple):
    """A line of a bill. ``preset``: the order line it is linked to by a person."""

    id: int
    move_id: int
    product_id: int | None
    product_type: str | None
    label: str
    uom_id: int | None
    quantity: Decimal
    price_unit: Decimal
    discount: Decimal
    amount: Decimal
    tax_ids: tuple[int, ...]
    is_downpayment: bool
    purchase_line_id: int | None


class Preset(NamedTuple):
    """A link made by a person: how much of the bill line, None for all of it."""

    purchase_line_id: int
    quantity: Decimal | None = None


class Extra(NamedTuple):
    """What a document states of a bill beside the bill's own fields."""

    references: tuple[str, ...] = ()
    text: str = ""
    untaxed: Decimal | None = None
    tax: Decimal | None = None
    line_codes: Mapping[int, tuple[str, ...]] = {}
    line_references: Mapping[int, tuple[str, ...]] = {}


class OrderExtra(NamedTuple):
    """What the position does not hold of an order line."""

    family: str
    references: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    moved: Decimal = ZERO  # billed beside what the position counts
    by_order: bool = False  # billed as ordered, without a receipt
    rate: Decimal | None = None
    preset: bool = False
    bills: tuple[str, ...] = ()


def references_in(text: str) -> tuple[str, ...]:
    """Return what in a field of references may be one: what has a digit.

    >>> references_in("P00012, BC 4711;")
    ('P00012', '4711')
    """
    return tuple(p for p in re.split(r"[\s,;]+", text) if any(c.isdigit() for c in p))


def mark(purchase_line_id: int) -> str:
    """Return the name that only one order line bears."""
    return f"{_MARK}{purchase_line_id}"


def is_mark(code: str) -> bool:
    """Return whether a code is such a name."""
    return code.startswith(_MARK) and code[len(_MARK) :].isdigit()


def counts_otherwise(line: BillLine, order: OrderLine, quantity: Decimal) -> bool:
    """Whether a link bills another quantity than its bill line bears, in the order's unit.

    So does a sum for all that is left of an order: what counts is what matching found.

    >>> order = OrderLine(1, "P1", 1, 7, "EUR", Decimal(3), Decimal(1350))
    >>> one = BillLine("1", Decimal(1), Decimal(2700))
    >>> counts_otherwise(one, order, Decimal(2)), counts_otherwise(one, order, Decimal(1))
    (True, False)
    """
    own, mine, theirs = line.quantity, line.unit, order.unit
    if mine and theirs and mine.category == theirs.category:
        own = own * mine.factor / theirs.factor
    return own != quantity


def bill_line_id(key: str) -> int:
    """Return the id of the bill line that a key, or a part of it, belongs to.

    >>> bill_line_id("12/1")
    12
    """
    return int(key.partition("/")[0])


def codes_in(label: str) -> tuple[tuple[str, ...], str]:
    """Return the code in brackets that a description starts with, and the rest.

    >>> codes_in("[AB-12] Hinge, left")
    (('AB-12',), 'Hinge, left')
    """
    found = _BRACKETED.match(label)
    return ((found[1],), label[found.end() :]) if found else ((), label)


def printed(rules: Iterable[TaxRule]) -> tuple[TaxRule, ...]:
    """Return the taxes as a bill prints them: none where the buyer owes them."""
    return tuple(
        replace(rule, amount=ZERO)
        if not rule.deductible and not rule.non_deductible
        else rule
        for rule in rules
    )


def line_kind(
    label: str, amount: Decimal, product_type: str | None, is_downpayment: bool
) -> str:
    """Return the kind of a bill line; goods are never freight, nor what is charged a
    discount.

    >>> line_kind("Remise en état du moteur", Decimal(300), None, False)
    'goods'
    """
    if is_downpayment:
        return DOWN_PAYMENT
    kind = kind_of(label)
    if kind == DISCOUNT and amount >= 0:
        return GOODS
    if kind in FREE_KINDS and product_type == "consu":
        return GOODS
    return kind


def stated(extra: Extra, row: BillRow, has_orders: bool) -> Extra:
    """Return what the document states, the bill's own references among it.

    What a supplier without any order names is no order of ours: it proves nothing.
    """
    named = (*row.references, *extra.references)
    return extra._replace(references=tuple(dict.fromkeys(named)) if has_orders else ())


def bill_value(
    row: BillRow,
    lines: Sequence[BillLineRow],
    extra: Extra,
    units: Mapping[int, Unit],
    taxes: Mapping[tuple[int, ...], tuple[TaxRule, ...]],
    presets: Mapping[int, Sequence[Preset]],
    duplicate_of: int | None,
) -> Bill:
    """Return the bill with its lines."""
    values: list[BillLine] = []
    plain = True
    for line in lines:
        rules = taxes.get(line.tax_ids, ())
        plain = plain and all(r.kind == "percent" for r in rules)
        one = _bill_line(row, line, extra, units, printed(rules))
        values += _parts(one, presets.get(line.id, ()))
    tax = row.tax * row.sign if extra.tax is None else extra.tax
    untaxed = row.untaxed * row.sign if extra.untaxed is None else extra.untaxed
    return Bill(
        key=row.id,
        company=row.company_id,
        supplier=row.supplier_id,
        group=row.family,
        currency=row.currency_id,
        number=row.number,
        day=row.day,
        lines=tuple(values),
        references=(*extra.references, *filter(None, (row.credited,))),
        text="\n".join(filter(None, (row.text, extra.text))),
        total_untaxed=untaxed,
        total_tax=tax if plain else None,
        duplicate_of=duplicate_of,
    )


def _bill_line(
    row: BillRow,
    line: BillLineRow,
    extra: Extra,
    units: Mapping[int, Unit],
    rules: tuple[TaxRule, ...],
) -> BillLine:
    codes, label = codes_in(line.label)
    return BillLine(
        key=str(line.id),
        quantity=line.quantity * row.sign,
        price_unit=line.price_unit,
        description=label,
        codes=(*codes, *extra.line_codes.get(line.id, ())),
        product=line.product_id,
        references=extra.line_references.get(line.id, ()),
        unit=units.get(line.uom_id or 0),
        discount=line.discount,
        amount=line.amount * row.sign,
        taxes=rules,
        kind=line_kind(label, line.amount, line.product_type, line.is_downpayment),
    )


def _parts(line: BillLine, presets: Sequence[Preset]) -> list[BillLine]:
    """Return the line, cut where a person linked parts of it."""
    rest, amount = line.quantity, line.amount or ZERO
    found = []
    for number, preset in enumerate(presets):
        part = rest if preset.quantity is None else preset.quantity
        if not part:
            continue
        share = amount if part == rest else amount * part / rest
        name = (mark(preset.purchase_line_id),)
        found.append(
            line._replace(
                key=f"{line.key}/{number}",
                quantity=part,
                amount=share,
                description="",
                codes=name,
                product=None,
                references=name,
            )
        )
        rest, amount = rest - part, amount - share
    if rest or not presets:
        found.append(line._replace(quantity=rest, amount=amount))
    return found


def order_value(
    row: PositionRow,
    extra: OrderExtra,
    units: Mapping[int, Unit],
    taxes: Mapping[tuple[int, ...], tuple[TaxRule, ...]],
) -> OrderLine:
    """Return the order line; of a closed remainder only what was received is open."""
    codes, label = codes_in(row.label)
    billed = row.billed + extra.moved
    ordered, closed = row.ordered, False
    if row.closed_on is not None:
        ordered = min(row.received, row.ordered)
        closed = billed >= ordered
    named = (mark(row.line_id),) if extra.preset else ()
    return OrderLine(
        key=row.line_id,
        order=row.order_name,
        company=row.company_id,
        supplier=row.commercial_partner_id,
        currency=row.currency_id,
        ordered=ordered,
        price_unit=row.price_unit,
        received=row.received,
        billed=billed,
        description=label,
        codes=(*codes, *extra.codes, *named),
        product=row.product_id,
        group=extra.family,
        references=(*extra.references, *named),
        unit=units.get(row.uom_id or 0),
        discount=row.discount,
        taxes=printed(taxes.get(row.tax_ids, ())),
        kind=line_kind(label, row.ordered * row.price_unit, row.product_type, False),
        state="closed" if closed else "open",
        receipt_expected=not extra.by_order and row.service_mode != "elapsed",
        axis=str(sorted((row.analytic_distribution or {}).items())),
        receipts=extra.receipts,
        rate=extra.rate,
        bills=extra.bills,
    )


# What passes where a company has no policy of its own: 2 % or 10.00 a line, dearer; what
# is in our favour always does.
DEFAULT_POLICY = Policy(
    price=Tolerance(Limit(percent=Decimal(2)), None),
    freight=Tolerance(Limit(percent=Decimal(2)), None),
    small=Decimal(10),
)
