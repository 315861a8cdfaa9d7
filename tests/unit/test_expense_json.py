# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects of Pleo, Qonto, Brex, Ramp and Spendesk: units, signs, splits, settlements."""

import copy
from datetime import date
from decimal import Decimal as D

import expense_files as files
import pytest
from ap_expenses.formats import json_file
from ap_expenses.formats.errors import FileRefused
from ap_expenses.formats.reading import read
from ap_expenses.formats.result import Settings
from ap_expenses.rules.splitting import shares, split
from ap_expenses.rules.transaction import Kind, PaidBy, Receipt, Status, Transaction
from ap_expenses.rules.wallet import wallet_change


def of(document, **settings):
    return read(files.as_json(document), settings=Settings(**settings))


def test_pleo_expenses_are_negative_and_refunds_positive():
    first, second, back = of(files.PLEO).transactions
    assert (first.gross_base, first.net, first.vat_amount) == (D(120), D(100), D(20))
    assert (second.gross_base, second.vat_rate) == (D(60), D(20))
    assert (first.external_id, first.line_id) == ("P1", "L1")
    assert first.service_period == (date(2026, 3, 1), date(2027, 2, 28))
    assert (first.gl_account, first.cost_centre) == ("6135", "CC10")
    assert (first.receipt, back.receipt) == (Receipt.VALID, Receipt.MISSING)
    assert (back.type, back.gross_base, back.vat_amount) == (Kind.REFUND, D(-120), D(-20))
    assert wallet_change([first, second, back]) == D(-60)


def test_lines_that_do_not_add_up_refuse_the_whole_expense():
    document = copy.deepcopy(files.PLEO)
    document["items"][0]["accountingEntryLines"][1]["lineAmount"] = -59.0
    found = of(document)
    assert [one.external_id for one in found.transactions] == ["P2"]
    [fault] = found.faults
    assert (fault.code, fault.row, fault.column) == ("parts_differ", 1, "lineAmount")
    assert (fault.value, dict(fault.values)) == ("-179.0", {"whole": "-180.0"})


def test_qonto_amounts_in_units_and_cents_and_yen():
    coffee, back = of(files.QONTO_JSON).transactions
    assert (coffee.gross_base, coffee.gross_original) == (D("12.34"), D(2000))
    assert (coffee.currency_original, coffee.card_ref) == ("JPY", "4242")
    assert (coffee.expense_date, coffee.receipt) == (date(2026, 4, 1), Receipt.MISSING)
    assert (back.type, back.gross_base) == (Kind.REFUND, D("-5.0"))
    assert [one.reason for one in of(files.QONTO_JSON).skipped] == ["not_accepted"]
    document = copy.deepcopy(files.QONTO_JSON)
    document["transactions"][0]["amount"] = 1234
    [fault] = of(document).faults
    assert (fault.code, dict(fault.values)) == ("units_differ", {"other": "12.34"})


def test_brex_minor_units_of_two_currencies():
    [coffee] = of(files.BREX).transactions
    assert (coffee.gross_base, coffee.gross_original) == (D("12.34"), D(2000))
    assert (coffee.currency_original, coffee.mcc) == ("JPY", "5812")
    document = copy.deepcopy(files.BREX)
    document["items"][0]["billing_amount"]["amount"] = 12.34
    [fault] = of(document).faults
    assert (fault.code, fault.remedy) == ("fraction_of_unit", "check_unit")


def test_ramp_mixes_major_and_minor_units():
    one, two = of(files.RAMP).transactions
    assert (one.gross_base, two.gross_base) == (D(15), D(25))
    assert one.gross_original + two.gross_original == D("43.46")
    assert (one.gl_account, one.currency_original) == ("6064", "USD")


