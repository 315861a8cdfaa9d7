# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files of other projects: the expected figures.

Some stand in the repository; AP_SHARED adds those whose licence keeps them out. Where
our reading is another than the expected one, the reason stands here.
"""

from decimal import Decimal

import published
import pytest
from ap_base.readers import parse_date, parse_decimal, read_table
from ap_treasury.rules import reading, sheet_rows
from ap_treasury.rules.errors import StatementError
from ap_treasury.rules.sheet_rows import SheetRow
from ap_treasury.rules.statement import Account

D = Decimal
REFUSED = {
    "oca_test_ofx_wrong.ofx": "missing",
    "ofxparse_bank_small.ofx": "no_statement",
    "ofxparse_signon_fail.ofx": "bank_refused",
    "ofxparse_signon_success.ofx": "no_statement",
    "ofxparse_signon_success_no_message.ofx": "no_statement",
    "self-provided_invalid_statement.sta": "no_statement",
    "genkgo_camt053.v2.wrong.xml": "no_statement",
    "silarhi_cfonb.240-complex-test.txt": "other_format",
}
OTHERWISE = {
    # The second :25: of a message is text: the first one names the account.
    ("betterplace_sepa_snippet_broken.sta", "account"),
    # 20130831165153[-8:PST] is 31 August at that bank: no zone is applied to days.
    ("oca_test_ofx.ofx", "date_end"),
    ("oca_test_ofx_iban.ofx", "date_end"),
    # :62F:C02032495000,00 has no currency: 95,000.00, which ties.
    ("self-provided_raphaelm.sta", "closing"),
    # The library does not read the file: 662.23 − 97.88 = 564.35.
    ("oca_test-ing.940", "account"),
    ("oca_test-ing.940", "n_transactions"),
    ("oca_test-ing.940", "sum_transactions"),
}


FILES = {path.name: path for path in published.files("bank/*/*")}


def _shown(text):
    return " ".join(text.replace("/", " ").split())


def _values(row, found):
    """Return our reading of a row: of one statement, of MT940 the whole file."""
    if row["format"] == "mt940":
        one = [s for s in found if s.opening or s.closing or len(found) == 1][-1]
        all_of = found
    else:
        one = found[int(row["statement_no"] or 1) - 1]
        all_of = (one,)
    entries = [entry for statement in all_of for entry in statement.entries]
    openings = [s.opening.amount for s in all_of if s.opening]
    return {
        "account": _shown(one.account.written),
        "currency": one.currency,
        "date_start": [str(s.start) for s in all_of if s.start],
        "date_end": str(one.end),
        "opening": openings,
        "closing": one.closing.amount if one.closing else None,
        "n_transactions": len(entries),
        "sum_transactions": sum((entry.amount for entry in entries), D(0)),
    }


def _agrees(name, expected, ours):
    if name == "account":
        shown = _shown(expected)  # cut short, or a currency follows the IBAN
        return shown.startswith(ours) or ours.startswith(shown)
    if name == "opening":
        return D(expected) in ours
    if name == "date_start":
        return expected in ours
    if name == "date_end":
        return expected == ours
    return expected.upper() == ours if name == "currency" else D(expected) == ours


def test_every_file_gives_the_expected_figures():
    different = []
    read = 0
    for row in published.table("bank_statements.csv"):
        if row["file"] in REFUSED or row["file"] not in FILES:
            continue
        read += 1
        code = row["format"].split()[0]
        found = reading.read(FILES[row["file"]].read_bytes(), code)
        ours = _values(row, found)
        names = [name for name in ours if row[name]]
        different += [
            (row["file"], name, row[name], ours[name])
            for name in names
            if (row["file"], name) not in OTHERWISE
            and not _agrees(name, row[name], ours[name])
        ]
    assert different == []
    assert read >= 18  # the rows whose file is in the repository


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_files_without_a_statement_are_refused(name, code):
    path = FILES.get(name)
    if path is None:
        pytest.skip("its licence keeps it out of the repository")
    with pytest.raises(StatementError) as refusal:
        reading.read(path.read_bytes(), path.parent.name)
    assert refusal.value.code == code


def test_every_movement_of_the_french_files():
    rows = published.table("cfonb120_transactions.csv")
    expected = [tuple(row.values()) for row in rows if row["file"] in FILES]
    found = []
    for name in dict.fromkeys(row[0] for row in expected):
        for number, one in enumerate(reading.read(FILES[name].read_bytes()), 1):
            found += [
                (name, str(number), one.account.number, str(e.day), str(e.value_day),
                 e.code("cfonb"), e.label, e.amount)
                for e in one.entries
            ]  # fmt: skip

    def loose(row):
        return (*row[:6], " ".join(row[6].split()), D(row[7]))

    assert [loose(row) for row in found] == [loose(row) for row in expected]


SHEETS = {  # columns of the sheet, and what a right program gets
    "oca_balance.csv": (["-33.50", "1533.50"], "-23.50", "1510.00"),
    "oca_debit_credit.csv": (["-33.50", "1533.50"], "-23.50", "1510.00"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_rows_of_published_sheets(name):
    if name not in FILES:
        pytest.skip("its licence keeps it out of the repository")
    head, *rows = read_table(FILES[name].read_bytes(), name)
    named = [dict(zip(head, row, strict=True)) for row in rows]
    sheet = [
        SheetRow(
            number, parse_date(row["Date"], ["mm/dd/yyyy"]), row["Label"],
            parse_decimal(row["Amount"], "."), mark=row.get("D/C", ""),
            balance=parse_decimal(row["Balance"], "."), name=row["Partner Name"],
        )
        for number, row in enumerate(named, 2)
    ]  # fmt: skip
    amounts, first, last = SHEETS[name]
    found, gaps = sheet_rows.statement(sheet, Account(), "USD")
    assert [entry.amount for entry in found.entries] == [
        D(amount) for amount in amounts
    ]
    assert gaps == ()
    assert found.opening.amount + found.entries[0].amount == D(first)
    assert found.closing.amount == D(last)
