# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets of expense tools: signs, units, decimals, zones, duplicates, receipts."""

import io
import zipfile
from datetime import date
from decimal import Decimal as D

import expense_files as files
import pytest
from ap_expenses.formats import archive, cells, profiles
from ap_expenses.formats.errors import FileRefused
from ap_expenses.formats.profile import Profile
from ap_expenses.formats.reading import read
from ap_expenses.formats.result import Settings, fingerprint
from ap_expenses.rules.transaction import (
    PERSON_FIELDS,
    TRANSACTION_FIELDS,
    Kind,
    PaidBy,
    Receipt,
)
from ap_expenses.rules.wallet import looks_inverted, wallet_change

SIGNED = "Date;Merchant;Amount;VAT rate\n05/03/2026;LOGICIEL SAS;{};20\n19/03/2026;LOGICIEL SAS (REMBOURSEMENT);{};20\n"


def one_column(sign):
    return Profile(
        "own",
        "Own",
        {
            "expense_date": ("Date",),
            "merchant": ("Merchant",),
            "gross_base": ("Amount",),
            "vat_rate": ("VAT rate",),
        },
        sign=sign,
        dates=("dd/mm/yyyy",),
    )


def test_the_common_fields_are_34_and_18():
    assert len(TRANSACTION_FIELDS) == 34
    assert TRANSACTION_FIELDS[-1] == "link"
    assert len(PERSON_FIELDS) == 18
    assert PERSON_FIELDS[-1] == "reimbursement_type"


def test_every_file_is_recognised_and_read_without_faults():
    tools = {}
    for name, content in files.every().items():
        reading = read(content, name)
        assert not reading.faults, (name, reading.faults)
        assert reading.transactions, name
        tools[name] = reading.tool
    assert tools["qonto_fr.csv"] == tools["qonto_en.csv"] == tools["qonto.json"]
    assert tools["n2f.csv"] == "french_columns"
    assert tools["spendesk.xlsx"] == tools["spendesk.zip"] == "spendesk_export"


def test_spendesk_local_amounts_fees_loads_and_refunds():
    """The local amount is foreign, debit and credit are euros, fees rows of their own."""
    found = read(files.spendesk())
    kinds = [one.type for one in found.transactions]
    assert kinds == [Kind.LOAD, Kind.CARD, Kind.CARD, Kind.FEE, Kind.REFUND]
    load, lunch, hotel, fee, refund = found.transactions
    assert load.gross_base == D("1000.00")
    assert (lunch.net, lunch.vat_amount) == (D("30.00"), D("3.00"))
    assert (hotel.gross_base, hotel.gross_original) == (D("184.37"), D("200.00"))
    assert (hotel.currency_base, hotel.currency_original) == ("EUR", "USD")
    assert hotel.receipt == Receipt.MISSING
    assert (fee.gross_base, fee.payment_method) == (D("3.69"), PaidBy.CARD)
    assert (refund.gross_base, refund.vat_amount) == (D("-11.00"), D("-1.00"))
    assert wallet_change(found.transactions) == D("789.94")
    assert [(one.row, one.reason) for one in found.skipped] == [(7, "not_accepted")]


def test_rows_without_an_id_get_the_same_one_each_time_and_twins_stay_two():
    rows = [*files.SPENDESK_ROWS, files.SPENDESK_ROWS[1]]
    content = files.csv_file(files.SPENDESK_COLUMNS, rows)
    first, again = read(content), read(content)
    ids = [one.external_id for one in first.transactions]
    assert ids == [one.external_id for one in again.transactions]
    assert len(set(ids)) == 6
    lunches = [one for one in first.transactions if one.merchant == "Bistro"][::2]
    assert fingerprint(lunches[0]) == fingerprint(lunches[1])


