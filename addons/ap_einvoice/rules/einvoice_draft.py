# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the draft of a bill is to hold: the amounts of its e-invoice, and nothing else.

Only lines that count (BT-X-8), each with its net amount (BT-131); allowances and charges
of the document as lines of their own; VAT by rate as it is written; the days to pay by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .einvoice import EInvoice, Line, Rate
from .einvoice_arithmetic import CENT, counted, effective_rate, line_amount, line_room
from .einvoice_numbers import ZERO, day, number
from .einvoice_shape import Precision, Shape, shape

LINE, LINE_CHARGE, CHARGE, ALLOWANCE = "line", "line_charge", "charge", "allowance"
SUMMARY, ROUNDING = "summary", "rounding"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of the draft. ``kind``: line, line_charge, charge, allowance, summary (of a
    rate, where the e-invoice has no lines), rounding. ``rate``: None if it is not written.
    ``source``: the line of the e-invoice, None for others."""

    kind: str
    name: str
    net: Decimal
    shape: Shape
    category: str = ""
    rate: Decimal | None = None
    source: Line | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Amounts are positive unless they lower the bill; ``credit`` states the direction.

    ``empty``: why there are no lines: amounts (one cannot be read), summary (there are
    only totals), or "". ``vat``: {rate: (base, VAT)} as written. ``instalments``: (day,
    amount), at least two; they sum to ``total`` with rounding. ``prepaid``, ``due``: None
    where not written.
    """

    credit: bool = False
    lines: tuple[DraftLine, ...] = ()
    empty: str = ""
    vat: dict[Decimal, tuple[Decimal, Decimal]] = field(default_factory=dict)
    untaxed: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None
    rounding: Decimal = ZERO
    prepaid: Decimal | None = None
    due: Decimal | None = None
    instalments: tuple[tuple[date, Decimal], ...] = ()

    @property
    def payable(self) -> Decimal | None:
        """What is to be paid in all, what was paid before included; None if not known."""
        if self.due is not None:
            return self.due + (self.prepaid or ZERO)
        return None if self.total is None else self.total + self.rounding


def draft(invoice: EInvoice, precision: Precision | None = None) -> Draft:
    """Return what the draft of an e-invoice is to hold.

    >>> from .einvoice import Charge
    >>> rate = Rate("S", "20", "115.00", "23.00")
    >>> freight = Charge("S", "20", "15.00", True, "Freight")
    >>> line = Line("1", "Item", "1", "100.00", net="100.00", category="S", rate="20")
    >>> made = draft(EInvoice(lines=(line,), rates=(rate,), allowances=(freight,)))
    >>> [(one.kind, str(one.net)) for one in made.lines]
    [('line', '100.00'), ('charge', '15.00')]
    """
    precision = precision or Precision()
    totals = effective_totals(invoice)
    sign = direction(totals)
    get = {name: sign * value for name, value in totals.items()}.get
    made = Draft(
        credit=invoice.credit_type != (sign < 0),
        vat=vat_by_rate(invoice, sign),
        untaxed=get("untaxed"),
        tax=get("vat"),
        total=get("total"),
        rounding=_rounding(get),
        prepaid=get("prepaid"),
        due=get("due"),
    )
    lines, empty = _lines(invoice, sign, precision)
    if lines and made.rounding:
        whole = Shape(Decimal(1), made.rounding)
        lines = (*lines, DraftLine(ROUNDING, "", made.rounding, whole, "", ZERO))
    return replace(
        made, lines=lines, empty=empty, instalments=_instalments(invoice, made, sign)
    )


def effective_totals(invoice: EInvoice) -> dict[str, Decimal]:
    """Return the sums that are written and can be read; the total also where only what is
    due is written.

    >>> effective_totals(EInvoice(totals={"due": "60", "prepaid": "40"}))["total"]
    Decimal('100')
    """
    stated = {name: number(text) for name, text in invoice.totals.items()}
    found = {name: value for name, value in stated.items() if value is not None}
    if "total" not in found and not invoice.totals.get("total") and found.get("due"):
        found["total"] = (
            found["due"] + found.get("prepaid", ZERO) - found.get("rounding", ZERO)
        )
    return found


