# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the draft of an e-invoice is to hold."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import published
import pytest
from ap_einvoice.rules import einvoice_json
from ap_einvoice.rules.einvoice import Charge, EInvoice, Line
from ap_einvoice.rules.einvoice_draft import draft
from ap_einvoice.rules.einvoice_problems import problems
from ap_einvoice.rules.einvoice_reader import read
from ap_einvoice.rules.einvoice_shape import Precision, shape
from ap_einvoice.rules.einvoice_summary import summary
from einvoice_files import cii, ubl
from einvoice_mutations import mutated
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
BOTH = pytest.mark.parametrize("write", [cii, ubl])
CREDITS = ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532")
BILLS = ("380", "384", "386", "389", "393", "500", "501", "471", "472", "473", "383", "326", "751", "")
NEGATIVE = {
    "lines": [{"quantity": "-1", "net": "-100.00"}],
    "rates": [{"base": "-100.00", "vat": "-20.00"}],
    "totals": {"lines": "-100.00", "untaxed": "-100.00", "vat": "-20.00",
               "total": "-120.00", "due": "-120.00"},
}  # fmt: skip


def _nets(made):
    return [(line.kind, str(line.net)) for line in made.lines]


# Direction ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CREDITS)
@BOTH
def test_types_of_credit_notes(write, kind):
    assert draft(read(write(type=kind))).credit
    assert not draft(read(write(type=kind, **NEGATIVE))).credit


@pytest.mark.parametrize("kind", BILLS)
@BOTH
def test_other_types_are_bills_and_negative_ones_credit_notes(write, kind):
    assert not draft(read(write(type=kind))).credit
    made = draft(read(write(type=kind, **NEGATIVE)))
    assert (made.credit, made.total, _nets(made)) == (True, D("120.00"), [("line", "100.00")])
    assert made.lines[0].shape.quantity == 1
    assert made.vat == {D("20.00"): (D("100.00"), D("20.00"))}


def test_a_ubl_credit_note_is_one_whatever_its_code():
    assert draft(read(ubl(root="CreditNote", type="380"))).credit


# Lines ----------------------------------------------------------------------------------


def test_groups_and_information_are_not_booked():
    made = draft(read(cii(
        lines=[
            {"id": "1", "status": "GROUP", "price": "1000.00", "net": "1000.00"},
            {"id": "2", "status": "DETAIL", "parent": "1", "quantity": "2", "price": "300.00", "net": "600.00"},
            {"id": "3", "status": "DETAIL", "parent": "1", "quantity": "10", "price": "40.00", "net": "400.00"},
            {"id": "4", "status": "INFORMATION", "parent": "3", "quantity": "4", "price": "40.00", "net": "160.00"},
        ],
        totals={"lines": "1000.00"},
    )))  # fmt: skip
    assert [(str(one.shape.quantity), str(one.net)) for one in made.lines] == [
        ("2", "600.00"), ("10", "400.00"),
    ]  # fmt: skip


@BOTH
def test_allowances_and_charges_of_the_document_are_lines(write):
    made = draft(read(write(allowances=[
        {"amount": "5.00", "reason": "Remise"}, {"charge": True, "amount": "9.00", "rate": "5.50"},
    ])))  # fmt: skip
    assert _nets(made) == [("line", "100.00"), ("allowance", "-5.00"), ("charge", "9.00")]
    assert [one.rate for one in made.lines] == [D("20.00"), D("20.00"), D("5.50")]


def test_freight_is_a_line():
    made = draft(read(cii(logistics=[{"amount": "15.00", "reason": "Transport"}])))
    assert _nets(made) == [("line", "100.00"), ("charge", "15.00")]


@BOTH
def test_charges_of_a_line_stand_apart_from_its_price(write):
    made = draft(read(write(lines=[
        {"quantity": "10", "price": "10.00", "net": "102.50",
         "allowances": [{"charge": True, "amount": "2.50", "reason": "Eco"}]},
    ])))  # fmt: skip
    assert _nets(made) == [("line", "100.00"), ("line_charge", "2.50")]
    assert made.lines[0].shape.price == 10


@BOTH
def test_a_line_without_price_has_its_net_amount(write):
    """Telecom bills: a price of nothing, allowances and charges that make the amount."""
    made = draft(read(write(lines=[
        {"price": "0.00", "net": "-0.30", "allowances": [{"amount": "0.30"}]},
        {"price": "0.00", "net": "38.74", "allowances": [{"charge": True, "amount": "38.74"}]},
    ])))  # fmt: skip
    assert _nets(made) == [("line", "-0.30"), ("line", "38.74")]


