# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payment terms, penalties across half-years, fees to declare: published figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from french import LAW
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import terms
from l10n_fr_ap_extras.rules.terms import FeePayment

D = Decimal
ISSUE = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("case", "latest"),
    [
        ("net", date(2026, 3, 11)),
        ("eom", date(2026, 3, 17)),
        ("periodic", date(2026, 2, 24)),
        ("transport", date(2026, 2, 9)),
        ("default", date(2026, 2, 4)),
        ("nonsense", None),
    ],
)
def test_caps(case, latest):
    found = terms.cap(LAW, case, ISSUE, received=date(2026, 1, 5))
    assert found.latest == latest
    assert found.reference.startswith("C. com., art. L441-1")


@pytest.mark.parametrize(
    ("due", "case", "status", "excess"),
    [
        (date(2026, 3, 11), "", "ok", 0),
        (date(2026, 3, 12), "", "only_if_eom", 0),
        (date(2026, 3, 17), "", "only_if_eom", 0),
        (date(2026, 3, 18), "", "too_late", 1),
        (date(2026, 3, 12), "net", "too_late", 1),
        (date(2026, 3, 12), "eom", "ok", 0),
        (date(2026, 4, 10), "", "too_late", 24),
        (date(2026, 2, 10), "transport", "too_late", 1),
        (date(2026, 2, 10), "default", "unknown", 0),
    ],
)
def test_due_dates(due, case, status, excess):
    found = terms.check_due_date(LAW, due, ISSUE, case)
    assert (found.status, found.excess_days) == (status, excess)


def test_before_the_law_nothing_is_known():
    found = terms.check_due_date(LAW, date(2008, 6, 1), date(2008, 1, 1))
    assert (found.status, found.latest) == ("unknown", None)


def test_penalty_within_a_half_year():
    """1,200.00 due 31/08/2026, paid 15/10/2026: 45 days at 12.40 %."""
    found = terms.penalty(LAW, D("1200"), date(2026, 8, 31), date(2026, 10, 15))
    assert (found.days, found.interest, found.indemnity) == (45, D("18.35"), D("40.00"))
    assert found.total == D("58.35")
    assert found.complete


def test_penalty_across_half_years():
    """Due 15/06, paid 20/07: 15 days at 12.15 %, 20 days at 12.40 %."""
    found = terms.penalty(LAW, D("1200"), date(2026, 6, 15), date(2026, 7, 20))
    shown = [(piece.days, piece.percent, piece.amount) for piece in found.slices]
    assert shown == [(15, D("12.15"), D("5.99")), (20, D("12.40"), D("8.16"))]
    assert found.interest == D("14.15")
    frozen = terms.penalty(LAW, D("1200"), date(2026, 6, 15), date(2026, 7, 20), True)
    assert frozen.interest == D("13.98")


def test_nothing_is_owed_in_time():
    due = date(2026, 8, 31)
    assert terms.penalty(LAW, D("1200"), due, due).total == 0
    assert terms.penalty(LAW, D("1200"), due, date(2026, 8, 1)).slices == ()


def test_an_unknown_rate_is_said_and_not_guessed():
    found = terms.penalty(LAW, D("1200"), date(2026, 12, 15), date(2027, 1, 10))
    assert not found.complete
    assert [piece.percent for piece in found.slices] == [D("12.40"), None]
    assert found.interest == D("6.52")  # the 16 days of 2026


def test_interest_runs_on_what_is_open():
    """Half is paid in time, the rest 10 days late; then nothing more."""
    due = date(2026, 8, 31)
    paid = [(date(2026, 8, 1), D("600")), (date(2026, 9, 10), D("600"))]
    found = terms.penalty_of_payments(LAW, D("1200"), due, paid, date(2026, 12, 31))
    assert (found.days, found.interest) == (10, D("2.04"))
    open_ = terms.penalty_of_payments(LAW, D("1200"), due, [], date(2026, 9, 10))
    assert open_.interest == D("4.08")


@given(
    st.decimals(1, 100000, places=2),
    st.dates(date(2026, 1, 1), date(2026, 11, 30)),
    st.integers(1, 30),
)
def test_slices_sum_and_follow_each_other(amount, due, late):
    paid = due + timedelta(late)
    found = terms.penalty(LAW, amount, due, paid)
    assert found.days == late
    assert sum(piece.amount for piece in found.slices) == found.interest
    assert found.slices[0].start == due + timedelta(1)
    assert found.slices[-1].end == paid


def test_lowest_agreed_rate():
    assert terms.lowest_agreed_rate(LAW, date(2026, 3, 1)) == D("7.86")
    assert terms.lowest_agreed_rate(LAW, date(2025, 12, 1)) == D("8.28")
    assert terms.lowest_agreed_rate(LAW, date(2026, 9, 1)) is None


def test_fees_of_a_year():
    paid = [
        FeePayment("notary", date(2026, 1, 15), D("1500"), "fees"),
        FeePayment("notary", date(2026, 12, 31), D("900.01"), "fees"),
        FeePayment("notary", date(2027, 1, 1), D("5000"), "fees"),
        FeePayment("broker", date(2026, 6, 1), D("2400"), "commissions"),
        FeePayment("lawyer", date(2023, 6, 1), D("1200.01"), "fees"),
        FeePayment("ancient", date(2010, 6, 1), D("9000"), "fees"),
    ]
    found = {(t.beneficiary, t.year): t for t in terms.fees_to_declare(LAW, paid)}
    assert found["notary", 2026].amount == D("2400.01")
    assert found["notary", 2026].to_declare
    assert not found["broker", 2026].to_declare
    assert found["lawyer", 2023].threshold == 1200
    assert found["lawyer", 2023].to_declare
    assert found["ancient", 2010].to_declare is None
    assert found["notary", 2027].by_nature == (("fees", D("5000")),)


@given(st.lists(st.decimals(-1000, 5000, places=2), max_size=20))
def test_the_order_of_payments_changes_nothing(amounts):
    paid = [FeePayment("a", date(2026, 1, 1), amount) for amount in amounts]
    one = terms.fees_to_declare(LAW, paid)
    assert terms.fees_to_declare(LAW, paid[::-1]) == one
    assert sum(t.amount for t in one) == sum(amounts)
