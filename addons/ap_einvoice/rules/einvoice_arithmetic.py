# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an e-invoice adds up: lines, sums, VAT; in any currency and by no law.

EN 16931: BR-CO-10 to 17 and the net amount of a line (BT-131). What a rounded price or a
rounded quantity explains is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from .einvoice import GROUP, INFORMATION, WITHOUT_VAT, EInvoice, Line, Rate
from .einvoice_numbers import ZERO, number

CENT = Decimal("0.01")
WITHOUT_PREPAID = "minimum"  # this profile has no place for what was paid before
LEAST_DECIMALS = 2  # a price of "160" is not one rounded to whole units


@dataclass(frozen=True, slots=True)
class Mismatch:
    """``code``: line, line_sum, allowance_sum, charge_sum, untaxed_sum, base_sum,
    vat_amount, vat_sum, total_sum, due_sum. ``where``: the line, or the rate of VAT.
    ``favour``: less is asked for than follows: EN 16931 itself does not bind the amount of a
    line to its price, so that this may be meant."""

    code: str
    expected: Decimal
    written: Decimal
    where: str = ""
    favour: bool = False


def mismatches(invoice: EInvoice, step: Decimal = CENT) -> list[Mismatch]:
    """Return what does not add up; ``step``: the smallest amount of the currency.

    A number that is not written, or cannot be read, is not doubted here.

    >>> line = Line("1", quantity="2", price="160.00", net="160.00")
    >>> mismatches(EInvoice(lines=(line,)))[0].expected
    Decimal('320.00')
    """
    room = step * max(2, len(invoice.lines))
    direction = -1 if invoice.credit_type else 1
    parts = [*_line_mismatches(invoice, step), *_vat_mismatches(invoice, step, room)]
    return [
        *(
            replace(one, favour=direction * (one.written - one.expected) < 0)
            for one in parts
        ),
        *_sum_mismatches(invoice, room),
    ]


def line_amount(line: Line) -> Decimal | None:
    """Return quantity × price − allowances + charges; None where it cannot be known.

    >>> line_amount(Line(quantity="10", price="113.00", base_quantity="100"))
    Decimal('11.30')
    """
    quantity, price = number(line.quantity), number(line.price)
    charges = [number(row.amount) for row in line.allowances]
    if quantity is None or price is None or None in charges:
        return None
    signs = (1 if row.charge else -1 for row in line.allowances)
    more = sum((s * c for s, c in zip(signs, charges, strict=True)), ZERO)
    return quantity * price / price_base(line) + more


def price_base(line: Line) -> Decimal:
    """Return for how many units the price is: the quantity that is written (BT-149), or one
    where only that gives the net amount, as many suppliers fill the field wrongly.

    >>> price_base(Line(quantity="15", price="10", base_quantity="15", net="150"))
    Decimal('1')
    """
    base, one = number(line.base_quantity) or Decimal(1), Decimal(1)
    quantity, price, net = number(line.quantity), number(line.price), number(line.net)
    if base == one or None in (quantity, price, net):
        return base
    rest = net + sum(
        (number(row.amount) or ZERO) * (-1 if row.charge else 1) for row in line.allowances
    )
    return min((base, one), key=lambda units: abs(quantity * price / units - rest))


def line_room(line: Line, step: Decimal = CENT) -> Decimal:
    """Return how far the net amount may lie from `line_amount`: a price or a quantity that
    is written with few decimals is a rounded one.

    >>> line_room(Line(quantity="20", price="2.77"))
    Decimal('0.110')
    """
    quantity, price = number(line.quantity) or ZERO, number(line.price) or ZERO
    room = abs(quantity / price_base(line)) * _half(price, LEAST_DECIMALS)
    if quantity != quantity.to_integral_value():
        room += abs(price / price_base(line)) * _half(quantity)
    return room + step * (1 + len(line.allowances))


def _half(value: Decimal, least: int = 0) -> Decimal:
    """Half of the last decimal that is written."""
    decimals = max(least, -int(value.as_tuple().exponent))
    return Decimal(5).scaleb(-decimals - 1)