def test_without_lines_the_bases_of_vat_are_booked_never_a_part_of_them():
    made = draft(read(cii(
        profile="urn:factur-x.eu:1p0:basicwl", lines=[],
        rates=[{"base": "104.00", "vat": "20.80"}, {"rate": "5.50", "base": "10.00", "vat": "0.55"}],
        allowances=[{"charge": True, "amount": "9.00"}, {"amount": "5.00"}],
    )))  # fmt: skip
    assert _nets(made) == [("summary", "104.00"), ("summary", "10.00")]
    minimum = draft(read(cii(lines=[], rates=[])))
    assert (minimum.lines, minimum.empty) == ((), "summary")


@pytest.mark.parametrize(
    "changes",
    [{"lines": [{"net": "100,00"}]}, {"allowances": [{"amount": "x"}]},
     {"lines": [{"net": ""}, {}]}],
)  # fmt: skip
@BOTH
def test_nothing_is_booked_where_an_amount_cannot_be_read(write, changes):
    made = draft(read(write(**changes)))
    assert (made.lines, made.empty) == ((), "amounts")


def test_rates_that_lines_do_not_write():
    only = draft(read(cii(lines=[{"category": "", "rate": ""}])))
    assert only.lines[0].rate == 20
    shown = draft(read(cii(lines=[{"category": "", "rate": ""}], rates=[])))
    assert shown.lines[0].rate == 20  # 20.00 of 100.00
    unclear = draft(read(cii(lines=[{"rate": ""}], rates=[], totals={"vat": "13.37"})))
    assert unclear.lines[0].rate is None
    # The base of the rate is made by the line that writes it: the other bears none.
    half = draft(read(cii(
        lines=[{"net": "100.00"}, {"category": "", "rate": "", "net": "50.00"}],
        totals={"lines": "150.00", "untaxed": "150.00", "total": "170.00"},
    )))  # fmt: skip
    assert [one.rate for one in half.lines] == [D("20.00"), D(0)]


@pytest.mark.parametrize("category", ["E", "Z", "AE", "K", "G", "O"])
def test_categories_without_vat_bear_none_whatever_rate_is_written(category):
    made = draft(read(cii(lines=[{"category": category}])))
    assert made.lines[0].rate == 0


def test_amounts_of_more_decimals_than_the_currency_keep_their_sum():
    made = draft(read(cii(lines=[{"net": "0.335"}] * 3, totals={"lines": "1.005"})))
    assert [str(line.net) for line in made.lines] == ["0.34", "0.33", "0.34"]
    yen = draft(read(cii(lines=[{"net": "33.4"}] * 3)), Precision(step=D(1)))
    assert sum(line.net for line in yen.lines) == 100


def test_rounding_is_a_line_unless_what_is_due_shows_that_it_was_not_applied():
    totals = {"total": "119.73", "rounding": "0.27", "due": "120.00"}
    assert _nets(draft(read(cii(totals=totals))))[-1] == ("rounding", "0.27")
    ignored = draft(read(cii(totals={**totals, "due": "119.73"})))
    assert _nets(ignored) == [("line", "100.00")]


# Shapes ---------------------------------------------------------------------------------

BOOKS = Precision()


@pytest.mark.parametrize(
    ("values", "net", "expected"),
    [
        ({"quantity": "2", "price": "300.00"}, "600.00", ("2", "300.00", "0", True)),
        ({"quantity": "2", "price": "160.00"}, "160.00", ("2", "80.00", "0", True)),
        ({"quantity": "560", "price": "0.153421"}, "85.92", ("560", "0.15", "0", False)),
        ({"quantity": "10000", "price": "11.30", "base_quantity": "1000"}, "113.00",
         ("10000", "0.01", "0", False)),
        ({"quantity": "12.5", "price": "3.33"}, "41.63", ("12.50", "3.33", "0", False)),
        ({"quantity": "0", "price": "5.00"}, "5.00", ("1", "5.00", "0", True)),
        ({"quantity": "1", "price": "0.00"}, "-200.00", ("1", "-200.00", "0", True)),
        ({"quantity": "0.001", "price": "5000.00"}, "5.00", ("1", "5.00", "0", True)),
        ({"quantity": "10", "price": "9.00", "gross_price": "10.00"}, "90.00",
         ("10", "10.00", "10.00", True)),
        ({"quantity": "3", "price": "10.00", "allowances": (Charge(amount="1.00"),)}, "29.00",
         ("3", "10.00", "3.33", False)),
    ],
)  # fmt: skip
def test_shapes(values, net, expected):
    found = shape(Line(net=net, **values), D(net), BOOKS)
    stated = (found.quantity, found.price, found.discount, found.exact)
    assert tuple(map(str, stated[:3])) + (found.exact,) == expected


