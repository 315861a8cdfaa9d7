# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines with a known truth: what suppliers' ledgers and French banks do to them.

Labels are cut at 31 signs, names are shortened, references are left out, mistyped or of
bills that nobody entered; subscriptions have one amount each month; suppliers share words
and series of numbers; bills are paid together, in part, less a credit note, by direct
debit; the bank takes payments back, moves money between our accounts, takes instalments
and fees.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ap_treasury.rules.labels import read_words
from ap_treasury.rules.match_index import World
from ap_treasury.rules.match_values import (
    BankLine,
    OpenItem,
    Partner,
    Policy,
    Rule,
    ScheduleRow,
)
from published_words import bank_words

FIRST = date(2026, 9, 1)
CENT = Decimal("0.01")
WORDS = [
    "ATELIER",
    "BATIMENT",
    "BOIS",
    "BRETAGNE",
    "CARTON",
    "CENTRE",
    "CHAUFFAGE",
    "CONSEIL",
    "DELTA",
    "DEPANNAGE",
    "EDITION",
    "ELECTRIQUE",
    "EMBALLAGE",
    "ENERGIE",
    "EST",
    "FORMATION",
    "GARAGE",
    "GROUPE",
    "HORIZON",
    "IMPRIMERIE",
    "INFORMATIQUE",
    "JARDIN",
    "LOGISTIQUE",
    "LOIRE",
    "LYON",
    "MAINTENANCE",
    "MENUISERIE",
    "METAL",
    "MOBILIER",
    "NETTOYAGE",
    "NORD",
    "NORDVIK",
    "OCEAN",
    "OUEST",
    "PAPETERIE",
    "PLOMBERIE",
    "PROPRETE",
    "RESEAU",
    "RHONE",
    "SECURITE",
    "SERVICE",
    "SOLEIL",
    "SUD",
    "TECHNIQUE",
    "TELECOM",
    "TRANSPORT",
    "TRAVAUX",
    "VERRE",
    "VISSERIE",
    "VOYAGE",
]
LEGAL = ("SAS", "SARL", "SA", "EURL", "SNC", "ETS", "")
SERIES = (
    "FA-{y}-{n:04d}",
    "F{y}{n:05d}",
    "{n:06d}",
    "FAC{n:05d}",
    "{y}/{n:04d}",
    "{n:04d}",
)


class Hardness(NamedTuple):
    """How often, in hundredths, each thing happens."""

    named: int  # the label has the reference
    identified: int  # the file has the IBAN or the mandate
    cut: int  # the label is cut at 31 signs
    shared: int  # a supplier's first word is another one's
    subscribed: int  # a supplier bills one amount each month
    missing: int  # the bill is not in the books
    mistyped: int  # one figure of the reference is wrong
    several: int  # several bills at once
    credited: int  # less a credit note
    part: int  # in part
    others: int  # returns, transfers, instalments, fees


EASY = Hardness(90, 70, 10, 2, 5, 3, 0, 15, 5, 3, 10)
MIDDLE = Hardness(60, 35, 50, 10, 15, 8, 2, 20, 8, 5, 15)
HARD = Hardness(30, 15, 80, 30, 30, 15, 5, 25, 10, 8, 15)
LEVELS = {"easy": EASY, "middle": MIDDLE, "hard": HARD}


class Scene(NamedTuple):
    """Lines, the world they are matched with, and per line what is right: a kind and the
    keys; None where nothing in the books explains it."""

    lines: list
    world: World
    truth: dict