def _line_mismatches(invoice: EInvoice, step: Decimal) -> Iterator[Mismatch]:
    for place, line in enumerate(invoice.lines, 1):
        written, expected = number(line.net), line_amount(line)
        if None in (written, expected) or line.status.upper() in (GROUP, INFORMATION):
            continue
        if abs(written - expected) > line_room(line, step):
            shown = expected.quantize(step, ROUND_HALF_UP)
            where = " ".join(filter(None, (line.id or str(place), line.name)))
            yield Mismatch("line", shown, written, where)


def _sum_mismatches(invoice: EInvoice, room: Decimal) -> Iterator[Mismatch]:
    stated = {name: number(text) for name, text in invoice.totals.items()}
    get = stated.get
    minus, plus = (_amounts(invoice, kind) for kind in (False, True))
    sums = {
        "line_sum": (counted_sum(invoice), get("lines")),
        "allowance_sum": (_sum(minus), get("allowances")),
        "charge_sum": (_sum(plus), get("charges")),
        "untaxed_sum": (_total(get("lines"), get("charges"), _minus(get("allowances"))),
                        get("untaxed")),
        "base_sum": (_sum(number(row.base) for row in invoice.rates), get("untaxed")),
        "vat_sum": (_sum(number(row.vat) for row in invoice.rates), get("vat")),
        "total_sum": (_total(get("untaxed"), get("vat")) if get("vat") is not None else None,
                      get("total")),
        "due_sum": (_total(get("total"), get("rounding"), _minus(get("prepaid"))), get("due")),
    }  # fmt: skip
    if invoice.profile.lower().endswith(WITHOUT_PREPAID):
        del sums["due_sum"]
    for code, (expected, written) in sums.items():
        if None not in (expected, written) and abs(expected - written) > room:
            yield Mismatch(code, expected, written)


def _amounts(invoice: EInvoice, charge: bool) -> list[Decimal | None]:
    return [number(row.amount) for row in invoice.allowances if row.charge is charge]


def counted_sum(invoice: EInvoice) -> Decimal | None:
    """Return the sum of the lines that count, None if there is none or one is unreadable."""
    return _sum(number(line.net) for line in counted(invoice))


def counted(invoice: EInvoice) -> list[Line]:
    """Return the lines that make the invoice: neither groups nor what is only explained.

    EXTENDED says so (BT-X-8). Where it does not, or wrongly, the sum of the lines (BT-106)
    states whether those above, those below or all of them count.

    >>> group, detail = Line("1", net="9", status="GROUP"), Line("2", net="9", parent="1")
    >>> [line.id for line in counted(EInvoice(lines=(group, detail)))]
    ['2']
    """
    lines = list(invoice.lines)
    details = [line for line in lines if line.status.upper() not in (GROUP, INFORMATION)]
    parents = {line.parent for line in lines if line.parent}
    written = number(invoice.totals.get("lines"))
    below = [line for line in details if line.id not in parents]
    above = [line for line in details if not line.parent]
    for option in (details, below, above, lines):
        found = _sum(number(line.net) for line in option)
        if found is not None and written is not None and abs(found - written) < CENT:
            return option
    return details


def _vat_mismatches(invoice: EInvoice, step: Decimal, room: Decimal) -> Iterator[Mismatch]:
    for row in invoice.rates:
        rate, base, written = effective_rate(row), number(row.base), number(row.vat)
        if None in (rate, base, written):
            continue
        expected = (base * rate / 100).quantize(step, ROUND_HALF_UP)
        if abs(expected - written) > room:
            yield Mismatch("vat_amount", expected, written, f"{rate.normalize():f}")


def effective_rate(row: Rate | Line) -> Decimal | None:
    """Return the rate that is charged: none where the category bears no VAT.

    >>> effective_rate(Rate("AE", "20")), effective_rate(Rate("S", "5.5"))
    (Decimal('0'), Decimal('5.5'))
    """
    return ZERO if row.category in WITHOUT_VAT else number(row.rate)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum; None of none, or if one of them is not known."""
    found = list(amounts)
    return sum(found, ZERO) if found and None not in found else None


def _minus(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def _total(first: Decimal | None, *others: Decimal | None) -> Decimal | None:
    """Return the sum of what is written; None without the first."""
    if first is None:
        return None
    return first + sum((other for other in others if other is not None), ZERO)
