# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life cycle of the French reform: statuses, order, messages."""

import csv
import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import published
import pytest
from l10n_fr_ap_platform.rules import cdar, lifecycle
from lxml import etree

HERE = Path(__file__).resolve().parents[2]
FILES = published.files("einvoice/cdar/*.xml")
B, S, P = lifecycle.BUYER, lifecycle.SELLER, lifecycle.PLATFORM

ACTORS = {
    "200": P, "201": P, "202": P, "203": P, "204": B, "205": B, "206": B, "207": B,
    "208": B, "209": S, "210": B, "211": B, "212": S, "213": P,
}  # fmt: skip
PATHS = [
    ("nominal", "200 202 203 204 205 211 212", True),
    ("rejected when sent", "213", True),
    ("rejected when received", "200 201 213", True),
    ("refused", "200 202 203 210", True),
    ("disputed, then approved", "200 202 203 207 205 212", True),
    ("suspended and completed", "203 204 208 209 205", True),
    ("paid first by direct debit, then disputed and refused", "203 211 207 210", True),
    ("paid in two parts", "203 204 205 211 211 212 212", True),
    ("unknown to us before", "204 205", True),
    ("backwards", "203 202", False),
    ("taken in charge too late", "205 204", False),
    ("completed without having been suspended", "203 209", False),
    ("after a refusal", "203 210 205", False),
    ("paid after a refusal", "203 210 211", False),
    ("after a rejection", "213 200", False),
    ("rejected after having been received", "202 213", False),
    ("refused after having been approved", "203 205 210", False),
    ("approved twice", "203 205 205", False),
]


def _holds(path):
    codes = path.split()
    pairs = zip(["", *codes], codes, strict=False)
    return all(lifecycle.may_follow(current, new) for current, new in pairs)


@pytest.mark.parametrize(
    ("path", "holds"), [p[1:] for p in PATHS], ids=[p[0] for p in PATHS]
)
def test_paths(path, holds):
    assert _holds(path) is holds


def test_who_says_what():
    assert {code: status.actor for code, status in lifecycle.STATUSES.items()} == ACTORS
    mandatory = {c for c, status in lifecycle.STATUSES.items() if status.mandatory}
    assert mandatory == {"200", "210", "212", "213"}
    reasons = {c for c, status in lifecycle.STATUSES.items() if status.reason}
    assert reasons == {"206", "207", "208", "210", "213"}


def test_no_sequence_of_allowed_statuses_leaves_the_table():
    draw = random.Random(213)
    for _ in range(500):
        current, length = "", 0
        while lifecycle.NEXT[current] and length < 30:
            current = draw.choice(lifecycle.NEXT[current])
            length += 1
            assert current in lifecycle.STATUSES
        if not lifecycle.NEXT[current]:
            assert current in lifecycle.ENDED


def test_every_status_can_be_reached():
    reached = {code for codes in lifecycle.NEXT.values() for code in codes}
    assert reached == set(lifecycle.STATUSES)


def test_reasons_are_those_of_the_official_rules():
    path = HERE / "addons/l10n_fr_ap_platform/data/ap.lifecycle.reason.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for code in ("206", "207", "208", "210", "213"):
        ours = {row["code"] for row in rows if code in row["statuses"].split()}
        assert ours == _official(code)
    assert all(row["name"] and row["label"] and row["source"] for row in rows)


def _official(status):
    text = next(
        cell
        for row in published.table("fr_ctc_rules_v1.4.0.csv")
        for cell in row.values()
        if cell.startswith(f"[BR-FR-CDV-CL-09/MDT-113_{status}]")
    )
    listed = text.split(f"({status})")[1].replace('"', "").split(":")[1].split(". ")[0]
    return {code.strip(" .") for code in listed.split(",")}


def _tree(node):
    """Tag, attributes, text and children, without comments."""
    children = [child for child in node if isinstance(child.tag, str)]
    text = (node.text or "").strip() if not children else ""
    return node.tag, dict(node.attrib), text, [_tree(child) for child in children]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_published_messages_come_back_as_they_were(path):
    content = path.read_bytes()
    message = cdar.read(content)
    assert _tree(etree.fromstring(cdar.write(message))) == _tree(
        etree.fromstring(content)
    )
    rows = published.table("einvoice_lifecycle_cdar.csv")
    row = next(row for row in rows if row["file"] == path.name)
    assert (message.profile, message.invoice) == (row["profile"], row["invoice"])
    assert (message.status, message.label) == (row["status_code"], row["status_label"])
    figures = [figure for detail in message.details for figure in detail.figures]
    assert [f.kind for f in figures] == ([row["data_type"]] if row["data_type"] else [])
    if figures:
        assert figures[0].amount == Decimal(row["amount"])
        assert figures[0].percent == (
            Decimal(row["vat_percent"]) if row["vat_percent"] else None
        )
    status = lifecycle.STATUSES[message.status]
    assert status.label == message.label
    assert status.document_code == message.document_code
    assert lifecycle.may_set(message.issuer.role, message.status)
    assert message.seller_siren == "100000009"
    assert message.invoice_date == date(2025, 7, 1)


def test_reasons_and_what_is_asked_come_back():
    details = (
        cdar.Detail("TX_TVA_ERR", "Taux de TVA erroné", "NIN", "Facture", "10 % <20 %"),
        cdar.Detail("QTE_ERR", "Quantité facturée erronée"),
    )
    message = cdar.Message("M1", "207", "F 1/É", phase="23", details=details)
    assert cdar.read(cdar.write(message)) == message


GOOD = cdar.write(cdar.Message("M1", "204", "F1"))
HOSTILE = {
    "not XML": (b"%PDF-1.7", "xml"),
    "empty": (b"", "xml"),
    "an invoice": (b"<Invoice/>", "syntax"),
    "entities": (
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "doctype",
    ),
    "entities in UTF-16": (
        "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a []><a/>".encode("utf-16"),
        "doctype",
    ),
    "without invoice": (GOOD.replace(b">F1<", b"><"), "incomplete"),
    "without status": (GOOD.replace(b">204<", b"><"), "incomplete"),
    "odd date": (
        cdar.write(
            cdar.Message("M", "204", "F", invoice_date=date(2026, 2, 1))
        ).replace(b"20260201", b"20260231"),
        "value",
    ),
}


@pytest.mark.parametrize(("content", "why"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_message_is_told(content, why):
    assert cdar.read(content) == why


def test_infinite_amounts_are_none():
    figure = cdar.Figure("MPA", Decimal(12), "EUR")
    message = cdar.Message("M", "211", "F", details=(cdar.Detail(figures=(figure,)),))
    content = cdar.write(message)
    assert cdar.read(content.replace(b">12<", b">Infinity<")) == "value"
    assert cdar.read(content.replace(b">12<", b">NaN<")) == "value"


def test_people_are_not_shown_the_makers_notes():
    path = HERE / "addons/l10n_fr_ap_platform/data/ap.lifecycle.reason.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    words = [f"{row['name']} {row['source']}".lower() for row in rows]
    notes = ("not verified", "not read", "label: ours", "to check", "transcri")
    assert [(row, note) for row in words for note in notes if note in row] == []
    noted = set((path.parent / "VERIFICATION.md").read_text(encoding="utf-8").split("`"))
    known = {row["id"] for row in rows}
    assert {one for one in noted if one.startswith("lifecycle_reason_")} <= known
