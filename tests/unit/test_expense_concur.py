# SPDX-License-Identifier: AGPL-3.0-or-later
"""Concur: the extract's control totals and journal rows, and the published documents."""

import copy
import csv
import json
import os
from collections import defaultdict
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import expense_files as files
import pytest
from ap_expenses.formats import concur_extract
from ap_expenses.formats.errors import FileRefused
from ap_expenses.formats.reading import read
from ap_expenses.rules.transaction import Kind, PaidBy, Receipt

SHARED = Path(os.environ.get("AP_SHARED") or Path(__file__).parents[3] / "shared")


def shared(*parts):
    path = SHARED.joinpath("data", *parts)
    if not path.exists():
        pytest.skip("the published files of Concur are not here")
    return path


def refused(content):
    with pytest.raises(FileRefused) as caught:
        read(content)
    return caught.value


def test_journal_rows_of_an_entry_are_one_transaction():
    found = read(files.concur_extract())
    taxi, laundry, fee = found.transactions
    assert (taxi.gross_base, taxi.gl_account) == (D("10.00"), "625100")
    assert (taxi.cost_centre, taxi.receipt) == ("CC10", Receipt.VALID)
    assert (taxi.employee_name, taxi.report_id) == ("Anne Martin", "R-1")
    # published: expense 8.40, VAT 1.60, employee 10.00
    assert (laundry.net, laundry.vat_amount) == (D("8.40"), D("1.60"))
    assert (laundry.gross_base, laundry.vat_reclaim) == (D("10.00"), D("1.60"))
    assert (fee.gross_base, fee.gross_original) == (D("-50.00"), D("-100.00"))
    assert (fee.type, fee.debit_credit, fee.fx_rate) == (Kind.CLAIM, "C", D("0.5"))
    assert fee.expense_date == date(2026, 3, 7)
    assert all(total.holds for total in found.totals)


def test_control_totals_come_before_anything():
    """A wrong header refuses the file though a row is broken too."""
    rows = copy.deepcopy(files.CONCUR_ROWS)
    rows[0][63] = "not a day"
    error = refused(files.concur_extract(rows, count=5))
    assert (error.code, error.column) == ("record_count", "[3] Record Count")
    assert error.values == {"value": "5", "found": "4"}
    error = refused(files.concur_extract(rows, total="-29.00"))
    assert (error.code, error.remedy) == ("journal_total", "export_again")
    assert error.values["found"] == "-30.00"
    [fault] = read(files.concur_extract(rows)).faults
    assert (fault.row, fault.column) == (2, "[64] Transaction Date")
    assert fault.value == "not a day"


def test_an_empty_extract_has_its_header_only():
    found = read(files.concur_extract([]))
    assert (found.transactions, found.faults) == ((), ())
    assert [total.found for total in found.totals] == [0, 0]


def test_any_delimiter_that_the_header_shows():
    for delimiter in ",;|\t":
        assert len(read(files.concur_extract(delimiter=delimiter)).transactions) == 3
    assert refused(b"EXTRACT\n").code == "unknown_format"


def test_a_row_of_a_second_tax_repeats_its_journal_row():
    rows = copy.deepcopy(files.CONCUR_ROWS[:1])
    again = list(rows[0])
    rows[0][225], rows[0][227] = "CAGST", "0.40"
    again[225], again[227] = "CAPST", "0.60"
    found = read(files.concur_extract([*rows, again], total="20.00"))
    [taxi] = found.transactions
    assert (taxi.gross_base, taxi.vat_amount, taxi.net) == (D("10.00"), D("1.00"), D("9.00"))
    assert [(one.row, one.reason) for one in found.skipped] == [(3, "copy")]
    # the same where the header counts each journal once
    assert len(read(files.concur_extract([*rows, again], total="10.00")).transactions) == 1


def test_the_sign_must_agree_with_the_side():
    rows = copy.deepcopy(files.CONCUR_ROWS[:1])
    rows[0][167] = "CR"
    [fault] = read(files.concur_extract(rows)).faults
    assert (fault.code, fault.column) == ("side", "[169] Journal Amount")


def test_journal_rows_against_the_posted_amount():
    rows = copy.deepcopy(files.CONCUR_ROWS[1:3])
    rows[0][123] = rows[1][123] = "12.00"
    [fault] = read(files.concur_extract(rows)).faults
    assert fault.code == "entry_total"
    assert dict(fault.values) == {"journal": "8.40", "tax": "1.60"}
    rows[0][123] = rows[1][123] = "8.40"  # gross in the journal row itself
    [laundry] = read(files.concur_extract(rows)).transactions
    assert (laundry.gross_base, laundry.net) == (D("8.40"), D("6.80"))


def test_allocations_are_parts_and_the_original_amount_is_not_repeated():
    rows = [copy.deepcopy(files.CONCUR_ROWS[3]) for _ in range(2)]
    for row, key, share, amount in zip(rows, "XY", ("60", "40"), ("-30.00", "-20.00"), strict=True):
        row[188], row[189], row[168], row[169] = key, share, amount, key
    one, two = read(files.concur_extract(rows)).transactions
    assert (one.gross_base, two.gross_base) == (D("-30.00"), D("-20.00"))
    assert (one.gross_original, one.allocation_percent) == (None, D(60))


