# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose card an e-invoice's seller is, and which differences make the payment wait."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from ap_einvoice.rules.einvoice import Party
from ap_einvoice.rules.einvoice_compare import BillFigures, differences
from ap_einvoice.rules.einvoice_party import Card, Identity, choose, identity

D = Decimal

# Whose card ---------------------------------------------------------------------------------

SELLER = Identity("FR44732829320", "732829320", "73282932000074", ("nordlys sas",), "a@b.example")


@pytest.mark.parametrize(
    ("card", "taken"),
    [
        ({"vat": "FR44732829320"}, True),
        ({"vat": "44732829320"}, True),
        ({"register": "732829320"}, True),
        ({"register": "732829320", "vat": "FR44732829320", "names": ("old name",)}, True),
        ({"vat": "FR40303265045", "names": ("nordlys sas",), "email": "a@b.example"}, False),
        ({"register": "303265045", "names": ("nordlys sas",)}, False),
        ({"register": "303265045", "vat": "FR44732829320"}, False),  # members of a VAT group
        ({"names": ("nordlys sas",)}, True),
        ({"email": "a@b.example"}, False),  # an accountant's address serves many
        ({"names": ("nordlys",)}, False),
        ({}, False),
    ],
)
def test_numbers_decide_and_veto(card, taken):
    found = choose(SELLER, [Card(7, Identity(**card))])
    assert (found == 7) is taken


def test_a_seller_without_numbers_is_known_by_name_or_mail():
    seller = replace(SELLER, vat="", register="", establishment="")
    card = Card(7, Identity(vat="FR40303265045", email="a@b.example"))
    assert choose(seller, [card]) == 7
    assert choose(replace(seller, email=""), [card]) is None


def test_of_several_cards_the_whole_one_and_the_establishment_come_first():
    same = Identity("FR44732829320", "732829320")
    place = replace(same, establishment="73282932000074")
    cards = [Card(1, same, whole=False), Card(2, same), Card(3, place), Card(4, same)]
    assert choose(SELLER, cards) == 3
    assert choose(SELLER, [cards[0], cards[3], cards[1]]) == 2


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Party("A", "732829320", "0002"), ("", "732829320")),
        (Party("A", ids=(("0009", "73282932000074"),)), ("", "732829320")),
        (Party("A", vat="FR 44 732 829 320"), ("FR44732829320", "732829320")),
        (Party("A", "HRB 12345", country="DE", vat="DE136695976"), ("DE136695976", "")),
        (Party("A", "0477472701", "0208", country="BE"), ("", "0477472701")),
        (Party("A", "987654321", country="NO"), ("", "")),  # no SIREN, and whose register?
        (Party("A", vat="Godkänd för F-skatt"), ("", "")),
    ],
)
def test_what_names_a_seller(party, expected):
    found = identity(party)
    assert (found.vat, found.register) == expected


# What makes payment wait ----------------------------------------------------------------------

DUE = BillFigures(number="1", total=D("1200"), prepaid=D("360"), amount_due=D("840"))
BILL = BillFigures(number="1", total=D("1200"), nets=(D("1000"),))


def _codes(invoice, bill):
    return [(one.code, one.of_payment) for one in differences(invoice, bill)]


def test_what_was_paid_before_waits_for_its_deposit():
    assert _codes(DUE, BILL) == [("prepaid", True)]
    assert _codes(DUE, replace(BILL, settled=D("360"))) == []
    assert _codes(DUE, replace(BILL, settled=D("100"))) == [("prepaid", True)]
    paid = replace(DUE, prepaid=D("1200"), amount_due=D(0))
    assert _codes(paid, BILL) == [("prepaid", True)]


def test_an_amount_due_that_nothing_explains_waits():
    """A retention of guarantee that only the amount due states."""
    held_back = replace(DUE, prepaid=D(0), amount_due=D("1140"))
    assert _codes(held_back, BILL) == [("payable", True)]
    assert _codes(replace(held_back, amount_due=D("1200")), BILL) == []


def test_an_amount_due_is_explained_by_what_was_set_off():
    """671.15 with 470.15 due, and no word of the 201.00 that were paid before."""
    stated = BillFigures(number="1", total=D("671.15"), amount_due=D("470.15"))
    bill = BillFigures(number="1", total=D("671.15"), nets=(D("624.90"),))
    assert _codes(stated, bill) == [("payable", True)]
    assert _codes(stated, replace(bill, settled=D("200.00"))) == [("payable", True)]
    assert _codes(stated, replace(bill, settled=D("201.00"))) == []
    more = replace(stated, amount_due=D("700.00"))  # nothing that was set off asks for more
    assert _codes(more, replace(bill, settled=D("201.00"))) == [("payable", True)]


def test_what_was_paid_before_waits_though_what_is_due_is_not_written():
    stated = replace(DUE, amount_due=None)
    [found] = differences(stated, BILL)
    assert (found.code, found.expected, found.got) == ("prepaid", D("840"), D("1200"))
    assert _codes(stated, replace(BILL, settled=D("360"))) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"total": D("1080")}, [("total", True)]),
        ({"credit": True}, [("type", True)]),
        ({"currency": "USD"}, [("currency", True)]),
        ({"siren": "303265045"}, [("supplier", True)]),
        ({"number": "2"}, [("number", False)]),
        ({"due": date(2026, 12, 6)}, [("due", False)]),
    ],
)
def test_what_changes_the_payment_waits_what_is_of_form_does_not(changes, codes):
    stated = BillFigures(number="1", total=D("1200"), currency="EUR", siren="732829320", due=date(2026, 12, 5))
    bill = replace(stated, nets=(D("1000"),), **changes)
    assert _codes(stated, bill) == codes


def test_vat_of_the_accounts_is_compared_in_their_currency():
    stated = replace(DUE, prepaid=None, amount_due=None, vat_currency="EUR", vat_accounts=D("18.50"))
    other = replace(BILL, vat_currency="EUR", vat_accounts=D("17.60"))
    assert _codes(stated, other) == [("vat_accounts", False)]
    assert _codes(stated, replace(other, vat_accounts=D("18.50"))) == []
    assert _codes(stated, replace(other, vat_currency="CHF")) == []


def test_days_to_pay_by_are_compared_with_their_amounts():
    days = (date(2026, 12, 5), date(2027, 1, 5))
    parts = ((days[0], D(400)), (days[1], D(800)))
    stated = BillFigures(number="1", total=D("1200"), due=days[1], days=days, instalments=parts)
    bill = replace(BILL, due=days[1], days=days, instalments=parts)
    assert _codes(stated, bill) == []
    assert _codes(stated, replace(bill, days=days[:1], instalments=())) == [("days", False)]
    silent = replace(stated, instalments=())
    assert _codes(silent, replace(bill, days=days[:1], instalments=())) == [("days", False)]


def test_an_invoice_that_is_silent_is_not_doubted():
    assert differences(BillFigures(), BILL) == []
