# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French rules of structured invoices: kept, broken one by one, and as published."""

import re
from dataclasses import replace
from pathlib import Path

import published
import pytest
from ap_einvoice.rules import einvoice_reader
from ap_einvoice.rules.einvoice import EInvoice, Line, Party, Rate
from french import rows
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import einvoice_french as einvoice

ROOT = Path(__file__).resolve().parents[2]
CODES = einvoice.codes_from_rows(rows("ap.einvoice.code"))
SELLER = Party(
    "Nordlys", "732829320", "0002", (("0009", "73282932000074"),), "FR44732829320",
    "732829320_COMPTA", "0225", "FR",
)  # fmt: skip
BUYER = Party(
    "Recommerce", "443121975", "0002", (), "FR46443121975", "443121975", "0225", "FR"
)
NOTES = (("PMT", "40 €"), ("PMD", "12,40 %"), ("AAB", "néant"), ("BAR", "B2B"))
LINE = Line("1", "Support", "1.0000", "100.000000", "", "", "100.00", "S", "20.00")
GOOD = EInvoice(
    syntax="UBL", process="S1", number="FA-2026-0117", type="380", issue="2026-11-02",
    due="2026-12-02", currency="EUR", notes=NOTES, seller=SELLER, buyer=BUYER,
    lines=(LINE,), rates=(Rate("S", "20.00", "100.00", "20.00"),),
    totals={"untaxed": "100.00", "vat": "20.00", "total": "120.00", "due": "120.00"},
)  # fmt: skip


def _codes(invoice):
    return sorted({remark.code for remark in einvoice.check(invoice, CODES)})


def _seller(**values):
    return {"seller": replace(SELLER, **values)}


def _buyer(**values):
    return {"buyer": replace(BUYER, **values)}


def _line(**values):
    return {"lines": (replace(LINE, **values),)}


def _without(code):
    return {"notes": tuple(note for note in NOTES if note[0] != code)}


def test_a_good_invoice_breaks_nothing():
    assert einvoice.check(GOOD, CODES) == []


BROKEN = {
    "BR-FR-01": {"number": "F" * 36},
    "BR-FR-02": {"number": "FA 2026 0117"},
    "BR-FR-03": {"issue": "2126-11-02", "due": "2026-W05-6"},
    "BR-FR-04": {"type": "325"},
    "BR-FR-05": _without("PMD"),
    "BR-FR-06": {"notes": (*NOTES, ("PMT", "encore"))},
    "BR-FR-08": {"process": "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"},
    "BR-FR-09": _seller(ids=(("0009", "44312197500010"),)),
    "BR-FR-10": _seller(legal_id="73282932000074"),
    "BR-FR-11": _buyer(legal_id="", endpoint="443121975"),
    "BR-FR-12": _buyer(endpoint=""),
    "BR-FR-13": _seller(endpoint=""),
    "BR-FR-15": _line(category="H"),
    "BR-FR-16": _line(rate="21.00"),
    "BR-FR-17": {"attachments": ("Technical specification",)},
    "BR-FR-18": {"attachments": ("LISIBLE", "LISIBLE")},
    "BR-FR-20": {"notes": (*NOTES[:3], ("BAR", "B2X"))},
    "BR-FR-21": _buyer(endpoint="732829320"),
    "BR-FR-22": {"type": "389", **_seller(endpoint="443121975")},
    "BR-FR-23": _seller(endpoint="732829320 compta"),
    "BR-FR-25": _seller(endpoint="7" * 126),
    "BR-FR-26": _seller(ids=(("0224", "X" * 101),)),
    "BR-FR-31": {"notes": (*NOTES, ("BAR", "B2C"))},
    "BR-FR-32": {"identifiers": (("0002", "73282932000074"),)},
    "BR-FR-CO-03": {"type": "262"},
    "BR-FR-CO-04": {"type": "384"},
    "BR-FR-CO-05": {"type": "381"},
    "BR-FR-CO-07": {"due": "2026-11-01"},
    "BR-FR-CO-08": {"process": "S4", "type": "386"},
    "BR-FR-CO-09": {"process": "S2"},
    "BR-FR-CO-10": _seller(ids=(("", "X1"),)),
    "BR-FR-CO-12": {"currency": "USD"},
    "BR-FR-CO-14": _seller(ids=(("0231", "123456782"),)),
    "BR-FR-DEC-01": _line(net="100.001"),
    "BR-FR-DEC-02": _line(quantity="1.00001"),
    "BR-FR-DEC-03": _line(discount="-0.45"),
    "BR-FR-DEC-04": {"rates": (Rate("S", "20.000", "100.00", "20.00"),)},
}


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_each_rule_broken_alone(rule):
    found = _codes(replace(GOOD, **BROKEN[rule]))
    assert rule in found
    together = {
        "BR-FR-11": {"BR-FR-21"}
    }  # without a SIREN the address cannot begin by it
    assert set(found) - {rule} <= together.get(rule, set())


