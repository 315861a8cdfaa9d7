# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mileage by vehicle and year, and per diem, with the French scales of the data files."""

from datetime import date
from decimal import Decimal as D

import pytest
from ap_expenses.rules import control_allowance as allowance
from ap_expenses.rules.mileage import (
    NoScale,
    Vehicle,
    trip,
    year_of_trips,
)
from ap_expenses.rules.mileage import allowance as worth
from ap_expenses.rules.transaction import Kind
from expense_subjects import DAY, brackets, caps, subject


def test_the_published_trips():
    """Case exp-mileage: three trips alike, and the one that crosses 5,000 km."""
    car, scale = Vehicle(power=5), brackets()
    priced = year_of_trips([(n, DAY, D(20)) for n in (1, 2, 3)], car, scale)
    assert [one.price for one in priced] == [D("12.72")] * 3
    [crossing] = year_of_trips([(1, DAY, D(40))], car, scale, D(4990))
    assert (crossing.price, crossing.crosses) == (D("17.07"), D(5000))
    assert trip(D(4800), D(500), car, scale, DAY) == D("234.30")
    assert worth(D(12000), car, scale, DAY) == D("5679.000")
    assert D(40) * D("0.636") == D("25.440")  # what a flat rate would give


@pytest.mark.parametrize(
    ("vehicle", "km", "right"),
    [
        (Vehicle("car", 3), 5000, "2645.00"),
        (Vehicle("car", 1), 20001, "7400.37"),
        (Vehicle("car", 12), 5001, "3485.394"),
        (Vehicle("car", 5, True), 12000, "6814.80"),
        (Vehicle("motorcycle", 2), 3000, "1185.00"),
        (Vehicle("motorcycle", 4), 5000, "1568.00"),
        (Vehicle("motorcycle", 6), 6001, "2058.343"),
        (Vehicle("moped"), 3001, "948.079"),
    ],
)
def test_scales_of_all_vehicles(vehicle, km, right):
    assert worth(D(km), vehicle, brackets(), DAY) == D(right)


def test_a_year_begins_again_and_a_day_without_scale_is_said():
    car, scale = Vehicle(power=5), brackets()
    trips = [(1, date(2025, 12, 31), D(100)), (2, date(2026, 1, 1), D(100))]
    assert [one.before for one in year_of_trips(trips, car, scale, D(4950))] == [4950, 0]
    with pytest.raises(NoScale):
        worth(D(10), car, scale, date(2020, 1, 1))
    [old] = year_of_trips([(1, date(2020, 1, 1), D(10))], car, scale)
    assert old.price is None


def test_the_sum_of_trips_is_the_scale_of_the_year():
    car, scale = Vehicle(power=6), brackets()
    trips = [(n, DAY, D(137)) for n in range(60)]
    priced = year_of_trips(trips, car, scale)
    assert sum(one.price for one in priced) == worth(D(137 * 60), car, scale, DAY).quantize(D("0.01"))


def test_mileage_of_the_tool_against_the_scale():
    def ride(identity, gross, **more):
        given = {"type": Kind.MILEAGE, "vehicle_id": "AB-1", "distance_km": D(20), **more}
        return subject(identity, gross, **given)

    found = list(allowance.mileage(
        [ride(1, "12.72"), ride(2, "5.22"), ride(3, "12.72", vehicle_id="?"),
         ride(4, "1.00", distance_km=None)],
        {"AB-1": Vehicle(power=5)},
        brackets(),
    ))  # fmt: skip
    assert sorted((one.subject, one.code) for one in found) == [
        (2, "mileage_differs"), (3, "vehicle_unknown"), (4, "mileage_no_distance"),
    ]  # fmt: skip
    [crossing] = allowance.mileage(
        [ride(1, "25.44", distance_km=D(40))], {"AB-1": Vehicle(power=5)}, brackets(),
        {"AB-1": D(4990)},
    )  # fmt: skip
    assert (crossing.code, crossing.values["right"]) == ("mileage_crosses", D("17.07"))


def test_per_diem_against_the_dated_caps():
    def flat(identity, gross, **more):
        return subject(identity, gross, type=Kind.PER_DIEM, **more)

    names = {"Repas": "meal_restaurant", "Nuit": "lodging"}
    found = list(allowance.per_diem(
        [
            flat(1, "21.40", category="Repas"),
            flat(2, "21.41", category="Repas"),
            flat(3, "21.40", category="Repas", expense_date=date(2025, 12, 31)),
            flat(4, "76.60", category="Nuit", city="Paris"),
            flat(5, "76.60", category="Nuit", city="Lyon"),
            flat(6, "10.00", category="Autre"),
            flat(7, "10.00", category="Repas", expense_date=date(2027, 1, 1)),
        ],
        caps(), names, {"paris": "paris"},
    ))  # fmt: skip
    assert [(one.subject, one.code, one.amount) for one in found] == [
        (2, "per_diem_above", D("0.01")),
        (3, "per_diem_above", D("0.30")),
        (5, "per_diem_above", D("19.80")),
        (6, "no_allowance", D("10.00")),
        (7, "no_allowance", D("10.00")),
    ]
