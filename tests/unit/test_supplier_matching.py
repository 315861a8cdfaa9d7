# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals of matching of one supplier's account, without a database."""

from datetime import date
from decimal import Decimal

from ap_supplier.rules.allocation_dates import act_dates, balance_by_replay
from ap_supplier.rules.matching import Item, propose
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
DAY = date(2026, 9, 15)


def item(key, amount, **values):
    return Item(key, D(str(amount)), values.pop("day", DAY), values.pop("due", DAY), **values)


def found(*items):
    return {frozenset(one.keys): one for one in propose(items)}


def test_a_number_goes_before_an_amount():
    """The payment names the second of two bills of one amount."""
    answers = found(
        item(1, 80, number="B-0001"), item(2, 80, number="B-0002"), item(3, -80, text="B0002")
    )
    assert set(answers) == {frozenset({2, 3})}
    assert answers[frozenset({2, 3})].sure


def test_a_number_with_another_amount_is_a_suggestion():
    [one] = propose([item(1, 80, number="B-0001"), item(2, -79, text="facture B-0001")])
    assert (one.sure, one.score, one.amount, one.rest) == (False, 60, D(79), D(1))


def test_two_bills_named_and_paid_at_once():
    [one] = propose(
        [item(1, 80, number="B-0001"), item(2, 20, number="B-0002"), item(3, -100, text="B0001 B0002")]
    )
    assert one.sure
    assert set(one.keys) == {1, 2, 3}


def test_short_numbers_name_nothing():
    """12 is in too many texts."""
    [one] = propose([item(1, 80, number="12"), item(2, -80, text="12")])
    assert [reason.code for reason in one.reasons] == ["amount", "days"]


def test_a_payment_of_years_later_is_not_sure():
    [one] = propose([item(1, 80), item(2, -80, day=date(2028, 1, 1))])
    assert (one.sure, one.score) == (False, 65)


def test_a_payment_less_a_credit_note():
    """Bills of 100.10 and 50.20, a credit note of 30.30, one payment of 120.00."""
    [one] = propose(
        [item(1, "100.10"), item(2, "50.20"), item(3, "-30.30", is_credit_note=True), item(4, -120)]
    )
    assert (set(one.keys), one.sure) == ({1, 2, 3, 4}, False)


amounts = st.lists(
    st.integers(-60, 60).filter(bool).map(lambda n: D(n) / 4), min_size=0, max_size=14
)


@given(amounts)
def test_each_item_once_and_both_sides_in_each(values):
    items = [item(place, amount) for place, amount in enumerate(values)]
    by_key = {one.key: one for one in items}
    seen = set()
    for one in propose(items):
        assert not seen & set(one.keys)
        seen |= set(one.keys)
        parts = [by_key[key].amount for key in one.keys]
        assert min(parts) < 0 < max(parts)
        assert one.rest == sum(parts)
        assert one.amount == min(
            sum(p for p in parts if p > 0), -sum(p for p in parts if p < 0)
        )
        assert not one.rest, "only what names a number may leave a rest"


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 19), days), max_size=20))
def test_an_act_is_dated_by_its_latest_item(pairs):
    dated = act_dates(pairs)
    for (debit, credit, day), when in zip(pairs, dated, strict=True):
        assert when >= day
        for (other_debit, other_credit, _day), other in zip(pairs, dated, strict=True):
            if debit == other_debit or credit == other_credit:
                assert when == other
    assert set(dated) <= {day for _debit, _credit, day in pairs}


def test_the_replay_of_the_three_hard_dates():
    items = [(date(2026, 1, 10), "A", D(1200)), (date(2026, 2, 27), "D", D(-150)),
             (date(2026, 3, 5), "P1", D(-1050))]  # fmt: skip
    day = date(2026, 3, 5)
    allocations = [(day, "D", "A", D(150)), (day, "P1", "A", D(1050))]
    assert balance_by_replay(items, allocations, date(2026, 2, 28)) == {"A": D(1200), "D": D(-150)}
    assert balance_by_replay(items, allocations, day) == {}
