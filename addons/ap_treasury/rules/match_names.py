# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of parties found in labels that shorten them.

Significant words are compared both ways, without legal forms: NORDVIK names Nordvik
Access SAS as long as no other party begins with that word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from .labels import LabelWords, plain, significant
from .match_values import Key, Partner

STEM = 4  # letters that a word cut by the bank keeps at least
COMMON = 25  # a word that more parties bear names none of them alone
FULL, FIRST, PART = "name", "first_word", "part_of_name"
_ORDER = (FULL, FIRST, PART)


class Named(NamedTuple):
    """A party that a label may name: ``how`` is FULL, FIRST or PART. ``alone``: nobody
    else is named as well."""

    partner: Key
    how: str
    alone: bool


class NameIndex:
    """Parties by the words of their names, and by their first letters."""

    def __init__(self, partners: Iterable[Partner], words: LabelWords) -> None:
        self.words: dict[str, set[tuple[Key, int]]] = defaultdict(set)
        self.stems: dict[str, set[tuple[Key, int]]] = defaultdict(set)
        self.names: dict[tuple[Key, int], tuple[str, ...]] = {}
        for partner in partners:
            for place, name in enumerate(partner.names):
                named = significant(plain(name), words)
                if named:
                    self.names[partner.key, place] = named
                for word in named:
                    self.words[word].add((partner.key, place))
                    self.stems[word[:STEM]].add((partner.key, place))

    def find(self, label: Sequence[str]) -> list[Named]:
        """Return the parties that the words of a label may name, the best first.

        A party whose words are but some of those of another one that the label begins
        with is left out: SUD in ATELIER SUD LYON names no other party.
        """
        best: dict[Key, tuple[int, frozenset[str]]] = {}
        for key, place in self._candidates(label):
            how, words = _how(self.names[key, place], label)
            if how and (key not in best or _ORDER.index(how) < best[key][0]):
                best[key] = _ORDER.index(how), words
        chief = max(
            (words for _how, words in best.values() if label[0] in words),
            key=len,
            default=(),
        )
        left = {k: v for k, v in best.items() if not (v[1] < frozenset(chief))}
        first = sum(order < _ORDER.index(PART) for order, _words in left.values())
        found = [
            Named(key, _ORDER[order], len(left) == 1 or (not order and first == 1))
            for key, (order, _words) in left.items()
        ]
        return sorted(found, key=lambda one: (_ORDER.index(one.how), str(one.partner)))

    def _candidates(self, label: Sequence[str]) -> set[tuple[Key, int]]:
        """Return the names that have a rare word of the label, else two common ones that
        follow each other."""
        found: set[tuple[Key, int]] = set()
        there = [self.words.get(w) or self.stems.get(w[:STEM], set()) for w in label]
        for here in there:
            if len(here) <= COMMON:
                found |= here
        if not found:
            for one, two in pairwise(there):
                both = one & two
                found |= both if len(both) <= COMMON else set()
        return found


def _how(name: Sequence[str], label: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Return how a name stands in the words of a label ("" if it does not), and in which.

    >>> _how(("NORDVIK", "ACCESS"), ("NORDVIK",))[0], _how(("NORDVIK", "ACCESS"), ("ACCESS",))[0]
    ('first_word', '')
    >>> _how(("DELTA",), ("DELTA", "LYON"))[0], _how(("ATELIER", "NORD"), ("ATELIER", "NORD"))[0]
    ('name', 'name')
    """
    there = [
        next((other for other in label if _same(word, other)), "") for word in name
    ]
    words = frozenset(filter(None, there))
    if all(there):
        return FULL, words
    if there[0] and len(name[0]) >= STEM:
        return FIRST, words
    return (PART, words) if len(words) > 1 else ("", words)


def _same(word: str, label: str) -> bool:
    """Say whether a word of a name stands in a label, whole or cut."""
    if word == label:
        return True
    return len(label) >= STEM and word.startswith(label)
