# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills of the first days of the new month that came as plain PDF or as scans."""

from decimal import Decimal
from typing import NamedTuple

from .papers import PaperLine
from .values import Day

NEXT = -1
CENT = Decimal("0.01")
# Layouts: where supplier, number and totals stand on the page.
CLASSIC, BAND, LETTER, ENGLISH = "classic", "band", "letter", "english"


class Stranger(NamedTuple):
    """A supplier that has no card yet."""

    name: str
    street: str
    zip: str
    city: str
    number: int  # of its SIREN
    vat: str = ""


class Captured(NamedTuple):
    """A bill on paper. ``scan``: degrees by which it lay askew, None for a PDF with text."""

    name: str  # of the file
    supplier: str | Stranger  # a key of `SUPPLIERS`, or who has no card
    number: str
    day: Day
    lines: tuple[PaperLine, ...]
    layout: str = CLASSIC
    rate: Decimal = Decimal(20)
    currency: str = "EUR"
    scan: float | None = None

    @property
    def untaxed(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), Decimal())

    @property
    def vat(self) -> Decimal:
        """Of the one rate, to the cent.

        >>> [str(bill.vat) for bill in CAPTURED[:2]]
        ['256.00', '90.30']
        """
        return (self.untaxed * self.rate / 100).quantize(CENT)


def line(name: str, quantity: str, price: str) -> PaperLine:
    """A line and its amount, to the cent."""
    count, each = Decimal(quantity), Decimal(price)
    return PaperLine(name, count, each, (count * each).quantize(CENT))


KERVELLA = Stranger("Menuiserie Kervella SARL", "7 rue du Moulin", "29000", "Quimper", 991201)
LAKESIDE = Stranger(
    "Lakeside Analytics Ltd", "12 Dame Street", "D02 H578", "Dublin", 0, vat="IE6388047V"
)
CAPTURED = (
    Captured("boreal-LB-0830.pdf", "boreal", "LB-0830", Day(NEXT, 2), (
        line("Formation au logiciel de tri, jour", "2", "640.00"),
    )),
    Captured("lumen-EL-6684.pdf", "lumen", "EL-6684", Day(NEXT, 2), (
        line("Raccordement provisoire", "1", "312.00"),
        line("Location d'un compteur de chantier", "3", "46.50"),
    ), BAND),
    Captured("lagrange-IL-2041.pdf", "lagrange", "IL-2041", Day(NEXT, 3), (
        line("Étiquettes de prix, rouleau", "12", "18.50"),
        line("Affiches A2", "250", "1.36"),
    ), BAND),
    # Nobody has its card yet: the supplier is missing, the rest is read.
    Captured("menuiserie-kervella.pdf", KERVELLA, "MK-0412", Day(NEXT, 3), (
        line("Établi de réparation en hêtre", "2", "615.00"),
    ), LETTER),
    Captured("lakeside-invoice-3391.pdf", LAKESIDE, "INV-3391", Day(NEXT, 3), (
        line("Price analytics, seats", "6", "85.00"),
    ), ENGLISH, rate=Decimal(0)),
    # On paper: scanned straight, and askew.
    Captured("scan-0001.pdf", "canal", "SC-1187", Day(NEXT, 4), (
        line("Remplacement de serrure", "2", "164.00"),
    ), CLASSIC, scan=0.0),
    Captured("scan-0002.pdf", "lagrange", "IL-2045", Day(NEXT, 4), (
        line("Cartes de fidélité", "3000", "0.09"),
    ), LETTER, scan=0.8),
)  # fmt: skip
