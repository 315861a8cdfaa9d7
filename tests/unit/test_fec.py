# SPDX-License-Identifier: AGPL-3.0-or-later
"""One file that is right, broken once for each condition of the administration."""

import csv
import io
from datetime import date

import published
import pytest
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import fec

START, END = date(2026, 1, 1), date(2026, 12, 31)


def _row(entry, account, debit, credit, **values):
    cells = {
        "JournalCode": "CLO", "JournalLib": "Clôture", "EcritureNum": entry,
        "EcritureDate": "20261231", "CompteNum": account, "CompteLib": "Libellé",
        "PieceRef": "FNP 12/2026", "PieceDate": "20261231", "EcritureLib": "FNP – Nordlys",
        "Debit": debit, "Credit": credit, "ValidDate": "20261231", **values,
    }  # fmt: skip
    return "|".join(cells.get(name, "") for name in fec.COLUMNS)


def _file(*rows):
    return "\r\n".join(["|".join(fec.COLUMNS), *rows])


ENTRY = (
    _row("CLO/0001", "622600", "1000,00", "0,00"),
    _row("CLO/0001", "445860", "200,00", "0,00"),
    _row("CLO/0001", "408100", "0,00", "1200,00"),
)
GOOD = _file(*ENTRY)


def _codes(content):
    return [(remark.severity, remark.code) for remark in fec.check(content, START, END)]


def test_a_good_file_has_no_remark():
    assert fec.check(GOOD, START, END) == []
    assert fec.totals(GOOD) == (3, 1200, 1200)


BROKEN = {
    "file without any line": (_file(), ("error", "no_line")),
    "nothing at all": ("", ("error", "empty_file")),
    "an empty line": (_file(ENTRY[0], "", *ENTRY[1:]), ("error", "empty_line")),
    "another number of fields": (
        _file(ENTRY[0] + "|", *ENTRY[1:]), ("error", "fields")),
    "mandatory field empty": (
        GOOD.replace("FNP – Nordlys", ""), ("error", "missing")),
    "valid date empty": (
        GOOD.replace("20261231||", "||"), ("error", "missing")),
    "account without three digits": (
        GOOD.replace("622600", "62A600"), ("alert", "account")),
    "dot": (GOOD.replace("1000,00", "1000.00"), ("error", "dot")),
    "thousands": (GOOD.replace("1000,00", "1 000,00"), ("error", "thousands")),
    "not numeric": (GOOD.replace("1000,00", "mille"), ("error", "amount")),
    "date not AAAAMMJJ": (GOOD.replace("20261231", "31/12/2026"), ("error", "date_format")),
    "no such day": (GOOD.replace("20261231", "20260231"), ("error", "date")),
    "outside the year": (GOOD.replace("20261231", "20271231"), ("alert", "year")),
    "debit and credit": (
        GOOD.replace("1000,00|0,00", "1000,00|5,00"), ("alert", "both")),
    "both zero": (GOOD.replace("1000,00|0,00", "0,00|0,00"), ("alert", "both")),
    "other separator": (GOOD.replace("|", ";"), ("error", "separator")),
    "a column renamed": (GOOD.replace("PieceRef", "Piece"), ("error", "header")),
    "does not balance": (GOOD.replace("|200,00", "|200,01"), ("error", "unbalanced")),
    "a number is missing": (
        _file(*ENTRY, *(row.replace("0001", "0003") for row in ENTRY)), ("alert", "gap")),
    "reference is a sign": (GOOD.replace("FNP 12/2026", "-"), ("alert", "bare")),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_each_condition_is_seen(case):
    content, expected = BROKEN[case]
    assert expected in _codes(content)


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("732829320FEC20261231.txt", True),
        ("732829320FEC20261231_1.txt", True),
        ("FEC20261231.txt", False),
        ("FR32732829320FEC20261231.txt", False),
        ("732829320FEC20251231.txt", False),
        ("732829320FEC20261231-NONOFFICIAL.txt", False),
    ],
)
def test_the_name_is_siren_fec_and_the_last_day(name, good):
    assert (fec.check_name(name, END) == []) is good


@given(st.decimals(-10**12, 10**12, places=2), st.integers(0, 6))
def test_tidying_keeps_the_amount(amount, zeros):
    sign = "-" if amount.is_signed() else " "
    whole, cents = f"{abs(amount):.2f}".split(".")
    tidy = fec.tidy_amount(f"{sign}{'0' * zeros}{whole},{cents}")
    assert tidy == f"{'-' if amount.is_signed() else ''}{whole},{cents}"
    assert fec.tidy_amount(tidy) == tidy


