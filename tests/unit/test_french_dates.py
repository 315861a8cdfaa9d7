# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and numbers of bills: future, too early, closed, too late, out of order."""

from datetime import date, timedelta

import pytest
from french import LAW
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import dates
from l10n_fr_ap_extras.rules.dates import Dates, Numbered
from l10n_fr_ap_extras.rules.law import Law

TODAY = date(2026, 11, 22)
ISSUE = date(2026, 11, 2)


def _codes(remarks):
    return [remark.code for remark in remarks]


@pytest.mark.parametrize(
    ("given_dates", "codes"),
    [
        (Dates(ISSUE), []),
        (Dates(TODAY), []),
        (Dates(None), ["no_date"]),
        (Dates(TODAY + timedelta(1)), ["future"]),
        (Dates(ISSUE, supply=ISSUE), []),
        (Dates(ISSUE, supply=date(2026, 11, 3)), ["before_supply"]),
        (Dates(ISSUE, supply=date(2026, 11, 3), type="386"), []),
        (Dates(ISSUE, due=ISSUE), []),
        (Dates(ISSUE, due=date(2026, 11, 1)), ["due_before_issue"]),
        (Dates(date(206, 11, 2)), ["year", "vat_lost"]),
        (Dates(ISSUE, due=date(2206, 12, 2)), ["year"]),
        (Dates(date(2024, 3, 1)), ["vat_soon_lost"]),
        (Dates(date(2023, 12, 31)), ["vat_lost"]),
        (Dates(date(2023, 12, 31), chargeable=date(2025, 1, 5)), []),
        (Dates(date(2023, 12, 31), entry=date(2025, 6, 30)), []),
    ],
)
def test_days(given_dates, codes):
    assert _codes(dates.check(LAW, given_dates, TODAY)) == codes


@pytest.mark.parametrize(
    ("day", "limit"),
    [
        (date(2024, 1, 1), date(2026, 12, 31)),
        (date(2024, 12, 31), date(2026, 12, 31)),
        (date(2025, 1, 1), date(2027, 12, 31)),
    ],
)
def test_recovery_limit(day, limit):
    assert dates.recovery_limit(LAW, day) == limit
    assert _codes(dates.check_vat_recovery(LAW, Dates(day), limit)) == ["vat_soon_lost"]
    after = limit + timedelta(1)
    lost = dates.check_vat_recovery(LAW, Dates(day), after)[0]
    assert (lost.code, lost.reference) == ("vat_lost", "CGI, ann. II, art. 208")


def test_without_data_nothing_is_said():
    assert dates.recovery_limit(Law(), ISSUE) is None
    assert dates.check(Law(), Dates(date(2001, 1, 1)), TODAY) == []


def test_closed_periods():
    closed = date(2026, 10, 31)
    assert dates.check_locked(LAW, date(2026, 11, 1), closed) == []
    assert dates.check_locked(LAW, date(2026, 10, 31), None) == []
    found = dates.check_locked(LAW, date(2026, 10, 31), closed)[0]
    assert dict(found.values)["first"] == date(2026, 11, 1)
    assert found.severity == "blocking"


@pytest.mark.parametrize(
    ("number", "electronic", "codes"),
    [
        ("FA-2026/0117_A+1", True, []),
        ("FA 2026 0117", True, ["number_signs"]),
        ("FA 2026 0117", False, []),
        ("F" * 35, True, []),
        ("F" * 36, True, ["number_long"]),
        ("", False, ["no_number"]),
        ("/", True, ["no_number"]),
    ],
)
def test_form_of_numbers(number, electronic, codes):
    assert _codes(dates.check_number(LAW, number, ISSUE, electronic)) == codes


def _series(*rows, supplier="s"):
    return [
        Numbered(place, supplier, number, date(2026, 1, day))
        for place, (number, day) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([("FA-1", 1), ("FA-2", 2), ("FA-9", 3)], []),  # gaps prove nothing
        ([("FA-3", 1), ("FA-2", 2)], [1]),
        ([("FA-3", 1), ("FA-2", 1)], []),  # one day, any order
        ([("FA-3", 1), ("FB-2", 2)], []),  # another series
        ([("FA-2026-9", 1), ("FA-2027-1", 2)], []),  # a series a year
        ([("FA-9", 1), ("FA-8", 2), ("FA-7", 3), ("FA-10", 4)], [1, 2]),
        ([("none", 1), ("", 2)], []),
    ],
)
def test_numbers_that_go_back(rows, wrong):
    assert sorted(dates.out_of_order(LAW, _series(*rows))) == wrong


def test_series_of_several_suppliers_are_apart():
    bills = [*_series(("FA-3", 1)), *_series(("FA-2", 2), supplier="other")]
    assert dates.out_of_order(LAW, bills) == {}


@given(st.lists(st.integers(1, 28), min_size=1, max_size=28))
def test_numbers_given_in_the_order_of_days_are_in_order(days):
    rows = [(f"F{place:03d}", day) for place, day in enumerate(sorted(days))]
    assert dates.out_of_order(LAW, _series(*rows)) == {}


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 1200))
def test_vat_is_lost_once_and_for_all(day, late):
    deducted = day + timedelta(late)
    lost = "vat_lost" in _codes(dates.check_vat_recovery(LAW, Dates(day), deducted))
    assert lost == (deducted.year > day.year + 2)
