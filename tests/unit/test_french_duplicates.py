# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same bill twice, however it is written; and bills that only look alike."""

import random
import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import duplicates
from l10n_fr_ap_extras.rules.duplicates import Bill, Billed

D = Decimal
DAY = date(2026, 3, 10)
ONE = Bill(1, "nordlys", "FA-2026-0117", DAY, D("1200.00"))


def _codes(*bills):
    return [
        (pair.first, pair.second, [code for code, _weight in pair.reasons])
        for pair in duplicates.find(bills)
    ]


def _other(**values):
    """A bill far from the first in number, day and amount, but for what is given."""
    far = {"number": "X-9", "day": date(2026, 8, 1), "total": D("5.00")}
    return replace(ONE, id=2, **{**far, **values})


@pytest.mark.parametrize(
    "number",
    ["FA-2026-0117", "fa 2026 0117", "FA2026/0117", "FA20260117", "FA-2O26-O117",
     "FA-2026-117", "fa.2026.00117", "  FA–2026–0117"],
)  # fmt: skip
def test_one_number_written_in_many_ways(number):
    assert _codes(ONE, _other(number=number)) == [(1, 2, ["number"])]


@pytest.mark.parametrize(
    "values",
    [
        {"number": "FA-2026-0118"},
        {"number": "FA-2026-1170"},
        {"number": ""},
        {"number": "FA-2026-0117", "day": date(2027, 1, 2)},  # another year
        {"number": "FA-2026-0117", "supplier": "other"},
        {"number": "FA-2026-0117", "total": D("-5")},  # its credit note
        {"number": "FA-2026-0117", "type": "381"},
        {"total": D("1200"), "day": DAY, "supplier": "other"},
        {"total": D("1200"), "day": DAY, "currency": "USD"},
        {"total": D("1200"), "day": DAY + timedelta(8)},
        {"total": D("-1200"), "day": DAY},
    ],
)
def test_no_duplicates(values):
    assert _codes(ONE, _other(**values)) == []


def test_partners_of_one_siren_are_one_supplier():
    one = replace(ONE, siren="732829320")
    other = _other(number=ONE.number, supplier="branch", siren="732829320")
    assert _codes(one, other) == [(1, 2, ["number"])]


@pytest.mark.parametrize(
    ("number", "score"),
    [
        ("FA-2026-0118", "0.40"),  # the next bill of a subscription: a mere question
        ("FA-2062-0117", "0.70"),
        ("0117", "0.70"),
        ("", "0.70"),
    ],
)
def test_same_amount_on_near_days(number, score):
    other = _other(number=number, total=D("1200"), day=DAY + timedelta(7))
    found = duplicates.find([ONE, other])
    assert [(pair.score, pair.reasons[0][0]) for pair in found] == [
        (D(score), "amount")
    ]


def test_reasons_add_up():
    twin = replace(ONE, id=2)
    found = duplicates.find([twin, ONE])[0]
    assert (found.first, found.second) == (1, 2)
    assert [code for code, _weight in found.reasons] == ["amount", "number"]
    assert D("0.95") < found.score <= 1


def test_one_file_under_two_suppliers():
    one = replace(ONE, file_hash="abc")
    assert _codes(one, _other(supplier="other", file_hash="abc")) == [(1, 2, ["file"])]
    assert _codes(ONE, _other()) == []  # no hash is no file


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (Billed(7, D(10), D(10)), Billed(7, D(10), D(10)), True),
        (Billed(7, D(4), D(10)), Billed(7, D(6), D(10)), False),  # in two parts
        (Billed(7, D(5), D(10)), Billed(7, D(6), D(10)), True),
        (Billed(7, D(10)), Billed(7, D(10)), True),
        (Billed(7, D(4)), Billed(7, D(6)), False),
        (Billed(7, D(10), D(10)), Billed(8, D(10), D(10)), False),
        (Billed(7, D(10), D(10)), Billed(7, D(0), D(10)), False),
    ],
)
def test_an_order_line_billed_twice(first, second, found):
    one = replace(ONE, order_lines=(first,))
    other = _other(order_lines=(second,))
    assert _codes(one, other) == ([(1, 2, ["order_line"])] if found else [])


def test_one_credit_written_as_negative_invoice_and_as_credit_note():
    """AV-2017-0005: type 380 with negative amounts here, 381 with positive ones there."""
    day = date(2017, 11, 16)
    negative = Bill(1, "s", "AV-2017-0005", day, D("-233.47"), type="380")
    credit = Bill(2, "s", "AV-2017-0005", day, D("233.47"), type="381")
    assert _codes(negative, credit) == [(1, 2, ["amount", "number"])]
    invoice = Bill(3, "s", "FA-2017-0005", day, D("233.47"), type="380")
    assert _codes(negative, invoice) == []
    assert _codes(credit, invoice) == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_keys_ignore_case_and_signs(one, other):
    joined = f"{one} - {other}"
    assert duplicates.number_key(joined) == duplicates.number_key(joined.upper())
    assert duplicates.number_key(one) == duplicates.number_key(f" {one}/.")
    assert "O" not in duplicates.number_key(one) + duplicates.run_key(one)


@given(st.lists(st.sampled_from("ABC"), max_size=8), st.randoms())
def test_the_order_of_bills_changes_nothing(names, shuffle):
    bills = [
        Bill(place, name, f"F{place % 3}", DAY + timedelta(place % 2), D(place % 2 + 1))
        for place, name in enumerate(names)
    ]
    mixed = list(bills)
    shuffle.shuffle(mixed)
    assert duplicates.find(bills) == duplicates.find(mixed)
    for pair in duplicates.find(bills):
        assert bills[pair.first].supplier == bills[pair.second].supplier
        assert 0 < pair.score <= 1


def _many(count):
    """Bills of 200 suppliers over a year, one in a hundred entered twice."""
    chance = random.Random(7)
    bills = []
    for place in range(count):
        day = date(2026, 1, 1) + timedelta(chance.randrange(365))
        total = D(chance.randrange(100, 10**7)) / 100
        supplier = chance.randrange(200)
        bills.append(Bill(place, supplier, f"FA-2026-{place:05d}", day, total))
    again = [
        replace(bill, id=count + place, number=bill.number.replace("-", " ").lower())
        for place, bill in enumerate(bills[::100])
    ]
    return bills + again, {(bill.id, count + p) for p, bill in enumerate(bills[::100])}


def test_ten_thousand_bills_in_a_moment():
    bills, planted = _many(10_000)
    start = time.process_time()
    found = duplicates.find(bills)
    spent = time.process_time() - start
    sure = {(pair.first, pair.second) for pair in found if pair.score > D("0.9")}
    assert sure == planted
    assert spent < 5  # about one second on a quiet machine


def test_one_bucket_of_all_bills_stays_linear():
    """A subscription: same seller, amount and day, thousands of times."""
    bills = [Bill(n, "s", f"A{n}", DAY, D("9.99")) for n in range(5000)]
    found = duplicates.find(bills)
    assert len(found) <= duplicates.NEIGHBOURS * len(bills)
    assert {pair.score for pair in found} <= {D("0.40"), D("0.70")}
