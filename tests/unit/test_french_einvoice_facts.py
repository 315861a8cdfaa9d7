# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structured invoice in the words of the other rules: mentions, VAT, cost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import published
import pytest
from ap_einvoice.rules import einvoice_reader
from ap_einvoice.rules.einvoice import EInvoice, Line, Party, Rate
from french import LAW, rows
from l10n_fr_ap_extras.rules import einvoice_facts as facts
from l10n_fr_ap_extras.rules import mentions, vat

PARTS = mentions.parts_from_rows(rows("ap.bill.mention"), rows("ap.bill.mention.part"))
DAY = date(2026, 11, 2)
GOOD = EInvoice(
    syntax="CII", profile="urn:cen.eu:en16931:2017", process="S1", number="FA-1",
    type="380", issue="2026-11-02", due="2026-12-02", currency="EUR", order="P1",
    supply="2026-10-31",
    notes=(("PMT", "40 €"), ("PMD", "12,40 %"), ("AAB", "néant")),
    seller=Party("Nordlys", "732829320", "0002", (), "FR44732829320", "", "", "FR", "12 rue"),
    buyer=Party("Nous", "443121975", "0002", (), "FR46443121975", "", "", "FR", "54 av."),
    lines=(Line("1", "Support", "1", "100", "", "", "100.00", "S", "20.00"),),
    rates=(Rate("S", "20.00", "100.00", "20.00"),),
    totals={"untaxed": "100.00", "vat": "20.00", "total": "120.00", "due": "120.00"},
)  # fmt: skip


def _missing(invoice, **others):
    stated = {"company": False, "sole_trader": False, **others.pop("facts", {})}
    bill = facts.bill(invoice, DAY, size="large", facts=stated, **others)
    return [
        (part.code, part.severity)
        for result in mentions.check(LAW, PARTS, bill)
        for part in result.parts
        if part.status == "missing"
    ]


def test_a_full_invoice_lacks_nothing():
    assert _missing(GOOD) == []


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"number": ""}, [("number", "blocking")]),
        ({"process": "A1"}, [("operation_nature", "blocking")]),
        ({"due": ""}, [("due_date", "warning")]),
        ({"due": "", "terms": "30 jours net"}, []),
        ({"notes": GOOD.notes[1:]}, [("indemnity", "warning")]),
        ({"buyer": replace(GOOD.buyer, legal_id="", vat="")}, [("buyer_siren", "blocking")]),
        ({"seller": replace(GOOD.seller, vat="")}, [("seller_vat", "blocking")]),
        ({"lines": ()}, [
            ("line_quantity", "warning"), ("line_description", "warning"),
            ("line_price", "warning"), ("line_vat", "warning")]),
    ],
)  # fmt: skip
def test_what_the_xml_lacks_is_missing(values, missing):
    assert _missing(replace(GOOD, **values)) == missing


def test_an_intra_union_supply_needs_our_vat_number_and_its_reason():
    rate = Rate("K", "0", "100.00", "0.00")
    invoice = replace(GOOD, rates=(rate,), lines=(), buyer=replace(GOOD.buyer, vat=""))
    gone = dict(_missing(invoice))
    assert {"buyer_vat", "exemption_reference"} <= set(gone)
    stated = replace(invoice, rates=(replace(rate, reason="VATEX-EU-IC"),))
    assert "exemption_reference" not in dict(_missing(stated))


def test_company_and_sole_trader_exclude_each_other():
    gone = dict(_missing(GOOD, facts={"company": True, "sole_trader": None}))
    assert set(gone) == {"legal_form", "share_capital", "register"}


def test_notes_of_the_xml_are_words_too():
    legal = ("REG", "Nordlys SAS au capital de 10 000 EUR - RCS Paris 732 829 320")
    invoice = replace(GOOD, notes=(*GOOD.notes, legal))
    assert _missing(invoice, facts={"company": True, "sole_trader": None}) == []


def test_numbers_of_the_xml():
    assert facts.rate_lines(GOOD) == [
        vat.RateLine(Decimal(20), Decimal(100), Decimal(20))
    ]
    assert facts.cost(GOOD) == 120
    assert facts.cost(replace(GOOD, type="381")) == -120
    assert facts.cost(EInvoice()) is None


@pytest.mark.parametrize(
    ("process", "nature"),
    [("B1", "goods"), ("S4", "services"), ("M9", "mixed"), ("", "")],
)
def test_nature_of_the_operations(process, nature):
    assert facts.nature(EInvoice(process=process)) == nature


def test_form_capital_and_register_are_read_where_the_standard_puts_them():
    """BT-33: the seller's legal information is one text of its own."""
    stated = "SAS au capital de 50 000 € – RCS Grenoble 990100010"
    parts = {"legal_form", "share_capital", "register"}
    for legal, missing in (("", parts), (stated, set())):
        invoice = replace(GOOD, seller=replace(GOOD.seller, legal=legal))
        bill = facts.bill(invoice, DAY, facts={"company": True})
        results = mentions.check(LAW, PARTS, bill)
        found = {p.code for r in results for p in r.parts if p.status == "missing"}
        assert found & parts == missing


def test_published_invoices_raise_no_false_alarm():
    """Nothing blocks an invoice of the time before the reform, or from abroad."""
    read = 0
    for path in published.files("einvoice/*/*.xml", "einvoice/en16931/[cu]*/*.xml"):
        invoice = einvoice_reader.read(path.read_bytes())
        if isinstance(invoice, str):
            continue
        read += 1
        day = date.fromisoformat(invoice.issue[:10])
        results = mentions.check(LAW, PARTS, facts.bill(invoice, day))
        blocked = [r.code for r in results if r.severity == "blocking"]
        charged = facts.facts(invoice)["vat_charged"]
        if invoice.seller.vat and (invoice.rates or not charged):
            assert blocked == [], path.name
    assert read >= 71


def test_the_french_reference_invoice_bears_all_its_mentions():
    path = published.path("einvoice/cii/akretion_factur-x-en16931.xml")
    invoice = einvoice_reader.read(path.read_bytes())
    bill = facts.bill(invoice, date(2026, 1, 31), facts={"company": True})
    results = mentions.check(LAW, PARTS, bill)
    assert [r.code for r in results if r.status == "missing"] == []
    assert [r.code for r in results if r.status == "unverifiable"] == ["order"]
