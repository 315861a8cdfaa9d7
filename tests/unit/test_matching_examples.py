# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills and orders as they come, with figures: what is linked to what, and why."""

import pytest
from ap_base.arithmetic.matching import (
    Limit,
    Policy,
    Pool,
    Receipt,
    Tolerance,
    match,
    match_bills,
)
from matching_builders import (
    A10,
    TWO_WAY,
    D,
    bill,
    line,
    links,
    order,
)


def test_exact_bill_is_matched_with_score_1():
    outcome = match(bill(line(1, 10, "5.00", "a")), Pool([A10]))
    assert (outcome.state, outcome.score, outcome.action) == ("matched", 1, "post")
    assert links(outcome) == [(1, "a", 10)]
    assert outcome.links[0].amount == D("50.00")
    codes = [reason.code for reason in outcome.links[0].reasons]
    assert codes == ["order_named", "code", "price", "quantity"]


# Many to many ---------------------------------------------------------------


def test_one_bill_for_several_orders():
    pool = Pool([A10, order("b", 3, "20.00", order="P00002")])
    both = bill(
        line(1, 10, "5.00", "a"),
        line(2, 3, "20.00", "b"),
        references=("P00001", "P00002"),
    )
    outcome = match(both, pool)
    assert outcome.state == "matched"
    assert links(outcome) == [(1, "a", 10), (2, "b", 3)]


def test_order_named_on_the_lines():
    pool = Pool([A10, order("b", 3, "20.00", order="P00002")])
    lines = (
        line(1, 10, "5.00", "a", references=("P00001",)),
        line(2, 3, "20.00", "b", references=("P00002",)),
    )
    assert match(bill(*lines, references=()), pool).state == "matched"


def test_several_bills_for_one_order():
    pool = Pool([A10])
    first = bill(line(1, 6, "5.00", "a"), key="B1", number="F1")
    second = bill(line(1, 4, "5.00", "a"), key="B2", number="F2")
    third = bill(line(1, 4, "5.00", "a"), key="B3", number="F3")
    outcomes = match_bills([third, second, first], pool)
    assert [(o.bill, o.state, o.cause) for o in outcomes] == [
        ("B1", "matched", None),
        ("B2", "matched", None),
        ("B3", "exception", "over_quantity"),
    ]


def test_bill_line_split_over_two_order_lines():
    pool = Pool(
        [
            order("a1", 6, "5.00", codes=("X",), description="Article X"),
            order("a2", 4, "5.00", codes=("X",), description="Article X"),
        ]
    )
    outcome = match(bill(line(1, 10, "5.00", "X", codes=("X",))), pool)
    assert outcome.state == "matched"
    assert links(outcome) == [(1, "a1", 6), (1, "a2", 4)]
    assert [k.amount for k in outcome.links] == [D("30.00"), D("20.00")]
    assert sum(k.quantity for k in outcome.links) == 10


def test_two_bill_lines_for_one_order_line():
    lots = (line(1, 6, "5.00", "a"), line(2, 4, "5.00", "a"))
    outcome = match(bill(*lots), Pool([A10]))
    assert outcome.state == "matched"
    assert links(outcome) == [(1, "a", 6), (2, "a", 4)]


def test_one_bill_line_that_sums_the_whole_order():
    pool = Pool([A10, order("b", 3, "20.00"), order("c", 1, "7.50")])
    outcome = match(bill(line(1, 1, "117.50", description="Selon commande")), pool)
    assert outcome.state == "matched"
    assert links(outcome) == [(1, "a", 10), (1, "b", 3), (1, "c", 1)]
    assert sum(k.quantity for k in outcome.links) == 1


def test_one_bill_line_that_sums_a_part_of_the_order_is_only_suggested():
    pool = Pool([A10, order("b", 3, "20.00"), order("c", 1, "7.50")])
    outcome = match(bill(line(1, 1, "57.50", description="Materiel")), pool)
    assert outcome.state == "suggested"
    assert [k.order_line for k in outcome.links] == ["a", "c"]


def test_several_bill_lines_that_sum_one_order_line_are_suggested():
    works = order("w", 1, "1000.00", description="Travaux cuisine", codes=())
    lines = (
        line(1, 1, "400.00", description="Plomberie"),
        line(2, 1, "350.00", description="Carrelage"),
        line(3, 1, "250.00", description="Peinture"),
    )
    outcome = match(bill(*lines), Pool([works]))
    assert outcome.state == "suggested"
    assert sum(k.order_quantity for k in outcome.links) == 1


def test_best_assignment_is_over_all_lines_together():
    """Taken one by one, the first bill line would take the order line of the second."""
    pool = Pool(
        [
            order("o1", 5, "10.00", description="Lampe de bureau noire", codes=()),
            order("o2", 5, "10.40", description="Lampe de bureau", codes=()),
        ]
    )
    lines = (
        line(1, 5, "10.40", description="Lampe de bureau"),
        line(2, 5, "10.00", description="Lampe bureau noire"),
    )
    assert links(match(bill(*lines), pool)) == [(1, "o2", 5), (2, "o1", 5)]


# Evidence -------------------------------------------------------------------


