# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working days around a month-end, Easter, and the holidays that are shipped."""

import csv
from datetime import date, timedelta

import pytest
from ap_base.arithmetic.calendar import month_end
from ap_base.arithmetic.exceptions import PeriodError
from ap_base.arithmetic.working_days import (
    easter,
    is_working,
    working_day,
    working_days_after,
)
from conftest import ADDONS
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
WEEKS = st.sets(st.integers(0, 6), min_size=1)
HOLIDAYS = ADDONS / "l10n_fr_ap_extras" / "data" / "ap.public.holiday.csv"
# Month and day, or days after Easter: code du travail, article L3133-1.
FIXED = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
AFTER_EASTER = [1, 39, 50]


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2008, 3, 23), (2011, 4, 24),
        (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2030, 4, 21), (2038, 4, 25),
    ],
)  # fmt: skip
def test_easter_of_known_years(year, month, day):
    assert easter(year) == date(year, month, day)


@pytest.mark.parametrize(
    ("end", "offset", "due"),
    [
        ("2026-03-31", 0, "2026-03-31"),  # a Tuesday
        ("2026-03-31", 3, "2026-04-03"),  # Good Friday is worked in most of France
        ("2026-03-31", 4, "2026-04-07"),  # after Easter Monday
        ("2026-04-30", 1, "2026-05-04"),  # 1 May is a holiday, then a weekend
        ("2026-05-31", 0, "2026-05-29"),  # a Sunday: J is the Friday
        ("2026-05-31", -2, "2026-05-27"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2027-10-31", 1, "2027-11-02"),  # All Saints is a Monday
    ],
)
def test_due_days_of_french_months(end, offset, due):
    found = working_day(date.fromisoformat(end), offset, holidays=shipped())
    assert found.isoformat() == due


@given(DAYS, st.integers(-10, 15), WEEKS, st.sets(DAYS, max_size=20))
def test_a_due_day_is_worked_and_later_offsets_are_later(day, offset, week, holidays):
    due = working_day(day, offset, week, holidays)
    assert is_working(due, week, holidays)
    assert due < working_day(day, offset + 1, week, holidays)
    assert (due > month_end(day)) == (offset > 0)


@given(DAYS, st.integers(1, 15), WEEKS, st.sets(DAYS, max_size=20))
def test_the_length_of_a_closing_is_its_offset(day, offset, week, holidays):
    due = working_day(day, offset, week, holidays)
    assert working_days_after(month_end(day), due, week, holidays) == offset


def test_a_closing_that_ends_before_its_month_has_no_length():
    assert working_days_after(date(2026, 10, 31), date(2026, 10, 1)) == 0


def test_a_calendar_without_work_is_refused():
    with pytest.raises(PeriodError):
        working_day(date(2026, 10, 31), 1, week=())


def shipped():
    """Return the French holidays of the add-on."""
    with HOLIDAYS.open(encoding="utf-8") as lines:
        return {date.fromisoformat(row["date"]) for row in csv.DictReader(lines)}


def test_shipped_french_holidays_are_those_of_the_law():
    expected = {
        moment
        for year in range(2025, 2036)
        for moment in (
            *(date(year, month, day) for month, day in FIXED),
            *(easter(year) + timedelta(days) for days in AFTER_EASTER),
        )
    }
    assert shipped() == expected
