# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is bought, by trade: names, variants, units, usual prices and quantities."""

from decimal import Decimal
from typing import NamedTuple

from ap_base.arithmetic.matching import Unit

PIECE = Unit("piece", "count")
BOX = Unit("box of 10", "count", Decimal(10))
DOZEN = Unit("dozen", "count", Decimal(12))
KILO = Unit("kg", "weight")
TONNE = Unit("t", "weight", Decimal(1000))
METRE = Unit("m", "length")
HUNDRED_METRES = Unit("100 m", "length", Decimal(100))
HOUR = Unit("hour", "time")
DAY = Unit("day of 8 hours", "time", Decimal(8))

# The other unit of each: what a supplier may bill in instead.
OTHER_UNIT = {PIECE: BOX, BOX: PIECE, KILO: TONNE, METRE: HUNDRED_METRES, HOUR: DAY}


class Trade(NamedTuple):
    """What suppliers of a trade sell."""

    code: str
    names: tuple[str, ...]
    variants: tuple[str, ...]
    unit: Unit
    prices: tuple[int, int]  # cents, least and most
    quantities: tuple[int, ...]
    service: bool = False


TRADES = (
    Trade(
        "ETQ",
        (
            "Étiquette adhésive papier",
            "Étiquette polyéthylène blanche",
            "Label front, varnished",
            "Label back, two colours",
            "Étiquette thermique",
        ),
        ("70 x 100 mm", "70 x 120 mm", "100 x 150 mm", "105 x 148 mm"),
        PIECE,
        (2, 60),
        (500, 1000, 2000, 2500, 5000, 12000),
    ),
    Trade(
        "SEAU",
        (
            "Seau plastique blanc avec anse",
            "Couvercle à sceller",
            "Jerrican PEHD",
            "Plastic pail, printed",
            "Bidon métal à bouchon",
        ),
        ("2,5 L", "5 L", "10 L", "20 L", "25 L"),
        PIECE,
        (45, 900),
        (48, 96, 120, 240, 480, 960),
    ),
    Trade(
        "CHIM",
        (
            "Résine acrylique en dispersion",
            "Additif rhéologique",
            "Cire de polyéthylène micronisée",
            "Butyl glycol",
            "Calcium carbonate extender",
            "Siccatif sans cobalt",
        ),
        ("type 20", "type 40", "type 45", "grade A", "grade B"),
        KILO,
        (60, 2400),
        (25, 50, 100, 200, 500, 1000),
    ),
    Trade(
        "IMP",
        (
            "Brochure produits 16 pages",
            "Nuancier de couleurs",
            "Affiche magasin",
            "Leaflet, folded in three",
            "Présentoir de comptoir carton",
        ),
        ("A5", "A4", "A3", "40 x 60 cm", "60 x 80 cm"),
        PIECE,
        (15, 4500),
        (100, 250, 500, 1000),
    ),
    Trade(
        "INFO",
        (
            "Écran plat",
            "Ordinateur portable",
            "Station d'accueil USB-C",
            "Casque sans fil",
            "Disque SSD externe",
        ),
        ("24 pouces", "27 pouces", "512 Go", "1 To", "modèle 2026"),
        PIECE,
        (2900, 180000),
        (1, 2, 3, 5, 10),
    ),
    Trade(
        "LABO",
        (
            "Pipette graduée",
            "Gants nitrile non poudrés",
            "Filtre seringue",
            "Solution tampon",
            "Erlenmeyer col étroit",
        ),
        ("pH 4", "pH 7", "pH 10", "250 ml", "500 ml"),
        PIECE,
        (180, 12000),
        (2, 5, 10, 20, 50, 100),
    ),
    Trade(
        "MAT",
        (
            "Câble réseau catégorie 6",
            "Tuyau souple armé",
            "Film étirable",
            "Gaine thermorétractable",
            "Galvanised chain",
        ),
        ("6 mm", "8 mm", "10 mm", "12 mm"),
        METRE,
        (20, 1500),
        (50, 100, 200, 300, 500),
    ),
    Trade(
        "BAT",
        (
            "Vis inox tête hexagonale",
            "Écrou frein",
            "Rondelle plate",
            "Cheville à frapper",
            "Ball bearing, sealed",
        ),
        ("M6 x 20", "M6 x 25", "M8 x 20", "M8 x 40"),
        PIECE,
        (4, 800),
        (50, 100, 200, 500, 1000),
    ),
    Trade(
        "PREST",
        (
            "Maintenance des automates",
            "Assistance technique sur site",
            "Étude de mise en page",
            "Automation engineering",
            "Intérim cariste",
        ),
        ("niveau 1", "niveau 2", "niveau 3"),
        HOUR,
        (3200, 14500),
        (8, 16, 24, 35, 40, 80),
        service=True,
    ),
)

SHORTER = (
    ("Étiquette", "Etiq."),
    ("polyéthylène", "PE"),
    ("plastique", "plast."),
    ("blanc", "blc"),
    ("catégorie", "cat."),
    ("Ordinateur portable", "PC port."),
    ("Assistance technique", "Assist. tech."),
    ("Maintenance", "Maint."),
    ("hexagonale", "hexa"),
    ("graduée", "grad."),
)
