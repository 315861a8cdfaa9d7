# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts and names as people compare them: without case, accents and signs.

Words of a language come from the caller, who keeps them as data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

_NO_SIGN = re.compile(r"[^0-9a-z]+")
_ADDRESS = re.compile(r"[\w.+\-']+@[\w\-]+(?:\.[\w\-]+)+")


def plain(text: str | None) -> str:
    """Return the text in small letters and figures, one blank between words.

    >>> plain("  Ateliers du L\u00e4c – S.A.S. ")
    'ateliers du lac s a s'
    """
    letters = unicodedata.normalize("NFKD", (text or "").replace("\u0153", "oe"))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _NO_SIGN.sub(" ", bare.casefold()).strip()


def found_words(text: str | None, words: Iterable[str]) -> list[str]:
    """Return those of the words, or groups of words, that stand in the text.

    >>> found_words("Merci de r\u00e9gler d'urgence !", ["urgence", "urgent"])
    ['urgence']
    """
    padded = f" {plain(text)} "
    return [word for word in words if plain(word) and f" {plain(word)} " in padded]


def name_key(name: str | None, legal_forms: Collection[str]) -> str:
    """Return the name without its legal forms and blanks, for a comparison.

    >>> name_key("Ateliers du Lac S.A.S.", ["SAS", "SARL"])
    'ateliersdulac'
    """
    words = _letters_joined(plain(name).split())
    forms = {plain(form).replace(" ", "") for form in legal_forms}
    kept = [word for word in words if word not in forms]
    return "".join(kept or words)


def _letters_joined(words: list[str]) -> list[str]:
    """Return the words, letters that stand alone put together: s a s is sas."""
    joined: list[str] = []
    alone = False
    for word in words:
        if alone and len(word) == 1:
            joined[-1] += word
        else:
            joined.append(word)
        alone = len(word) == 1
    return joined


def address_of(text: str | None) -> str:
    """Return the first mail address of a text, in small letters; empty without one.

    >>> address_of("Alpha <Compta@Alpha.Example>"), address_of("Alpha")
    ('compta@alpha.example', '')
    """
    found = _ADDRESS.search(text or "")
    return found.group().lower() if found else ""


def domain_of(address: str | None) -> str:
    """Return what stands behind the @.

    >>> domain_of("Alpha <compta@alpha.example>")
    'alpha.example'
    """
    return address_of(address).rpartition("@")[2]


def edits(one: str, other: str) -> int:
    """Return how many signs must be put in, left out, changed or turned round.

    >>> edits("alpha.fr", "a1pha.fr"), edits("alpha.fr", "alhpa.fr"), edits("", "ab")
    (1, 1, 2)
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, there in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (sign != there))
            turned = i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == there
            row.append(min(cost, before[j - 2] + 1) if turned else cost)
        before, last = last, row
    return last[-1]