amounts = st.decimals("-9999.99", "9999.99", places=2)


@given(
    amounts,
    st.decimals("-999", "999", places=4),
    st.decimals("0", "9999", places=6),
    st.sampled_from(["", "1", "10", "100"]),
    st.lists(st.builds(Charge, amount=st.decimals("0", "50", places=2).map(str)), max_size=2),
)
def test_an_exact_shape_gives_the_net_amount(net, quantity, price, base, rows):
    line = Line(
        quantity=str(quantity), price=str(price), base_quantity=base, net=str(net),
        allowances=tuple(rows),
    )  # fmt: skip
    found = shape(line, net, BOOKS)
    given_ = found.quantity * found.price * (1 - found.discount / 100)
    assert found.exact == (given_ == net)
    assert found.quantity
    assert 0 <= found.discount <= 100
    if found.exact:
        assert given_.quantize(D("0.01"), ROUND_HALF_UP) == net


def test_drafts_of_published_invoices_sum_to_what_is_written():
    """Lines, charges and allowances make the total without VAT; bases of VAT are theirs."""
    wrong = []
    for path in published.files("einvoice/en16931/*/*.xml", "einvoice/cii/*.xml", "einvoice/ubl/*.xml"):
        stated = read(path.read_bytes())
        if isinstance(stated, str):
            continue
        made = draft(stated)
        nets = sum(line.net for line in made.lines if line.kind != "rounding")
        if made.lines and made.untaxed is not None and nets != made.untaxed:
            wrong.append(path.name)
    assert wrong == []


# Days to pay by ---------------------------------------------------------------------------


@BOTH
def test_instalments_have_their_days_and_amounts(write):
    made = draft(read(write(terms=[("2027-01-05", "80.00"), ("2026-12-05", "40.00")])))
    assert made.instalments == (
        (date(2026, 12, 5), D("40.00")), (date(2027, 1, 5), D("80.00")),
    )  # fmt: skip
    stated = summary(read(write(terms=[("2026-12-05", "40.00"), ("2027-01-05", "80.00")])))
    assert (stated.due, len(stated.days)) == (date(2027, 1, 5), 2)


@pytest.mark.parametrize(
    "terms",
    [
        [("2026-12-05", "40.00"), ("2027-01-05", "70.00")],  # they do not sum
        [("2026-12-05", ""), ("2027-01-05", "")],
        [("2026-12-05", "120.00")],
        [("2026-12-05", "x"), ("2027-01-05", "80.00")],
    ],
)
def test_without_amounts_that_sum_the_first_day_is_taken(terms):
    stated = summary(read(cii(terms=terms)))
    assert (stated.instalments, stated.due) == ((), date(2026, 12, 5))


def test_what_was_paid_before_is_the_first_instalment():
    made = draft(read(cii(
        terms=[("2026-12-05", "40.00"), ("2027-01-05", "50.00")],
        totals={"prepaid": "30.00", "due": "90.00"},
    )))  # fmt: skip
    assert [(str(when), str(amount)) for when, amount in made.instalments] == [
        ("2026-11-05", "30.00"), ("2026-12-05", "40.00"), ("2027-01-05", "50.00"),
    ]  # fmt: skip


def test_an_empty_invoice_has_an_empty_draft():
    assert draft(EInvoice()).empty == "summary"


def test_wrong_documents_never_break_the_rules():
    """What can be read is kept, what cannot is named, and the amounts are those of lines."""
    files = published.files("einvoice/en16931/*/*.xml", "einvoice/cii/*.xml", "einvoice/ubl/*.xml")
    documents = [path.read_bytes() for path in files] + [cii(), ubl()]
    for seed in range(300):
        stated = read(mutated(documents[seed % len(documents)], seed))
        if isinstance(stated, str):
            assert stated == "syntax"
            continue
        made, unread = draft(stated), problems(stated)
        assert made.empty in ("", "amounts", "summary")
        assert bool(made.lines) != bool(made.empty) or not made.lines
        assert all(line.net == line.net.quantize(D("0.01")) for line in made.lines)
        assert len(unread) <= 25
        assert summary(stated, made).lines == len(stated.lines)
        assert einvoice_json.from_json(einvoice_json.to_json(stated)).lines == stated.lines