def _odoo(*rows):
    """A file as Odoo writes it: Python's csv, with quotation marks where it needs them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="|", lineterminator="\r\n")
    writer.writerows([fec.COLUMNS, *(row.split("|") if isinstance(row, str) else row for row in rows)])
    return text.getvalue()[:-2]


def _labelled(label):
    cells = [row.split("|") for row in ENTRY]
    for row in cells:
        row[10] = label
    return _odoo(*cells)


SIGNS = {
    "U+2028": "\u2028", "U+2029": "\u2029", "U+0085": "\x85", "VT": "\x0b", "FF": "\x0c",
    "FS": "\x1c", "GS": "\x1d", "RS": "\x1e", "US": "\x1f", "tab": "\t", "CR": "\r",
    "LF": "\n", "CRLF": "\r\n", "bell": "\x07", "escape": "\x1b", "DEL": "\x7f", "separator": "|",
}  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS, ids=str)
def test_a_sign_in_a_label_leaves_the_file_clean(sign):
    content = fec.tidy(_labelled(f"Loyer{SIGNS[sign]}T4"))
    assert fec.check(content, START, END) == []
    assert fec.totals(content) == (3, 1200, 1200)
    labels = {line.split("|")[10] for line in content.split("\r\n")[1:]}
    assert labels == {"Loyer/T4" if sign == "separator" else "Loyer T4"}


def test_quotation_marks_are_the_labels_own():
    content = fec.tidy(_labelled('Écran 24" "HD"'))
    assert 'Écran 24" "HD"|' in content
    assert fec.check(content, START, END) == []


def test_a_label_of_nothing_visible_is_an_empty_one():
    content = fec.tidy(_labelled("\u2028\u200b\x0b"))
    assert [remark.code for remark in fec.check(content, START, END)] == ["bare"] * 3


def test_a_label_of_any_length_is_taken():
    content = fec.tidy(_labelled("x" * 200_000))
    assert fec.check(content, START, END) == []


def test_a_sign_that_is_left_in_a_file_is_an_error():
    remarks = fec.check(GOOD.replace("FNP – Nordlys", "FNP\u2028Nordlys"), START, END)
    assert {(r.severity, r.code, r.value) for r in remarks} == {
        ("error", "control", "'FNP\\u2028Nordlys'")
    }
    assert fec.totals(GOOD.replace("Nordlys", "\x0bNord\x85lys\u2029")) == (3, 1200, 1200)


def _opening(account, debit, credit, partner=""):
    number = "7" if partner else ""
    return f"OUV|B|OUVERTURE/2026|20260101|{account}|L|{number}|{partner}|-|20260101|/|{debit}|{credit}|||20260101||"


def test_nothing_opens_at_zero():
    """Suppliers settled before the year, an emptied bank account; the others stay."""
    content = fec.tidy(
        _odoo(
            _opening("401100", "0,00", "0,00", "Nordlys"),
            _opening("411100", "0,00", "0,00", "Client"),
            _opening("401100", "0,00", " 000000000000120,00", "Acme"),
            _opening("512001", "0,00", "0,00"),
            _opening("512002", " 000000000000420,00", "0,00"),
            _opening("110000", "0,00", "300,00000000000006"),
            _opening("119000", "0,0", "-0,0"),
        )
    )
    rows = [line.split("|") for line in content.split("\r\n")[1:]]
    assert [(row[4], row[11], row[12]) for row in rows] == [
        ("401100", "0,00", "120,00"),
        ("512002", "420,00", "0,00"),
        ("110000", "0,00", "300,00"),
    ]
    assert fec.check(content, START, END) == []


@given(st.text(max_size=60))
def test_whatever_the_label_the_file_is_read_again_as_it_is(label):
    content = fec.tidy(_labelled(label.replace("\x00", "")))
    assert fec.tidy(_odoo(*(line for line in content.split("\r\n")[1:]))) == content
    assert fec.totals(content) == (3, 1200, 1200)
    assert {r.code for r in fec.check(content, START, END)} <= {"bare"}


@given(st.text(max_size=300))
def test_any_text_gets_remarks_and_no_exception(text):
    assert fec.check(text, START, END)


FACTS = [
    fact
    for fact in published.table("fec_facts.csv")
    if published.path(f"fec/{fact['file']}").is_file()
]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["file"])
def test_published_files(fact):
    content = published.path(f"fec/{fact['file']}").read_bytes().decode("utf-8-sig")
    found = fec.check(content, START, END)
    assert not [remark for remark in found if remark.code == "unbalanced"]
    assert bool(fact["unbalanced_entries"] != "0") is False
    if fact["separator"] == "|":
        lines, debit, credit = fec.totals(content)
        assert (str(lines), f"{debit:.2f}", f"{credit:.2f}") == (
            fact["lines"], fact["total_debit"], fact["total_credit"])  # fmt: skip
        assert {remark.severity for remark in found} <= {"alert"}
