# SPDX-License-Identifier: AGPL-3.0-or-later
"""Periods, months and days, both bounds included."""

from datetime import date, datetime, timedelta

import pytest
from ap_base.arithmetic.calendar import (
    Period,
    add_months,
    contract_months,
    days_30_360,
    days_in_common,
    month_end,
    month_number,
    month_start,
    months_touched,
    next_day,
)
from ap_base.arithmetic.exceptions import PeriodError
from hypothesis import given
from hypothesis import strategies as st
from strategies import days, periods


def _day(text):
    return date.fromisoformat(text)


def _period(text):
    start, end = text.split("..")
    return Period(_day(start), _day(end))


@pytest.mark.parametrize(
    ("period", "count"),
    [
        ("2026-03-15..2027-03-14", 365),
        ("2028-02-01..2028-02-29", 29),
        ("2026-05-01..2026-05-01", 1),
    ],
)
def test_both_bounds_count(period, count):
    assert _period(period).days == count


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(PeriodError) as refusal:
        Period(date(2026, 3, 31), date(2026, 3, 30))
    assert refusal.value.start == date(2026, 3, 31)
    assert refusal.value.end == date(2026, 3, 30)


@pytest.mark.parametrize(
    "bound",
    [None, False, "2026-03-31", datetime(2026, 3, 31)],  # noqa: DTZ001
)
def test_a_bound_is_a_plain_date(bound):
    with pytest.raises(PeriodError):
        Period(date(2026, 3, 1), bound)
    with pytest.raises(PeriodError):
        Period(bound, date(2026, 3, 31))


def test_contains_both_bounds():
    period = _period("2026-03-15..2026-03-31")
    inside = [d for d in range(1, 32) if period.contains(date(2026, 3, d))]
    assert inside == list(range(15, 32))


@given(periods(), periods())
def test_overlap_is_the_same_from_both_sides(one, other):
    common = one.overlap(other)
    assert common == other.overlap(one)
    assert days_in_common(one, other) == days_in_common(other, one)
    assert days_in_common(one, other) == (common.days if common else 0)


@given(periods())
def test_a_period_overlaps_itself_whole(period):
    assert period.overlap(period) == period


def test_neighbours_have_no_day_in_common():
    march, april = _period("2026-03-01..2026-03-31"), _period("2026-04-01..2026-04-30")
    assert march.overlap(april) is None
    assert days_in_common(march, april) == 0


@given(days)
def test_month_of_a_day(day):
    month = Period.month_of(day)
    assert month.contains(day)
    assert (month.start, month.end) == (month_start(day), month_end(day))
    assert month.start.day == next_day(month.end).day == 1
    assert month_number(next_day(month.end)) == month_number(day) + 1


def test_the_calendar_ends():
    assert month_end(date(9999, 12, 1)) == date.max
    assert Period(date(9999, 12, 1), date.max).days == 31
    assert contract_months(Period(date(9999, 1, 1), date.max)) == (12, 0)
    assert days_30_360(date(9999, 1, 1), date.max) == 360
    with pytest.raises(PeriodError):
        next_day(date.max)
    with pytest.raises(PeriodError):
        add_months(date(2026, 1, 1), 12 * 8000)
    with pytest.raises(PeriodError):
        add_months(date(2026, 1, 1), -12 * 2026)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-06-30", 0, "2026-06-30"),
    ],
)
def test_months_later(day, months, expected):
    assert add_months(_day(day), months) == _day(expected)


@given(days, st.integers(-60, 60))
def test_months_later_lands_in_that_month(day, months):
    later = add_months(day, months)
    assert month_number(later) == month_number(day) + months
    assert later.day == min(day.day, month_end(later).day)


@given(periods())
def test_months_touched_cover_the_period_once(period):
    parts = months_touched(period)
    assert parts[0].start == period.start
    assert parts[-1].end == period.end
    assert sum(part.days for part in parts) == period.days
    for before, after in zip(parts, parts[1:], strict=False):
        assert next_day(before.end) == after.start
        assert after.start.day == 1


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-03-15", "2026-03-31", 16),
        ("2026-03-15", "2026-12-31", 286),
        ("2026-03-15", "2027-03-14", 360),
        ("2026-02-01", "2026-02-28", 30),
        ("2028-02-01", "2028-02-29", 30),
        ("2028-02-01", "2028-02-28", 28),
        ("2026-01-01", "2026-01-31", 30),
        ("2026-01-01", "2026-01-30", 30),
        ("2026-04-30", "2026-04-30", 1),
        ("2026-03-31", "2026-03-31", 0),
        ("2026-02-28", "2026-02-28", 3),
        ("2026-03-16", "2026-03-31", 15),  # interest since 15/03, facts of the loan
        ("2026-12-16", "2026-12-31", 15),
        ("2026-01-31", "2026-02-28", 30),
    ],
)
def test_days_in_months_of_30(start, end, count):
    assert days_30_360(_day(start), _day(end)) == count


def test_days_in_months_of_30_refuse_what_ends_before_it_starts():
    with pytest.raises(PeriodError):
        days_30_360(date(2026, 3, 2), date(2026, 3, 1))


@given(periods())
def test_months_of_30_add_up(period):
    parts = months_touched(period)
    total = sum(days_30_360(part.start, part.end) for part in parts)
    assert total == days_30_360(period.start, period.end)
    assert all(days_30_360(p.start, p.end) == 30 for p in parts[1:-1])


@given(days, st.integers(1, 5))
def test_years_of_360(day, years):
    first = day.replace(day=min(day.day, 28))
    last = add_months(first, 12 * years) - timedelta(days=1)
    assert days_30_360(first, last) == 360 * years


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026-03-15..2027-03-14", (12, 0)),
        ("2026-03-15..2027-03-15", (12, 1)),
        ("2026-03-15..2027-03-13", (11, 27)),
        ("2026-02-01..2026-02-28", (1, 0)),
        ("2026-03-10..2026-03-10", (0, 1)),
        ("2026-01-31..2026-02-27", (0, 28)),
        ("2026-01-31..2026-02-28", (1, 0)),
        ("2026-01-31..2026-03-30", (2, 0)),
        ("2026-01-31..2026-03-31", (2, 1)),
        ("2026-01-31..2026-04-30", (3, 0)),
        ("2026-01-30..2026-02-28", (1, 0)),
        ("2026-01-29..2026-02-28", (1, 0)),
        ("2028-01-30..2028-02-29", (1, 0)),
        ("2028-02-29..2029-02-28", (12, 0)),
        ("2026-04-30..2026-05-31", (1, 2)),
        ("2026-12-31..2027-01-30", (1, 0)),
        ("2026-10-01..2028-09-30", (24, 0)),
    ],
)
def test_contract_months(period, expected):
    assert contract_months(_period(period)) == expected


@given(periods())
def test_contract_months_grow_day_by_day(period):
    """A day more is either one more day left, or one more whole month."""
    months, left = contract_months(period)
    longer = contract_months(Period(period.start, next_day(period.end)))
    assert longer in ((months, left + 1), (months + 1, 0))
    assert 0 <= left <= 30
