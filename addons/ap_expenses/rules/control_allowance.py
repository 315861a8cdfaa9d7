# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls of allowances: mileage against the scale, per diem against the caps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO

from .control import ASK_APPROVER, ASK_HOLDER, Dated, Result, Subject, on
from .mileage import Bracket, Priced, Vehicle, year_of_trips
from .transaction import Kind


@dataclass(frozen=True, slots=True)
class Allowance(Dated):
    """Up to what a flat allowance is free of contributions.

    ``code``: what it is for, as categories name it; ``zone``: empty is everywhere;
    ``month_from`` and ``month_to``: of the stay, from 1.
    """

    country: str = ""
    code: str = ""
    zone: str = ""
    amount: Decimal = ZERO
    month_from: int = 1
    month_to: int = 0
    reference: str = ""


def mileage(
    subjects: Iterable[Subject],
    vehicles: Mapping[str, Vehicle],
    brackets: Iterable[Bracket],
    openings: Mapping[str, Decimal] | None = None,
) -> Iterator[Result]:
    """State where the tool's mileage is not the scale's, per vehicle and year.

    ``vehicles``: by the name the tool gives. A vehicle that is not known and a day
    without a scale are stated too: nothing is made up.
    """
    rows = list(brackets)
    trips: dict[str, list[Subject]] = {}
    for subject in subjects:
        one = subject.one
        if one.type != Kind.MILEAGE:
            continue
        if not one.distance_km:
            yield Result(subject.id, "mileage_no_distance", subject.amount)
            continue
        trips.setdefault(one.vehicle_id or f"?{subject.employee}", []).append(subject)
    for name, found in trips.items():
        vehicle = vehicles.get(name)
        if vehicle is None:
            for subject in found:
                values = {"vehicle": subject.one.vehicle_id}
                yield Result(subject.id, "vehicle_unknown", subject.amount, values)
            continue
        opening = (openings or {}).get(name, ZERO)
        priced = year_of_trips(
            [(one.id, one.day, one.one.distance_km or ZERO) for one in found],
            vehicle, rows, opening,
        )  # fmt: skip
        yield from _compared({one.id: one for one in found}, priced)


def _compared(found: Mapping[int, Subject], priced: list[Priced]) -> Iterator[Result]:
    for trip in priced:
        subject = found[trip.id]
        values = {
            "km": trip.km,
            "before": trip.before,
            "vehicle": subject.one.vehicle_id,
            "amount": subject.amount,
        }
        if trip.price is None:
            yield Result(subject.id, "no_scale", subject.amount, values, ASK_APPROVER)
        elif trip.price != subject.amount:
            crosses = trip.crosses is not None
            values |= {"right": trip.price, "crosses": trip.crosses}
            yield Result(
                subject.id,
                "mileage_crosses" if crosses else "mileage_differs",
                abs(subject.amount - trip.price),
                values,
                ASK_HOLDER,
            )


def per_diem(
    subjects: Iterable[Subject],
    allowances: Iterable[Allowance],
    codes: Mapping[str, str],
    zones: Mapping[str, str] | None = None,
) -> Iterator[Result]:
    """State flat allowances above their cap: the surplus is subject to contributions.

    ``codes``: the tool's category -> code of the allowance; ``zones``: city -> zone.
    """
    rows = list(allowances)
    for subject in subjects:
        one = subject.one
        if one.type != Kind.PER_DIEM:
            continue
        code = codes.get(one.category, codes.get(one.category.casefold(), ""))
        zone = (zones or {}).get(one.city.casefold(), "")
        fitting = [
            row
            for row in on(rows, subject.day)
            if row.code == code and row.zone in ("", zone) and row.month_from == 1
        ]
        if not fitting:
            values = {"what": one.category, "day": one.expense_date}
            yield Result(subject.id, "no_allowance", subject.amount, values, ASK_APPROVER)
            continue
        cap = max(fitting, key=lambda row: bool(row.zone))
        if subject.amount > cap.amount:
            values = {
                "amount": subject.amount,
                "limit": cap.amount,
                "what": one.category,
                "reference": cap.reference,
            }
            above = subject.amount - cap.amount
            yield Result(subject.id, "per_diem_above", above, values, ASK_APPROVER)
