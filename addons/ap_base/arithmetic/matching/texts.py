# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words, references and codes made comparable. Similarity is in thousandths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from .values import DISCOUNT, DOWN_PAYMENT, FEE, FREIGHT, GOODS

_APART = re.compile(r"[^0-9a-z]+")
_WORD = re.compile(r"\d+(?:[.,]\d+)?|[a-z]+")
_PIECE = re.compile(r"[0-9A-Za-z][0-9A-Za-z/_.\-]*[0-9A-Za-z]")
_MISREAD = str.maketrans("oqilszbag", "001152846")
_EMPTY_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "de",
        "des",
        "du",
        "en",
        "et",
        "la",
        "le",
        "les",
        "of",
        "ou",
        "par",
        "pour",
        "the",
        "un",
        "une",
        "to",
        "for",
        "and",
        "x",
    ]
)
_KINDS = (
    (DOWN_PAYMENT, re.compile(r"\b(acomptes?|down ?payments?|deposit|avance sur)\b")),
    (DISCOUNT, re.compile(r"\b(remises?|rabais|ristourne|discount|rebate)\b")),
    (
        FREIGHT,
        re.compile(
            r"\b((frais|cout) de (port|livraison|transport)|port et emballage"
            r"|transport|freight|shipping|carriage|delivery charges?)\b"
        ),
    ),
    (
        FEE,
        re.compile(
            r"\b(eco ?(participation|contribution|taxe|part|organisme)|ecotaxe|d3e|deee"
            r"|weee|tgap|copie privee|contribution environnementale|(recycling|environmental)"
            r" (fee|charge)|frais de (dossier|gestion|facturation)|surcharge|supplement"
            r" (carburant|gazole|energie)|handling|minimum order fee)\b"
        ),
    ),
)


class Features(NamedTuple):
    """A description taken apart: words, groups of three letters, numbers."""

    words: frozenset[str]
    trigrams: frozenset[str]
    numbers: frozenset[str]


def fold(text: str) -> str:
    """Return the text in small letters without accents.

    >>> fold("Écran INCURVÉ")
    'ecran incurve'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=1 << 14)  # about 2 KiB each
def features(text: str) -> Features:
    """Return what of a description is compared."""
    found = _WORD.findall(fold(text))
    words = frozenset(word for word in found if word not in _EMPTY_WORDS)
    joined = f"  {' '.join(sorted(words))} "
    trigrams = frozenset(joined[i : i + 3] for i in range(len(joined) - 2))
    numbers = frozenset(w.replace(",", ".") for w in words if w[0].isdigit())
    return Features(words, trigrams if words else frozenset(), numbers)


def similarity(left: Features, right: Features) -> int:
    """Return how like two descriptions are, 0 to 1000.

    The better of common words and common letters. Two descriptions that each have a
    number that the other has not (M6 x 20, M6 x 25) are at most half alike.

    >>> one, other = features("Vis inox M6x20"), features("VIS INOX M6X20 A2")
    >>> similarity(one, other) > 800
    True
    >>> similarity(one, features("Vis inox M6x25"))
    500
    """
    if not left.words or not right.words:
        return 0
    alike = max(_dice(left[0], right[0]), _dice(left[1], right[1]))
    return min(alike, 500) if numbers_differ(left, right) else alike


def numbers_differ(left: Features, right: Features) -> bool:
    """Return whether each side has a number that the other has not."""
    return bool(left.numbers - right.numbers) and bool(right.numbers - left.numbers)


def _dice(left: frozenset[str], right: frozenset[str]) -> int:
    return 2000 * len(left & right) // (len(left) + len(right))


@lru_cache(maxsize=1 << 17)
def code_key(code: str) -> str:
    """Return a code or a reference without case, accents and punctuation.

    >>> code_key("P-00 012"), code_key("é/4")
    ('p00012', 'e4')
    """
    return _APART.sub("", fold(code))


def misread_key(code: str) -> str:
    """Return the code with the letters that readers confuse made the same.

    >>> misread_key("P0OO12") == misread_key("P000I2")
    True
    """
    return code_key(code).translate(_MISREAD)


def code_keys(codes: Iterable[str]) -> frozenset[str]:
    """Return the codes that are left when made comparable."""
    return frozenset(key for key in map(code_key, codes) if key)


def pieces(text: str) -> list[str]:
    """Return what in a text may be a reference: with a digit, four signs or more.

    Two neighbours are also tried together ("PO 4711").

    >>> pieces("Votre commande PO 4711 du 3 mars")
    ['po4711', '4711']
    """
    found = [code_key(piece) for piece in _PIECE.findall(text)]
    joined = [a + b for a, b in pairwise(found) if b.isdigit() and a.isalpha()]
    both = [piece for piece in [*joined, *found] if len(piece) >= 4]
    return [p for p in both if any(c.isdigit() for c in p) and len(p) <= 24]


def kind_of(description: str) -> str:
    """Return the kind of a bill line by its words, French and English.

    >>> kind_of("Frais de port"), kind_of("Remise 5 %"), kind_of("Acompte 30 %")
    ('freight', 'discount', 'down_payment')
    >>> kind_of("Portable 14 pouces")
    'goods'
    """
    plain = _APART.sub(" ", fold(description))
    return next((kind for kind, words in _KINDS if words.search(plain)), GOODS)