def direction(totals: dict[str, Decimal]) -> int:
    """Return -1 for an invoice whose amounts are negative: the other way round."""
    names = ("total", "untaxed", "due")
    stated = next((totals[name] for name in names if totals.get(name)), ZERO)
    return -1 if stated < 0 else 1


def vat_by_rate(invoice: EInvoice, sign: int = 1) -> dict:
    """Return {rate: (base, VAT)}, several categories of one rate added up.

    Without a summary of VAT (BG-23), the total of VAT where one rate is written only.
    """
    sums: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for row in invoice.rates:
        rate = effective_rate(row) or ZERO
        base, vat = sums.get(rate, (ZERO, ZERO))
        more = sign * (number(row.base) or ZERO), sign * (number(row.vat) or ZERO)
        sums[rate] = base + more[0], vat + more[1]
    rates = {effective_rate(line) for line in counted(invoice)} - {None}
    tax, untaxed = (number(invoice.totals.get(name)) for name in ("vat", "untaxed"))
    if not sums and len(rates) == 1 and None not in (tax, untaxed):
        sums[rates.pop()] = sign * untaxed, sign * tax
    return sums


def _rounding(get) -> Decimal:
    """The rounding (BT-114), unless what is due shows that it was not applied."""
    rounding, total, due = get("rounding") or ZERO, get("total"), get("due")
    if None in (total, due):
        return rounding
    return rounding if total + rounding - (get("prepaid") or ZERO) == due else ZERO


# Lines ------------------------------------------------------------------------------


def _lines(invoice: EInvoice, sign: int, precision: Precision):
    """The lines of the draft, or why there are none."""
    if not invoice.lines:
        rows = [(row, number(row.base)) for row in invoice.rates]
        if not rows or any(base is None for _row, base in rows):
            return (), "amounts" if rows else "summary"
        found = [_summary_line(row, sign * base) for row, base in rows if base]
        return tuple(found), "" if found else "summary"
    lines = counted(invoice)
    if not lines:  # groups of nothing
        return (), "summary"
    unread = any(number(line.net) is None for line in lines)
    if unread or any(number(row.amount) is None for row in invoice.allowances):
        return (), "amounts"
    found = [
        *_rounded_nets(_invoice_lines(lines, sign), precision),
        *_rounded_nets(_adjustments(invoice, sign), precision),
    ]
    only = _rate_of_others(invoice, found, sign)
    return tuple(one if one.rate is not None else replace(one, rate=only) for one in found), ""


def _rounded_nets(lines: Iterable[DraftLine], precision: Precision) -> Iterator[DraftLine]:
    """Amounts of more decimals than the currency has: their sum stays what it is."""
    exact = given = ZERO
    for line in lines:
        exact += line.net
        whole = exact.quantize(precision.step, ROUND_HALF_UP)
        net, given = whole - given, whole
        source = line.source if line.kind == LINE else None
        found = shape(source, net, precision) if source else _whole(net)
        yield replace(line, net=net, shape=found)


def _whole(net: Decimal) -> Shape:
    return Shape(Decimal(1), net)


def _invoice_lines(lines: list[Line], sign: int) -> Iterator[DraftLine]:
    """Each line, its charges apart where the price is one without them."""
    for line in lines:
        turned = _turned(line, sign)
        net, charges = number(turned.net), _charges_apart(line)
        kept = turned if charges else None
        if charges:
            rest = tuple(row for row in line.allowances if not row.charge)
            net -= sign * sum(number(row.amount) for row in charges)
            kept = replace(turned, net=str(net), allowances=rest)
        rate = effective_rate(line)
        yield DraftLine(
            LINE, line.name, net, _whole(net), line.category, rate, kept or turned
        )
        for row in charges:
            amount = sign * number(row.amount)
            name = " ".join(filter(None, (row.code, row.reason)))
            yield DraftLine(
                LINE_CHARGE, name, amount, _whole(amount), line.category, rate, line
            )


