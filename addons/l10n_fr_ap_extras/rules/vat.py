# SPDX-License-Identifier: AGPL-3.0-or-later
"""VAT on the bill: does it add up, is the rate one of the day, may it be there at all,
and when is it due.

CGI ann. II 242 nonies A, I-11° (VAT per rate), CGI 269 (due date), 297 A to 297 E
(margin scheme), 293 B (franchise). Rates are the values ``vat.rate.<territory>`` of the
`Law`. See `vat_deduction` for what may be deducted, `reverse_charge` for VAT that the
customer owes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .law import Law
from .remarks import BLOCKING, INFO, WARNING, Remark, remark

ZERO, CENT = Decimal(0), Decimal("0.01")
TERRITORIES = ("mainland", "overseas", "corsica")
# UNTDID 5305 as EN 16931 uses it: standard rate; the others charge nothing.
STANDARD = "S"
WITHOUT_VAT = frozenset({"E", "AE", "K", "G", "O", "Z"})
GOODS, SERVICES = "goods", "services"
MARGIN, FRANCHISE, REVERSE_CHARGE, EXEMPT = (
    "margin", "franchise", "reverse_charge", "exempt"
)  # fmt: skip
REGIMES = {
    MARGIN: "vat.margin_invoice",
    FRANCHISE: "vat.franchise",
    REVERSE_CHARGE: "invoice.reverse_charge",
    EXEMPT: "invoice.exemption",
}


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate of the invoice's summary: base, VAT written, category of EN 16931."""

    rate: Decimal
    base: Decimal
    vat: Decimal
    category: str = STANDARD


@dataclass(frozen=True, slots=True)
class Chargeable:
    """VAT that falls due at the supplier on a day, and why: that day it is deductible."""

    day: date
    vat: Decimal
    cause: str


def vat_of(base: Decimal, rate: Decimal) -> Decimal:
    """Return the VAT of a base, rounded half up to the cent.

    >>> vat_of(Decimal("10.05"), Decimal("5.5")), vat_of(Decimal("-1000"), Decimal(20))
    (Decimal('0.55'), Decimal('-200.00'))
    """
    return (base * rate / 100).quantize(CENT, ROUND_HALF_UP)


def check_rates(
    law: Law, lines: Iterable[RateLine], day: date, territory: str = "mainland"
) -> list[Remark]:
    """Return what the law says against the French VAT of each rate, in any currency.

    ``rate``: no rate of the day; ``other_territory``: a rate of another part of France;
    ``vat_on_exempt``: VAT where the category has none. Nothing is stated of the rates of a
    day before the first that the data know.
    """
    cited = law.cite("invoice.vat_by_rate", day)
    known = law.values(f"vat.rate.{territory}", day)
    found = []
    for line in lines:
        if line.category in WITHOUT_VAT:
            if line.vat or line.rate:
                found.append(remark("vat_on_exempt", BLOCKING, cited, vat=line.vat))
        elif line.rate and known and line.rate not in known:
            found.append(_unknown_rate(law, line, day, territory, cited))
    return found


def check_amounts(
    law: Law, lines: Iterable[RateLine], day: date, tolerance: Decimal = CENT
) -> list[Remark]:
    """Return the rates of which the VAT is not base × rate: ``vat_amount``."""
    cited = law.cite("invoice.vat_by_rate", day)
    return [
        remark("vat_amount", WARNING, cited, rate=line.rate, expected=expected, written=line.vat)
        for line in lines
        if line.category not in WITHOUT_VAT
        and abs((expected := vat_of(line.base, line.rate)) - line.vat) > tolerance
    ]


def _unknown_rate(law: Law, line, day: date, territory: str, cited: str) -> Remark:
    """Return whether the rate is one of another territory."""
    for other in TERRITORIES:
        if other != territory and line.rate in law.values(f"vat.rate.{other}", day):
            values = {"rate": line.rate, "territory": other}
            return remark("other_territory", INFO, cited, **values)
    return remark("rate", WARNING, cited, rate=line.rate)


