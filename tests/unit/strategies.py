# SPDX-License-Identifier: AGPL-3.0-or-later
"""Amounts, periods and tax rules as hypothesis draws them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from ap_base.arithmetic.calendar import Period
from ap_base.arithmetic.line_tax import LineTax
from ap_base.arithmetic.proration import Convention
from ap_base.arithmetic.rollforward import Movement
from hypothesis import strategies as st

STEPS = tuple(map(Decimal, ("0.01", "0.05", "0.001", "1", "0.5")))

steps = st.sampled_from(STEPS)
conventions = st.sampled_from(Convention)
amounts = st.decimals(-(10**9), 10**9, places=2)
fine_amounts = st.decimals(-(10**6), 10**6, places=5)
quantities = st.decimals(0, 10_000, places=3)
weights = st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=12).filter(any)
days = st.dates(date(2023, 1, 1), date(2030, 12, 31))


@st.composite
def periods(draw, longest=1200):
    """Draw a period of 1 to ``longest`` days; leap years and month ends included."""
    start = draw(days)
    length = draw(st.one_of(st.integers(1, 62), st.integers(1, longest)))
    return Period(start, start + timedelta(days=length - 1))


@st.composite
def period_and_day(draw):
    """Draw a period and a day in it or up to 40 days around it."""
    period = draw(periods())
    offset = draw(st.integers(-40, period.days + 40))
    return period, period.start + timedelta(days=offset)


@st.composite
def line_taxes(draw):
    """Draw a tax by amount or by unit, wholly, partly or not at all deductible."""
    deductible = draw(st.sampled_from(("0", "0.2", "0.8", "1")).map(Decimal))
    kept = draw(st.sampled_from((Decimal(0), 1 - deductible)))
    if draw(st.booleans()):
        per_unit = draw(st.decimals(0, 25, places=3))
        return LineTax(Fraction(0), per_unit, False, deductible, kept)
    rate = Fraction(draw(st.decimals(0, 25, places=2))) / 100
    included = draw(st.booleans())
    if included:
        rate, kept = rate / (1 + rate), 1 - deductible
    return LineTax(rate, Decimal(0), included, deductible, kept)


@st.composite
def movements(draw):
    """Draw a movement that may stay or leave later."""
    date_in = draw(days)
    stay = draw(st.one_of(st.none(), st.integers(0, 400)))
    date_out = None if stay is None else date_in + timedelta(days=stay)
    return Movement("line", date_in, date_out, draw(amounts))
