# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same bill twice, however it is written; and bills that only look alike."""

import random
import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ap_base.arithmetic import duplicates
from ap_base.arithmetic.duplicates import Bill, Billed
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("number", "days", "found"),
    [
        # Numbers begin again each year: 1 of 2025 (100.00) and 1 of 2026 (250.00).
        ("1", (date(2025, 3, 10), date(2026, 3, 12)), []),
        ("1", (date(2025, 12, 31), date(2026, 1, 1)), []),
        ("1", (date(2026, 1, 1), date(2026, 12, 31)), ["number"]),
        ("2026-1", (date(2025, 12, 31), date(2026, 1, 5)), []),
    ],
)
def test_a_number_is_unique_in_its_year(number, days, found):
    one = Bill(1, "s", number, days[0], D("100.00"))
    other = Bill(2, "s", number, days[1], D("250.00"))
    assert [codes for _a, _b, codes in _codes(one, other)] == ([found] if found else [])


def test_a_number_that_bears_its_year_is_not_given_again_for_the_same_amount():
    """Dated 2027 by mistake; another amount would be another bill."""
    late = _other(number="fa 2026 117", day=date(2027, 3, 10), total=D("1200"))
    assert _codes(ONE, late) == [(1, 2, ["number"])]
    assert _codes(ONE, replace(late, total=D("1201"))) == []
    yearly = replace(ONE, number="117"), replace(late, number="117")
    assert _codes(*yearly) == []  # a subscription may have one number for ever


@pytest.mark.parametrize(
    ("number", "days", "score", "kind"),
    [
        ("FA-2026-0118", 7, "0.40", "amount"),  # the next bill: a mere question
        ("FA-2026-0118", 0, "0.60", "total"),
        ("FA-2062-0117", 7, "0.70", "alike"),
        ("F4-2026-0117", 7, "0.70", "alike"),  # misread
        ("0117", 7, "0.70", "alike"),
        ("", 7, "0.70", "unnumbered"),
    ],
)
def test_same_amount_on_near_days(number, days, score, kind):
    other = _other(number=number, total=D("1200"), day=DAY + timedelta(days))
    found = duplicates.find([ONE, other])
    assert [(pair.score, pair.kind) for pair in found] == [(D(score), kind)]
    assert found[0].same_bill == (kind == "alike")


def test_reasons_add_up():
    twin = replace(ONE, id=2)
    found = duplicates.find([twin, ONE])[0]
    assert (found.first, found.second) == (1, 2)
    assert [code for code, _weight in found.reasons] == ["alike", "number"]
    assert D("0.95") < found.score <= 1
    assert (found.kind, found.same_bill) == ("number", True)


def test_one_file_under_two_suppliers():
    one = replace(ONE, file_hash="abc")
    again = _other(supplier="other", file_hash="abc", total=ONE.total)
    [pair] = duplicates.find([one, again])
    assert (pair.kind, pair.score, pair.same_bill) == ("file", D("0.95"), True)
    assert _codes(ONE, _other()) == []  # no hash is no file


def test_one_file_of_several_bills_is_only_perhaps_one_bill_twice():
    one = replace(ONE, file_hash="abc")
    [pair] = duplicates.find([one, _other(file_hash="abc")])
    assert (pair.kind, pair.score, pair.same_bill) == ("file", D("0.60"), False)


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
    assert _codes(negative, credit) == [(1, 2, ["alike", "number"])]
    invoice = Bill(3, "s", "FA-2017-0005", day, D("233.47"), type="380")
    assert _codes(negative, invoice) == []
    assert _codes(credit, invoice) == []


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
    assert {pair.score for pair in found} <= {D("0.60"), D("0.70")}
