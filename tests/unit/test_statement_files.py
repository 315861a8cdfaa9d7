# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files of every format: what they hold, and what is refused."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
import statement_files as files
from ap_treasury.rules import figures, lines, mt940, reading, statement
from ap_treasury.rules.errors import REMEDIES, StatementError
from ap_treasury.rules.lines import booked_lines
from ap_treasury.rules.statement import Balance, Statement
from statement_reading import AMOUNTS, DAYS, read_one, refused

D = Decimal


@pytest.mark.parametrize("module", [figures, lines, mt940, reading, statement])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", files.samples())
def test_the_same_movements_in_every_format(name):
    found = read_one(files.samples()[name])
    assert [entry.amount for entry in found.entries] == AMOUNTS
    assert [entry.day for entry in found.entries] == DAYS
    assert found.closing.amount == D("1043.10")
    assert found.difference in (D(0), None)  # OFX has no opening balance
    assert found.currency == "EUR"
    assert found.end == date(2026, 10, 2)
    assert [line.amount for line in booked_lines(found)] == AMOUNTS


def test_cfonb_days_of_one_account_are_one_statement_with_its_check_points():
    found = read_one(files.cfonb())
    assert [point.amount for point in found.check_points] == [
        D(1000),
        D(950),
        D("1043.10"),
    ]
    assert found.account.written == "11222 00001 01234567890"
    debit, credit, _fee = found.entries
    assert (debit.label, debit.facts.reference) == ("PRLV SEPA OPÉRATEUR", "FA-7781")
    assert debit.facts.remittance == "FACTURE FA-7781 SEPT 2026"
    assert debit.facts.name == "OPERATEUR TELECOM SA"
    assert debit.facts.mandate == "MANDAT-1"
    assert debit.code("cfonb") == "B1"
    assert ("XYZ", "A PART NOBODY KNOWS") in debit.facts.kept
    assert (credit.facts.end_to_end, credit.facts.purpose) == ("E2E-120", "SUPP")
    assert (credit.facts.original, credit.facts.original_currency) == (
        D("123.45"),
        "USD",
    )


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "cp500", "utf-16"])
def test_cfonb_in_every_set_of_signs(encoding):
    assert [
        e.amount for e in read_one(files.cfonb(encoding=encoding)).entries
    ] == AMOUNTS


def test_cfonb_in_the_french_seven_bit_set_has_letters_for_overpunched_zeros():
    french = files.cfonb().decode("latin-1").translate({ord("{"): "é", ord("}"): "è"})
    assert [e.amount for e in read_one(french.encode("utf-8")).entries] == AMOUNTS


def test_cfonb_days_that_do_not_follow_stay_apart():
    text = files.cfonb().decode("latin-1")
    gap = text.replace(
        files.balance_record("01", "011026", "950.00"),
        files.balance_record("01", "011026", "900.00"),
    )
    first, second = reading.read(gap.encode("latin-1"))
    assert (first.closing.amount, second.opening.amount) == (D(950), D(900))
    assert second.difference == D("50.00")


@pytest.mark.parametrize(
    ("fault", "code", "row", "tag"),
    [
        (lambda r: r[:-1], "truncated", None, "07"),
        (lambda r: [r[1], *r], "order", 1, "04"),
        (lambda r: [r[0], r[2], *r[1:]], "order", 2, "05"),
        (lambda r: [*r[:1], "9" * 120, *r[1:]], "bad_record", 2, "1-2"),
        (lambda r: [r[0], r[1].replace("EUR", "USD"), *r[2:]], "currency", 2, "17-19"),
        (
            lambda r: [r[0], r[1].replace("0001EUR", "0009EUR"), *r[2:]],
            "account",
            2,
            "3-32",
        ),
        (
            lambda r: [r[0], r[1].replace("011026", "310226", 1), *r[2:]],
            "date",
            2,
            "35-40",
        ),
        (
            lambda r: [r[0], r[1][:103] + "?" + r[1][104:], *r[2:]],
            "amount",
            2,
            "91-104",
        ),
        (lambda r: [r[0][:19] + "9" + r[0][20:], *r[1:]], "amount", 1, "20"),
    ],
)
def test_cfonb_faults_name_row_and_columns(fault, code, row, tag):
    records = files.cfonb("\n").decode("latin-1").splitlines()[:7]
    error = refused("\n".join(fault(records)).encode("latin-1"), "cfonb120")
    assert (error.code, error.row, error.tag) == (code, row, tag)


