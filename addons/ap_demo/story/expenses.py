# SPDX-License-Identifier: AGPL-3.0-or-later
"""The expenses of forty people over three months, as their tool exports them: cards and
claims, loads and fees of the wallet, and what the new month has brought so far."""

from datetime import date, timedelta
from decimal import Decimal

from .products import CENTRES
from .values import Day

FIRST = (
    "Anne", "Paul", "Lina", "Hugo", "Nora", "Marc", "Inès", "Louis", "Sofia", "Émile",
    "Clara", "Yanis", "Julie", "Omar", "Alice", "Théo", "Manon", "Rayan", "Élise", "Victor",
)  # fmt: skip
LAST = (
    "Martin", "Roy", "Bernard", "Garcia", "Fontaine", "Lefèvre", "Benali", "Morin", "Caron",
    "Diallo", "Perrot", "Nguyen", "Blanchard",
)  # fmt: skip
PEOPLE = 40
# Centres of the tool, as it calls them: those of the books in French.
PLACES = ("Head office", "IT", "Marketing", "Workshop")
# Category of the tool: account, nature, VAT rate, usual amount, merchant.
CATEGORIES = {
    "Repas": ("625700", "meal", 10, "33.00", "Brasserie du Port"),
    "Train": ("625100", "transport", 10, "88.00", "SNCF Connect"),
    "Hôtel": ("625600", "hotel", 10, "132.00", "Hôtel Central"),
    "Carburant": ("606100", "fuel", 20, "60.00", "Station A7"),
    "Fournitures": ("606400", "supplies", 20, "48.00", "Papeterie Vidal"),
    "Logiciel": ("651100", "supplies", 20, "120.00", "Nuage SAS"),
}
DAYS = (3, 6, 10, 13, 17, 20, 24)  # of purchases; at weekends nobody buys
LOAD, LOAD_DAY = Decimal("10000.00"), 1
FEE, FEE_DAY = Decimal("9.00"), 28
NEW_MONTH = -1
# Who is in the tool's list of people otherwise than in Odoo: another team; not there yet;
# only there, with a card.
MOVED, JOINERS, GONE = {"E07": "IT"}, ("E39", "E40"), ("E41", "Sami", "Colin")


def people() -> list[tuple[str, str, str]]:
    """Number, name and centre of each.

    >>> people()[0], people()[39]
    (('E01', 'Anne Martin', 'Head office'), ('E40', 'Victor Martin', 'Workshop'))
    """
    return [
        (
            f"E{place + 1:02}",
            f"{FIRST[place % len(FIRST)]} {LAST[place % len(LAST)]}",
            PLACES[place % len(PLACES)],
        )
        for place in range(PEOPLE)
    ]


def manager_of(number: str) -> str:
    """The first of each centre leads it; E01 leads the company.

    >>> manager_of("E01"), manager_of("E02"), manager_of("E07")
    ('', 'E01', 'E03')
    """
    place = int(number[1:]) - 1
    if not place:
        return ""
    return "E01" if place < len(PLACES) else f"E{place % len(PLACES) + 1:02}"


def export(month: int, last: date) -> list[dict]:
    """The tool's transactions of a month of the story, the columns by their codes."""
    if month == NEW_MONTH:
        rows = _new_month()
    else:
        rows = [_money(month, "load", LOAD_DAY, LOAD), *_purchases(month)]
        rows.append(_money(month, "fee", FEE_DAY, FEE))
    if month == 0:
        rows += _scenes()
    return [{f"ap_{name}": _text(name, value, last) for name, value in row.items()} for row in rows]


def _text(name, value, last) -> str:
    if not isinstance(value, Day):
        return str(value)
    day = value.on(last)
    if name == "expense_date" and day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    return day.isoformat()


def _purchases(month) -> list[dict]:
    """Two or three of each person."""
    return [
        _purchase(month, place, turn)
        for place in range(PEOPLE)
        for turn in range(2 + (place + month) % 2)
    ]


def _purchase(month, place, turn) -> dict:
    """By card; each fifth person claims instead."""
    name = list(CATEGORIES)[(place + 2 * turn + month) % len(CATEGORIES)]
    day = DAYS[(place + 3 * turn + month) % len(DAYS)]
    is_claim = place % 5 == 4
    return {
        **_of_category(name),
        "external_id": f"T{3 - month}{place + 1:02}{turn + 1}",
        "type": "claim" if is_claim else "card",
        "payment_method": "employee" if is_claim else "card",
        "expense_date": Day(month, day),
        "settlement_date": Day(month, day + 4),
        "employee_id": f"E{place + 1:02}",
        "cost_centre": CENTRES[PLACES[place % len(PLACES)]],
        # each amount once: what looks alike would be asked about
        "gross_base": Decimal(CATEGORIES[name][3]) + place * Decimal("0.35")
        + (2 - month) * Decimal("0.10") + turn * Decimal("0.03"),
        "receipt": "missing" if not month and place % 13 == 5 else "valid",
    }