def test_spendesk_payables_settlements_fees_and_loads():
    found = of(files.SPENDESK_API)
    room, meal, claim, lost, fee, load = found.transactions
    assert (room.gross_base, meal.gross_base) == (D("138.28"), D("46.09"))
    assert (room.gross_original, meal.gross_original) == (D(150), D(50))
    assert room.gross_base + meal.gross_base == D("184.37")
    # cleared at 22:30 UTC on 31 March: 1 April in Paris
    assert room.settlement_date == date(2026, 4, 1)
    assert (room.employee_email, room.employee_name) == ("a@example.com", "Anne Martin")
    assert (room.counterpart_account, room.bookkeeping_status) == ("INN", Status.READY)
    assert (claim.gross_base, claim.currency_base) == (D(1500), "JPY")
    assert (claim.type, claim.receipt) == (Kind.CLAIM, Receipt.MISSING)
    assert (lost.external_id, lost.type) == ("settlement-st-2", Kind.CARD)
    assert (lost.receipt, lost.merchant) == (Receipt.MISSING, "UNKNOWN SHOP")
    assert (fee.gross_base, fee.line_id) == (D("3.69"), "st-1")
    assert (load.gross_base, load.type) == (D(1000), Kind.LOAD)
    euros = [one for one in found.transactions if one.currency_base == "EUR"]
    assert wallet_change(euros) == D("1000") - D("184.37") - D("9.99") - D("3.69")


def test_spendesk_lines_that_add_up_to_neither_amount():
    document = copy.deepcopy(files.SPENDESK_API)
    document["payables"][0]["lineItems"].pop()
    found = of(document)
    assert "pay-1" not in {one.external_id for one in found.transactions}
    [fault] = found.faults
    assert fault.code == "parts_differ"


def test_spendesk_documents_declared_missing_or_refused():
    document = copy.deepcopy(files.SPENDESK_API)
    evidence = document["payables"][0]["documentaryEvidence"]
    for provided, expected in (
        ({"type": "invoice", "valid": False}, Receipt.INVALID),
        ({"type": "declarationOfMissingInvoice", "valid": True}, Receipt.MISSING),
        ({"type": "mileageEntry", "valid": True}, Receipt.NOT_NEEDED),
    ):
        evidence["provided"] = provided
        assert of(document).transactions[0].receipt == expected


def test_a_split_adds_up_to_both_amounts():
    """Case exp-split-of-a-foreign-card-payment: the card's euros rule."""
    card = Transaction(
        "C1",
        payment_method=PaidBy.CARD,
        gross_base=D("763.65"),
        gross_original=D("1000000.00"),
        currency_original="IQD",
        currency_base="EUR",
        fx_rate=D("0.000764"),
    )
    parts = split(card, [D(60), D(40)])
    assert [one.gross_base for one in parts] == [D("458.19"), D("305.46")]
    assert [one.gross_original for one in parts] == [D("600000.00"), D("400000.00")]
    assert (card.gross_original * card.fx_rate).quantize(D("0.01")) == D("764.00")
    with pytest.raises(ValueError, match="hundred"):
        split(card, [D(60), D(30)])


def test_shares_keep_the_whole():
    assert sum(shares(D("-10.01"), [D(1), D(1), D(1)])) == D("-10.01")
    assert shares(D("5"), [D(3), D(-1)]) == [None, None]
    assert shares(D("0.005"), [D(1), D(1)]) == [D("0.003"), D("0.002")]


def test_hostile_json_is_refused():
    for content in (
        b'{"a": NaN}',
        b"[" * 100_000,
        b'{"amount": 1' + b"0" * 5000 + b"}",
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b"{",
    ):
        with pytest.raises(FileRefused) as refused:
            read(content)
        assert refused.value.code in ("json", "unknown_format")
    assert json_file.load(b'[1.10]') == [D("1.10")]


def test_an_object_that_is_none_is_a_fault_of_its_row():
    document = copy.deepcopy(files.PLEO)
    document["items"].append("nothing")
    document["items"].append({"accountingEntryId": "P3", "date": "2026-03-19"})
    found = of(document)
    assert [(one.row, one.code) for one in found.faults] == [
        (3, "object"),
        (4, "missing"),
    ]
    assert len(found.transactions) == 3
