# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists end on the screen: 1440 pixels are what a desk has, and the button is last."""

from functools import cache
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
SCREEN, PANEL = 1440, 220
# What Odoo adds: the box that selects a row, the padding of a cell, the last column with
# the icon of the optional columns or of a button. A column without a width shrinks to 80.
SELECTOR, PADDING, ICON, LEAST = 40, 16, 40, 80
LETTER, FRAME = 8, 24


@cache
def _views():
    """Return (id, model, root of the arch) of each view below addons."""
    views = []
    for path in sorted(ROOT.glob("addons/*/*/*.xml")):
        for record in etree.parse(str(path)).iter("record"):
            if record.get("model") != "ir.ui.view":
                continue
            model = "".join(record.xpath("field[@name='model']/text()"))
            for arch in record.xpath("field[@name='arch']/*[1]"):
                views.append((record.get("id"), model, arch))
    return views


def _needs(arch):
    """Return the pixels that a list needs for all the columns it shows at first."""
    total, last = SELECTOR, ICON
    for column in arch:
        if column.tag == "button":
            text = column.get("string") or ""
            last = max(last, len(text) * LETTER + FRAME if text else ICON)
        elif column.tag == "field" and _shown(column):
            total += (
                int((column.get("width") or f"{LEAST}px").removesuffix("px")) + PADDING
            )
    return total + last


def _shown(column):
    hidden = (
        column.get("column_invisible") in ("1", "True")
        or column.get("optional") == "hide"
    )
    return not hidden


def _lists():
    return [view for view in _views() if view[2].tag in ("list", "tree")]


@pytest.mark.parametrize("view", _lists(), ids=lambda view: view[0])
def test_a_list_ends_on_the_screen(view):
    _name, model, arch = view
    panels = {
        of for _id, of, root in _views() if root.xpath("self::search/searchpanel")
    }
    assert _needs(arch) <= SCREEN - (PANEL if model in panels else 0)


def test_what_a_list_needs():
    for text, pixels in (
        ("<field name='a' width='100px'/>", 40 + 116 + 40),
        ("<field name='a'/><button string='Post'/>", 40 + 96 + 56),
        ("<field name='a' optional='hide'/><field name='b' column_invisible='1'/>", 80),
    ):
        assert _needs(etree.fromstring(f"<list>{text}</list>")) == pixels
    assert len(_lists()) > 50


def test_the_lines_of_a_comparison_are_read_beside_their_pdf():
    """At 1440 px the PDF leaves the sheet 874 px: the column without a width keeps its
    heading, and amounts of five figures are whole."""
    [form] = [arch for name, _model, arch in _views() if name == "ap_match_view_form"]
    lines = next(form.iter("list"))
    fields = [one for one in lines if one.tag == "field" and _shown(one)]
    fixed = sum(int(one.get("width").removesuffix("px")) for one in fields if one.get("width"))
    [free] = [one for one in fields if not one.get("width")]
    room = 874 - fixed - PADDING * len(fields) - ICON
    assert len(free.get("string")) * LETTER <= room
    figures = {one.get("name"): int((one.get("width") or "0px")[:-2]) for one in fields}
    assert min(figures[name] for name in ("order_quantity", "ordered", "received")) >= 66