@pytest.mark.parametrize(
    "values",
    [
        {"type": "381", "references": (("FA-1", "2026-10-01"),)},
        {"type": "381", **_line(referenced=True)},
        {"type": "386", "due": "2026-11-01"},
        {
            "process": "S2",
            "totals": {"total": "120.00", "prepaid": "120", "due": "0.00"},
        },
        {"process": "S9", **_line(discount="-0.45")},
        {"currency": "USD", "vat_currency": "EUR", "vat_in_accounts": "18.00"},
        {"references": (("FA-1", ""),)},
    ],
)
def test_exceptions_of_the_rules(values):
    assert _codes(replace(GOOD, **values)) == []


def test_a_remark_names_the_term_and_the_value():
    found = einvoice.check(replace(GOOD, number="FA 1"), CODES, "XP Z12-012")[0]
    assert dict(found.values) == {"field": "BT-1", "value": "FA 1"}
    assert found.reference == "XP Z12-012"


HOSTILE = {
    b"": "xml",
    b"\x00\xff not xml": "xml",
    b"<a>" * 3000: "xml",
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>': "doctype",
    b"<!doctype x><x/>": "doctype",
    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode(
        "utf-16"
    ): "doctype",
    "<!DOCTYPE x><x/>".encode("utf-16-be"): "doctype",
    b'<?xml version="1.0" encoding="nonsense"?><x/>': "xml",
    b"<Order/>": "syntax",
}


@pytest.mark.parametrize("content", sorted(HOSTILE))
def test_hostile_files_are_refused_by_name(content):
    assert einvoice_reader.read(content) == HOSTILE[content]


def test_an_empty_invoice_is_read_and_judged():
    namespace = b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    invoice = einvoice_reader.read(b"<Invoice xmlns='%s'/>" % namespace)
    assert {"BR-FR-02", "BR-FR-03", "BR-FR-04", "BR-FR-10"} <= set(_codes(invoice))


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(content):
    found = einvoice_reader.read(content)
    assert isinstance(found, (str, EInvoice))


def _read(name):
    return einvoice_reader.read(published.path(name).read_bytes())


def test_published_invoices_break_the_rules_that_the_official_ones_say():
    """The official rules ran on these files: the same numbers of rules, file by file."""
    number = re.compile(r"BR-FR-(?:CO-|DEC-|MV-|BD-)?\d+")
    summary = published.table_of_files("einvoice_rule_summary.csv")
    official = {row["file"]: set() for row in summary}
    for row in published.table_of_files("einvoice_rule_failures.csv"):
        if row["rule"].startswith("BR-FR"):
            official[row["file"]].add(number.match(row["rule"])[0])
    files = sorted(name for name in official if name.endswith(".xml"))
    found = {name: set(_codes(_read(name))) for name in files}
    assert found == {name: official[name] for name in files}
    assert len(files) >= 12


def test_published_invoices_are_read_as_an_independent_reader_read_them():
    sums = {
        "untaxed": "tax_basis",
        "vat": "tax_total",
        "total": "grand_total",
        "due": "due",
    }
    compared = 0
    for row in published.table_of_files("einvoice_fields.csv"):
        invoice = _read(row["file"]) if row["file"].endswith(".xml") else "pdf"
        if isinstance(invoice, str):
            old = "ferd:" in row["profile"] or row["syntax"] == "testSet"
            assert invoice == "pdf" or old, row["file"]
            continue
        compared += 1
        stated = (row["number"], row["type"], row["issue_date"], row["due_date"])
        assert (invoice.number, invoice.type, invoice.issue, invoice.due) == stated
        assert len(invoice.lines) == int(row["n_lines"])
        assert invoice.seller.name == row["seller_name"]
        for ours, theirs in sums.items():
            one, other = invoice.totals[ours], row[theirs]
            assert (float(one) == float(other)) if one and other else one == other
    assert compared >= 71


def test_the_page_names_every_rule_we_check():
    """docs/french-rules.md lists what is implemented: neither more nor less."""
    page = (ROOT / "docs" / "french-rules.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"BR-FR-[A-Z0-9-]*\d", page.split("| rule |")[1]))
    assert listed - {"BR-FR-16", "BR-FR-17"} == set(BROKEN) - {"BR-FR-16", "BR-FR-17"}
