# SPDX-License-Identifier: AGPL-3.0-or-later
"""XML of e-invoices: its texts by path. `parse` is the one that does no harm."""

from __future__ import annotations

from odoo.addons.ap_base.readers.xml_file import parse

from .einvoice_numbers import iso

__all__ = ("day", "first", "joined", "nodes", "parse", "schemed", "text", "texts")
PREFIXES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


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
