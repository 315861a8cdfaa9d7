# SPDX-License-Identifier: AGPL-3.0-or-later
"""XML of e-invoices, parsed without harm, and its texts by path.

A document type is refused before parsing, entities are not resolved, nothing is fetched.
"""

from __future__ import annotations

from lxml import etree

from .einvoice_numbers import iso

PREFIXES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
DOCTYPES = (b"<!DOCTYPE", b"<\0!\0D\0O", b"\0<\0!\0D\0O")  # UTF-8, UTF-16 both ways


def parse(content: bytes):
    """Return the root of an XML file, or why there is none: doctype, xml."""
    if any(sign in content.upper() for sign in DOCTYPES):
        return "doctype"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return "xml"
    if root.getroottree().docinfo.doctype:  # written in some other encoding
        return "doctype"
    return root


def nodes(node, path: str) -> list:
    """Return the elements (or attributes) at that path; none without a node."""
    return node.xpath(path, namespaces=PREFIXES) if node is not None else []


def first(node, path: str):
    """Return the first element at that path, None if there is none."""
    return next(iter(nodes(node, path)), None)


def text(node, path: str) -> str:
    """Return the first text (or attribute) at that path, "" if there is none."""
    found = first(node, path)
    if found is None:
        return ""
    stated = found if isinstance(found, str) else "".join(found.itertext())
    return stated.strip()


def texts(node, path: str) -> tuple[str, ...]:
    """Return the texts of all elements at that path."""
    return tuple("".join(found.itertext()).strip() for found in nodes(node, path))


def joined(node, path: str, names: tuple[str, ...]) -> str:
    """Return the parts of an address in one line."""
    return " ".join(filter(None, (text(node, path + name) for name in names)))


def schemed(node, path: str) -> tuple[tuple[str, str], ...]:
    """Return (scheme, identifier) of each element at that path."""
    found = nodes(node, path)
    return tuple(
        (item.get("schemeID", ""), (item.text or "").strip()) for item in found
    )


def day(node, path: str) -> str:
    """Return the day at that path as an ISO text, or what is written there."""
    return iso(text(node, path))
