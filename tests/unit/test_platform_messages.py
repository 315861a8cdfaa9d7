# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages that we write, against the schema of CDAR (UN/CEFACT D22B): each status that a
buyer sets, with all that it may carry."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import published
import pytest
from l10n_fr_ap_platform.rules import cdar, lifecycle
from lxml import etree
from xml_structure import Structure

STRUCTURE = Structure()
PUBLISHED = published.files("einvoice/cdar/*.xml", "platform/cdar_more/*.xml")
MOMENT = datetime(2026, 9, 14, 9, 30)  # noqa: DTZ001 - as messages write it
SELLER = (("0002", "100000009"),)
REASONS = {"206": "PU_ERR", "207": "TX_TVA_ERR", "208": "JUSTIF_ABS", "210": "TX_TVA_ERR"}
OF_BUYER = [s.code for s in lifecycle.STATUSES.values() if s.actor == lifecycle.BUYER]

FILES = (
    cdar.Attachment("bon.pdf", "application/pdf", b"%PDF-1.4 \x00\xff"),
    cdar.Attachment("photo.png", "image/png", b"\x89PNG"),
)


def buyers_message(code, **values):
    """A message of a buyer as the models write it."""
    status = lifecycle.STATUSES[code]
    details = ()
    if status.reason:
        details = (
            cdar.Detail(REASONS[code], "Motif"),
            cdar.Detail(REASONS[code], "Motif", "NIN", "Facture rectificative", note="10 <20 %"),
        )
    if code == "211":
        figure = cdar.Figure("MPA", Decimal("12000.00"), "EUR", day=date(2026, 9, 14))
        details = (cdar.Detail(figures=(figure,)),)
    supplier = cdar.Party("SE", SELLER, "VENDEUR", "100000009_STATUTS", "0225")
    given = {
        "identifier": f"F1_{code}_20260914093000_1#380_20260901", "status": code,
        "invoice": "F1", "created": MOMENT, "status_date": MOMENT, "received": MOMENT,
        "invoice_date": date(2026, 9, 1), "seller_ids": SELLER, "process": "REGULATED",
        "name": f"F1_CDV-{code}", "issuer": cdar.Party("BY", (("0002", "200000008"),), "ACHETEUR"),
        "recipients": (supplier,), "phase": cdar.PROCESSING, "label": status.label,
        "document_code": status.document_code, "details": details,
    }  # fmt: skip
    return cdar.Message(**{**given, **values})


@pytest.mark.parametrize("code", OF_BUYER)
def test_what_a_buyer_says_is_built_as_the_schema_wants(code):
    assert STRUCTURE.faults(cdar.write(buyers_message(code))) == []


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_published_messages_pass_by_the_same_table(path):
    assert STRUCTURE.faults(path.read_bytes()) == []
    assert STRUCTURE.faults(cdar.write(cdar.read(path.read_bytes()))) == []


def test_a_note_before_the_sequence_number_is_seen():
    """What was written before 19.0.2.1 and platforms refused."""
    content = cdar.write(buyers_message("207"))
    root = etree.fromstring(content)
    note = root.find(".//ram:IncludedNote", cdar.PREFIXES)
    parent = note.getparent()
    parent.insert(parent.index(note) - 1, note)
    [fault] = STRUCTURE.faults(etree.tostring(root))
    assert fault.endswith("IncludedNote SequenceNumeric are out of order")


def test_attachments_go_with_a_status_and_come_back():
    message = buyers_message("208", attachments=FILES)
    content = cdar.write(message)
    assert STRUCTURE.faults(content) == []
    assert cdar.read(content).attachments == FILES
    assert b">iVBO" in content
    assert cdar.read(content.replace(b">iVBO", b">*VBO")) == "value"


@pytest.mark.parametrize("code", OF_BUYER)
def test_the_schema_itself_agrees(code):
    """Where the package that brings the schema is installed (`pip install pyfrctc`)."""
    package = pytest.importorskip("pyfrctc")
    folder = Path(package.__file__).parent / "cdar-xsd"
    schema = etree.XMLSchema(
        etree.parse(folder / "CrossDomainAcknowledgementAndResponse_100pD22B.xsd")
    )
    schema.assertValid(etree.fromstring(cdar.write(buyers_message(code, attachments=FILES))))


def test_the_rules_of_the_reform_agree():
    """Where the rules and what runs them are installed (`pip install pyfrctc saxonche`)."""
    package = pytest.importorskip("pyfrctc")
    saxon = pytest.importorskip("saxonche")
    rules = Path(package.__file__).parent / "cdar-schematron"
    failed = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
    with saxon.PySaxonProcessor(license=False) as processor:
        check = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(rules / "BR-FR-CDV-Schematron-CDAR.xslt")
        )
        for code in OF_BUYER:
            text = cdar.write(buyers_message(code, attachments=FILES)).decode()
            report = check.transform_to_string(xdm_node=processor.parse_xml(xml_text=text))
            found = etree.fromstring(report.encode()).iter(failed)
            assert [("".join(one.itertext()), code) for one in found] == []