def test_a_transfer_file_of_cfonb_is_no_statement():
    assert refused(b"3100000120181220E".ljust(240), "cfonb120").code == "other_format"


@pytest.mark.parametrize("sgml", [True, False])
def test_ofx_of_both_kinds(sgml):
    found = read_one(files.ofx(sgml))
    assert found.account.written == "11222 00001 01234567890"
    assert [entry.ident for entry in found.entries] == ["F1", "F2", "F3"]
    assert found.entries[0].facts.remittance == "FACTURE FA-7781 & CO"
    assert found.entries[1].day == date(2026, 10, 2)  # half past midnight in Paris
    assert found.closing == Balance(D("1043.10"), date(2026, 10, 2), "EUR")


def test_ofx_of_french_banks_has_commas_and_accents():
    content = files.ofx(comma=True).replace(b"OPERATEUR", "OPÉRATEUR".encode("cp1252"))
    found = read_one(content)
    assert [entry.amount for entry in found.entries] == AMOUNTS
    assert found.entries[0].label == "PRLV SEPA OPÉRATEUR FACTURE FA-7781 & CO"


@pytest.mark.parametrize(
    ("old", "new", "code", "tag"),
    [
        (b"<TRNAMT>-50.00", b"<OTHER>-50.00", "missing", "TRNAMT"),
        (b"<TRNAMT>-50.00", b"<TRNAMT>", "missing", "TRNAMT"),
        (b"<TRNAMT>-50.00", b"<TRNAMT>1.234,5.6", "amount", "TRNAMT"),
        (b"<TRNAMT>-50.00", b"<TRNAMT>-1,234", "amount", "TRNAMT"),
        (b"<DTPOSTED>20261001", b"<DTPOSTED>20261301", "date", "DTPOSTED"),
        (b"</OFX>", b"", "truncated", "/OFX"),
        (b"<OFX>", b"<!DOCTYPE x><OFX>", "doctype", ""),
    ],
)
def test_ofx_faults_name_row_and_tag(old, new, code, tag):
    error = refused(files.ofx().replace(old, new), "ofx")
    assert (error.code, error.tag) == (code, tag)
    assert error.row or code in ("truncated", "doctype")


@pytest.mark.parametrize(
    ("written", "money", "amount"),
    [("-1,234.56", "USD", "-1234.56"), ("-1.234,56", "EUR", "-1234.56"), ("+7", "EUR", "7"),
     ("-1,234", "TND", "-1.234"), ("12.", "EUR", "12")],
)  # fmt: skip
def test_ofx_amounts_that_leave_no_doubt(written, money, amount):
    content = files.ofx().replace(b"-50.00", written.encode())
    found = read_one(content.replace(b"<CURDEF>EUR", b"<CURDEF>" + money.encode()))
    assert found.entries[0].amount == D(amount)


@pytest.mark.parametrize(
    ("money", "decimals", "amount"),
    [
        ("   ", " ", "12.34"),
        ("XPF", " ", "1234"),
        ("TND", "3", "1.234"),
        ("JPY", "0", "1234"),
    ],
)
def test_cfonb_currencies_and_decimals(money, decimals, amount):
    places = int(decimals) if decimals.strip() else (0 if money == "XPF" else 2)
    record = files.balance_record(
        "01", "300926", amount, money=money, decimals=str(places)
    )
    record = record[:19] + decimals + record[20:]
    found = read_one(f"{record}\n{record.replace('01', '07', 1)}".encode())
    assert (found.opening.amount, found.currency) == (D(amount), money.strip() or "EUR")


