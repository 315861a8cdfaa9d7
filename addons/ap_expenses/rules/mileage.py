# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mileage: the price of a trip is the scale after it less the scale before it.

A scale is one formula on the kilometres of a calendar year with one vehicle, not slices:
5 CV, 12,000 km are 0.357 × 12,000 + 1,395. So a trip is not worth its own kilometres but
what it adds: 4,800 to 5,300 km add 234.30 euros.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import CENT, HUNDRED, ZERO, round_half_up

from .control import Dated

CAR, MOTORCYCLE, MOPED = "car", "motorcycle", "moped"
KINDS = (CAR, MOTORCYCLE, MOPED)


@dataclass(frozen=True, slots=True)
class Bracket(Dated):
    """One row of a scale: from and up to so many km of the year, ``rate`` × km + ``fixed``.

    ``power_from`` and ``power_to`` (fiscal power, both included; 0: no limit) and
    ``km_to`` 0: without end. ``electric_percent`` is added for vehicles wholly electric.
    """

    country: str = ""
    vehicle: str = CAR
    power_from: int = 0
    power_to: int = 0
    km_from: Decimal = ZERO
    km_to: Decimal = ZERO
    rate: Decimal = ZERO
    fixed: Decimal = ZERO
    electric_percent: Decimal = ZERO
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle as its scale knows it."""

    kind: str = CAR
    power: int = 0
    electric: bool = False


class NoScale(LookupError):
    """No row of a scale for that vehicle and day: nothing is made up."""


def allowance(
    km: Decimal, vehicle: Vehicle, brackets: Iterable[Bracket], day: date
) -> Decimal:
    """Return what so many kilometres of a year are worth, not rounded.

    Raises `NoScale`.
    """
    if km <= 0:
        return ZERO
    for row in brackets:
        if (
            row.holds(day)
            and row.vehicle == vehicle.kind
            and row.power_from <= vehicle.power
            and (not row.power_to or vehicle.power <= row.power_to)
            and row.km_from < km
            and (not row.km_to or km <= row.km_to)
        ):
            whole = row.rate * km + row.fixed
            if vehicle.electric:
                whole += whole * row.electric_percent / HUNDRED
            return whole
    raise NoScale(f"{vehicle.kind} {vehicle.power} {day}")


def trip(
    before: Decimal,
    km: Decimal,
    vehicle: Vehicle,
    brackets: Iterable[Bracket],
    day: date,
) -> Decimal:
    """Return the price of a trip after so many km of the year, to the cent.

    >>> rows = [Bracket(power_from=5, power_to=5, km_to=Decimal(5000),
    ...         rate=Decimal("0.636")),
    ...     Bracket(power_from=5, power_to=5, km_from=Decimal(5000),
    ...         km_to=Decimal(20000), rate=Decimal("0.357"), fixed=Decimal(1395))]
    >>> car, day = Vehicle(power=5), date(2026, 3, 5)
    >>> trip(Decimal(0), Decimal(20), car, rows, day)
    Decimal('12.72')
    >>> trip(Decimal(4990), Decimal(40), car, rows, day)
    Decimal('17.07')
    """
    rows = list(brackets)
    after = allowance(before + km, vehicle, rows, day)
    return round_half_up(after, CENT) - round_half_up(
        allowance(before, vehicle, rows, day), CENT
    )


@dataclass(frozen=True, slots=True)
class Priced:
    """A trip priced: the km of the year before it, its price, and what it crosses."""

    id: int
    before: Decimal
    km: Decimal
    price: Decimal | None
    crosses: Decimal | None = None


def year_of_trips(
    trips: Iterable[tuple[int, date, Decimal]],
    vehicle: Vehicle,
    brackets: Iterable[Bracket],
    opening: Decimal = ZERO,
) -> list[Priced]:
    """Return the trips of one vehicle priced in their order, a year at a time.

    ``trips``: (id, day, km); ``opening``: km of the first year before the first trip,
    made elsewhere. A trip without a scale has no price.
    """
    rows = list(brackets)
    run: dict[int, Decimal] = {}
    found = []
    for identity, day, km in sorted(trips, key=lambda one: (one[1], one[0])):
        before = run.get(day.year, opening if not run else ZERO)
        run[day.year] = before + km
        try:
            price = trip(before, km, vehicle, rows, day)
        except NoScale:
            found.append(Priced(identity, before, km, None))
            continue
        bounds = {row.km_to for row in rows if row.km_to and row.vehicle == vehicle.kind}
        crossed = [bound for bound in bounds if before < bound < before + km]
        found.append(Priced(identity, before, km, price, min(crossed, default=None)))
    return found
