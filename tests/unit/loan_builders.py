# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loan of the facts, and loans as hypothesis draws them."""

from datetime import date, timedelta
from decimal import Decimal

from ap_base.arithmetic.calendar import add_months, month_end
from ap_loan.rules.building import build
from ap_loan.rules.day_count import DayCount
from ap_loan.rules.exceptions import TermsError
from ap_loan.rules.rates import Conversion, RateStep, fixed
from ap_loan.rules.terms import (
    BrokenPeriod,
    Deferral,
    Insurance,
    InsuranceKind,
    Mode,
    Terms,
    Tranche,
)
from hypothesis import assume
from hypothesis import strategies as st

DRAWN = date(2026, 1, 15)


def D(text):
    """Return a Decimal; tables read better with a short name."""
    return Decimal(str(text))


def loan(amount=100000, percent="3.60", instalments=60, drawn=DRAWN, **values):
    """Return terms; by default 100,000.00 at 3.60 %, 60 months, drawn 15/01/2026."""
    values.setdefault("tranches", (Tranche(drawn, D(amount)),))
    values.setdefault("rates", fixed(D(percent), drawn))
    values.setdefault("first_date", add_months(drawn, 1))
    return Terms(instalments=instalments, **values)


def column(schedule, name, start=0, stop=None):
    """Return a column of the rows as texts."""
    return [str(getattr(row, name)) for row in schedule.rows[start:stop]]


_SIMPLE = {
    "mode": st.sampled_from(Mode),
    "period_months": st.sampled_from((1, 3, 6, 12)),
    "conversion": st.sampled_from(Conversion),
    "day_count": st.sampled_from(DayCount),
    "broken_period": st.sampled_from(BrokenPeriod),
    "is_in_advance": st.booleans(),
    "is_end_of_month": st.booleans(),
}


@st.composite
def insurances(draw):
    """Draw a premium of any kind but row by row."""
    kind = draw(st.sampled_from([k for k in InsuranceKind if k != InsuranceKind.GIVEN]))
    return Insurance(kind, draw(st.decimals(0, 3, places=2)))


@st.composite
def loans(draw, **fixed_values):
    """Draw terms of up to 40 rows; a second tranche and a change of rate at times."""
    drawn = draw(st.dates(date(2023, 1, 1), date(2028, 12, 31)))
    values = {name: draw(one) for name, one in _SIMPLE.items()} | fixed_values
    rows = draw(st.integers(2, 40))
    values["deferral"] = draw(st.sampled_from(Deferral))
    if values["deferral"] != Deferral.NONE:
        values["deferral_rows"] = draw(st.integers(1, rows - 1))
    tranches = [Tranche(drawn, draw(st.decimals(1000, 10**6, places=2)))]
    first_date = drawn + timedelta(days=draw(st.integers(1, 400)))
    if values["is_end_of_month"]:
        first_date = month_end(first_date)
    if draw(st.booleans()):
        days = draw(st.integers(1, 60))
        tranches.append(
            Tranche(drawn + timedelta(days=days), draw(st.decimals(1, 10**5, places=2)))
        )
    rates = [RateStep(drawn, draw(st.decimals(0, 15, places=3)))]
    if draw(st.booleans()):
        later = drawn + timedelta(days=draw(st.integers(1, 900)))
        rates.append(RateStep(later, draw(st.decimals(0, 15, places=3))))
    try:
        return Terms(
            tuple(tranches), first_date, rows, tuple(rates),
            insurance=draw(insurances()), **values,
        )  # fmt: skip
    except TermsError:
        assume(False)


def build_or_leave(terms):
    """Return the table; leave out an example whose money comes after its last row."""
    try:
        return build(terms)
    except TermsError as refused:
        assume(refused.code != "tranche_after_end")
        raise