def test_qonto_decimal_commas_no_break_spaces_and_the_company_day():
    [first, refund] = read(files.QONTO_FR).transactions
    assert first.gross_base == D("1234.56")
    # 22:30 UTC on 31 March is 1 April in Paris, 31 March in Montreal
    assert first.expense_date == date(2026, 4, 1)
    [montreal, _refund] = read(
        files.QONTO_FR, settings=Settings(timezone="America/Montreal")
    ).transactions
    assert montreal.expense_date == date(2026, 3, 31)
    assert first.occurred_at.isoformat() == "2026-03-31T22:30:00+00:00"
    assert (refund.type, refund.gross_base) == (Kind.REFUND, D("-12.00"))
    english, fee, income = read(files.QONTO_EN).transactions
    assert english.gross_base == first.gross_base
    assert english.key == first.key
    assert english.vat_amount == D("205.76")
    assert (fee.type, fee.gross_base) == (Kind.FEE, D("9.00"))
    assert (income.type, income.gross_base) == (Kind.LOAD, D("500.00"))


@pytest.mark.parametrize(
    ("sign", "cells_"), [(-1, ("-180,00", "120,00")), (1, ("180,00", "-120,00"))]
)
def test_the_profile_states_the_sign_and_a_refund_is_the_mirror(sign, cells_):
    found = read(SIGNED.format(*cells_).encode(), profile=one_column(sign))
    spent, back = found.transactions
    assert (spent.gross_base, spent.type) == (D("180.00"), Kind.CARD)
    assert (back.gross_base, back.type) == (D("-120.00"), Kind.REFUND)
    assert wallet_change(found.transactions) == D("-60.00")
    assert not looks_inverted(found.transactions)


def test_the_wrong_sign_is_found_since_the_wallet_would_rise():
    text = SIGNED.format("-180,00", "120,00").encode()
    wrong = read(text, profile=one_column(1))
    assert wallet_change(wrong.transactions) == D("60.00")
    assert looks_inverted(wrong.transactions)


def test_payhawk_tax_and_a_foreign_payment():
    fuel, dinner = read(files.PAYHAWK).transactions
    assert (fuel.net, fuel.vat_amount, fuel.vat_code) == (D("50.00"), D("10.00"), "TVA20")
    assert fuel.expense_date == date(2026, 3, 4)
    assert fuel.settlement_date == date(2026, 3, 5)
    assert (dinner.gross_original, dinner.currency_original) == (D("10000"), "JPY")
    assert dinner.gross_base == D("61.50")


def test_expensify_parentheses_are_negative_and_receipts_are_links():
    lunch, back, diner = read(files.EXPENSIFY).transactions
    assert lunch.receipt == Receipt.VALID
    assert (back.gross_base, back.type) == (D("-12.50"), Kind.CLAIM)
    assert (diner.gross_base, diner.gross_original) == (D("18.44"), D("20.00"))
    assert diner.expense_date == date(2026, 3, 7)


def test_french_columns_of_any_tool():
    bistro, garage = read(files.N2F).transactions
    assert (bistro.employee_id, bistro.net) == ("E1", D("30.00"))
    assert bistro.receipt == Receipt.VALID
    assert (garage.payment_method, garage.receipt) == (PaidBy.EMPLOYEE, Receipt.MISSING)


def test_a_foreign_amount_is_never_read_as_euros():
    text = (
        b"Date;Merchant;Original amount;Original currency\n05/03/2026;X;1000000.00;IQD\n"
    )
    [fault] = read(text).faults
    assert (fault.code, fault.row) == ("foreign_without_base", 2)
    assert (fault.column, fault.value) == ("Original amount", "1000000.00")
    assert fault.remedy == "export_base_amount"
    assert dict(fault.values) == {"currency": "IQD"}


def test_one_amount_in_two_units_is_a_fault():
    text = b"Date;Merchant;Amount;Original amount\n05/03/2026;X;12.34;1234\n"
    [fault] = read(text).faults
    assert (fault.code, fault.value) == ("units_differ", "1234")