def _turned(line: Line, sign: int) -> Line:
    """The line with its amounts in the direction of the draft: the quantity turns."""
    if sign > 0:
        return line
    net, quantity = number(line.net), number(line.quantity)
    rows = tuple(
        replace(row, amount=str(-number(row.amount)))
        for row in line.allowances
        if number(row.amount) is not None
    )
    stated = "" if quantity is None else str(-quantity)
    return replace(line, net=str(-net), quantity=stated, allowances=rows)


def _charges_apart(line: Line) -> list:
    """The charges of a line that is explained by quantity, price and them."""
    charges = [row for row in line.allowances if row.charge and number(row.amount)]
    expected, net = line_amount(line), number(line.net)
    if not charges or expected is None or not number(line.price):
        return []
    return charges if abs(expected - net) <= line_room(line) else []


def _adjustments(invoice: EInvoice, sign: int) -> Iterator[DraftLine]:
    """Allowances and charges of the document."""
    for row in invoice.allowances:
        amount = number(row.amount) * (sign if row.charge else -sign)
        kind = CHARGE if row.charge else ALLOWANCE
        if amount:
            rate = effective_rate(Rate(row.category, row.rate))
            yield DraftLine(kind, row.reason, amount, _whole(amount), row.category, rate)


def _summary_line(row: Rate, base: Decimal) -> DraftLine:
    return DraftLine(SUMMARY, "", base, _whole(base), row.category, effective_rate(row))


def _rate_of_others(invoice: EInvoice, lines: list[DraftLine], sign: int) -> Decimal | None:
    """The rate of lines that write none: none of it where the base of the only rate is made
    by the lines that write it."""
    only = _only_rate(invoice)
    base = vat_by_rate(invoice, sign).get(only, (None,))[0] if only else None
    stated = sum((line.net for line in lines if line.rate == only), ZERO)
    return ZERO if base and abs(stated - base) < CENT else only


def _only_rate(invoice: EInvoice) -> Decimal | None:
    """The rate of lines that write none: the only one of the summary, or else the one that
    the totals show to the cent."""
    rates = {effective_rate(row) for row in invoice.rates} - {None}
    if rates:
        return rates.pop() if len(rates) == 1 else None
    vat, untaxed = (number(invoice.totals.get(name)) for name in ("vat", "untaxed"))
    if vat is None or not untaxed:
        return None
    if any(effective_rate(line) is not None for line in invoice.lines):
        return None
    rate = (vat * HUNDRED / untaxed).quantize(Decimal("0.1"), ROUND_HALF_UP)
    shown = (untaxed * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
    return rate if shown == vat.quantize(CENT) else None


# Days to pay by -----------------------------------------------------------------------


def _instalments(invoice: EInvoice, made: Draft, sign: int) -> tuple:
    """Days and amounts that sum to the total, what was paid before first; none for one day
    only, or where they do not sum."""
    payable, days = made.payable, []
    for one in invoice.instalments:
        when, amount = day(one.day), number(one.amount)
        percent = number(one.percent)
        if amount is None and percent is not None and made.due is not None:
            amount = sign * (made.due * percent / HUNDRED).quantize(CENT, ROUND_HALF_UP)
        if None in (when, amount):
            return ()
        days.append((when, sign * amount))
    if len({when for when, _amount in days}) < 2 or payable is None:
        return ()
    issue, rest = day(invoice.issue), payable - sum(amount for _day, amount in days)
    if rest and rest == made.prepaid and issue:
        days.insert(0, (issue, rest))
        rest = ZERO
    return tuple(sorted(days)) if not rest else ()
