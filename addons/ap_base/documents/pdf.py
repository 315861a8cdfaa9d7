# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document as PDF, by ReportLab: installs wherever Odoo does, needs no program.

The font is embedded: accents, €, narrow spaces, Greek and Cyrillic names are shown.
"""

import io
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Flowing

from . import layout
from .document import Document, Figures, Paragraph, Section, Table

FONTS = Path(__file__).resolve().parent / "fonts"
PLAIN, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
MARGIN, FOOT = 15 * mm, 18 * mm
SIZE, PAD = 7.5, 3
INK, RULE, STRIPE, GREY = map(HexColor, ("#1F3A5F", "#B8C4D2", "#F3F6F9", "#666666"))
NEEDED = 50 * mm  # a heading with less room below it goes to the next page
UPRIGHT, WIDE = "upright", "wide"
SHEETS = {UPRIGHT: A4, WIDE: landscape(A4)}


def to_pdf(document: Document) -> bytes:
    """Return the PDF: A4, upright or wide as each section needs, pages numbered."""
    _fonts()
    buffer = io.BytesIO()
    sections = [section for section in document.sections if section.in_pdf]
    first = _sheet(sections[0]) if sections else UPRIGHT
    template = BaseDocTemplate(
        buffer, title=document.title, author=document.company, subject=document.subtitle,
        lang=document.language.code, pageTemplates=[_page(name) for name in _order(first)],
    )  # fmt: skip
    story = _opening(document)
    now = first
    for section in sections:
        # Wide stays wide: paper is not turned to and fro.
        sheet = WIDE if now == WIDE else _sheet(section)
        if sheet != now:
            story += [NextPageTemplate(sheet), PageBreak()]
            now = sheet
        story += _section(section, document, _room(sheet))
    template.build(story, canvasmaker=_numbered(document))
    return buffer.getvalue()


@cache
def _fonts() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


@cache
def _style(name: str) -> ParagraphStyle:
    own = {
        "title": {"fontName": BOLD, "fontSize": 18, "leading": 23, "textColor": INK},
        "subtitle": {"fontSize": 11, "leading": 15, "textColor": GREY, "spaceAfter": 8},
        "section": {
            "fontName": BOLD, "fontSize": 12.5, "leading": 16, "textColor": INK,
            "spaceBefore": 14, "spaceAfter": 5,
        },
        "table": {"fontName": BOLD, "fontSize": 9, "leading": 12, "spaceBefore": 7, "spaceAfter": 3},
        "plain": {"spaceAfter": 5},
        "note": {"fontSize": 7.5, "leading": 9.5, "textColor": GREY, "spaceAfter": 4},
        "warning": {
            "textColor": HexColor("#8A0F1E"), "borderColor": HexColor("#D98C95"),
            "borderWidth": 0.6, "borderPadding": 5, "backColor": HexColor("#FCF1F2"),
            "spaceBefore": 8, "spaceAfter": 12, "leftIndent": 6, "rightIndent": 6,
        },
        "cell": {"fontSize": SIZE, "leading": SIZE + 1.7},
        "head": {"fontName": BOLD, "fontSize": SIZE, "leading": SIZE + 1.7, "textColor": white},
    }  # fmt: skip
    own["head_right"] = {**own["head"], "alignment": TA_RIGHT}
    own["cell_right"] = {**own["cell"], "alignment": TA_RIGHT}
    base = {"fontName": PLAIN, "fontSize": 9, "leading": 12}
    return ParagraphStyle(name, **{**base, **own[name]})


@lru_cache(maxsize=20000)
def _measured(text: str, font: str) -> float:
    """Width of a text in a table, in points, its widest line."""
    return max(pdfmetrics.stringWidth(line, font, SIZE) for line in text.split("\n"))


def _flowing(text: str, style: str) -> Flowing:
    return Flowing(escape(text).replace("\n", "<br/>"), _style(style))


def _order(first: str) -> list[str]:
    return sorted(SHEETS, key=lambda name: name != first)


def _room(sheet: str) -> float:
    return SHEETS[sheet][0] - 2 * MARGIN


def _page(name: str) -> PageTemplate:
    width, height = SHEETS[name]
    frame = Frame(
        MARGIN, FOOT, width - 2 * MARGIN, height - MARGIN - FOOT,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate(id=name, frames=[frame], pagesize=(width, height))


def _sheet(section: Section) -> str:
    """Wide when a table has no room on an upright page."""
    upright = _room(UPRIGHT)
    wide = any(layout.is_wide(_shown(table), upright, _measured, _look()) for table in section.tables)
    return WIDE if wide else UPRIGHT


def _look() -> layout.Look:
    return layout.Look(PLAIN, BOLD, 2 * PAD)


def _opening(document: Document) -> list:
    day = document.date.strftime(document.language.day)
    beside = " · ".join(filter(None, (document.company, document.subtitle or day)))
    return [_flowing(document.title, "title"), _flowing(beside, "subtitle")]


def _section(section: Section, document: Document, room: float) -> list:
    story = []
    if section.title != document.title:
        story = [CondPageBreak(NEEDED), _flowing(section.title, "section")]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            story.append(_flowing(block.text, block.style))
        elif isinstance(block, Figures):
            story += [_figures(block, document, room), Spacer(0, 6)]
        else:
            if block.title:
                story += [CondPageBreak(NEEDED), _flowing(block.title, "table")]
            story += [_table(block, document, room), Spacer(0, 6)]
    return story


def _figures(block: Figures, document: Document, room: float) -> LongTable:
    """Names at the left, values beside them."""
    language, rows = document.language, []
    for label, value in block.rows:
        text = layout.free(value, language, block.digits)
        rows.append([_flowing(label, "cell"), _flowing(text, "cell")])
    label_room = min(room * 0.4, 62 * mm)
    table = LongTable(rows, colWidths=[label_room, room - label_room])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LEFTPADDING", (0, 0), (-1, -1), PAD),
            ]
        )
    )
    return table


def _shown(table: Table) -> layout.Shown:
    return layout.shown(table)


def _table(table: Table, document: Document, room: float) -> LongTable:
    """Heading repeated on each page, texts wrapped, figures at the right."""
    shown, language = _shown(table), document.language
    widths = layout.widths(shown, room, _measured, _look(), language)
    inner = [
        width - 2 * PAD - (layout.AFTER_FIGURES if layout.after_figures(shown, place) else 0)
        for place, width in enumerate(widths)
    ]
    cells = [
        [
            _flowing(column.title, "head_right" if column.is_figure else "head")
            for column in shown.columns
        ]
    ]
    for row in shown.rows:
        cells.append(
            [
                _fitting(language.shown(value, column), column, width)
                for value, column, width in zip(row, shown.columns, inner, strict=True)
            ]
        )
    marks = _marks(shown)
    if shown.left_out:
        text = language.left_out % {"count": language.number(shown.left_out, 0)}
        cells.append([text, *[""] * (len(widths) - 1)])
        place = len(cells) - 1
        marks += [("SPAN", (0, place), (-1, place)), ("TEXTCOLOR", (0, place), (-1, place), GREY)]
    if shown.totals and table.rows:
        cells.append(_total_row(shown, language))
        marks += [
            ("FONTNAME", (0, -1), (-1, -1), BOLD),
            ("LINEABOVE", (0, -1), (-1, -1), 0.8, INK),
        ]
    flowable = LongTable(cells, colWidths=widths, repeatRows=1)
    flowable.setStyle(TableStyle(marks))
    return flowable


def _fitting(text: str, column, width: float):
    """A text as it is where it fits, else in as many lines as it takes."""
    if "\n" not in text and _measured(text, PLAIN) <= width:
        return text
    return _flowing(text, "cell_right" if column.is_figure else "cell")


def _total_row(shown: layout.Shown, language) -> list:
    row = [
        language.shown(shown.totals[place], column) if place in shown.totals else ""
        for place, column in enumerate(shown.columns)
    ]
    row[0] = row[0] or language.total
    return row


def _marks(shown: layout.Shown) -> list:
    marks = [
        ("FONTNAME", (0, 0), (-1, -1), PLAIN),
        ("FONTSIZE", (0, 0), (-1, -1), SIZE),
        ("LEADING", (0, 0), (-1, -1), SIZE + 1.7),
        ("BACKGROUND", (0, 0), (-1, 0), INK),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, STRIPE]),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    for place, column in enumerate(shown.columns):
        if column.is_figure:
            marks.append(("ALIGN", (place, 1), (place, -1), "RIGHT"))
        elif layout.after_figures(shown, place):
            left = PAD + layout.AFTER_FIGURES
            marks.append(("LEFTPADDING", (place, 0), (place, -1), left))
    return marks


def _numbered(document: Document):
    """A canvas that knows at the end how many pages there are."""

    class Numbered(Canvas):
        def __init__(self, *args, **values):
            super().__init__(*args, **values)
            self.kept = []

        def showPage(self):
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self):
            for state in self.kept:
                self.__dict__.update(state)
                _foot(self, document, len(self.kept))
                super().showPage()
            return super().save()

    return Numbered


def _foot(canvas: Canvas, document: Document, pages: int) -> None:
    width = canvas._pagesize[0]
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    canvas.line(MARGIN, FOOT - 3 * mm, width - MARGIN, FOOT - 3 * mm)
    canvas.setFont(PLAIN, 7)
    canvas.setFillColor(GREY)
    left = " · ".join(filter(None, (document.company, document.title, document.subtitle)))
    canvas.drawString(MARGIN, FOOT - 7 * mm, left[:150])
    number = document.language.page % {"page": canvas._pageNumber, "pages": pages}
    canvas.drawRightString(width - MARGIN, FOOT - 7 * mm, number)