@pytest.mark.parametrize(
    ("text", "original", "rate"),
    [
        ("USD000000000008358300000001077", (D("-8358"), "USD"), D("1.077")),
        ("EUR200000001875625             04", (D("-18756.25"), "EUR"), None),
        ("USD2", (None, ""), None),
    ],
)
def test_cfonb_amounts_before_conversion(text, original, rate):
    records = [
        files.balance_record("01", "300926", "0"),
        files.movement_record("011026", "-12.00", "VIR INTERNATIONAL"),
        files.note_record("011026", "MMO", text),
        files.note_record("011026", "FEE", "EUR200000000000740"),
        files.balance_record("07", "011026", "-12.00"),
    ]
    facts = read_one("\n".join(records).encode()).entries[0].facts
    assert (facts.original, facts.original_currency) == original
    assert (facts.rate, facts.charges) == (rate, D("7.40"))


def test_cfonb_records_without_their_trailing_blanks():
    rows = [row.rstrip() for row in files.cfonb("\n").decode("latin-1").splitlines()]
    assert [
        e.amount for e in read_one("\n".join(rows).encode("latin-1")).entries
    ] == AMOUNTS


def test_ofx_with_empty_elements():
    content = files.ofx(sgml=False)
    for name, value in (("CURDEF", b"EUR"), ("BALAMT", b"1043.10"), ("FITID", b"F1")):
        tag = name.encode()
        content = content.replace(b"<%s>%s<" % (tag, value), b"<%s><" % tag)
    money = b"<CURRENCY><CURRATE>1.0</CURRATE><CURSYM>AUD</CURSYM></CURRENCY></STMTTRN>"
    found = read_one(content.replace(b"</STMTTRN>", money))
    assert (found.closing, found.currency) == (None, "AUD")
    assert [entry.amount for entry in found.entries] == AMOUNTS


def test_what_the_bank_answers_instead_of_a_statement_is_reported():
    answer = (
        b"<OFX><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Wrong password</STATUS></OFX>"
    )
    error = refused(answer)
    assert (error.code, error.tag, error.value) == (
        "bank_refused",
        "15500",
        "Wrong password",
    )
    assert refused(b"<OFX></OFX>").code == "no_statement"


REVERSALS = b"""\
:20:STMT1
:25:11222000010123456789030
:28C:00001/001
:60F:C260901EUR1000,00
:61:2609020902D100,00NTRFNONREF
:86:VIR SEPA FOURNISSEUR ALPHA FA-101
:61:2609030903C204,88NTRFNONREF
:86:REMBOURSEMENT BETA
:61:2609030903RC204,88NTRFNONREF
:86:ANNULATION REMBOURSEMENT BETA
:61:2609040904RD50,00NTRFNONREF
:86:ANNULATION FRAIS
:62F:C260904EUR950,00
"""


def test_reversals_of_mt940_are_on_the_right_side():
    found = read_one(REVERSALS)
    amounts = [entry.amount for entry in found.entries]
    assert amounts == [D("-100.00"), D("204.88"), D("-204.88"), D("50.00")]
    assert found.difference == 0
    assert [entry.reversal for entry in found.entries] == [False, False, True, True]
    assert found.entries[0].label == "VIR SEPA FOURNISSEUR ALPHA FA-101"


def test_field_86_of_both_kinds():
    first, second, third = read_one(files.MT940).entries
    assert first.facts.name == "OPERATEUR TELECOM SA"
    assert (first.facts.iban, first.facts.bic) == (
        "FR1420041010050500013M02606",
        "AGRIFRPP",
    )
    assert (first.facts.end_to_end, first.facts.mandate) == ("E2E-50", "MANDAT-1")
    assert first.facts.remittance == "FACTURE FA-7781"
    assert (second.facts.remittance, second.facts.name) == (
        "REMB TROP PERCU",
        "CLIENT SA",
    )
    assert (second.facts.end_to_end, second.code("swift")) == ("E2E-120", "NTRF")
    assert third.facts.remittance == "COTIS CARTE"