def test_a_file_in_cents_is_read_by_a_profile_that_says_so():
    profile = Profile(
        "cents",
        "Cents",
        {
            "expense_date": ("Date",),
            "gross_base": ("Cents",),
            "currency_base": ("Currency",),
        },
        minor=frozenset({"gross_base"}),
    )
    text = b"Date;Cents;Currency\n2026-03-05;1234;EUR\n2026-03-05;1234;JPY\n2026-03-05;12.5;EUR\n"
    found = read(text, profile=profile)
    assert [one.gross_base for one in found.transactions] == [D("12.34"), D(1234)]
    [fault] = found.faults
    assert (fault.row, fault.column, fault.code) == (4, "Cents", "fraction_of_unit")


def test_duplicate_headers_are_refused_where_they_differ():
    same = b"Date;Merchant;Amount;Amount\n05/03/2026;X;10,00;10,00\n"
    assert read(same).transactions[0].gross_base == D("10.00")
    other = b"Date;Merchant;Amount;Amount\n05/03/2026;X;10,00;11,00\n"
    with pytest.raises(FileRefused) as refused:
        read(other)
    error = refused.value
    assert (error.code, error.row, error.column) == ("duplicate_header", 2, "Amount")
    second = Profile(
        "x", "X", {"expense_date": ("Date",), "gross_base": ("Amount#2",)},
        dates=("dd/mm/yyyy",),
    )  # fmt: skip
    assert read(other, profile=second).transactions[0].gross_base == D("11.00")


def test_faults_name_row_column_value_and_remedy():
    text = (
        b"Date;Merchant;Amount;Currency\n"
        b"31/02/2026;X;1,00;EUR\n05/03/2026;X;douze;EUR\n05/03/2026;X;;EUR\n"
        b"05/03/2026;X;5,00;Euro ?\n05/03/2126;X;5,00;EUR\nTotal;;11,00;\n"
    )
    found = read(text)
    said = [(one.row, one.column, one.code, one.remedy) for one in found.faults]
    assert said == [
        (2, "Date", "date", "choose_date_format"),
        (3, "Amount", "amount", "correct_in_tool"),
        (4, "Amount", "missing", "complete_in_tool"),
        (5, "Currency", "currency", "correct_in_tool"),
        (6, "Date", "year", "correct_in_tool"),
    ]
    assert [one.reason for one in found.skipped] == ["total"]


def test_an_ambiguous_amount_is_asked_about():
    [fault] = read(b"Date;Merchant;Amount\n2026-03-05;X;1.234\n").faults
    assert fault.remedy == "choose_decimal_sign"
    # another cell of the column settles it
    both = read(b"Date;Merchant;Amount\n2026-03-05;X;1.234\n2026-03-05;Y;2,50\n")
    assert [one.gross_base for one in both.transactions] == [D(1234), D("2.50")]


def test_net_and_vat_must_add_up():
    text = "Date;Marchand;Montant TTC;Montant HT;Montant TVA\n05/03/2026;X;12,00;10,00;2,50\n"
    [fault] = read(text.encode()).faults
    assert (fault.code, dict(fault.values)) == ("parts_differ", {"whole": "12.00"})


def test_the_same_row_twice_is_one_and_one_id_for_two_rows_is_a_fault():
    head = b"Expense ID;Date;Merchant;Amount\n"
    row, other = b"A1;2026-03-05;X;5.50\n", b"A1;2026-03-05;X;6.50\n"
    found = read(head + row + row)
    assert len(found.transactions) == 1
    assert [(one.row, one.reason) for one in found.skipped] == [(3, "repeated")]
    differ = read(head + row + other)
    assert not differ.transactions
    assert [(one.row, one.code) for one in differ.faults] == [
        (2, "same_id"),
        (3, "same_id"),
    ]


