# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines, names and numbers that are alike: what is the same, what is not."""

from datetime import date

import pytest
from ap_base.arithmetic.matching import Pool, match, repeated
from matching_builders import A10, D, bill, line, links, order

SAME = {"description": "Article a", "codes": ("C-a",)}


def test_equal_lines_may_change_places():
    """Two orders of five, both named, and two lines of five: whichever is which."""
    some = [
        order("a1", 5, "5.00", **SAME),
        order("a2", 5, "5.00", order="P00002", **SAME),
    ]
    two = bill(
        line(1, 5, "5.00", "a"),
        line(2, 5, "5.00", "a"),
        references=("P00001", "P00002"),
    )
    outcome = match(two, Pool(some))
    assert outcome.state == "matched"
    assert sorted(key for _line, key, _q in links(outcome)) == ["a1", "a2"]
    third = order("a3", 5, "5.00", order="P00002", axis="x", **SAME)
    assert match(two, Pool([*some, third])).state == "suggested"


def test_one_line_for_all_of_two_order_lines():
    """15 of 10 and 5: each order line is billed to the last piece."""
    some = [order("a1", 10, "5.00", **SAME), order("a2", 5, "5.00", axis="x", **SAME)]
    outcome = match(bill(line(1, 15, "5.00", "a")), Pool(some))
    assert outcome.state == "matched"
    assert sorted(links(outcome)) == [(1, "a1", 10), (1, "a2", 5)]
    assert match(bill(line(1, 12, "5.00", "a")), Pool(some)).state == "suggested"


def test_one_line_with_the_sum_of_two_orders():
    some = [A10, order("b", 3, "7.00"), order("c", 2, "9.00", order="P00002")]
    both = bill(
        line(1, 1, "89.00", description="Fournitures selon bons de livraison"),
        references=("P00001", "P00002"),
    )
    outcome = match(both, Pool(some))
    assert outcome.state == "matched"
    assert sorted(links(outcome)) == [(1, "a", 10), (1, "b", 3), (1, "c", 2)]


def test_named_order_without_any_line_that_fits_has_a_cause():
    odd = bill(line(1, 1, "41.00", description="Divers"))
    outcome = match(odd, Pool([A10]))
    assert (outcome.state, outcome.cause) == ("exception", "no_order")


def test_code_that_was_misread_is_the_code():
    """0 read as O, 1 as l: with the order's name, price and quantity it is enough."""
    pool = Pool([order("a", 10, "5.00", codes=("INFO-1002",))])
    misread = line(1, 10, "5.00", description="Artic1e a", codes=("lNF0-l0O2",))
    outcome = match(bill(misread), pool)
    assert outcome.state == "matched"
    assert "code_misread" in {reason.code for reason in outcome.links[0].reasons}


def test_order_misread_in_a_text_is_found():
    some = bill(line(1, 10, "5.00", "a"), references=(), text="V/réf. : P0OOO1")
    outcome = match(some, Pool([A10]))
    assert outcome.state == "matched"
    assert outcome.links[0].reasons[0].code == "order_nearly_named"


def test_without_a_name_other_currencies_and_closed_orders_are_not_guessed():
    alone = bill(line(1, 10, "5.00", "a"), references=())
    dollar, closed = A10._replace(currency="USD"), A10._replace(key="z", state="closed")
    assert match(alone, Pool([dollar, closed])).state == "no_match"
    assert match(alone, Pool([dollar, A10._replace(key="b")])).cause is None


def test_order_that_nobody_knows_is_the_cause_when_guesses_fail():
    unknown = bill(line(1, 30, "5.00", "a"), references=("P00435",))
    outcome = match(unknown, Pool([A10]))
    assert (outcome.cause, outcome.billed) == ("no_order", "P00435")


def numbered(key, number, total="50.00", **more):
    return bill(
        line(1, 10, "5.00", "a"),
        key=key,
        number=number,
        total_untaxed=D(total),
        day=date(2026, 10, len(key)),
        **more,
    )


@pytest.mark.parametrize(
    "again",
    [
        "fa 2026 42",
        "FA202600042",
        "FA-2026-00042 DUPLICATA",
        "F4-2026-00042",
        "FA-2O26-OOO42",
    ],
)
def test_number_written_otherwise_is_the_same_bill(again):
    first, second = numbered("b", "FA-2026-00042"), numbered("bb", again)
    assert repeated([second, first]) == {"bb": "b"}


@pytest.mark.parametrize(
    ("number", "total"),
    [
        ("FA-2026-00043", "50.00"),  # the next one
        ("FA-2026-00024", "50.00"),
        ("F4-2026-00042", "51.00"),  # alike, but another total
        ("", "50.00"),
    ],
)
def test_number_that_is_another_is_another_bill(number, total):
    first, second = numbered("b", "FA-2026-00042"), numbered("bb", number, total)
    assert repeated([first, second]) == {}


def test_a_third_copy_repeats_the_first():
    three = [
        numbered("b" * n, text) for n, text in enumerate(("FA-1", "fa 1", "F4 1"), 1)
    ]
    assert repeated(three) == {"bb": "b", "bbb": "b"}


def test_no_credit_note_is_asked_for_on_links_that_are_not_sure():
    """20,000 at 0.11 where 6,543 at 0.10 and 9,035 at 0.12 were ordered: 4,422 too many,
    but of which order line is not sure. Of one order line alone, it is."""
    leaflets = {"codes": ("LEAF",), "description": "Leaflets"}
    some = [order("a", 6543, "0.10", **leaflets), order("b", 9035, "0.12", **leaflets)]
    billed = bill(line(1, 20000, "0.11", **leaflets), references=())
    outcome = match(billed, Pool(some))
    assert (outcome.state, outcome.cause) == ("suggested", "over_quantity")
    assert outcome.action == "find_order"
    one = bill(line(1, 20000, "0.10", **leaflets))
    sure = match(one, Pool([order("a", 6543, "0.10", **leaflets)]))
    assert (sure.state, sure.action) == ("exception", "ask_credit_note")