def test_cash_advances_cards_and_personal_use():
    row = files.concur_row
    rows = [
        row(c5="E1", c22="EUR", c167="425000", c168="DR", c169="500.00", c170="9",
            c177="500.00", c178="EUR", c181="EUR", c183="2026-03-01", c185="1",
            c187="77"),
        row(c5="E1", c19="R", c22="EUR", c61="1", c64="2026-03-05", c65="EUR",
            c68="Y", c126="CBCP", c136="4970101234567890", c145="5812",
            c167="467100", c168="DR", c169="20.00", c170="10"),
        row(c5="E1", c19="R", c22="EUR", c61="2", c64="2026-03-05", c65="EUR",
            c126="CBCP", c167="625100", c168="CR", c169="-5.00", c170="11"),
        row(c5="E1", c19="R", c22="EUR", c61="3", c64="2026-03-05", c65="EUR",
            c126="CASH", c167="625100", c168="DR", c169="12.72", c170="12", c171="20",
            c174="AB-123-CD"),
    ]  # fmt: skip
    advance, personal, refund, mileage = read(files.concur_extract(rows)).transactions
    assert (advance.type, advance.advance_id) == (Kind.ADVANCE, "77")
    assert advance.gross_base == D("500.00")
    assert (personal.type, personal.payment_method) == (Kind.PERSONAL, PaidBy.CARD)
    assert (personal.card_ref, personal.personal) == ("7890", True)
    assert (refund.type, refund.gross_base) == (Kind.REFUND, D("-5.00"))
    assert (mileage.type, mileage.distance_km) == (Kind.MILEAGE, D(20))
    assert mileage.receipt == Receipt.NOT_NEEDED


def test_the_layout_has_400_columns_and_column_20_stands_there_twice():
    path = shared("expenses", "formats", "concur_sae_columns.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [one for one in csv.DictReader(stream) if one["sheet"] == "File_Data"]
    numbers = [int(one["sae_column"]) for one in rows if one["sae_column"].isdecimal()]
    assert max(numbers) == 400
    assert numbers.count(20) == 2
    by_number = {int(one["sae_column"]): one["field"] for one in rows
                 if one["sae_column"].isdecimal()}  # fmt: skip
    assert by_number[169] == "Journal Amount"
    assert concur_extract.column(169) == "[169] Journal Amount"
    assert len(files.CONCUR_ROWS[0]) == 400


def test_published_documents_post_the_published_expenses():
    """The debits of the worked postings are the net and the VAT of what is read."""
    folder = shared("expenses", "concur_fi")
    path = shared("expected", "expenses_concur_postings.csv")
    expected = defaultdict(lambda: defaultdict(D))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            side = "vendor" if "Vendor" in row["line"] else "cost"
            expected[row["json_file"]][side] += D(row["debit"]) - D(row["credit"])
    seen = 0
    for name, sides in expected.items():
        if "Example-1.4" in name or "Example-1.1" in name:
            continue  # the page's figures are another report's than the file's
        found = read((folder / name).read_bytes())
        assert not found.faults, (name, found.faults)
        total = sum(one.gross_base for one in found.transactions)
        cost = sum((one.net if one.net is not None else one.gross_base) + (one.vat_amount or 0)
                   for one in found.transactions)  # fmt: skip
        assert total == cost == sides["cost"] == -sides["vendor"], name
        seen += 1
    assert seen == 8


def test_published_taxes_net_and_reclaim():
    folder = shared("expenses", "concur_fi")

    def of(example):
        [path] = folder.glob(f"*Example-{example}.json")
        return read(path.read_bytes()).transactions

    [single] = of("2.1")
    assert (single.net, single.vat_amount, single.vat_reclaim) == (D("8.4"), D("1.6"), D("1.6"))
    [lost] = of("2.2")
    assert (lost.net, lost.vat_amount, lost.vat_reclaim) == (D("84.03"), D("15.97"), 0)
    [two] = of("2.3")
    assert (two.net, two.vat_amount, two.vat_reclaim) == (D("88.5"), D("11.5"), D("3.54"))
    tax, room = of("2.5")
    assert (tax.gross_original, tax.currency_original) == (D(25), "USD")
    assert (room.gross_base, room.currency_base, room.payment_method) == (
        D("60.24"), "GBP", PaidBy.CARD,
    )  # fmt: skip
    taxi, train = of("1.1")
    assert taxi.expense_date == date(2016, 3, 5)
    assert (taxi.gross_base, train.gross_base) == (D(10), D(20))
    [advance] = of("5.1.1")
    assert (advance.type, advance.gross_base) == (Kind.ADVANCE, D(7000))


def test_taxes_that_do_not_add_up_are_a_fault():
    [path] = shared("expenses", "concur_fi").glob("*Example-2.3.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    entry = document["fIDocuments"][0]["document"]["expenseEntry"][0]
    entry["allocation"][0]["tax"][0]["amountTax"] = 5
    [fault] = read(files.as_json(document)).faults
    assert (fault.code, fault.value) == ("parts_differ", "12.08")
