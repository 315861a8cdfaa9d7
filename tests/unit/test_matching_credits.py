# SPDX-License-Identifier: AGPL-3.0-or-later
"""Credit notes that give back a price, and those that give back goods."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from ap_base.arithmetic.matching import Limit, Policy, Pool, Tolerance, match_bills
from matching_builders import bill, line, order

D = Decimal
LENIENT = Policy(price=Tolerance(Limit(percent=D(2)), None), small=D(10))
TEN = order("a", 10, "100.00", description="Hinge", codes=("H-1",))
PRICE = "Avoir sur prix (10 x 4,00)"


def _goods(key, quantity, price):
    return line(key, quantity, price, description="Hinge", codes=("H-1",))


def _bill(key="F1", price="104.00", day=5, quantity=10, **more):
    more = {"number": key, "day": date(2026, 10, day), **more}
    return bill(_goods(f"{key}-1", quantity, price), key=key, **more)


def _credit(*lines, key="A1", day=20, **more):
    more = {"number": key, "day": date(2026, 10, day), **more}
    return bill(*lines, key=key, **more)


def _of_price(amount, quantity=-1, label=PRICE, key="A1-1"):
    return line(key, quantity, amount, description=label)


def _run(*bills, pool=None, policy=LENIENT):
    outcomes = match_bills(bills, pool or Pool([TEN]), policy)
    return {one.bill: one for one in outcomes}


def _states(found):
    return {key: one.state for key, one in found.items()}


def _reasons(outcome):
    return {reason.code: reason.values for reason in outcome.reasons}


@pytest.mark.parametrize(
    "own",
    [
        _of_price("40.00"),
        _of_price("4.00", -10),
        _of_price(
            "4.00", -10, "Hinge"
        ),  # without a word of price: 4.00 is none of 100.00
        _of_price("40.00", label="Régularisation tarif"),
        line("A1-1", -10, "4.00", description="Hinge", codes=("H-1",)),
    ],
)
def test_a_credit_note_settles_a_price_whatever_its_quantity(own):
    """10 × 104.00 for 100.00 ordered, then 40.00 credited: nothing more is due."""
    before = _run(_bill())
    assert (before["F1"].state, before["F1"].cause) == ("exception", "price")
    found = _run(_bill(), _credit(own))
    assert _states(found) == {"F1": "matched", "A1": "matched"}
    assert found["F1"].differences == found["A1"].differences == ()
    [link] = found["A1"].links
    assert (link.order_line, link.order_quantity, link.amount) == ("a", 0, D("-40.00"))
    assert _reasons(found["F1"])["price_credited"] == (D("40.00"), "A1")
    assert found["A1"].action == "post"


def test_what_is_credited_in_part_stays_due():
    """25.00 of 40.00: 15.00 is left, which is 1.5 %; of 1,000 pieces it is not."""
    found = _run(_bill(), _credit(_of_price("25.00")))
    assert _states(found) == {"F1": "matched", "A1": "matched"}
    many = order("a", 1000, "100.00", description="Hinge", codes=("H-1",))
    found = _run(_bill(quantity=1000), _credit(_of_price("1500.00")), pool=Pool([many]))
    assert found["F1"].state == "exception"
    [gap] = found["F1"].differences
    assert (gap.cause, gap.billed, gap.expected, gap.settled) == (
        "price", D(104), D(100), D("1500.00"),
    )  # fmt: skip
    assert found["A1"].state == "matched"


def test_two_credit_notes_add_up():
    exact = Policy()
    found = _run(
        _bill(),
        _credit(_of_price("25.00")),
        _credit(_of_price("15.00", key="A2-1"), key="A2", day=21),
        policy=exact,
    )
    assert set(_states(found).values()) == {"matched"}


def test_what_is_credited_beyond_is_left_to_a_person():
    found = _run(_bill(), _credit(_of_price("60.00")))
    assert _states(found) == {"F1": "matched", "A1": "suggested"}
    assert _reasons(found["A1"])["credited_beyond"] == (D("20.00"),)
    assert found["A1"].differences == ()


def test_a_credit_note_before_its_bill_waits_for_it():
    alone = _run(_credit(_of_price("40.00"), day=1))
    assert alone["A1"].state == "suggested"
    assert "price_credit_waits" in _reasons(alone["A1"])
    assert (alone["A1"].differences, alone["A1"].action) == ((), "post")
    found = _run(_credit(_of_price("40.00"), day=1), _bill())
    assert _states(found) == {"F1": "matched", "A1": "matched"}


def test_the_oldest_bill_is_settled_first():
    """Two bills of 5 × 108.00, 40.00 too dear each; 40.00 credited."""
    found = _run(
        _bill("F2", "108.00", 8, 5),
        _bill("F1", "108.00", 5, 5),
        _credit(_of_price("40.00")),
    )
    assert _states(found) == {"F1": "matched", "F2": "exception", "A1": "matched"}


def test_the_bill_that_is_named_is_settled_first():
    credit = _credit(_of_price("40.00", label="Avoir prix sur facture F2026-2"))
    bills = _bill("F2026-1", "108.00", 5, 5), _bill("F2026-2", "108.00", 8, 5)
    found = _run(*bills, credit)
    assert _states(found) == {
        "F2026-1": "exception", "F2026-2": "matched", "A1": "matched",
    }  # fmt: skip


@pytest.mark.parametrize("where", ["references", "text", "line"])
def test_a_credit_note_that_names_the_bill_only(where):
    own = _of_price("40.00", label="Régularisation")
    more = {"references": ()}
    if where == "references":
        more = {"references": ("F-2026-77",)}
    elif where == "text":
        more["text"] = "Avoir sur votre facture F-2026-77 du 5 octobre"
    else:
        own = own._replace(description="Régularisation facture F-2026-77")
    found = _run(_bill(number="F-2026-77"), _credit(own, **more))
    assert _states(found) == {"F1": "matched", "A1": "matched"}
    assert found["A1"].differences == ()


def test_a_credit_note_of_goods_that_names_a_bill_of_before():
    """Matched and posted last month: the order line knows the number of its bill."""
    back = TEN._replace(billed=D(10), received=D(8), bills=("F-2026-77",))
    credit = _credit(_goods("A1-1", -2, "100.00"), references=("F-2026-77",))
    found = _run(credit, pool=Pool([back]))
    assert found["A1"].state == "matched"
    assert found["A1"].links[0].order_quantity == -2
    # A bill does not name an order by another bill.
    again = _run(_bill("F9", references=("F-2026-77",)), pool=Pool([back]))
    assert again["F9"].cause == "no_order"


def test_a_credit_note_that_names_nothing_is_suggested_by_its_amount():
    found = _run(_bill(), _credit(_of_price("40.00"), references=()))
    assert _states(found) == {"F1": "matched", "A1": "suggested"}
    assert found["A1"].links[0].amount == D("-40.00")


def test_an_amount_that_nothing_explains_is_nothing():
    found = _run(_bill(), _credit(_of_price("33.00"), references=()))
    assert _states(found) == {"F1": "exception", "A1": "no_match"}


def test_goods_sent_back_are_no_price():
    """Two of ten sent back, credited at the price billed: 208.00."""
    back = TEN._replace(received=D(8))
    found = _run(
        _bill(), _credit(_goods("A1-1", -2, "104.00")), pool=Pool([back]), policy=Policy(
            price=LENIENT.price, small=LENIENT.small
        )
    )  # fmt: skip
    assert found["A1"].state == "matched"
    assert found["A1"].links[0].order_quantity == -2
    # ten billed less two credited are the eight that stayed; 8 × 4.00 is still too dear
    [gap] = found["F1"].differences
    assert (gap.cause, gap.settled) == ("price", D("8.00"))


def test_goods_and_price_on_one_credit_note():
    back = TEN._replace(received=D(8))
    credit = _credit(_goods("A1-1", -2, "104.00"), _of_price("32.00", key="A1-2"))
    found = _run(_bill(), credit, pool=Pool([back]))
    assert _states(found) == {"F1": "matched", "A1": "matched"}


def test_a_return_that_nobody_recorded_asks_for_it():
    found = _run(_bill(price="100.00"), _credit(_goods("A1-1", -2, "100.00")))
    assert (found["A1"].state, found["A1"].cause) == ("exception", "not_received")
    assert found["A1"].action == "confirm_return"
    assert found["F1"].state == "matched"


def test_more_pieces_billed_than_ordered_then_credited():
    found = _run(
        _bill("F1", "100.00", quantity=12), _credit(_goods("A1-1", -2, "100.00"))
    )
    assert _states(found) == {"F1": "matched", "A1": "matched"}
    alone = _run(_bill("F1", "100.00", quantity=12))
    assert (alone["F1"].cause, alone["F1"].action) == (
        "over_quantity",
        "ask_credit_note",
    )


def test_more_pieces_credited_than_billed_is_no_claim():
    found = _run(_bill(price="100.00"), _credit(_goods("A1-1", -12, "100.00")))
    assert (found["A1"].cause, found["A1"].action) == (
        "over_quantity",
        "confirm_credit",
    )


def test_a_wrong_bill_credited_whole_and_billed_anew():
    """F1 at 104.00, credited whole, F2 at 100.00: ten pieces are billed once."""
    credit = _credit(_goods("A1-1", -10, "104.00"), day=10)
    found = _run(_bill(), credit, _bill("F2", "100.00", 12))
    assert found["A1"].state == found["F2"].state == "matched"
    assert found["F1"].state == "matched"


def test_another_currency_or_supplier_settles_nothing():
    for more in ({"currency": "USD"}, {"supplier": 8, "group": 7}):
        found = _run(_bill(group=7), _credit(_of_price("40.00"), **more),
                     pool=Pool([TEN._replace(group=7)]))  # fmt: skip
        assert found["F1"].state == "exception"
        assert found["A1"].state != "matched"


def test_the_order_of_bills_changes_nothing():
    some = (
        _bill("F1", "104.00", 5, 5),
        _bill("F2", "108.00", 6, 5),
        _credit(_of_price("40.00")),
        _credit(_of_price("20.00", key="A2-1"), key="A2", day=22),
    )
    results = [_run(*turn) for turn in permutations(some)]
    assert all(one == results[0] for one in results)
    credited = sum(-k.amount for key in ("A1", "A2") for k in results[0][key].links)
    assert credited == 60