def _of_category(name) -> dict:
    _account, _nature, rate, _usual, merchant = CATEGORIES[name]
    return {"category": name, "vat_rate": rate, "merchant": merchant}


def _money(month, kind, day, amount) -> dict:
    return {
        "external_id": f"{kind[0].upper()}{3 - month}", "type": kind,
        "settlement_date": Day(month, day), "gross_base": amount,
    }  # fmt: skip


def _one(number, month, day, amount, settled=4, **values) -> dict:
    """A purchase by card of the head of IT."""
    return {
        "type": "card", "payment_method": "card", "employee_id": "E02", "receipt": "valid",
        "cost_centre": CENTRES["IT"], "external_id": number, "gross_base": amount,
        "expense_date": Day(month, day),
        "settlement_date": Day(month, day + settled) if settled else "",
        **values,
    }  # fmt: skip


def _scenes() -> list[dict]:
    """What makes work in the month to close."""
    return [
        _one("S1", 0, 8, "45.00", type="personal", merchant="Jouets & Cie"),
        # abroad: no VAT of ours, 330.00 USD at 1.10
        _one("S2", 0, 9, "300.00", merchant="Harbour Hotel", category="Hôtel", fees="4.50",
             gross_original="330.00", currency_original="USD", supplier_country="US"),
        _one("S3", 0, 14, "-48.00", **_of_category("Fournitures"), type="refund"),
        # more VAT than its rate gives: paid, its cost waits for a person
        _one("S4", 0, 15, "75.00", **_of_category("Repas"), vat_amount="20.00"),
        # a year: eleven months of it belong to later ones
        _one("S5", 0, 21, "1200.00", **_of_category("Logiciel"), invoice_number="NU-2281",
             service_start=Day(0, 1), service_end=Day(-11, 30)),
        # booked, and not settled yet
        _one("S6", 0, 28, "90.00", 0, **_of_category("Repas")),
        # nobody has approved it yet
        _one("S7", 0, 22, "210.00", **_of_category("Hôtel"), bookkeeping_status="submitted",
             approver_id="E01"),
    ]  # fmt: skip


def _new_month() -> list[dict]:
    """Ready to book, and one of a category that the company does not know."""
    names = list(CATEGORIES)
    ready = [
        _one(f"N{turn}", NEW_MONTH, 2 + turn % 2, CATEGORIES[name][3], 3, **_of_category(name))
        for turn, name in enumerate(names, 1)
    ]
    for turn, row in enumerate(ready):
        row["employee_id"] = f"E{10 + turn}"
    ready[0]["receipt"] = "missing"
    # half a year: asked how to spread it before it is booked
    ready[-1] |= {
        "gross_base": "360.00", "service_start": Day(NEW_MONTH, 1),
        "service_end": Day(NEW_MONTH - 5, 28),
    }  # fmt: skip
    unknown = _one("N7", NEW_MONTH, 2, "64.00", 3, merchant="Fleurs Colette",
                   category="Divers", vat_rate=10, employee_id="E03")  # fmt: skip
    return [*ready, unknown]


def people_of_the_tool() -> list[dict]:
    """The tool's list of its people."""
    rows = [
        _person(number, *name.split(), MOVED.get(number, centre))
        for number, name, centre in people()
        if number not in JOINERS
    ]
    return [*rows, _person(*GONE, "Workshop")]


def _person(number, first, last, centre) -> dict:
    return {
        "Matricule": number, "Prénom": first, "Nom": last, "Email": address(number),
        "Responsable": manager_of(number), "Équipe": CENTRES[centre], "Actif": "oui",
        "Carte": "non" if int(number[1:]) % 5 == 0 else "oui", "Pays": "FR", "Devise": "EUR",
    }  # fmt: skip


def address(number: str) -> str:
    return f"{number.lower()}@reboot-market.example"


def table(rows: list[dict]) -> bytes:
    """Rows as a CSV file.

    >>> table([{"a": "1"}, {"b": "2"}]).decode()
    'a;b\\n1;\\n;2'
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(names)]
    lines += [";".join(row.get(name, "") for name in names) for row in rows]
    return "\n".join(lines).encode()