class Maker:
    """Makes a scene, the same one for the same seed."""

    def __init__(self, level, suppliers, seed=5):
        self.level, self.chance = level, random.Random(seed)
        self.items, self.lines, self.truth, self.rows = [], [], {}, []
        self.number = 0
        self.suppliers = [self._supplier(place) for place in range(suppliers)]

    def happens(self, percent):
        return self.chance.randrange(100) < percent

    def _supplier(self, place):
        words = self.chance.sample(WORDS, self.chance.choice((1, 2, 2, 3)))
        if not self.happens(self.level.shared):
            words[0] = f"{words[0][:4]}{_letters(place)}"
        legal = self.chance.choice(LEGAL)
        name = " ".join(filter(None, (*words, legal)))
        return {
            "key": f"P{place:05d}",
            "name": name,
            "words": words,
            "iban": f"FR76{place:023d}",
            "mandate": f"RUM-{place:06d}",
            "series": self.chance.choice(SERIES),
            "next": self.chance.randrange(1, 9000),
            "terms": self.chance.choice((0, 15, 30, 30, 45)),
            "debits": self.happens(30),
            "price": self._price() if self.happens(self.level.subscribed) else None,
        }

    def _price(self):
        cents = self.chance.choice(
            (999, 9900, 12000, 5000, self.chance.randrange(1500, 90_000))
        )
        return Decimal(cents) / 100

    def _amount(self, supplier):
        if supplier["price"]:
            return supplier["price"]
        digits = self.chance.choice((20_000, 200_000, 2_000_000))
        rounded = self.chance.choice((1, 1, 1, 100, 1000))
        return Decimal(self.chance.randrange(1500, digits) // rounded * rounded) / 100

    def bill(self, supplier, day, sign=-1, entered=True):
        """Return an open item, in the books or not."""
        self.number += 1
        supplier["next"] += self.chance.choice((1, 1, 2, 7))
        reference = supplier["series"].format(y=2026, n=supplier["next"])
        item = OpenItem(
            f"I{self.number:06d}",
            supplier["key"],
            sign * self._amount(supplier),
            day,
            day + timedelta(days=supplier["terms"]),
            references=(f"BILL/2026/09/{self.number:05d}", reference),
        )
        if entered:
            self.items.append(item)
        return item

    def fill(self, count):
        """Add bills that nobody pays yet."""
        for _time in range(count):
            supplier = self.chance.choice(self.suppliers)
            self.bill(supplier, FIRST - timedelta(days=self.chance.randrange(60)))

    def pay(self):
        """Add a line that pays bills, in one of the ways of this level."""
        supplier, level = self.chance.choice(self.suppliers), self.level
        entered = not self.happens(level.missing)
        count = self.chance.choice((2, 2, 3, 5)) if self.happens(level.several) else 1
        start = FIRST - timedelta(days=self.chance.randrange(40))
        bills = [self.bill(supplier, start, entered=entered) for _time in range(count)]
        if self.happens(level.credited):
            bills.append(self._credit(supplier, start, bills, entered))
        total = sum(item.amount for item in bills)
        truth = ("items", frozenset(item.key for item in bills)) if entered else None
        if count == 1 and len(bills) == 1 and self.happens(level.part):
            total = (total * self.chance.randrange(20, 80) / 100).quantize(CENT)
            truth = ("part", frozenset([bills[0].key])) if entered else None
        due = max(item.due for item in bills)
        day = due + timedelta(days=self.chance.choice((0, 0, 1, 2, 3, 5, 20)))
        self._line(supplier, day, total, [item.references[1] for item in bills], truth)

    def _credit(self, supplier, day, bills, entered):
        total = -sum(item.amount for item in bills)
        credit = self.bill(supplier, day, 1, entered=False)
        small = (total * self.chance.randrange(5, 40) / 100).quantize(CENT)
        credit = credit._replace(amount=small)
        if entered:
            self.items.append(credit)
        return credit

    def _line(self, supplier, day, amount, references, truth):
        named = self.happens(self.level.named)
        known = self.happens(self.level.identified)
        debits = supplier["debits"]
        head = (
            "PRLV SEPA"
            if debits
            else self.chance.choice(("VIR SEPA", "VIR INST", "VIR"))
        )
        words = supplier["words"][: self.chance.choice((1, 2, 3))]
        if self.happens(self.level.mistyped):
            references = [self._mistyped(one) for one in references]
        texts = [head, *words, *(references if named else ())]
        label = " ".join(texts)
        if self.happens(self.level.cut):
            label = label[:31]
        self.lines.append(
            BankLine(
                f"L{len(self.lines):06d}",
                "B1",
                day,
                amount,
                label,
                iban=supplier["iban"] if known and not debits else "",
                mandate=supplier["mandate"] if known and debits else "",
                end_to_end=f"E2E{len(self.lines):08d}" if known else "",
            )  # fmt: skip
        )
        self.truth[self.lines[-1].key] = truth

    def _mistyped(self, reference):
        places = [place for place, sign in enumerate(reference) if sign.isdigit()]
        place = self.chance.choice(places)
        return f"{reference[:place]}{self.chance.randrange(10)}{reference[place + 1 :]}"

    def other(self):
        """Add what is no bill: a return, a transfer, an instalment, a fee."""
        self.chance.choice(
            (self._return, self._transfer, self._instalment, self._fee)
        )()

    def _plain(self, day, amount, label, truth, journal="B1", **more):
        key = f"L{len(self.lines):06d}"
        self.lines.append(BankLine(key, journal, day, amount, label, **more))
        self.truth[key] = truth
        return key

    def _return(self):
        paid = [line for line in self.lines if line.end_to_end and line.amount < 0]
        used = {
            value[1] for value in self.truth.values() if value and value[0] == "return"
        }
        paid = [line for line in paid if line.key not in used]
        if not paid:
            return
        line = self.chance.choice(paid)
        more = (
            {"end_to_end": line.end_to_end}
            if self.happens(self.level.identified)
            else {}
        )
        label = "RETOUR " + line.label
        day = line.day + timedelta(days=self.chance.choice((1, 2, 4)))
        self._plain(day, -line.amount, label[:31], ("return", line.key), **more)

    def _transfer(self):
        day = FIRST + timedelta(days=self.chance.randrange(40))
        amount = Decimal(self.chance.randrange(10, 400)) * 500
        known = {"iban": "FR76OWN2"} if self.happens(self.level.identified) else {}
        label = self.chance.choice(
            ("VIREMENT INTERNE", "VIR CPTE A CPTE", "VIR SEPA NOUS SAS")
        )
        one = self._plain(day, -amount, label, None, "B1", **known)
        two = self._plain(
            day + timedelta(days=1), amount, label, ("transfer", one), "B2"
        )
        self.truth[one] = ("transfer", two)

    def _instalment(self):
        number = len(self.rows)
        day = FIRST + timedelta(days=self.chance.randrange(40))
        principal = Decimal(self.chance.randrange(50_000, 300_000)) / 100
        interest = Decimal(self.chance.randrange(500, 50_000)) / 100
        contract = f"{70_000_000 + number * 37}"
        row = ScheduleRow(f"R{number}", f"LOAN{number}", day, principal, interest,
                          references=(contract,), names=("BANQUE DU NORD",))  # fmt: skip
        self.rows.append(row)
        named = self.happens(self.level.named)
        label = f"ECH PRET {contract if named else ''} DU {day:%d/%m/%y}"
        moved = day + timedelta(days=self.chance.choice((0, 0, 1, 3)))
        self._plain(moved, row.amount, label, ("loan", row.key))

    def _fee(self):
        day = FIRST + timedelta(days=self.chance.randrange(40))
        amount = -Decimal(self.chance.randrange(100, 5000)) / 100
        label = self.chance.choice(
            ("FRAIS TENUE DE COMPTE", "COMMISSION VIREMENT", "COTIS CARTE")
        )
        self._plain(day, amount, label, ("rule", "fees"))

    def scene(self):
        partners = [
            Partner(s["key"], (s["name"],), (s["iban"],), (s["mandate"],))
            for s in self.suppliers
        ]
        fees = Rule(
            "fees", r"^(FRAIS|COMMISSION|COTIS)\b", "627", True, -1, most=Decimal(100)
        )
        world = World(
            items=self.items, partners=partners, rows=self.rows, rules=[fees],
            words=read_words(bank_words()), policy=Policy(),
            accounts={"FR76OWN1": "B1", "FR76OWN2": "B2"}, own_names=("NOUS SAS",),
        )  # fmt: skip
        return Scene(self.lines, world, self.truth)


def _letters(number):
    """Return a number as three letters."""
    text = ""
    for _place in range(3):
        number, left = divmod(number, 26)
        text += chr(65 + left)
    return text


def scene(level, lines, open_items, suppliers, seed=5):
    """Return a scene of that many lines and open items beside them."""
    maker = Maker(LEVELS[level], suppliers, seed)
    maker.fill(open_items)
    while len(maker.lines) < lines:
        if maker.happens(maker.level.others):
            maker.other()
        else:
            maker.pay()
    return maker.scene()


def is_right(truth, result):
    """Say whether the best answer of a result is what is right."""
    best = result.best
    if truth is None:
        return False
    kind, what = truth
    if kind in ("items", "part"):
        return frozenset(one.item for one in best.allocations) == what
    if kind in ("return", "transfer"):
        return best.kind == kind and best.lines == (what,)
    return best.kind == kind and best.source == what
