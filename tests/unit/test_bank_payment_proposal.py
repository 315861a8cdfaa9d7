# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which bills to pay: the order, the discount taken, the cash that is left."""

from datetime import date
from decimal import Decimal as D

from odoo.addons.ap_treasury.rules.payment_proposal import Payable, propose

DAY = date(2026, 10, 31)


def bill(key, amount, due, **more) -> Payable:
    """Return a bill of the month given as (month, day)."""
    return Payable(key, "S", D(amount), date(2026, *due), **more)


def keys(found) -> list:
    """Return the keys in order."""
    return [one.key for one in found]


def test_late_ones_come_first_by_what_they_risk_then_discounts_then_what_falls_due():
    discount = {"discount": D("20.00"), "discount_until": date(2026, 11, 5)}
    found = propose(
        [
            bill("due", "300.00", (11, 3)),
            bill("later", "500.00", (12, 31)),
            bill("discount", "1000.00", (11, 30), **discount),
            bill("little late", "100.00", (10, 30)),
            bill("long late", "90.00", (10, 1)),
        ],
        DAY, 7, D("1500.00"),
    )  # fmt: skip
    assert keys(found) == ["long late", "little late", "discount", "due", "later"]
    assert [str(one.pay) for one in found] == ["90.00", "100.00", "980.00", "300.00", "0"]
    assert [str(one.cash) for one in found] == [
        "1410.00", "1310.00", "330.00", "30.00", "30.00",
    ]  # fmt: skip


def test_what_is_held_is_named_last_and_costs_no_cash():
    found = propose(
        [bill("held", "100.00", (10, 1), held="bank account not validated"),
         bill("free", "50.00", (10, 30))],
        DAY, 7, D("60.00"),
    )  # fmt: skip
    assert keys(found) == ["free", "held"]
    assert (found[1].pay, found[1].late, found[1].cash) == (D(0), 30, D("10.00"))


def test_a_credit_note_is_taken_with_the_first_payment():
    found = propose(
        [bill("bill", "100.00", (10, 30)), bill("credit", "-30.00", (12, 31))], DAY, 7, D(0)
    )
    assert keys(found) == ["credit", "bill"]
    assert found[-1].cash == D("-70.00")


def test_a_discount_that_is_over_is_not_taken():
    gone = {"discount": D("2.00"), "discount_until": date(2026, 10, 30)}
    [found] = propose([bill("bill", "100.00", (11, 2), **gone)], DAY, 7, D(100))
    assert (found.reason, found.pay) == ("due", D("100.00"))
