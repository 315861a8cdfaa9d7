# SPDX-License-Identifier: AGPL-3.0-or-later
"""camt.052, 053, 054: entries and the transactions inside them."""

from decimal import Decimal

import pytest
import statement_files as files
from ap_treasury.rules.lines import CHARGES, PART, REST, WHOLE, booked_lines
from statement_reading import AMOUNTS, read_one, refused

D = Decimal


@pytest.mark.parametrize(
    "version", ["052.001.06", "053.001.02", "053.001.08", "053.001.13"]
)
def test_camt_of_every_version(version):
    found = read_one(files.camt_file(version))
    assert [entry.amount for entry in found.entries] == AMOUNTS
    assert found.account.iban == files.IBAN
    debit = found.entries[0]
    assert debit.facts.name == "OPERATEUR TELECOM SA"
    assert debit.facts.iban == "FR1420041010050500013M02606"
    assert (debit.facts.end_to_end, debit.facts.mandate) == ("E2E-50", "MANDAT-1")
    assert debit.code("iso") == "PMNT/ICDT/ESCT"
    assert ("Tax/TtlTaxAmt", "8.33") in debit.facts.kept


def test_camt_pending_entries_are_in_no_sum():
    body = files.camt_entry("10.00", "DBIT", "2026-10-01")
    body += files.camt_entry("7.00", "DBIT", "2026-10-01", status="PDNG")
    body += files.camt_entry("5.00", "CRDT", "2026-10-01", status="<Cd>INFO</Cd>")
    found = read_one(files.camt(body))
    assert [entry.amount for entry in found.entries] == [D("-10.00")]
    assert [entry.amount for entry in found.pending] == [D("-7.00"), D("5.00")]


def _transactions(*parts, charges=""):
    inside = "".join(
        f'<TxDtls><Amt Ccy="{money}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{charges}</TxDtls>'
        for amount, sign, money in parts
    )
    return f"<NtryDtls>{inside}</NtryDtls>"


CHARGED = '<Chrgs><Rcrd><Amt Ccy="EUR">26.00</Amt></Rcrd></Chrgs>'


@pytest.mark.parametrize(
    ("entry", "inside", "expected"),
    [
        (
            ("429.56", "CRDT"),
            _transactions(("329.56", "CRDT", "EUR"), ("100.00", "CRDT", "EUR")),
            [("329.56", PART), ("100.00", PART)],
        ),
        (
            ("1526.00", "DBIT"),
            _transactions(("1500.00", "DBIT", "EUR"), charges=CHARGED),
            [("-1500.00", PART), ("-26.00", CHARGES)],
        ),
        (  # charges taken off what comes in
            ("74.00", "CRDT"),
            _transactions(("100.00", "CRDT", "EUR"), charges=CHARGED),
            [("100.00", PART), ("-26.00", CHARGES)],
        ),
        (  # the rest is kept, of an unknown kind
            ("300.00", "DBIT"),
            _transactions(("100.00", "DBIT", "EUR"), ("150.00", "DBIT", "EUR")),
            [("-100.00", PART), ("-150.00", PART), ("-50.00", REST)],
        ),
        (  # both repeat the whole
            ("429.56", "CRDT"),
            _transactions(("429.56", "CRDT", "EUR"), ("429.56", "CRDT", "EUR")),
            [("429.56", WHOLE)],
        ),
        (  # another currency explains nothing
            ("200.00", "DBIT"),
            _transactions(("3.10", "CRDT", "CHF"), ("3.20", "CRDT", "CHF")),
            [("-200.00", WHOLE)],
        ),
        (
            ("80.00", "DBIT"),
            _transactions(("81.00", "DBIT", "EUR")),
            [("-80.00", WHOLE)],
        ),
    ],
)
def test_details_split_an_entry_only_where_they_make_sense_of_it(
    entry, inside, expected
):
    amount, sign = entry
    found = read_one(files.camt(files.camt_entry(amount, sign, "2026-10-01", inside)))
    made = [(str(line.amount), line.role) for line in booked_lines(found)]
    assert made == expected
    assert sum(D(amount) for amount, _role in made) == found.total


@pytest.mark.parametrize(
    ("closing", "sign"), [("1000.00", "CRDT"), ("1000.00", "DBIT")]
)
def test_the_balances_decide_on_which_side_a_reversal_was_booked(closing, sign):
    """A debit of 80.00 is taken back: booked as a credit, whatever the bank writes."""
    body = files.camt_balance("OPBD", "1000.00", "2026-09-30")
    body += files.camt_balance("CLBD", closing, "2026-10-02")
    body += files.camt_entry("80.00", "DBIT", "2026-10-01")
    body += files.camt_entry(
        "80.00", sign, "2026-10-02", more="<RvslInd>true</RvslInd>"
    )
    found = read_one(files.camt(body))
    assert [entry.amount for entry in found.entries] == [D("-80.00"), D("80.00")]
    assert found.difference == 0
    assert [entry.reversal for entry in found.entries] == [False, True]


