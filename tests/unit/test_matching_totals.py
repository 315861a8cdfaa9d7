"""A bill of one sum that names nothing, against what is left of whole orders."""

from decimal import Decimal as D

import pytest
from ap_base.arithmetic.matching import match
from ap_base.arithmetic.matching.pool import Pool
from matching_builders import TWO_WAY, bill, line, links, order

ALONE = {"references": ()}
REST = order("a", 10, "100.00", billed=D(6))  # 400.00 are left of it
OTHER = order("b", 3, "100.00", order="P00002")
SAME = order("c", 4, "100.00", order="P00003")


def _match(orders, *lines, **more):
    return match(bill(*lines, **{**ALONE, **more}), Pool(orders))


def _sum(amount, **more):
    return line(1, 1, amount, **{"description": "Solde", **more})


def test_what_is_left_of_one_order_is_suggested():
    found = _match([REST, OTHER], _sum("400.00"))
    assert (found.state, links(found)) == ("suggested", [(1, "a", D(4))])
    assert [reason.code for reason in found.links[0].reasons] == ["line_total"]
    assert (found.links[0].amount, found.differences) == (D("400.00"), ())


def test_a_whole_order_of_several_lines_is_suggested():
    freight = order("f", 1, "25.00", order="P00002", description="Port", kind="freight")
    found = _match([REST, OTHER, freight], _sum("325.00"))
    assert found.state == "suggested"
    assert links(found) == [(1, "b", D(3)), (1, "f", D(1))]
    assert sum(one.amount for one in found.links) == D("325.00")


def test_of_two_orders_that_fit_one_is_suggested_and_the_other_said():
    found = _match([REST, SAME], _sum("400.00"))
    assert (found.state, links(found)) == ("suggested", [(1, "a", D(4))])
    assert [reason.code for reason in found.links[0].reasons] == [
        "line_total", "orders_alike",
    ]  # fmt: skip


def test_a_credit_note_takes_what_was_billed_ahead():
    ahead = order("a", 10, "100.00", received=6, billed=D(10))
    found = _match([ahead], line(1, -1, "400.00", description="Avoir"))
    assert (found.state, links(found)) == ("suggested", [(1, "a", D(-4))])


@pytest.mark.parametrize(
    ("orders", "lines", "more"),
    [
        ([REST], [_sum("399.99")], {}),
        ([REST], [_sum("400.00")], {"references": ("P77777",)}),
        ([REST], [_sum("400.00")], {"currency": "USD"}),
        ([REST], [_sum("400.00", codes=("Z-9",))], {}),
        ([REST], [line(1, 4, "100.00", description="Solde")], {}),
        ([REST], [_sum("200.00"), line(2, 1, "200.00", description="Port")], {}),
        ([order("a", 10, "100.00", received=0)], [_sum("1000.00")], {}),
        ([order("a", 10, "100.00", state="closed")], [_sum("1000.00")], {}),
    ],
)
def test_nothing_is_made_of_less(orders, lines, more):
    """Another cent, an order that is none, another currency or product, pieces, two
    lines, nothing received, a closed order."""
    assert not _match(orders, *lines, **more).links


def test_two_bills_of_one_sum_take_two_orders_or_one_is_left():
    first, second = bill(_sum("400.00"), **ALONE), bill(_sum("400.00"), key="B2", **ALONE)
    pool = Pool([REST])
    assert match(first, pool).links
    assert not match(second, pool, taken={"a": D(4)}).links
    assert match(second, Pool([order("a", 4, "100.00", received=0)]), TWO_WAY).links


def test_a_lump_sum_of_the_product_says_that_it_is_what_is_left():
    found = _match([REST], line(1, 1, "400.00", article="a"))
    assert "line_total" in [reason.code for reason in found.links[0].reasons]


def test_a_sum_on_the_order_that_it_names_pays_for_what_is_left():
    """3 × 1,350.00, one billed before; a page without lines says 2,700.00 for the order."""
    months = order("m", 3, "1350.00", billed=D(1), codes=(), description="Nettoyage, mois")
    found = match(bill(line(1, 1, "2700.00", description="NE-0981, total à 20 %")), Pool([months]))
    assert (found.state, found.differences) == ("matched", ())
    assert links(found) == [(1, "m", D(2))]
    assert [reason.code for reason in found.links[0].reasons][:2] == ["order_named", "line_total"]


@pytest.mark.parametrize(
    ("words", "amount", "state"),
    [
        ("Nettoyage, mois", "2700.00", "exception"),  # one month at 2,700.00: the unit is asked
        ("NE-0981, total à 20 %", "2699.00", "exception"),
        ("NE-0981, total à 20 %", "4050.00", "exception"),  # one is billed already
    ],
)  # fmt: skip
def test_a_sum_that_is_not_what_is_left_stays_an_exception(words, amount, state):
    months = order("m", 3, "1350.00", billed=D(1), codes=(), description="Nettoyage, mois")
    found = match(bill(line(1, 1, amount, description=words)), Pool([months]))
    assert found.state == state


def test_a_sum_that_two_lines_of_the_order_could_bear_is_for_a_person():
    lines = [order(key, 2, "50.00", codes=(), description=f"Lot {key}") for key in ("x", "y")]
    found = match(bill(line(1, 1, "100.00", description="Facture F-9")), Pool(lines))
    assert found.state == "suggested"
