# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small PDF files of plain lines, as suppliers send them."""

import io

from reportlab.pdfgen.canvas import Canvas

COLUMNS = {1: (50,), 2: (50, 380), 4: (50, 240, 300, 380)}


def pdf(*lines):
    """A PDF of one page: each line a text, or (label, value) with a wide gap between, or the
    four cells of a table."""
    return pages(lines)


def pages(*each):
    """A PDF of some pages, each of such lines."""
    out = io.BytesIO()
    page = Canvas(out)
    for lines in each:
        page.rect(50, 60, 10, 10)
        for number, line in enumerate(lines):
            cells = (line,) if isinstance(line, str) else line
            for place, cell in zip(COLUMNS[len(cells)], cells, strict=True):
                page.drawString(place, 780 - 16 * number, cell)
        page.showPage()
    page.save()
    return out.getvalue()


def lines(number="F-2026-0417", untaxed="1 000,00", tax="200,00", total="1 200,00", *more):
    """The page of a bill of Papeterie Lenoir with tax at 20 %."""
    return (
        "Papeterie Lenoir SARL", "14 rue des Fabriques", "45000 Orléans", "N° TVA FR40303265045",
        "FACTURE", ("Facture n°", number), ("Date de facture", "14/09/2026"),
        ("Date d'échéance", "14/10/2026"), ("Total HT", f"{untaxed} €"),
        ("TVA 20 %", f"{tax} €"), ("Total TTC", f"{total} €"), *more,
    )  # fmt: skip


def bill(*values, **named):
    """A bill of one page."""
    return pages(lines(*values, **named))
