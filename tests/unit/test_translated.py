# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each text of a screen or of code has its French, at its place.

Odoo takes the French of a view only where fr.po names that view, so that a text used once
more stays English although it is translated. `./ap i18n` finds that in minutes, this at once.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(path.parent.parent for path in ROOT.glob("addons/*/i18n/fr.po"))
SHOWN = ("string", "help", "confirm", "placeholder", "title", "sum", "avg", "add-label")
WORD = re.compile(r"[A-Za-z]{2}")


def _plain(text):
    return re.sub(r"\s+", " ", text or "").strip()


@cache
def _french(room):
    """Return {place: English texts that have French there}; code is one place."""
    import polib  # comes with Odoo; only these tests need it

    places = {}
    for entry in polib.pofile(str(room / "i18n" / "fr.po")):
        if entry.obsolete or not entry.msgstr:
            continue
        for place, _line in entry.occurrences:
            key = "code" if place.startswith("code:") else place
            places.setdefault(key, set()).add(_plain(entry.msgid))
    return places


def _texts(arch):
    """Return the texts that a view shows, spaces made single."""
    texts = set()
    for node in arch.iter(etree.Element):
        texts.update(_plain(node.get(name)) for name in SHOWN)
        if node.tag == "attribute" and node.get("name") not in SHOWN:
            continue
        texts.add(_plain(node.text))
        texts.update(_plain(child.tail) for child in node.iterchildren())
    return {text for text in texts if WORD.search(text)}


def _views(room):
    """Return (external id, texts) of the views of an add-on."""
    for path in sorted(room.glob("*/*.xml")):
        for record in etree.parse(str(path)).iter("record"):
            if record.get("model") == "ir.ui.view":
                name = record.get("id")
                full = name if "." in name else f"{room.name}.{name}"
                for arch in record.xpath("field[@name='arch']"):
                    yield full, _texts(arch)


def _code(room):
    """Return (path, text) of each text that code has translated."""
    for path in sorted(room.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                text = node.args[0]
                if name in ("_", "_lt") and isinstance(text, ast.Constant):
                    yield path.relative_to(ROOT), _plain(text.value)


def _missing(shown, known):
    """Return the texts that are neither known nor within a known text with tags."""
    whole = "\n".join(known)
    return sorted(text for text in shown if text not in known and text not in whole)


def test_what_is_missing():
    arch = etree.fromstring("<form><p string='One'>Two <b>three</b> four</p>{}</form>")
    assert _texts(arch) == {"One", "Two", "three", "four"}
    assert _missing({"One", "three", "Five"}, {"One", "Two <b>three</b> four"}) == [
        "Five"
    ]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_views_are_translated_at_their_place(room):
    places = _french(room)
    lacking = {
        name: _missing(
            texts, places.get(f"model_terms:ir.ui.view,arch_db:{name}", set())
        )
        for name, texts in _views(room)
    }
    assert {name: texts for name, texts in lacking.items() if texts} == {}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_code_is_translated(room):
    known = _french(room).get("code", set())
    assert [(str(path), text) for path, text in _code(room) if text not in known] == []
