# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the bills begin in a file that holds several: by pages, with the evidence.

Wrong is worse than empty: a file is split by itself only where each page says clearly whether
it begins a bill, and each part reads as a bill of its own whose totals add up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from . import identifiers
from .folding import squeezed
from .looking import Sheet
from .numbers import number_of
from .page import Page
from .reader import HEAD, Own, read_bill
from .words import Words

# What speaks for a page that begins a bill, and what against: CLEAR on balance begins one.
FOR = {"number": 2, "first_page": 2, "supplier": 2, "title": 1, "after_total": 1}
AGAINST = {"same_number": 3, "later_page": 3, "carried": 2}
STRONG = ("number", "first_page", "supplier")
CLEAR = 3
TITLE_SIGNS = 60
BILLS = ("bill", "credit")
_COUNTER = re.compile(
    r"(?<!\w)(?:page|seite|blatt|pagina|página|pag|pág|blad|feuille|folio)\s*(?:n[°o])?[\s.:]*(\d{1,3})"
    r"(?:\s*(?:/|sur|of|von|de|di|van)\s*(\d{1,3}))?(?!\d)",
    re.IGNORECASE,
)
_BARE_COUNTER = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})")
_CARRIED = ("REPORT", "A REPORTER DE LA PAGE", "BROUGHT FORWARD", "UBERTRAG", "SUITE DE LA FACTURE", "SUITE FACTURE")  # fmt: skip
EDGE = 3  # lines at the head and the foot of a page where a bare counter stands


class Part(NamedTuple):
    """Pages of one bill, the first and the last (from 1). `why`: what says that it begins
    there, as codes of `FOR`; `sure`: that alone is enough."""

    first: int
    last: int
    sure: bool
    why: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Facts:
    """What one page says of the document it belongs to."""

    page: Page
    words: Words
    own: Own

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(self.page, self.words)

    @cached_property
    def heads(self) -> list[str]:
        cells = (cell for line in self.page.lines[:HEAD] for cell in line.cells)
        return [cell.text for cell in cells if len(cell.text) < TITLE_SIGNS]

    @cached_property
    def titled(self) -> bool:
        return any(
            squeezed(text).startswith(phrase) or phrase.startswith("*")
            for text in self.heads
            for phrase in self.words.name(text, BILLS)
        )

    @cached_property
    def number(self) -> str:
        read = number_of([self.sheet])
        return str(read.value) if read and read.sure else ""

    @cached_property
    def texts(self) -> str:
        return " ".join("".join(filter(str.isalnum, cell.text)) for cell in self.page.cells).upper()

    @cached_property
    def sellers(self) -> frozenset[str]:
        """Return the SIREN and VAT numbers that are not ours."""
        ours = self.own.vat_numbers | self.own.sirens
        found = (*identifiers.vat_numbers([self.sheet]), *identifiers.siren_numbers([self.sheet]))
        return frozenset(one.value for one in found if one.value not in ours)

    @cached_property
    def counter(self) -> int:
        return _counter(self.page)


def bills_in(pages: Sequence[Page], words: Words, own: Own) -> list[Part]:
    """Return the bills of a file, each with its pages; one part where nothing speaks for two.

    All parts `sure`: the file can be split without asking.
    """
    facts = [_Facts(page, words, own) for page in pages]
    begins = [(1, True, ())]
    if facts and (facts[0].titled or facts[0].number):
        start = 0
        for place in range(1, len(facts)):
            signs = _signs(facts[start:place], facts[place])
            worth = sum(FOR.get(sign, 0) - AGAINST.get(sign, 0) for sign in signs)
            strong = [sign for sign in signs if sign in STRONG]
            if worth >= CLEAR - 1 and (strong or worth >= CLEAR):
                begins.append((place + 1, worth >= CLEAR and bool(strong), _why(signs)))
                start = place
    last = [first - 1 for first, _sure, _why_ in begins[1:]] + [len(facts)]
    parts = [Part(first, end, sure, why) for (first, sure, why), end in zip(begins, last, strict=True)]
    return _checked(parts, pages, words, own) if len(parts) > 1 else parts


def _why(signs: Sequence[str]) -> tuple[str, ...]:
    return tuple(sign for sign in signs if sign in FOR)


def _signs(before: Sequence[_Facts], here: _Facts) -> list[str]:
    """Return what a page says for and against a bill that begins there."""
    signs = []
    number = next((one.number for one in before if one.number), "")
    if number and here.number and here.number != number:
        signs.append("number")
    elif number and "".join(filter(str.isalnum, number)).upper() in here.texts:
        signs.append("same_number")
    if here.counter == 1:
        signs.append("first_page")
    elif here.counter > 1:
        signs.append("later_page")
    sellers = frozenset().union(*(one.sellers for one in before))
    if sellers and here.sellers and not sellers & here.sellers:
        signs.append("supplier")
    if here.titled:
        signs.append("title")
    if any(text.startswith(_CARRIED) for text in map(squeezed, here.heads)):
        signs.append("carried")
    # a total that is complete before: what follows is annexed, or another bill
    if here.titled and _adds_up(before):
        signs.append("after_total")
    return signs


def _adds_up(facts: Sequence[_Facts]) -> bool:
    reading = read_bill([one.page for one in facts], facts[0].words, facts[0].own)
    total = reading.fields.get("total")
    return total is not None and total.sure


def _counter(page: Page) -> int:
    """Return the number that a page says it is of its document, 0 where it says none."""
    found = []
    for cell in page.cells:
        one = _COUNTER.search(cell.text)
        if one and not any(map(str.isdigit, cell.text[: one.start()])):
            found.append((one[2] is not None, int(one[1])))
    for line in (*page.lines[:EDGE], *page.lines[-EDGE:]):
        for cell in line.cells:
            bare = _BARE_COUNTER.fullmatch(cell.text.strip())
            if bare and 1 <= int(bare[1]) <= int(bare[2]):
                found.append((True, int(bare[1])))
    return max(found, key=lambda one: one[0])[1] if found else 0


def _checked(parts: Sequence[Part], pages: Sequence[Page], words: Words, own: Own) -> list[Part]:
    """Return the parts, sure only those that read as a bill with its number, day and total."""
    checked, numbers = [], set()
    for part in parts:
        reading = read_bill(pages[part.first - 1 : part.last], words, own)
        fields = reading.fields
        complete = (
            reading.kind in BILLS
            and all(name in fields for name in ("number", "date", "total"))
            and fields["number"].sure and fields["total"].sure
        )  # fmt: skip
        number = str(fields["number"].value) if complete else ""
        checked.append(part._replace(sure=part.sure and complete and number not in numbers))
        numbers.add(number)
    return checked
