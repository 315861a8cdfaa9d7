# SPDX-License-Identifier: AGPL-3.0-or-later
"""The glossary is kept: wrong terms and wrong typography are refused."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
ROOMS = sorted(path.parent.parent for path in ROOT.glob("addons/*/i18n/fr.po"))
FRENCH, ENGLISH = "## French that we do not write", "## English that we do not write"
NO_BREAK, NARROW = "\u00a0", "\u202f"
# What is no text: placeholders, entities, tags, addresses.
PROTECTED = re.compile(
    r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%%|&#?\w+;|<[^>]*>|\{\{.*?\}\}|\{[^{}]*\}|https?://\S+"
)
TYPOGRAPHY = {
    "an ordinary space before a high sign": r"[ \u00a0][;!?](?=\s|$)| :(?=\s|$)",
    "no space before a high sign": r"[\w)\]»%…”\ufffc][;!?:](?=\s|$)",
    "an ordinary space inside quotation marks": r"« | »|«[^\u00a0]|[^\u00a0]»",
    "an ordinary space before %": r"\d %",
    "a currency that comes first": r"[$€] ?\d",
}


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


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_english_keeps_the_glossary(room):
    entries = _catalogue(room / "i18n" / f"{room.name}.pot")
    texts = [(entry.msgid, entry.msgid) for entry in entries]
    assert _wrong(texts, _rules(ENGLISH)) == []


@pytest.mark.parametrize("fault", TYPOGRAPHY)
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_french_typography(room, fault):
    """A no-break space before the colon and inside quotation marks, a narrow one before
    ; ! ? and %, the currency behind its amount."""
    wrong = [
        entry.msgstr
        for entry in _catalogue(room / "i18n" / "fr.po")
        if re.search(TYPOGRAPHY[fault], PROTECTED.sub("\ufffc", entry.msgstr))
    ]
    assert wrong == []
