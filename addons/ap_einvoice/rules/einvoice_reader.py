# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structured invoice, CII (Factur-X) or UBL, read into one value as it is written."""

from __future__ import annotations

import base64
import binascii

from lxml import etree

from .einvoice import EInvoice
from .einvoice_cii import read_cii
from .einvoice_ubl import UBL_ROOTS, read_ubl
from .einvoice_xml import nodes, parse, text

NAMESPACES = (
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice",
    "urn:oasis:names:specification:ubl:schema:xsd:",
)
MOST_INSIDE = 10 * 1024 * 1024
INSIDE = (
    ("//ram:AdditionalReferencedDocument", "ram:AttachmentBinaryObject", "ram:IssuerAssignedID"),
    ("/*/cac:AdditionalDocumentReference",
     "cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "cbc:ID"),
)  # fmt: skip
EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "image/jpeg": ".jpeg",
    "image/png": ".png",
    "text/csv": ".csv",
}


def read(content: bytes) -> EInvoice | str:
    """Return the invoice, or why it is none: doctype, xml, syntax.

    >>> read(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), read(b"<x>"), read(b"<x/>")
    ('doctype', 'xml', 'syntax')
    """
    root = parse(content)
    return root if isinstance(root, str) else read_tree(root)


def read_tree(root) -> EInvoice | str:
    """Return the invoice of a parsed file, "syntax" if it is none.

    >>> read(b"<Invoice xmlns='urn:other'/>"), read(b"<Invoice><Total>5</Total></Invoice>")
    ('syntax', 'syntax')
    """
    name = etree.QName(root)
    if name.namespace and not name.namespace.startswith(NAMESPACES):
        return "syntax"
    if name.localname == "CrossIndustryInvoice":
        found = read_cii(root)
    elif name.localname in UBL_ROOTS:
        found = read_ubl(root)
    else:
        return "syntax"
    stated = found.number or found.seller.name or any(found.totals.values()) or found.lines
    return found if stated or name.namespace else "syntax"


def files_inside(root) -> list[tuple[str, str, bytes]]:
    """Return (name, type, content) of the documents that an e-invoice carries (BT-125).

    Those of other types, too large ones and those that cannot be decoded are left out:
    the e-invoice itself holds them.
    """
    found = []
    for path, content_path, name_path in INSIDE:
        for node in nodes(root, path):
            content = next(iter(nodes(node, content_path)), None)
            if content is None or content.get("mimeCode") not in EXTENSIONS:
                continue
            data = _decoded(content.text or "")
            if data:
                kind = content.get("mimeCode")
                name = _file_name(content.get("filename") or text(node, name_path))
                found.append((name + EXTENSIONS[kind], kind, data))
    return found


def _decoded(content: str) -> bytes:
    if len(content) > MOST_INSIDE * 4 // 3:
        return b""
    plain = "".join(content.split())
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _file_name(name: str) -> str:
    """Return the name without folders and without its last extension."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, _dot, end = plain.rpartition(".")
    return (stem if stem and len(end) <= 5 else plain)[:100] or "document"
