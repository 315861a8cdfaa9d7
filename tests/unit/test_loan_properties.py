# SPDX-License-Identifier: AGPL-3.0-or-later
"""What always holds of a loan's table, whatever the contract."""

from ap_loan.rules.day_count import DayCount
from ap_loan.rules.rates import Conversion
from ap_loan.rules.schedule import RowKind, due_bands
from hypothesis import assume, given
from loan_builders import D, build_or_leave, loans


@given(loans())
def test_capital_sums_to_the_loan_and_closes_at_zero(terms):
    table = build_or_leave(terms)
    assert table.total("principal") == terms.principal
    assert table.rows[-1].closing == 0
    assert table.balance_at(table.rows[-1].date) == 0
    assert table.total("drawn") + table.rows[0].opening == terms.principal


@given(loans())
def test_each_row_adds_up_and_follows_the_one_before(terms):
    before = None
    for row in build_or_leave(terms).rows:
        assert row.opening + row.drawn - row.principal == row.closing
        assert row.payment == row.interest + row.principal
        assert row.interest >= 0
        assert row.closing >= 0
        assert row.debit >= 0
        if before:
            assert (row.opening, row.number) == (before.closing, before.number + 1)
            assert row.date > before.date or before.kind == RowKind.BROKEN
        before = row


@given(loans(day_count=DayCount.EXACT_365, conversion=Conversion.PROPORTIONAL))
def test_interest_is_balance_times_rate_times_days(terms):
    """A fixed rate and one tranche: the formula of the contract, row by row."""
    assume(len(terms.tranches) == len(terms.rates) == 1)
    table, since = build_or_leave(terms), terms.drawn_on
    for row in table.rows:
        days = (row.date - since).days
        exact = row.opening * terms.rates[0].percent * days / 36500
        assert abs(row.interest - exact) <= D("0.005") + D("1e-15")
        since = row.date


@given(loans())
def test_rows_never_outnumber_the_contract(terms):
    rows = [row for row in build_or_leave(terms).rows if row.kind == RowKind.INSTALMENT]
    assert len(rows) <= terms.instalments


@given(loans())
def test_bands_sum_to_the_balance(terms):
    table = build_or_leave(terms)
    for day in (table.drawn_on, table.rows[0].date, table.rows[-1].date):
        bands = due_bands(table, day)
        parts = (bands.within_1_year, bands.within_5_years, bands.later)
        assert sum(parts) == table.balance_at(day)
        assert min(parts) >= 0
