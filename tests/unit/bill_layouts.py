# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills in layouts that differ from each other, each a page of text with what is printed on it.

A file of `bill_layouts/`: lines `field: value`, a line `---`, then the page as it looks, each
sign 5.4 points wide; a line `=====` begins another page. Columns are parted by two blanks or
more; figures end where they end in the text, so that they stand below each other.
"""

import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas

FOLDER = Path(__file__).with_name("bill_layouts")
SIGN, LINE, LEFT, TOP = 4.9, 12.5, 36, 800
SIZE, FONT = 8, "Helvetica"
_PART = re.compile(r"\S+(?: \S+)*")
AMOUNTS = ("untaxed", "tax", "total", "payable")
DAYS = ("date", "due")


class Layout(NamedTuple):
    """A bill: its name, what is printed, and its pages as lines of text."""

    name: str
    truth: dict
    pages: list


def layouts() -> list[Layout]:
    """Return the bills of the folder, in the order of their names."""
    return [_layout(path) for path in sorted(FOLDER.glob("*.txt"))]


def _layout(path: Path) -> Layout:
    head, _line, body = path.read_text(encoding="utf-8").partition("---\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    truth = {name: _value(name, text) for name, text in said.items()}
    return Layout(path.stem, truth, [page.splitlines() for page in body.split("=====\n")])


def _value(name: str, text: str):
    if name in AMOUNTS:
        return Decimal(text)
    return date.fromisoformat(text) if name in DAYS else text


def pdf_of(layout: Layout) -> bytes:
    """Return the bill as a PDF."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    for lines in layout.pages:
        page.setFont(FONT, SIZE)
        for number, line in enumerate(lines):
            for part in _PART.finditer(line):
                _draw(page, part, TOP - LINE * number)
        page.showPage()
    page.save()
    return out.getvalue()


def _draw(page, part, at: float) -> None:
    text, figures = part.group(), sum(map(str.isdigit, part.group()))
    if figures >= 0.5 * len(text.replace(" ", "")) and part.start():
        page.drawRightString(LEFT + SIGN * part.end(), at, text)
        return
    wide = stringWidth(text, FONT, SIZE)
    room = SIGN * (part.end() - part.start() + 1)
    page.setFont(FONT, SIZE if wide < room else SIZE * room / wide)
    page.drawString(LEFT + SIGN * part.start(), at, text)
    page.setFont(FONT, SIZE)
