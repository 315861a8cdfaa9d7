# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text without accents, case and signs, each letter at the place where it was."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_OTHERS = {"ß": "S", "ø": "O", "Ø": "O", "æ": "A", "Æ": "A", "œ": "O", "Œ": "O", "ł": "L",
           "Ł": "L", "°": "O", "º": "O", "ª": "A", "#": "#", "€": "€", "%": "%", "№": "N"}  # fmt: skip


@lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    if letter in _OTHERS:
        return _OTHERS[letter]
    plain = unicodedata.normalize("NFKD", letter)[0].upper()[:1]
    return plain if plain.isascii() and plain.isalnum() else " "


def folded(text: str) -> str:
    """Return the text in capitals, as long as it was, signs as blanks.

    >>> folded("N° de facture : É-1"), len(folded("Straße")) == len("Straße")
    ('NO DE FACTURE   E 1', True)
    """
    return "".join(map(_fold, text))


def squeezed(text: str) -> str:
    """Return the folded text with one blank between its words.

    >>> squeezed("  USt.-Id.-Nr.: ")
    'UST ID NR'
    """
    return " ".join(folded(text).split())