def check_regime(
    law: Law, regimes: Collection[str], vat: Decimal, day: date, certain: bool = True
) -> list[Remark]:
    """Return what is wrong between the regime an invoice names and the VAT it charges.

    ``<regime>_with_vat``: an invoice of the margin scheme, of a seller in franchise or
    under reverse charge shows no VAT; what it shows may not be deducted (CGI 283-3
    [unverified]). It blocks unless the regime is not `certain`: words of a PDF may stand
    in general conditions. ``no_vat_no_reason``: it charges none and says not why.
    """
    severity = BLOCKING if certain else WARNING
    found = [
        remark(f"{regime}_with_vat", severity, law.cite(REGIMES[regime], day), vat=vat)
        for regime in regimes
        if vat and regime in REGIMES and regime != EXEMPT
    ]
    if not vat and not REGIMES.keys() & set(regimes):
        cited = law.cite("invoice.exemption", day)
        found.append(remark("no_vat_no_reason", WARNING, cited))
    return found


def margin_tax(
    bought: Decimal, sold: Decimal, rate: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Return (margin with VAT, VAT in it, net margin); a loss bears no VAT.

    The cost of what was bought is its whole price: nothing is deducted (CGI 297 D).

    >>> margin_tax(Decimal("200"), Decimal("320"), Decimal("20"))
    (Decimal('120'), Decimal('20.00'), Decimal('100.00'))
    """
    margin = sold - bought
    taxed = max(margin, ZERO)
    tax = (taxed * rate / (100 + rate)).quantize(CENT, ROUND_HALF_UP)
    return margin, tax, margin - tax


def chargeable(
    kind: str,
    vat: Decimal,
    total: Decimal,
    rest_day: date | None,
    payments: Iterable[tuple[date, Decimal]] = (),
) -> tuple[Chargeable, ...]:
    """Return when the VAT of one invoice, or of its lines of one kind, falls due.

    Each payment makes its share due (CGI 269, 2-c for services; for goods this holds for
    advances since 2023 [unverified]). What is left falls due on `rest_day`: the delivery
    of goods; the invoice for services with the option for debits; None for services
    without it, whose VAT waits for the next payment. `total`: with VAT. Parts are
    differences of rounded cumulative shares: they sum to the VAT.

    >>> paid = [(date(2026, 3, 5), Decimal(400)), (date(2026, 4, 5), Decimal(800))]
    >>> parts = chargeable("services", Decimal(200), Decimal(1200), None, paid)
    >>> [(part.day.isoformat(), str(part.vat)) for part in parts]
    [('2026-03-05', '66.67'), ('2026-04-05', '133.33')]
    """
    parts, paid, given = [], ZERO, ZERO
    for day, amount in sorted(payments):
        if rest_day is not None and day >= rest_day:
            break
        paid += amount
        share = min(max(paid / total, ZERO), Decimal(1)) if total else Decimal(1)
        due = (vat * share).quantize(CENT, ROUND_HALF_UP)
        if due != given:
            parts.append(Chargeable(day, due - given, "payment"))
            given = due
    if rest_day is not None and given != vat:
        cause = "delivery" if kind == GOODS else "debits"
        parts.append(Chargeable(rest_day, vat - given, cause))
    return tuple(parts)


def rest_day(kind: str, delivery: date | None, invoice: date, debits: bool):
    """Return the day on which all VAT not yet due falls due, None if payments decide.

    >>> rest_day("goods", date(2026, 3, 1), date(2026, 4, 1), False)
    datetime.date(2026, 3, 1)
    >>> rest_day("services", date(2026, 3, 1), date(2026, 4, 1), False) is None
    True
    >>> rest_day("services", None, date(2026, 4, 1), True)
    datetime.date(2026, 4, 1)
    """
    if kind == GOODS:
        return delivery or invoice
    return invoice if debits else None
