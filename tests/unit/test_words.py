# SPDX-License-Identifier: AGPL-3.0-or-later
"""The glossary is kept: wrong terms and wrong typography are refused."""

import doctest
import re
from functools import cache
from pathlib import Path

import pytest

from runtime import french
from runtime.french import typeset

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
ROOMS = sorted(path.parent.parent for path in ROOT.glob("addons/*/i18n/fr.po"))
PAGES = sorted((ROOT / "docs" / "fr").glob("*.md"))
FRENCH, ENGLISH = "## French that we do not write", "## English that we do not write"
CURRENCY_FIRST = re.compile(r"[$€] ?\d")


def _rules(heading):
    """Return (pattern, right words, exceptions) of the table below a heading."""
    text = GLOSSARY.read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    rules = []
    for row in rows:
        code = re.findall(r"`([^`]+)`", row)
        right = row[2:].split("` |", 1)[1].split(" |")[0].strip()
        rules.append((code[0], right, code[1] if len(code) > 1 else None))
    return rules


@cache
def _catalogue(path):
    import polib  # comes with Odoo; only these tests need it

    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def _wrong(texts, rules):
    """Return what breaks the rules: text, and what to write instead.

    >>> _wrong([("Number", "Nombre")], [("^Nombre$", "numéro", None)])
    ['“Nombre” (Number): write numéro']
    """
    return [
        f"“{shown}” ({source}): write {right}"
        for source, shown in texts
        for pattern, right, unless in rules
        if re.search(pattern, shown) and not (unless and re.search(unless, source))
    ]


def test_the_tables_are_read():
    for heading in (FRENCH, ENGLISH):
        rules = _rules(heading)
        assert len(rules) > 5
        assert all(right for _pattern, right, _unless in rules)
        assert [re.compile(pattern) for pattern, _right, _unless in rules]


def test_wrong_words_are_seen():
    """What a stranger found on the screens, and must never come back."""
    seen = {
        "Nombre", "Régler le prix", "Supporté", "Demande quelqu'un", "Faite par",
        "La parole d'une personne", "Dit par nous", "Provisions par axe", "à provisionner",
        "Rien n'a encore été dit d'aucune facture", "Facture rapprochée : prix",
        "Indices de TVA", "Chiffres de la loi", "Limites d'acceptation", "Prendre",
        "Facture créditée", "Reprendre", "Ce qu'elle dit", "Ce qui a été trouvé",
        "Regarder", "Facturé en", "Attend", "Les miennes ou sans personne", "1 ligne(s)",
        "soldes à apurer et néant", "Cycle de vie", "Deux personnes", "$ 11,13",
    }  # fmt: skip
    rules = _rules(FRENCH)
    assert [text for text in seen if not _wrong([("", text)], rules)] == []
    right = ("Numéro", "Prendre en charge", "Un avoir à recevoir", "approvisionnement")
    assert _wrong([("", text) for text in right], rules) == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_french_keeps_the_glossary(room):
    entries = _catalogue(room / "i18n" / "fr.po")
    texts = [(entry.msgid, entry.msgstr) for entry in entries]
    assert _wrong(texts, _rules(FRENCH)) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_french_pages_keep_the_glossary(path):
    """Pages name buttons and menus: they bear the words of the screens."""
    rules = [rule for rule in _rules(FRENCH) if not rule[0].startswith("^")]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert _wrong([("", line) for line in lines], rules) == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_english_keeps_the_glossary(room):
    entries = _catalogue(room / "i18n" / f"{room.name}.pot")
    texts = [(entry.msgid, entry.msgid) for entry in entries]
    assert _wrong(texts, _rules(ENGLISH)) == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_french_typography(room):
    """`./ap i18n` sets the spaces; the currency stands behind its amount."""
    texts = [entry.msgstr for entry in _catalogue(room / "i18n" / "fr.po")]
    assert [text for text in texts if typeset(text) != text] == []
    assert [text for text in texts if CURRENCY_FIRST.search(text)] == []


def test_the_typography_keeps_what_is_no_text():
    assert doctest.testmod(french).failed == 0
    for text in (
        "<t t-if=\"a ? b : c\">x</t>", "{{ ctx.get('a') or 'b' }}", "10:30", "&nbsp;;",
        "style='width: 100%;'",
    ):  # fmt: skip
        assert typeset(text).replace(french.NARROW, "").replace(french.WIDE, "") == text