@pytest.mark.parametrize(
    ("line", "day", "value"),
    [
        ("2602300301D1,00NTRF", date(2026, 3, 1), date(2026, 2, 28)),  # 30 days a month
        (
            "2601021231D1,00NTRF",
            date(2025, 12, 31),
            date(2026, 1, 2),
        ),  # the year before
        ("2512310102D1,00NTRF", date(2026, 1, 2), date(2025, 12, 31)),  # the year after
        ("260102D1,NTRF", date(2026, 1, 2), date(2026, 1, 2)),
    ],
)
def test_days_of_field_61(line, day, value):
    found = read_one(f":20:A\n:25:B\n:61:{line}".encode())
    assert (found.entries[0].day, found.entries[0].value_day) == (day, value)


def test_a_hyphen_inside_a_text_ends_no_message():
    text = ":20:A\n:25:B\n:61:2601020102D1,00NTRFX\n:86:MANDAT\n-\n12\n:61:2601020102C1,NTRFY\n-\n"
    found = read_one(text.encode())
    assert [entry.amount for entry in found.entries] == [D(-1), D(1)]
    assert found.entries[0].facts.remittance == "MANDAT - 12"


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "tag"),
    [
        (b":61:2610021002C120,00", b":61:2610021002X120,00", "bad_record", 8, "61"),
        (b":61:2610021002C120,00", b":61:2613021002C120,00", "date", 8, "61"),
        (b":60F:C260930EUR1000,00", b":60F:X260930EUR1000,00", "amount", 4, "60F"),
        (b":62F:C261002EUR1043,10", b":62F:C261002EUR1.043,10", "amount", 12, "62F"),
    ],
)
def test_mt940_faults_name_row_and_tag(old, new, code, row, tag):
    error = refused(files.MT940.replace(old, new))
    assert (error.code, error.row, error.tag) == (code, row, tag)


def test_balances_of_mt940_that_name_no_currency_are_of_none():
    found = read_one(files.MT940.replace(b"C260930EUR", b"C260930").replace(b"C261002EUR", b"C261002"))
    assert (found.currency, found.opening.currency, found.closing.currency) == ("XXX",) * 3
    later = read_one(files.MT940.replace(b"C261002EUR", b"C261002"))
    assert later.closing.currency == "EUR", "that of the balance before"


@pytest.mark.parametrize(
    "content", [b"", b" \r\n", b"Date;Libelle\n", b"\x00\x01", b"1\n2\n"]
)
def test_what_is_no_statement_is_refused(content):
    assert refused(content).code in ("empty", "unknown_format")
    assert refused(content, "mt940").code in ("empty", "no_statement")


def _checked(found):
    """All or nothing: whatever was read is whole, and can be kept."""
    assert isinstance(found, tuple)
    assert found
    for one in found:
        assert isinstance(one, Statement)
        made = list(booked_lines(one))
        assert sum((line.amount for line in made), D(0)) == one.total
        for entry in one.entries:
            assert entry.amount.is_finite()
            assert abs(entry.amount) < D(10) ** 13
            (entry.label + entry.facts.remittance + entry.facts.name).encode()
            assert "\x00" not in repr(entry).replace("\\x00", "\x00")


@pytest.mark.parametrize("seed", range(3))
def test_three_thousand_broken_files_are_read_or_refused(seed):
    refusals = []
    for _name, content in files.mutations(1000, seed):
        try:
            _checked(reading.read(content))
        except StatementError as refusal:
            refusals.append(refusal.code)
    assert set(refusals) <= set(REMEDIES)
    assert 100 < len(refusals) < 950  # much is broken, not everything
