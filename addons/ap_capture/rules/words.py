# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of bills: which field a label is of. They are data, in the languages of bills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .folding import folded, squeezed
from .page import Cell, Page

# A bare « n° », or « vom », counts where the line has a title before.
FOLLOW_TITLE = {"title_number": "number", "title_date": "date"}
GLUED = ("untaxed", "tax", "total", "payable")
TITLES = ("bill", "credit")
MOST_WORDS = 8
CLOSE_TITLE, TITLE_SHARE = 3, 0.8  # lines below a line that is hardly more than a title


class Label(NamedTuple):
    """A label on a page: of which field, how sure (1 weak to 4), and where in its cell."""

    field: str
    weight: int
    cell: Cell
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """Phrases (folded) -> the (field, weight) pairs that they are a label of."""

    phrases: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Return the first words of all phrases."""
        return frozenset(phrase.partition(" ")[0] for phrase in self.phrases)

    @cached_property
    def suffixes(self) -> tuple[str, ...]:
        """Return how words may end: a Warenrechnung is a Rechnung."""
        return tuple(phrase[1:] for phrase in self.phrases if phrase.startswith("*"))

    def find(self, text: str, fields: Iterable[str]) -> list[str]:
        """Return the phrases of these fields that stand in a text.

        >>> read_words([{"field": "credit", "weight": "3", "words": "avoir"}]).find("AVOIR n° 3", ["credit"])
        ['AVOIR']
        """
        wanted = set(fields)
        found = []
        for _start, _end, phrase in spans(text, self):
            if wanted.intersection(name for name, _weight in self.phrases[phrase]):
                found.append(phrase)
        return found

    def name(self, text: str, fields: Iterable[str]) -> list[str]:
        """Return what `find` does, and the labels of numbers and days that hold such a phrase:
        a « Facture n° » is a « facture ».

        >>> rows = [{"field": "bill", "weight": "3", "words": "facture"},
        ...         {"field": "number", "weight": "3", "words": "facture n°"}]
        >>> read_words(rows).find("Facture n° 3", ["bill"]), read_words(rows).name("Facture n° 3", ["bill"])
        ([], ['FACTURE NO'])
        """
        wanted = set(fields)
        found = []
        for _start, _end, phrase in spans(text, self):
            labels = {name for name, _weight in self.phrases[phrase]}
            if labels & wanted or (labels & {"number", "date"} and self._holds(phrase, wanted)):
                found.append(phrase)
        return found

    def _holds(self, phrase: str, wanted: set[str]) -> bool:
        """Say whether a phrase of these fields is a part of a label."""
        words = phrase.split()
        parts = (
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        )
        return any(name in wanted for part in parts for name, _weight in self.phrases.get(part, ()))


def read_words(rows: Iterable[Mapping[str, str]]) -> Words:
    """Return the words of a table with the columns field, weight, words (parted by |)."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        for phrase in row["words"].split("|"):
            key = squeezed(phrase)
            places = found.setdefault(f"*{key}" if phrase.startswith("*") else key, {})
            name, weight = row["field"], int(row["weight"])
            places[name] = max(weight, places.get(name, 0))
            if row["field"] in GLUED and " " in key:  # as scans are often read
                found.setdefault(key.replace(" ", ""), {}).setdefault(name, weight)
    found.pop("", None)
    return Words({phrase: tuple(there.items()) for phrase, there in found.items()})


_WORD = re.compile(r"[A-Z0-9#]+")
_INSIDE = re.compile(r"[^\W_][-/_.]$")
_GOES_ON = re.compile(r"[-_][^\W_]")


def spans(text: str, words: Words) -> list[tuple[int, int, str]]:
    """Return where phrases stand in a text, and which: the longest ones, none inside another
    and none inside a number, such as the N of 93/00/N."""
    tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded(text))]
    found, place = [], 0
    while place < len(tokens):
        token, start, _end = tokens[place]
        phrase = next((f"*{s}" for s in words.suffixes if token.endswith(s)), "")
        if token in words.firsts and not _INSIDE.search(text[:start]):
            phrase = _longest(tokens, place, words) or phrase
        size = phrase.count(" ") + 1
        end = tokens[place + size - 1][2]
        if phrase and not (size == 1 and _GOES_ON.match(text, end)):
            found.append((start, end, phrase))
        place += size
    return found


def _longest(tokens, place: int, words: Words) -> str:
    for size in range(min(MOST_WORDS, len(tokens) - place), 0, -1):
        phrase = " ".join(token for token, _start, _end in tokens[place : place + size])
        if phrase in words.phrases:
            return phrase
    return ""


def labels_of(page: Page, words: Words) -> list[Label]:
    """Return the labels of a page, in reading order."""
    found, last = [], -CLOSE_TITLE - 1
    for number, line in enumerate(page.lines):
        titled = number - last <= CLOSE_TITLE
        for cell in line.cells:
            for start, end, phrase in spans(cell.text, words):
                for name, weight in words.phrases[phrase]:
                    field = FOLLOW_TITLE.get(name, name)
                    if field == name or titled:
                        found.append(Label(field, weight, cell, start, end))
                    if name in TITLES:
                        titled = True
                        last = number if end - start >= TITLE_SHARE * len(cell.text) else last
    return found