def test_an_unknown_sheet_asks_for_a_mapping():
    with pytest.raises(FileRefused) as refused:
        read(b"foo;bar\n1;2\n")
    assert (refused.value.code, refused.value.remedy) == ("unknown_format", "map_columns")
    with pytest.raises(FileRefused) as refused:
        read(b"foo;bar\n1;2\n", profile=profiles.SPENDESK)
    assert refused.value.code == "missing_column"
    assert "Payer" in refused.value.column


def test_a_whole_card_number_is_never_kept():
    text = b"Date;Marchand;Montant TTC;Carte\n05/03/2026;X;12,00;4970 1012 3456 7890\n"
    assert read(text).transactions[0].card_ref == "7890"


def test_receipts_of_a_zip_find_their_row():
    content = files.packed(
        {
            "export/data.csv": files.PAYHAWK,
            "receipts/E-1.pdf": b"%PDF-1",
            "receipts/T-88_scan.jpg": b"\xff\xd8",
            "receipts/unknown.png": b"\x89PNG",
            "__MACOSX/._data.csv": b"x",
        }
    )
    found = read(content)
    assert dict(found.receipts)["receipts/unknown.png"] is None
    named = files.packed({"d.csv": files.spendesk(), "r/Bistro.PDF": b"%PDF"})
    spendesk = read(named)
    assert spendesk.receipts == (("r/Bistro.PDF", 3),)
    lunch = next(one for one in spendesk.transactions if one.row == 3)
    assert lunch.receipts == ("bistro.pdf", "r/Bistro.PDF")


def test_a_zip_holds_one_file_of_data():
    for content, code in (
        (files.packed({"a.pdf": b"x"}), "no_data_file"),
        (files.packed({"a.csv": b"x", "b.csv": b"x"}), "several_data_files"),
        (files.packed({"a.csv": b"0" * 50_000_000}), "too_large"),
    ):
        with pytest.raises(FileRefused) as refused:
            read(content)
        assert refused.value.code == code


def test_what_a_zip_says_of_a_file_is_checked_before_it_is_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as new:
        new.writestr("a.csv", b"x")
    plain = files.packed({"a.csv": files.PAYHAWK})
    entry = plain.index(b"PK\x01\x02")
    outside = plain[: entry + 42] + b"\xff\xff\xff\x7f" + plain[entry + 46 :]
    closed = plain[: entry + 8] + b"\x01" + plain[entry + 9 :]
    for content, code in (
        (stream.getvalue(), "unreadable"),
        (outside, "damaged"),
        (closed, "encrypted"),
    ):
        with pytest.raises(FileRefused) as refused:
            read(content)
        assert refused.value.code == code


def test_a_mistake_of_ours_is_no_damaged_file(monkeypatch):
    def wrong(_info):
        raise AssertionError

    monkeypatch.setattr(archive, "_is_file", wrong)
    with pytest.raises(AssertionError):
        read(files.packed({"a.csv": files.PAYHAWK}))


def test_sage_lines_analytic_copies_are_not_counted():
    found = read(files.sage_lines())
    [claim] = found.transactions
    assert (claim.gross_base, claim.net, claim.vat_amount) == (D("33.00"), D("30.00"), D("3.00"))
    assert (claim.employee_id, claim.cost_centre) == ("E1", "CC10")
    assert [(one.row, one.reason) for one in found.skipped] == [(3, "copy"), (5, "ledger")]
    broken = [*files.SAGE_LINES[:3]]
    [fault] = read(files.sage_lines(broken)).faults
    assert (fault.code, fault.value) == ("unbalanced", "N-1")


def test_minor_units_and_moments():
    assert cells.from_minor(1500, "JPY") == D(1500)
    assert cells.from_minor(1500, "EUR") == D(15)
    assert cells.company_day("2026-10-25 00:30:00", utc=True) == date(2026, 10, 25)
    assert cells.company_day("25/10/2026 23:30", ["dd/mm/yyyy"]) == date(2026, 10, 26)
    assert cells.company_day("2026-03-31T23:30:00-05:00") == date(2026, 4, 1)
