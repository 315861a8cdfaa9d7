# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms as plain values that are kept with a version of a schedule, and read back.

A version keeps the terms it was computed by, so that the interest accrued at an old date
is still reckoned as it was, whatever the contract says today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from .day_count import DayCount
from .rates import Conversion, RateStep
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

_CHOICES = {
    "mode": Mode,
    "conversion": Conversion,
    "day_count": DayCount,
    "broken_day_count": DayCount,
    "broken_period": BrokenPeriod,
    "deferral": Deferral,
    "payment_rounding": PaymentRounding,
    "last_row": LastRow,
}
_AMOUNTS = ("payment", "residual", "row_fee", "payment_step", "step")


def to_values(terms: Terms) -> dict[str, object]:
    """Return the terms as values that JSON can hold: amounts and dates as texts.

    >>> from .rates import fixed
    >>> drawn = date(2026, 1, 15)
    >>> terms = Terms((Tranche(drawn, Decimal("900.00")),), date(2026, 2, 15), 3,
    ...               fixed(Decimal("3.60"), drawn))
    >>> values = to_values(terms)
    >>> values["tranches"], values["mode"], values["payment"]
    ([{'day': '2026-01-15', 'amount': '900.00'}], 'constant_payment', None)
    >>> from_values(values) == terms
    True
    """
    return _plain(terms)


def from_values(values: Mapping[str, object]) -> Terms:
    """Return the terms that `to_values` gave. Raises `TermsError` where they are none."""
    known = dict(values)
    for name, choices in _CHOICES.items():
        known[name] = None if known[name] is None else choices(known[name])
    for name in _AMOUNTS:
        known[name] = None if known[name] is None else Decimal(known[name])
    insurance = known.pop("insurance")
    return Terms(
        tranches=tuple(
            Tranche(date.fromisoformat(one["day"]), Decimal(one["amount"]))
            for one in known.pop("tranches")
        ),
        first_date=date.fromisoformat(known.pop("first_date")),
        rates=tuple(
            RateStep(
                date.fromisoformat(one["start"]),
                Decimal(one["percent"]),
                one["is_estimated"],
            )
            for one in known.pop("rates")
        ),
        insurance=Insurance(
            InsuranceKind(insurance["kind"]),
            Decimal(insurance["value"]),
            tuple(Decimal(one) for one in insurance["amounts"]),
        ),
        **known,
    )


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
