# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF bills with known truth, in layouts and languages that suppliers use."""

import io
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

CENT = Decimal("0.01")
LEFT, RIGHT, TOP = 50, 545, 790
WORDS = {
    "fr": {
        "title": "FACTURE", "credit": "AVOIR", "number": "Facture n°", "date": "Date de facture", "due": "Date d'échéance",
        "order": "Votre commande", "untaxed": "Total HT", "tax": "TVA", "total": "Total TTC",
        "payable": "Net à payer", "to": "Facturé à", "vat": "N° TVA", "months": "%d/%m/%Y",
        "head": ("Désignation", "Qté", "PU HT", "Montant HT"), "delivery": "Date de livraison",
        "customer": "N° client",
    },
    "en": {
        "title": "INVOICE", "credit": "CREDIT NOTE", "number": "Invoice number", "date": "Invoice date", "due": "Due date",
        "order": "Purchase order", "untaxed": "Subtotal", "tax": "VAT", "total": "Total incl. VAT",
        "payable": "Amount due", "to": "Bill to", "vat": "VAT number", "months": "%d %B %Y",
        "head": ("Description", "Qty", "Unit price", "Amount"), "delivery": "Delivery date",
        "customer": "Customer no",
    },
    "de": {
        "title": "RECHNUNG", "credit": "GUTSCHRIFT", "number": "Rechnungsnummer", "date": "Rechnungsdatum", "due": "Fällig am",
        "order": "Ihre Bestellnummer", "untaxed": "Nettobetrag", "tax": "MwSt.", "total": "Bruttobetrag",
        "payable": "Zahlbetrag", "to": "Kunde", "vat": "USt-IdNr.", "months": "%d.%m.%Y",
        "head": ("Beschreibung", "Menge", "Einzelpreis", "Betrag"), "delivery": "Lieferdatum",
        "customer": "Kundennummer",
    },
}  # fmt: skip
SELLERS = ("Papeterie Lenoir SARL", "Nordlicht Logistik GmbH", "Brightwell Tools Ltd", "Câblerie du Rhône SAS")
RATES = {"fr": ("20", "10", "5.5"), "en": ("20", "5"), "de": ("19", "7")}


