# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms as plain values, as another program sends them, and the table it gets back.

Names and shapes are those of the public API: amounts are numbers or text, dates are ISO
texts or dates, a rate of 3.60 % is 3.6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from odoo.addons.ap_base.arithmetic.calendar import add_months
from odoo.addons.ap_base.arithmetic.exceptions import AmountError, PeriodError
from odoo.addons.ap_base.arithmetic.money import ZERO, round_half_up, to_decimal

from .building import build
from .day_count import DayCount
from .exceptions import TermsError
from .rates import Conversion, fixed
from .schedule import Row, RowKind, Schedule
from .terms import (
    BrokenPeriod,
    Deferral,
    Insurance,
    InsuranceKind,
    LastRow,
    Mode,
    PaymentRounding,
    Terms,
    Tranche,
)

REQUIRED = ("principal", "rate_percent", "drawdown_date")
PRINTED = (
    "opening", "drawn", "interest", "principal", "insurance", "fees", "payment", "debit",
    "closing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Simulation:
    """The terms understood, the table, and what is paid apart from its rows."""

    terms: Terms
    schedule: Schedule
    fees: Decimal


def simulate(values: Mapping[str, object]) -> Simulation:
    """Return the loan that the values describe.

    Needed: ``principal``, ``rate_percent``, ``drawdown_date`` and ``instalments`` or
    ``payment``. Others have defaults: ``first_date`` one period later (in advance the
    same day), ``period_months`` 1, ``mode`` constant_payment, ``day_count`` months,
    ``conversion`` proportional, ``deferral`` none with ``deferral_months`` 0,
    ``insurance`` an amount per row or a mapping of ``kind`` and ``value`` (or
    ``amounts``), ``fees`` an amount paid at the drawdown. Raises `TermsError`:
    ``value_missing``, ``value_unknown`` for a name not known, ``value_invalid`` for one
    that is no number, date or choice (both with its name), ``deferral_not_whole`` where
    the months are no whole number of periods, and whatever `Terms` and `build` refuse.

    >>> found = simulate({"principal": 100000, "rate_percent": 3.6, "instalments": 60,
    ...                   "drawdown_date": "2026-01-15"})
    >>> str(found.schedule.rows[0].payment), str(found.schedule.total("interest"))
    ('1823.66', '9419.36')
    """
    known = _known(values)
    drawn = known.pop("drawdown_date")
    months = known.setdefault("period_months", 1)
    if months < 1:
        raise TermsError("period_not_positive")
    known.setdefault("first_date", _first_date(drawn, known))
    known["deferral_rows"] = _deferral_rows(known.pop("deferral_months", 0), months)
    fees = known.pop("fees", ZERO)
    terms = Terms(
        tranches=(Tranche(drawn, known.pop("principal")),),
        rates=fixed(known.pop("rate_percent"), drawn),
        instalments=known.pop("instalments", None),
        **known,
    )
    return Simulation(terms, build(terms), round_half_up(fees, terms.step))


def _known(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values read; refuse names not known and names missing."""
    unknown = sorted(set(values) - set(_READERS))
    if unknown:
        raise TermsError("value_unknown", name=unknown[0])
    said = {name: value for name, value in values.items() if value is not None}
    for name in REQUIRED:
        if name not in said:
            raise TermsError("value_missing", name=name)
    return {name: _read(name, value) for name, value in said.items()}


def as_answer(found: Simulation) -> dict[str, object]:
    """Return the table as plain values: numbers as Decimals, dates as ISO texts.

    ``interest`` is the sum of the rows', ``paid`` all that leaves the bank in them.
    """
    table = found.schedule
    return {
        "rows": [_printed(row) for row in table.rows],
        "interest": table.total("interest"),
        "insurance": table.total("insurance"),
        "paid": table.total("debit"),
        "fees": found.fees,
    }


def _printed(row: Row) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(row, name) for name in PRINTED}
    broken = row.kind == RowKind.BROKEN
    return {
        "number": row.number,
        "date": row.date.isoformat(),
        **values,
        "broken": broken,
    }


def _first_date(drawn: date, known: Mapping[str, object]) -> date:
    """Return the day of the first instalment where none is given."""
    if known.get("is_in_advance"):
        return drawn
    try:
        return add_months(drawn, known["period_months"])
    except PeriodError:
        raise TermsError("value_invalid", name="period_months") from None


def _deferral_rows(months: int, period_months: int) -> int:
    rows, rest = divmod(months, period_months)
    if rest or months < 0:
        raise TermsError(
            "deferral_not_whole", months=months, period_months=period_months
        )
    return rows


def _read(name: str, value: object) -> object:
    """Return the value as the terms take it, or refuse it by its name."""
    try:
        return _READERS[name](value)
    except (AmountError, ValueError, TypeError, AttributeError, OverflowError):
        raise TermsError("value_invalid", name=name, value=value) from None


def _whole(value: object) -> int:
    amount = to_decimal(value)
    if amount != int(amount):
        raise ValueError(value)
    return int(amount)


def _day(value: object) -> date:
    if isinstance(value, datetime):
        raise TypeError(value)
    return value if isinstance(value, date) else date.fromisoformat(value)


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, (bool, int)):
        raise TypeError(value)
    return bool(value)


def _choice(choices: type[Enum]) -> Callable[[object], Enum]:
    return lambda value: choices(value)


def _insurance(value: object) -> Insurance:
    """Read an amount per row, or a kind with its percentage or amount."""
    if not isinstance(value, Mapping):
        return Insurance(InsuranceKind.PER_ROW, to_decimal(value))
    if set(value) - {"kind", "value", "amounts"}:
        raise TypeError(value)
    amounts = tuple(to_decimal(one) for one in value.get("amounts") or ())
    return Insurance(
        InsuranceKind(value.get("kind")), to_decimal(value.get("value") or 0), amounts
    )


_READERS: dict[str, Callable[[object], object]] = {
    "principal": to_decimal,
    "rate_percent": to_decimal,
    "instalments": _whole,
    "period_months": _whole,
    "mode": _choice(Mode),
    "drawdown_date": _day,
    "first_date": _day,
    "day_count": _choice(DayCount),
    "broken_day_count": _choice(DayCount),
    "broken_period": _choice(BrokenPeriod),
    "conversion": _choice(Conversion),
    "deferral": _choice(Deferral),
    "deferral_months": _whole,
    "insurance": _insurance,
    "fees": to_decimal,
    "row_fee": to_decimal,
    "payment": to_decimal,
    "residual": to_decimal,
    "is_in_advance": _yes_or_no,
    "is_end_of_month": _yes_or_no,
    "payment_rounding": _choice(PaymentRounding),
    "payment_step": to_decimal,
    "last_row": _choice(LastRow),
    "step": to_decimal,
}
