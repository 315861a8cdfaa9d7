# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills on paper, drawn as their suppliers would, and captured as the desk captures them."""

import base64
import random
from datetime import timedelta
from io import BytesIO

import pypdfium2
from PIL import ImageDraw
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ..story import captured as story
from ..story.captured import BAND, CAPTURED, ENGLISH, LETTER, Stranger
from ..story.numbers import french_vat, siren
from ..story.papers import Party
from .papers import party_of

WIDTH, HEIGHT = A4
LEFT, MIDDLE, RIGHT = 50, 330, 545
DPI = 200
SPECKS = 400  # dust on the glass of the scanner
FRENCH_WORDS = {
    "title": "FACTURE", "number": "Facture n°", "day": "Date de facture", "due": "Échéance",
    "item": "Désignation", "quantity": "Quantité", "price": "P.U. HT", "amount": "Montant HT",
    "untaxed": "Total HT", "vat": "TVA {rate:f} %", "total": "Total TTC", "client": "Client",
}  # fmt: skip
ENGLISH_WORDS = {
    "title": "INVOICE", "number": "Invoice number", "day": "Invoice date", "due": "Due date",
    "item": "Description", "quantity": "Quantity", "price": "Unit price", "amount": "Amount",
    "untaxed": "Subtotal", "vat": "VAT {rate:f}% (reverse charge)", "total": "Total due",
    "client": "Bill to",
}  # fmt: skip


def capture(env, book):
    """The apprentice drops the files; the scans are read where the server can."""
    captures = env["ap.capture"].with_user(book.people["apprentice"])
    for bill in CAPTURED:
        content = base64.b64encode(file_of(book, bill)).decode()
        captures.read_file(bill.name, content, book.company.id)
    engine = captures.sudo()._engine()
    scans = captures.sudo().search([("company_id", "=", book.company.id), ("kind", "=", "scan")])
    days = {bill.name: bill.day.on(book.last) for bill in CAPTURED}
    for scan in scans:
        if engine:
            scan._read_scan(engine)
        # The apprentice has typed the day; the number waits.
        scan.move_id.with_env(captures.env).invoice_date = days[scan.name]


def file_of(book, bill) -> bytes:
    """The file of a bill of the story: the same bytes every time."""
    page = drawn(bill, seller_of(book, bill.supplier), party_of(book.company.partner_id), book.last)
    return page if bill.scan is None else scanned(page, bill.scan)


def seller_of(book, supplier) -> Party:
    """Who sells: of a card, or a stranger."""
    if not isinstance(supplier, Stranger):
        return party_of(book.suppliers[supplier])
    number = siren(supplier.number) if supplier.number else ""
    vat = supplier.vat or french_vat(number)
    return Party(supplier.name, supplier.street, supplier.zip, supplier.city, number, vat)


def drawn(bill: story.Captured, seller: Party, buyer: Party, last) -> bytes:
    """One page with a text layer."""
    target = BytesIO()
    page = Canvas(target, pagesize=A4, invariant=1)
    words = ENGLISH_WORDS if bill.layout == ENGLISH else FRENCH_WORDS
    issued = bill.day.on(last)
    _head(page, bill, seller, words)
    shown = "{:%d %B %Y}" if bill.layout == ENGLISH else "{:%d/%m/%Y}"
    pairs = [
        (words["number"], bill.number), (words["day"], shown.format(issued)),
        (words["due"], shown.format(issued + timedelta(days=30))),
    ]  # fmt: skip
    for place, (label, value) in enumerate(pairs):
        _text(page, MIDDLE, 700 - 16 * place, f"{label} : {value}" if bill.layout == LETTER else label)
        if bill.layout != LETTER:
            page.drawRightString(RIGHT, 700 - 16 * place, value)
    for place, text in enumerate((words["client"], buyer.name, buyer.street, f"{buyer.zip} {buyer.city}")):
        _text(page, MIDDLE, 620 - 14 * place, text)
    _foot(page, bill, words, _table(page, bill, words))
    page.showPage()
    page.save()
    return target.getvalue()


def _head(page, bill, seller, words):
    """Who sends it, and what it is."""
    lines = [seller.street, f"{seller.zip} {seller.city}"]
    lines += [f"SIREN {seller.siren}"] if seller.siren else []
    lines += [f"N° TVA {seller.vat}" if seller.siren else f"VAT No. {seller.vat}"]
    page.setFont("Helvetica-Bold", 15)
    if bill.layout == BAND:
        page.setFillColor(HexColor("#1d4e6b"))
        page.rect(0, 750, WIDTH, HEIGHT - 750, stroke=0, fill=1)
        page.setFillColor(HexColor("#ffffff"))
    if bill.layout == LETTER:
        page.drawCentredString(WIDTH / 2, 790, seller.name)
        _text(page, MIDDLE, 724, words["title"], 13)
    else:
        _text(page, LEFT, 785, seller.name, 15)
        page.drawRightString(RIGHT, 785, words["title"])
    page.setFillColor(HexColor("#000000"))
    page.setFont("Helvetica", 10)
    for place, text in enumerate(lines):
        _text(page, LEFT, 730 - 14 * place, text)


def _table(page, bill, words) -> int:
    """The lines; gives where they end."""
    ends = (370, 455, RIGHT)
    top = 520
    rows = [[words[name] for name in ("item", "quantity", "price", "amount")]]
    rows += [
        [one.name, f"{one.quantity:f}", _amount(bill, one.price), _amount(bill, one.amount)]
        for one in bill.lines
    ]
    for place, (name, *figures) in enumerate(rows):
        _text(page, LEFT, top - 18 * place, name)
        for end, figure in zip(ends, figures, strict=True):
            page.drawRightString(end, top - 18 * place, figure)
    page.line(LEFT, top - 6, RIGHT, top - 6)
    return top - 18 * len(rows)


def _foot(page, bill, words, top):
    """The totals."""
    totals = [
        (words["untaxed"], bill.untaxed), (words["vat"].format(rate=bill.rate), bill.vat),
        (words["total"], bill.untaxed + bill.vat),
    ]  # fmt: skip
    for place, (label, amount) in enumerate(totals):
        _text(page, MIDDLE, top - 20 - 16 * place, label)
        page.drawRightString(RIGHT, top - 20 - 16 * place, f"{_amount(bill, amount)} {SIGNS[bill.currency]}")


SIGNS = {"EUR": "€"}


def _amount(bill, amount) -> str:
    text = f"{amount:,.2f}"
    return text if bill.layout == ENGLISH else text.replace(",", " ").replace(".", ",")


def _text(page, left, height, text, size=10):
    page.setFont("Helvetica-Bold" if size > 10 else "Helvetica", size)
    page.drawString(left, height, text)


def scanned(page: bytes, degrees: float) -> bytes:
    """The page as a scanner gives it: a grey picture, dusty, a little askew."""
    document = pypdfium2.PdfDocument(page)
    picture = document[0].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    picture = picture.rotate(degrees, fillcolor=255)
    chance, pen = random.Random(SPECKS), ImageDraw.Draw(picture)
    for _speck in range(SPECKS):
        pen.point((chance.randrange(picture.width), chance.randrange(picture.height)), fill=110)
    target = BytesIO()
    sheet = Canvas(target, pagesize=A4, invariant=1)
    sheet.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    sheet.showPage()
    sheet.save()
    return target.getvalue()
