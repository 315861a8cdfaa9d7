# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of one bill: which of them is the invoice, and what is wrong with them.

The XML is the invoice, alone or inside a PDF. Two that state different invoices leave
open which one holds: then none does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .einvoice import EInvoice
from .einvoice_numbers import number
from .einvoice_reader import read
from .einvoice_summary import FULL, structured
from .pdf_reader import PdfReading, read_pdf

MOST_XML = 10 * 1024 * 1024
NONE, PDF = "none", "pdf"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
XML_SIGNS = (b"<?xml", b"\xff\xfe<\0", b"\xfe\xff\0<", b"\xef\xbb\xbf<", b"<!DOCTYPE ")
ENCODING = re.compile(rb"""^<\?xml[^>]*encoding=["']([A-Za-z0-9._\-]+)["']""")
OLD_ROOT = b"CrossIndustryDocument"
# The gravest first: it is the one that is reported.
PROBLEMS = (
    "external", "doctype", "many", "encoding", "xml", "large", "heavy", "encrypted",
    "pdf", "large_inside", "empty", "old", "syntax", "archive", "unread",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BillFile:
    """A file of the bill; ``pdf``: its reading, if there is one, or what forbids it."""

    name: str
    content: bytes
    pdf: PdfReading | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """``syntax``: cii, ubl, pdf, none. ``text``: of the PDF, None if there is none.
    ``problem``: one of PROBLEMS or "", and ``file``, the name of the file that has it;
    ``source``: the place of the file that is the invoice, None if there is none.
    """

    invoice: EInvoice | None = None
    syntax: str = NONE
    coverage: str = ""
    text: str | None = None
    problem: str = ""
    file: str = ""
    source: int | None = None


def kind(name: str, content: bytes) -> str:
    """Return what a file is: pdf, xml, archive, "" for pictures and others.

    >>> kind("a.pdf", b""), kind("x", b"<?xml ?><a/>"), kind("a.zip", b"PK\\3\\4")
    ('pdf', 'xml', 'archive')
    """
    name, start = name.lower(), content[:1024].lstrip()
    if name.endswith(".pdf") or b"%PDF-" in start:
        return PDF
    if name.endswith(".xml") or start.startswith(XML_SIGNS):
        return "xml"
    packed = start.startswith(ARCHIVES) or name.endswith((".zip", ".rar", ".7z"))
    return "archive" if packed and not name.endswith(OFFICE) else ""


def read_xml(content: bytes) -> EInvoice | str:
    """Return the invoice of an XML file, or why there is none (see PROBLEMS)."""
    if not content.strip():
        return "empty"
    if len(content) > MOST_XML:
        return "large"
    found = read(content)
    if found == "doctype":
        plain = content.replace(b"\0", b"").upper()
        return "external" if b"SYSTEM" in plain or b"PUBLIC" in plain else "doctype"
    if found == "xml":
        return "xml" if _decodes(content) else "encoding"
    if found == "syntax":
        return "old" if OLD_ROOT in content[:5000] else "syntax"
    return found


def _decodes(content: bytes) -> bool:
    """Whether the bytes are written in the encoding that they declare."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        declared = ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode() if declared else "utf-8"
    try:
        content.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def read_files(files: list[BillFile]) -> Reading:
    """Return what the files of one bill say together, the first PDF giving the text."""
    found, problems, text = [], [], None
    for place, file in enumerate(files):
        what = PDF if file.pdf else kind(file.name, file.content)
        if what == PDF:
            pdf = file.pdf or read_pdf(file.content)
            text = text or pdf.text
            problems.append((pdf.problem, file.name))
            _gather(embedded_xml(pdf), place, found, problems, inside=True)
        elif what == "xml":
            _gather([(file.name, file.content)], place, found, problems)
        elif what == "archive" or not file.content:
            problems.append(("archive" if what else "empty", file.name))
    return _settled(files, found, problems, text)


def embedded_xml(pdf: PdfReading) -> list[tuple[str, bytes]]:
    """Return the XML files inside a PDF."""
    return [(name, data) for name, data in pdf.files if kind(name, data) == "xml"]


def several(contents: list[bytes]) -> bool:
    """Return whether some XML files state different invoices.

    >>> several([b"<Invoice/>", b"<Invoice />", b"<Order/>"])
    False
    """
    stated = [found for found in map(read_xml, contents) if isinstance(found, EInvoice)]
    return len(set(map(_identity, stated))) > 1


def _gather(contents, place, found, problems, inside=False) -> None:
    """Add the invoices of some XML files, and what is wrong with the others."""
    for name, content in contents:
        invoice = read_xml(content)
        if isinstance(invoice, EInvoice):
            found.append((place, invoice))
        elif not (inside and invoice == "syntax"):  # other data may lie in a PDF
            problems.append((invoice, name))


def _settled(files, found, problems, text) -> Reading:
    """Return the reading: the fullest invoice, if all of them are one and the same."""
    if len({_identity(invoice) for _place, invoice in found}) > 1:
        problems.append(("many", files[found[-1][0]].name))
        found = []
    if found:  # one XML that can be read is enough: another that is none does no harm
        problems = [p for p in problems if p[0] not in ("syntax", "old", "archive")]
    problem, name = _gravest(problems)
    if not found:
        return Reading(None, NONE if text is None else PDF, "", text, problem, name)
    place, invoice = max(found, key=lambda pair: _fullness(pair[1]))
    coverage = structured(invoice)
    return Reading(
        invoice, invoice.syntax.lower(), coverage, text, problem, name, place
    )


def _gravest(problems) -> tuple[str, str]:
    stated = [pair for pair in problems if pair[0]]
    return min(stated, key=lambda pair: PROBLEMS.index(pair[0]), default=("", ""))


def _identity(invoice: EInvoice) -> tuple:
    total = number(invoice.totals.get("total"))
    return invoice.number, invoice.issue, invoice.currency, total and total.normalize()


def _fullness(invoice: EInvoice) -> tuple:
    return structured(invoice) == FULL, len(invoice.lines)