def test_a_return_keeps_its_reason_and_names_the_supplier():
    inside = (
        "<NtryDtls><TxDtls><Refs><EndToEndId>E2E-310</EndToEndId></Refs><RltdPties>"
        "<Dbtr><Nm>NOUS</Nm></Dbtr><Cdtr><Nm>GAMMA</Nm></Cdtr></RltdPties><RtrInf><Rsn>"
        "<Cd>AC04</Cd></Rsn><AddtlInf>Compte clos</AddtlInf></RtrInf></TxDtls></NtryDtls>"
    )
    found = read_one(
        files.camt(files.camt_entry("1000.00", "CRDT", "2026-09-04", inside))
    )
    facts = found.entries[0].facts
    assert (facts.return_reason, facts.name) == ("AC04 Compte clos", "GAMMA")
    assert facts.end_to_end == "E2E-310"


@pytest.mark.parametrize(
    ("content", "code", "tag"),
    [
        (files.camt(""), None, None),
        (files.camt("<Ntry/>"), "missing", "Amt"),
        (files.camt(files.camt_entry("1,00", "DBIT", "2026-10-01")), "amount", "Amt"),
        (files.camt(files.camt_entry("1.00", "", "2026-10-01")), "sign", "CdtDbtInd"),
        (files.camt(files.camt_entry("1.00", "DBIT", "2026-02-30")), "date", "BookgDt"),
        (files.camt(files.camt_entry("9" * 14, "DBIT", "2026-02-03")), "amount", "Amt"),
        (
            files.camt(files.camt_entry("1.00", "DBIT", "2026-02-03", money="€")),
            "currency",
            "Amt",
        ),
        (files.camt("<Ntry>")[:-40], "xml", ""),
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>camt.053</a>',
            "doctype",
            "",
        ),
        (
            b"<Document>camt.053<CstmrCdtTrfInitn/></Document>",
            "other_format",
            "Document",
        ),
        (b"<Document><BkToCstmrStmt/></Document>", "no_statement", "Stmt"),
    ],
)
def test_camt_faults_name_row_and_tag(content, code, tag):
    if code is None:
        assert read_one(content).entries == ()
        return
    error = refused(content, "camt")
    assert (error.code, error.tag) == (code, tag)
    assert error.row or error.code in ("xml", "doctype", "no_statement")


def test_pages_of_a_statement_have_interim_balances():
    """Page 1 ends, and page 2 begins, with what stands there so far."""
    pages = (
        (("OPBD", "100.00"), ("ITBD", "70.00"), "30.00"),
        (("ITBD", "70.00"), ("CLBD", "60.00"), "10.00"),
        (("ITBD", "60.00"), ("ITBD", "20.00"), "40.00"),
    )
    for first, last, amount in pages:
        body = files.camt_balance(*first, "2026-10-01") + files.camt_balance(
            *last, "2026-10-01"
        )
        body += files.camt_entry(amount, "DBIT", "2026-10-01")
        found = read_one(files.camt(body))
        assert (str(found.opening.amount), str(found.closing.amount)) == (
            first[1],
            last[1],
        )
        assert found.difference == 0


@pytest.mark.parametrize(
    "charges",
    ['<Chrgs><Amt Ccy="EUR">26.00</Amt></Chrgs>',
     '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">26.00</TtlChrgsAndTaxAmt></Chrgs>',
     '<Chrgs><Rcrd><Amt Ccy="EUR">20.00</Amt></Rcrd><Rcrd><Amt Ccy="EUR">6.00</Amt></Rcrd></Chrgs>'],
)  # fmt: skip
def test_charges_of_every_version(charges):
    inside = _transactions(("1500.00", "DBIT", "EUR"), charges=charges)
    found = read_one(
        files.camt(files.camt_entry("1526.00", "DBIT", "2026-10-01", inside))
    )
    made = [(str(line.amount), line.role) for line in booked_lines(found)]
    assert made == [("-1500.00", PART), ("-26.00", CHARGES)]


def test_a_grouped_entry_and_an_entry_with_charges_tie():
    """149.87 + 429.56 − 1,526.00 = −946.57; the lines keep the charges of 26.00."""
    body = files.camt_balance("OPBD", "149.87", "2026-09-01")
    body += files.camt_balance("CLBD", "-946.57", "2026-09-02")
    parts = _transactions(("329.56", "CRDT", "EUR"), ("100.00", "CRDT", "EUR"))
    body += files.camt_entry("429.56", "CRDT", "2026-09-02", parts)
    charged = _transactions(("1500.00", "DBIT", "EUR"), charges=CHARGED)
    body += files.camt_entry("1526.00", "DBIT", "2026-09-02", charged)
    found = read_one(files.camt(body))
    amounts = [str(line.amount) for line in booked_lines(found)]
    assert amounts == ["329.56", "100.00", "-1500.00", "-26.00"]
    assert found.difference == 0
