# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of payment means and of types of documents, as both syntaxes write them."""

import pytest
from ap_einvoice.rules.einvoice import TYPES, EInvoice
from ap_einvoice.rules.einvoice_draft import draft
from ap_einvoice.rules.einvoice_means import collected
from ap_einvoice.rules.einvoice_problems import problems
from ap_einvoice.rules.einvoice_reader import read
from einvoice_files import cii, ubl

BOTH = pytest.mark.parametrize("write", [cii, ubl])
# UNTDID 1001: what each type is to us. True: a credit note.
TABLE = {
    "380": False, "384": False, "386": False, "389": False, "393": False, "326": False,
    "383": False, "388": False, "395": False, "501": False, "875": False, "82": False,
    "381": True, "396": True, "261": True, "262": True, "296": True, "308": True,
    "420": True, "458": True, "502": True, "503": True, "532": True, "81": True, "83": True,
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("code", TABLE)
def test_each_type_is_a_bill_or_a_credit_note(write, code):
    """100.00 and 20.00 of VAT, positive in both; the direction says which."""
    stated = read(write(type=code))
    made = draft(stated)
    assert made.credit is TABLE[code]
    assert (str(made.untaxed), str(made.tax), str(made.total)) == ("100.00", "20.00", "120.00")
    assert [one for one in problems(stated) if one.term == "BT-3"] == []


@BOTH
def test_a_credit_note_in_its_own_root_of_ubl_is_one(write):
    if write is ubl:
        assert draft(read(ubl(type="381", root="CreditNote"))).credit
        assert draft(read(ubl(type="", root="CreditNote"))).credit
        assert not problems(read(ubl(type="", root="Invoice")))  # its root says which
    else:
        [missing] = problems(read(cii(type="")))
        assert (missing.code, missing.term, missing.of_amount) == ("missing", "BT-3", True)


@BOTH
@pytest.mark.parametrize("code", ["999", "38O", "INV", "1", "3800", "0"])
def test_a_type_that_nobody_knows_is_named_and_the_amount_waits(write, code):
    found = [one for one in problems(read(write(type=code))) if one.term == "BT-3"]
    assert [(one.code, one.value, one.of_amount) for one in found] == [("type", code, True)]


def test_every_type_of_credit_is_a_type_of_the_standard():
    from ap_einvoice.rules.einvoice import CREDIT_TYPES, SELF_BILLED

    assert {*CREDIT_TYPES, *SELF_BILLED, *TABLE} <= TYPES


MEANS = [
    (("30",), ""), (("31",), ""), (("42",), ""), (("57",), ""), (("58",), ""), (("1",), ""),
    (("10",), ""), (("20",), ""), ((), ""), (("",), ""), (("ZZZ",), ""),
    (("49",), "debit"), (("59",), "debit"), (("48",), "card"), (("54",), "card"),
    (("55",), "card"), (("68",), "card"), (("70",), "draft"), (("44",), "draft"),
    (("97",), "set_off"),
    (("59", "30"), ""), (("48", "59"), "card"),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("codes", "kind"), MEANS)
def test_who_collects_the_payment_is_read_in_both_syntaxes(write, codes, kind):
    stated = read(write(means=codes or ("",), iban="FR7630001007941234567890185"))
    assert stated.means == tuple(filter(None, codes))
    assert collected(stated.means)[0] == kind


def test_what_is_not_written_collects_nothing():
    assert collected(EInvoice().means) == ("", "")
