# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of a bill: which is the invoice, what is wrong; and the bill against it."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ap_einvoice.rules import bill_files, einvoice_json, pdf_reader
from ap_einvoice.rules.bill_files import BillFile, read_files
from ap_einvoice.rules.einvoice import EInvoice, Line, Party, Rate
from ap_einvoice.rules.einvoice_compare import BillFigures, differences
from ap_einvoice.rules.einvoice_summary import siren, summary
from ap_einvoice.rules.pdf_reader import Limits, PdfReading, read_pdf
from l10n_fr_ap_extras.rules.einvoice_facts import nature

D = Decimal
UBL = b"<Invoice><cbc:ID xmlns:cbc='%s'>F1</cbc:ID></Invoice>" % (
    b"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
)
OTHER = UBL.replace(b"F1", b"F2")


def _read(*files):
    return read_files([BillFile(name, content) for name, content in files])


def test_the_fullest_of_equal_invoices_is_taken():
    reading = _read(("a.xml", UBL), ("b.xml", UBL))
    assert (reading.invoice.number, reading.problem) == ("F1", "")


def test_two_invoices_leave_open_which_one_holds():
    reading = _read(("a.xml", UBL), ("b.xml", OTHER))
    assert (reading.invoice, reading.problem) == (None, "many")


def test_an_invoice_beside_other_xml_is_taken_and_a_trap_is_told():
    beside = read_files([BillFile("a.xml", UBL), BillFile("b.xml", b"<Order/>")])
    assert (beside.invoice.number, beside.problem) == ("F1", "")
    trap = _read(("a.xml", UBL), ("b.xml", b"<!DOCTYPE x SYSTEM 'file:///x'><x/>"))
    assert (trap.problem, trap.file) == ("external", "b.xml")


def test_pictures_are_no_files_to_read():
    assert _read(("scan.png", b"\x89PNG")) == bill_files.Reading()


def test_a_pdf_known_to_be_too_large_is_not_opened():
    reading = read_files([BillFile("a.pdf", b"", PdfReading(problem="large"))])
    assert (reading.text, reading.problem, reading.syntax) == ("", "large", "pdf")


def _pdf(stream: bytes) -> bytes:
    pypdf = pytest.importorskip("pypdf")
    from pypdf.generic import DecodedStreamObject, NameObject

    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    content = DecodedStreamObject()
    content.set_data(stream)
    page[NameObject("/Contents")] = writer._add_object(content)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_pdf_that_keeps_the_reader_busy_is_ended():
    busy = _pdf(b"BT /F1 9 Tf " + b"1 0 0 1 0 0 Tm (a) Tj " * 400_000 + b"ET")
    assert read_pdf(busy, Limits(seconds=1)).problem == "heavy"


def test_a_plain_pdf_has_neither_files_nor_problems():
    assert read_pdf(_pdf(b"")) == PdfReading()


def test_the_worker_is_a_program_of_its_own():
    program = Path(pdf_reader.WORKER).read_text(encoding="utf-8")
    assert not [word for word in ("from .", "odoo") if word in program]


INVOICE = EInvoice(
    number="F1", type="381", issue="2026-10-05", currency="EUR", process="S1",
    seller=Party("Nordlys", vat="FR44732829320"), accounts=("FR76 3000", "FR763000"),
    lines=(Line("1", net="100.00"),),
    rates=(Rate("S", "20.00", "60.00", "12.00"), Rate("AE", "20", "40.00", "0.00")),
    totals={"untaxed": "100.00", "vat": "12.00", "total": "112.00"},
)  # fmt: skip


def test_the_figures_of_a_credit_note_are_positive():
    stated = summary(INVOICE)
    assert (stated.credit, stated.total, stated.seller_siren) == (
        True,
        D("112"),
        "732829320",
    )
    assert stated.rates == (
        (D(0), D("40.00"), D(0)),
        (D("20.00"), D("60.00"), D("12.00")),
    )
    assert (stated.accounts, nature(INVOICE)) == (("FR763000",), "services")
    totals = {"untaxed": "-100.00", "vat": "-12.00", "total": "-112.00"}
    negative = EInvoice(type="380", totals=totals)
    assert (summary(negative).credit, summary(negative).total) == (True, D(112))


def test_an_invoice_goes_to_json_and_back():
    assert einvoice_json.from_json(einvoice_json.to_json(INVOICE)) == INVOICE


@pytest.mark.parametrize(
    ("party", "found"),
    [
        (Party(legal_id="732829320", legal_scheme="0002"), "732829320"),
        (Party(ids=(("0009", "73282932000074"),)), "732829320"),
        (Party(legal_id="DE 123", vat="DE123456789"), ""),
    ],
)
def test_siren_of_a_party(party, found):
    assert siren(party) == found


FIGURES = BillFigures(
    "F-1", date(2026, 10, 5), date(2026, 11, 4), False, "EUR", "732829320", "", "Nordlys",
    D(100), D(20), D(120), rates={D(20): (D(100), D(20))}, nets=(D(60), D(40)),
)  # fmt: skip


def _codes(**changes):
    values = {name: getattr(FIGURES, name) for name in BillFigures.__slots__}
    return [
        one.code for one in differences(FIGURES, BillFigures(**{**values, **changes}))
    ]


def test_a_bill_that_says_the_same_has_no_difference():
    assert _codes() == []
    assert _codes(number="f 1", nets=(D(40), D(60))) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"number": "F-2"}, ["number"]),
        ({"issue": None}, ["issue"]),
        ({"due": date(2026, 11, 5)}, ["due"]),
        ({"credit": True}, ["type"]),
        ({"currency": "USD", "total": D(1)}, ["currency"]),
        ({"siren": "443121975"}, ["supplier"]),
        ({"total": D("120.01")}, ["total"]),
        ({"nets": (D(50), D(50))}, ["lines"]),
        ({"nets": (D(100),)}, []),
        ({"rates": {D(20): (D(100), D("19.99"))}}, ["rate_vat"]),
        ({"rates": {D(0): (D(100), D(0))}, "vat": D(0)}, ["base"]),
        ({"total": D(0), "untaxed": D(0), "nets": ()}, ["empty"]),
    ],
)
def test_each_difference_is_named_once(changes, codes):
    assert _codes(**changes) == codes