@pytest.mark.parametrize("reference", ["p-00001", "P 00001", "PO0001", "Cde P00001"])
def test_reference_as_people_write_it(reference):
    outcome = match(
        bill(line(1, 10, "5.00", "a"), references=(reference,)), Pool([A10])
    )
    assert outcome.state == "matched"


def test_reference_in_the_text_and_delivery_note():
    text = bill(line(1, 10, "5.00", "a"), references=(), text="Commande P00001 du 3/10")
    assert match(text, Pool([A10])).state == "matched"
    noted = order("a", 10, "5.00", 6, receipts=(Receipt("BL-4711", D(6)),))
    note = bill(line(1, 6, "5.00", "a"), references=("BL 4711",))
    assert match(note, Pool([noted])).state == "matched"


def test_code_without_reference_if_it_is_open_once():
    """Where the company allows it; else it is a suggestion."""
    allowed = Policy(unnamed=True)
    alone = bill(line(1, 10, "5.00", "a"), references=())
    assert match(alone, Pool([A10]), allowed).state == "matched"
    again = order("a2", 10, "5.00", order="P00009", codes=("C-a",))
    assert match(alone, Pool([A10, again]), allowed).state == "suggested"
    assert match(alone, Pool([A10])).state == "suggested"


def test_words_without_codes():
    pool = Pool([order("s", 1, "300.00", codes=(), description='Écran incurvé 27"')])
    named = bill(line(1, 1, "300.00", description="ECRAN INCURVE 27 POUCES"))
    assert match(named, pool).state == "matched"


def test_size_next_to_it_is_another_product():
    pool = Pool([order("s", 100, "0.20", codes=(), description="Vis inox M6x20")])
    outcome = match(bill(line(1, 50, "0.20", description="Vis inox M6x25")), pool)
    assert outcome.state != "matched"


def test_nothing_alike_is_no_match():
    outcome = match(
        bill(line(1, 1, "99.00", description="Taxi"), references=()), Pool([A10])
    )
    assert (outcome.state, outcome.score, outcome.links) == ("no_match", 0, ())


# Kinds ----------------------------------------------------------------------


def test_service_without_receipt_is_compared_with_the_order():
    service = order("s", 1, "900.00", 0, receipt_expected=False)
    assert match(bill(line(1, 1, "900.00", "s")), Pool([service])).state == "matched"


def test_freight_without_order_line():
    lines = (line(1, 10, "5.00", "a"), line(2, 1, "9.00", kind="freight"))
    refused = match(bill(*lines), Pool([A10]))
    assert (refused.state, refused.cause, refused.billed) == (
        "exception",
        "no_order",
        9,
    )
    limit = Policy(freight=Tolerance(Limit(D(15), D(20)), None))
    accepted = match(bill(*lines), Pool([A10]), limit)
    assert (accepted.state, accepted.unlinked) == ("matched", (2,))


def test_freight_that_was_ordered():
    pool = Pool(
        [A10, order("f", 1, "12.00", codes=(), description="Port", kind="freight")]
    )
    lines = (
        line(1, 10, "5.00", "a"),
        line(2, 1, "12.00", description="Frais de livraison", kind="freight"),
    )
    assert match(bill(*lines), pool).state == "matched"


def test_credit_note_for_goods_returned():
    returned = order("a", 10, "5.00", 8, billed=D(10))
    outcome = match(bill(line(1, -2, "5.00", "a")), Pool([returned]))
    assert (outcome.state, links(outcome)) == ("matched", [(1, "a", -2)])
    assert outcome.links[0].amount == D("-10.00")


def test_credit_note_for_goods_kept():
    kept = order("a", 10, "5.00", 10, billed=D(10))
    outcome = match(bill(line(1, -2, "5.00", "a")), Pool([kept]))
    assert (outcome.state, outcome.cause) == ("exception", "not_received")
    two_way = match(bill(line(1, -2, "5.00", "a")), Pool([kept]), TWO_WAY)
    assert two_way.state == "matched"


def test_credit_of_more_than_was_billed():
    outcome = match(bill(line(1, -12, "5.00", "a")), Pool([A10._replace(billed=D(10))]))
    assert (outcome.cause, outcome.billed, outcome.expected) == (
        "over_quantity",
        -12,
        -10,
    )


def test_down_payment_ordered_then_deducted():
    goods = order("a", 10, "100.00")
    paid = order("d", 1, "300.00", 0, kind="down_payment", description="Acompte 30 %")
    asked = bill(line(1, 1, "300.00", "d", kind="down_payment"))
    assert match(asked, Pool([goods, paid])).state == "matched"
    final = bill(
        line(1, 10, "100.00", "a"), line(2, -1, "300.00", "d", kind="down_payment")
    )
    outcome = match(final, Pool([goods, paid._replace(billed=D(1))]))
    assert (outcome.state, links(outcome)) == ("matched", [(1, "a", 10), (2, "d", -1)])


def test_down_payment_that_was_not_ordered():
    lines = (
        line(1, 10, "5.00", "a"),
        line(2, 1, "15.00", description="Acompte", kind="down_payment"),
    )
    outcome = match(bill(*lines), Pool([A10]))
    assert (outcome.state, outcome.action) == ("suggested", "record_down_payment")
