# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small PDF files of plain lines, as suppliers send them."""

import io

from reportlab.pdfgen.canvas import Canvas


def pdf(*lines):
    """A PDF of one page: each line a text, or (label, value) with a wide gap between."""
    out = io.BytesIO()
    page = Canvas(out)
    page.rect(50, 60, 10, 10)
    for number, line in enumerate(lines):
        label, value = (line, "") if isinstance(line, str) else line
        page.drawString(50, 780 - 16 * number, label)
        page.drawString(380, 780 - 16 * number, value)
    page.showPage()
    page.save()
    return out.getvalue()


def bill(number="F-2026-0417", untaxed="1 000,00", tax="200,00", total="1 200,00", *more):
    """A bill of Papeterie Lenoir with tax at 20 %."""
    return pdf(
        "Papeterie Lenoir SARL", "14 rue des Fabriques", "45000 Orléans", "N° TVA FR40303265045",
        "FACTURE", ("Facture n°", number), ("Date de facture", "14/09/2026"),
        ("Date d'échéance", "14/10/2026"), ("Total HT", f"{untaxed} €"),
        ("TVA 20 %", f"{tax} €"), ("Total TTC", f"{total} €"), *more,
    )  # fmt: skip
