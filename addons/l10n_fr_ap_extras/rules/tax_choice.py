# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which VAT a line of a draft bill should have, and because of which article.

In this order: the regime of the supplier (no VAT on its bills), VAT that the customer
owes in its place, VAT that may not be deducted or in part only, and when VAT is due.
Nothing is stated where nothing is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import reverse_charge
from .law import Law
from .vat import GOODS, SERVICES, vat_of
from .vat_deduction import Expense, Nature, deduct

NO_VAT, NOT_DEDUCTIBLE, PARTLY = "none", "not_deductible", "partly"
SERVICES_EU, SERVICES_WORLD = "services_eu", "services_world"
NO_VAT_REGIMES = {
    "margin": "vat.margin_buyer",
    "franchise": "vat.franchise",
    "exempt": "invoice.exemption",
}
# Natures that are taxed where they are used: VAT of that country stands on the bill.
TAXED_ABROAD = frozenset({"hotel_staff", "hotel_third_party", "meal"})
FOREIGN = "foreign_vat"
DUE = {GOODS: "vat.due_goods", SERVICES: "vat.due_services"}


@dataclass(frozen=True, slots=True)
class Clue:
    """What an account, with or without a word of the label, says of a line."""

    prefix: str
    words: tuple[str, ...]
    kind: str
    nature: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a draft bill. ``rate``: of the VAT on it, None if there is none.

    ``due``: ``goods`` or ``services`` as its tax says when it is due, "" for any other
    tax. ``base``: without VAT, of one unit for gifts.
    """

    operation: reverse_charge.Operation
    day: date
    regime: str = "normal"
    on_debits: bool = False
    nature: str = ""
    rate: Decimal | None = None
    due: str = ""
    base: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Choice:
    """``treatment`` and ``rate`` name a tax of the company; ``reason``: why."""

    treatment: str
    rate: Decimal | None
    reason: str
    reference: str


def clue_from_row(row: Mapping) -> Clue:
    """Return the clue of a row of text or of a record read.

    >>> clue_from_row({"code_prefix": "6256", "words": "Hôtel, nuit", "kind": "services",
    ...                "nature": "hotel_staff"}).words
    ('hotel', 'nuit')
    """
    words = tuple(filter(None, (plain(word) for word in (row["words"] or "").split(","))))
    return Clue(row["code_prefix"], words, row["kind"] or "", row["nature"] or "")


def plain(text: str) -> str:
    """Return the text in small letters without accents, words apart by one space.

    >>> plain(" Nuitée d'HÔTEL ")
    'nuitee d hotel'
    """
    bare = unicodedata.normalize("NFKD", text or "").casefold()
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare))


def best_clues(clues: Iterable[Clue], account: str, label: str) -> tuple[str, str, str]:
    """Return (kind, nature, word that stated) of an account and a label.

    Of several clues the longest prefix counts; among equals one with a word. The kind
    may come from a shorter prefix than the nature.

    >>> rows = [Clue("6", (), "services", ""), Clue("6256", ("hotel",), "", "hotel_staff")]
    >>> best_clues(rows, "625600", "Hôtel Lutetia"), best_clues(rows, "625600", "Other")
    (('services', 'hotel_staff', 'hotel'), ('services', '', ''))
    """
    text = f" {plain(label)} "
    kind, nature, stated = "", "", ""
    found = []
    for clue in clues:
        if account.startswith(clue.prefix):
            word = next((w for w in clue.words if f" {w} " in text), "")
            if word or not clue.words:
                found.append((len(clue.prefix), bool(word), clue, word))
    for _length, _sure, clue, word in sorted(found, key=lambda row: row[:2], reverse=True):
        kind = kind or clue.kind
        if clue.nature and not nature:
            nature, stated = clue.nature, word
    return kind, nature, stated


def choose(
    law: Law, natures: Collection[Nature], union: Collection[str], line: Line
) -> Choice | None:
    """Return the VAT the line should have; None if nothing speaks against the present.

    `union`: ISO codes of the member states.
    """
    if line.regime in NO_VAT_REGIMES:
        cited = law.cite(NO_VAT_REGIMES[line.regime], line.day)
        return Choice(NO_VAT, None, line.regime, cited)
    if not line.operation.kind and not _at_home(line.operation):
        return None  # goods or services: nobody knows
    case = reverse_charge.case_of(line.operation, union)
    if case:
        return _reverse_charge(law, union, line, case)
    if line.rate is None or not line.rate:
        return None
    return _deduction(law, natures, line) or _due_date(law, line)


def _at_home(operation: reverse_charge.Operation) -> bool:
    return operation.country in reverse_charge.AT_HOME or operation.established


def _reverse_charge(law: Law, union, line: Line, case: str) -> Choice | None:
    if line.nature in TAXED_ABROAD and not _at_home(line.operation):
        return Choice(NO_VAT, None, FOREIGN, law.cite("vat.held", line.day))
    rate = line.rate or max(law.values("vat.rate.mainland", line.day), default=None)
    if rate is None:  # a day of which the data know no rate: nothing is proposed
        return None
    treatment = case
    if case == reverse_charge.SERVICES:
        inside = line.operation.country in union
        treatment = SERVICES_EU if inside else SERVICES_WORLD
    return Choice(treatment, rate, case, law.cite(f"reverse.{case}", line.day))


def _deduction(law: Law, natures, line: Line) -> Choice | None:
    if not line.nature:
        return None
    vat = vat_of(line.base, line.rate)
    found = deduct(law, natures, Expense(line.nature, line.day, vat, line.base + vat))
    row = next((n for n in natures if n.code == line.nature), None)
    cited = law.cite(row.reference, line.day) if row else ""
    if found.reason in ("excluded", "cap"):
        return Choice(NOT_DEDUCTIBLE, line.rate, found.reason, cited)
    if found.reason == "part":
        return Choice(PARTLY, line.rate, "part", cited)
    return None


def _due_date(law: Law, line: Line) -> Choice | None:
    """Goods at delivery, services on payment unless the supplier chose debits."""
    if not line.due or not line.operation.kind:
        return None
    wanted = line.operation.kind
    reason = "on_delivery" if wanted == GOODS else "on_payment"
    if wanted == SERVICES and line.on_debits:
        wanted, reason = GOODS, "on_debits"
    if wanted == line.due:
        return None
    cited = law.cite("invoice.debits" if reason == "on_debits" else DUE[wanted], line.day)
    return Choice(wanted, line.rate, reason, cited)
