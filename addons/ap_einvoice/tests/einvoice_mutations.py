# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-invoices made wrong at random, the same ones at each run. No Odoo here."""

import random

from lxml import etree

FIGURES = (
    "", "0", "-1", "100,00", "1.000,00", "1e3", "NaN", "Infinity", "1_000", "١٠٠", "12.345",
    "9" * 12 + ".99", "9" * 20, "99999.999999999999", " 7 ", "+5", "7.", ".7", "0x10", "100.00 EUR",
    "None", "−5",
)  # fmt: skip
DAYS = ("", "20260230", "2026-02-30", "31/12/2026", "0206-01-01", "99999999", "2026-13-01",
        "20261105T10:00", "today")  # fmt: skip
WORDS = ("", "x" * 3000, "'; DROP TABLE account_move; --", "\u202e\u0301", "%(name)s %s {0}",
         "<b>bold</b>", "\U0001f600", "  ")  # fmt: skip
CODES = ("", "381", "380", "999", "XXQ", "eur", "AE", "S", "GROUP", "true", "0088")
LISTS = (FIGURES, DAYS, WORDS, CODES)


def mutated(content: bytes, seed: int) -> bytes:
    """The document with one to four random changes; the same for the same seed."""
    chance = random.Random(seed)
    root = etree.fromstring(content)
    for _turn in range(chance.randint(1, 4)):
        nodes = [node for node in root.iter() if isinstance(node.tag, str) and node is not root]
        if nodes:
            chance.choice(CHANGES)(chance, chance.choice(nodes), nodes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _retyped(chance, node, _nodes):
    """Another text, of the kind of the old one or of any."""
    if len(node):
        return
    old = node.text or ""
    kind = FIGURES if old[:1].isdigit() and "." in old else chance.choice(LISTS)
    node.text = chance.choice(kind)


def _removed(_chance, node, _nodes):
    node.getparent().remove(node)


def _doubled(chance, node, _nodes):
    copy = etree.fromstring(etree.tostring(node))
    node.addnext(copy)
    for leaf in copy.iter():
        if not len(leaf) and chance.random() < 0.3:
            _retyped(chance, leaf, ())


def _swapped(chance, node, nodes):
    other = chance.choice(nodes)
    if not len(node) and not len(other):
        node.text, other.text = other.text, node.text


def _emptied(_chance, node, _nodes):
    for child in list(node):
        node.remove(child)
    node.text = None


def _relabelled(chance, node, _nodes):
    for name in list(node.attrib):
        node.set(name, chance.choice(CODES))


def _added(chance, node, _nodes):
    """A figure that is a cent, or a unit, off."""
    try:
        value = float(node.text or "")
    except ValueError:
        return
    node.text = f"{value + chance.choice((0.01, -0.01, 1, -1, 100)):.2f}"


CHANGES = (_retyped, _retyped, _added, _added, _removed, _doubled, _swapped, _emptied, _relabelled)