@dataclass
class Bill:
    """What is printed. ``rows``: (name, quantity, price, rate in percent)."""

    language: str = "fr"
    layout: str = "beside"  # labels beside values, or above them
    seller: str = SELLERS[0]
    number: str = "F-2026-0417"
    day: date = date(2026, 9, 14)
    due: date = date(2026, 10, 14)
    order: str = "P00123"
    rows: list = field(default_factory=lambda: [("Paper", 10, Decimal("4.20"), "20")])
    is_credit: bool = False
    iban: str = "FR7630006000011234567890189"

    @property
    def by_rate(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Return rate -> (base, tax)."""
        found: dict[str, Decimal] = {}
        for _name, quantity, price, rate in self.rows:
            found[rate] = found.get(rate, Decimal(0)) + quantity * price
        return {
            rate: (base, (base * Decimal(rate) / 100).quantize(CENT, ROUND_HALF_UP))
            for rate, base in found.items()
        }

    @property
    def untaxed(self) -> Decimal:
        return sum((base for base, _tax in self.by_rate.values()), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.untaxed + sum((tax for _base, tax in self.by_rate.values()), Decimal(0))


def random_bill(seed: int) -> Bill:
    """Return a bill of this seed."""
    chance = random.Random(seed)
    language = chance.choice(list(WORDS))
    day = date(2025, 1, 1) + timedelta(days=chance.randrange(700))
    rows = [
        (f"Article {chance.choice('ABCDEF')}", chance.randint(1, 12),
         Decimal(chance.randint(100, 90_000)) / 100, chance.choice(RATES[language]))
        for _one in range(chance.randint(1, 6))
    ]  # fmt: skip
    return Bill(
        language, chance.choice(("beside", "above")), chance.choice(SELLERS),
        f"{chance.choice(('FA', 'INV-', 'R/', ''))}{chance.randint(2025, 2026)}{chance.choice(('-', '/', ''))}{chance.randint(1000, 99999)}",
        day, day + timedelta(days=chance.choice((0, 30, 45))), f"PO{chance.randint(1000, 9999)}",
        rows, chance.random() < 0.15,
    )  # fmt: skip


def pdf_of(bill: Bill) -> bytes:
    """Return the bill as a PDF."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    _Printer(page, bill).draw()
    page.save()
    return out.getvalue()


def text_pdf(*lines: str) -> bytes:
    """Return a PDF of plain lines."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    for number, line in enumerate(lines):
        page.drawString(LEFT, TOP - 16 * number, line)
    page.rect(LEFT, 60, 10, 10)
    page.showPage()
    page.save()
    return out.getvalue()


class _Printer:
    def __init__(self, page, bill: Bill) -> None:
        self.page, self.bill, self.words = page, bill, WORDS[bill.language]

    def draw(self) -> None:
        bill, words = self.bill, self.words
        self.page.setFont("Helvetica-Bold", 12)
        self.page.drawString(LEFT, TOP, bill.seller)
        self.page.setFont("Helvetica", 9)
        for number, line in enumerate(("14 rue des Fabriques", "45000 Orléans")):
            self.page.drawString(LEFT, TOP - 14 - 12 * number, line)
        self.page.setFont("Helvetica-Bold", 16)
        self.page.drawString(340, TOP, words["credit" if bill.is_credit else "title"])
        self.page.setFont("Helvetica", 9)
        facts = [
            (words["number"], bill.number), (words["date"], self.on(bill.day)),
            (words["delivery"], self.on(bill.day - timedelta(days=3))),
            (words["due"], self.on(bill.due)), (words["order"], bill.order),
        ]  # fmt: skip
        if bill.layout == "beside":
            for number, (label, value) in enumerate(facts):
                self.page.drawString(340, TOP - 24 - 13 * number, f"{label} :")
                self.page.drawString(460, TOP - 24 - 13 * number, value)
        else:
            for number, (label, value) in enumerate(facts):
                self.page.drawString(LEFT + 105 * number, TOP - 150, label)
                self.page.drawString(LEFT + 105 * number, TOP - 163, value)
        for number, line in enumerate((words["to"], "Reprise Group SAS", "8 quai de Seine", "75019 Paris")):
            self.page.drawString(LEFT, TOP - 70 - 12 * number, line)
        self.table()
        self.page.drawString(LEFT, 60, f"{bill.seller} – IBAN {bill.iban}")

    def table(self) -> None:
        top, columns = TOP - 200, (LEFT, 330, 420, RIGHT)
        for place, text in zip(columns, self.words["head"], strict=True):
            self.right(place, top, text) if place != LEFT else self.page.drawString(place, top, text)
        for number, (name, quantity, price, _rate) in enumerate(self.bill.rows, 1):
            at = top - 14 * number
            self.page.drawString(LEFT, at, name)
            self.right(330, at, str(quantity))
            self.right(420, at, self.money(price))
            self.right(RIGHT, at, self.money(quantity * price))
        at = top - 14 * (len(self.bill.rows) + 2)
        sums = [(self.words["untaxed"], self.bill.untaxed)]
        for rate, (_base, tax) in sorted(self.bill.by_rate.items()):
            sums.append((f"{self.words['tax']} {rate.replace('.', ',')} %", tax))
        sums += [(self.words["total"], self.bill.total), (self.words["payable"], self.bill.total)]
        for number, (label, amount) in enumerate(sums):
            self.page.drawString(360, at - 14 * number, label)
            self.right(RIGHT, at - 14 * number, f"{self.money(amount)} €")

    def right(self, place: float, at: float, text: str) -> None:
        self.page.drawRightString(place, at, text)

    def on(self, day: date) -> str:
        return day.strftime(self.words["months"])

    def money(self, amount: Decimal) -> str:
        text = f"{amount:,.2f}"
        if self.bill.language == "en":
            return text
        blank = " " if self.bill.language == "fr" else "."
        return text.replace(",", "_").replace(".", ",").replace("_", blank)
