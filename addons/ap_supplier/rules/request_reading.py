# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a supplier's mail asks for: its language, its type, the documents that it names.

The words of each type come from the caller, who keeps them as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from odoo.addons.ap_base.arithmetic.bill_numbers import bill_number_key

from .bank_change_number import check, compact
from .texts import found_words, plain

_FRENCH = frozenset(
    ["le", "la", "les", "un", "une", "des", "du", "de", "et", "est", "nous", "vous", "votre", "notre", "pour", "que", "qui", "dans", "sur", "avec", "bonjour", "merci", "facture", "factures", "paiement", "cordialement", "pas", "ne", "avons", "reste", "reglement", "sommes", "avoir", "madame", "monsieur", "svp", "ci", "joint"]
)
_ENGLISH = frozenset(
    ["the", "a", "an", "of", "and", "is", "we", "you", "your", "our", "for", "that", "which", "in", "on", "with", "hello", "hi", "dear", "thanks", "thank", "invoice", "invoices", "payment", "regards", "please", "not", "have", "has", "are", "paid", "kind", "could", "would", "when", "attached", "bill"]
)
_TOKEN = re.compile(r"[0-9A-Za-z\u00c0-\u017f][0-9A-Za-z\u00c0-\u017f/_.\-]{1,39}")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ \u00a0]?[0-9A-Za-z]{4}){2,7}(?:[ \u00a0]?[0-9A-Za-z]{1,4})?\b")
_LEAST = 3  # signs of a number of a bill


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of request and the words that tell it."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """`code`: empty where nothing tells; `score` in points; `is_sure`: twice the next."""

    code: str = ""
    score: int = 0
    is_sure: bool = False
    words: tuple[str, ...] = ()


def language(text: str | None, usual: str = "") -> str:
    """Return `fr` or `en`; what the supplier usually writes where the words do not tell.

    >>> language("Bonjour, la facture est-elle payee ? Merci"), language("When is it paid?")
    ('fr', 'en')
    >>> language("FA-1042", "fr"), language("")
    ('fr', 'en')
    """
    words = plain(text).split()
    french = sum(word in _FRENCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if french == english:
        return usual if usual in ("fr", "en") else "en"
    return "fr" if french > english else "en"


def guess(subject: str | None, text: str | None, kinds: Sequence[Kind]) -> Guess:
    """Return the type that most of the words tell, the subject counting twice. Of equal
    ones the first of the list, and not sure.

    >>> kinds = [Kind("status", ("when paid", "payment")), Kind("statement", ("statement",))]
    >>> guess("Payment", "when paid?", kinds).code, guess("Hello", "", kinds).code
    ('status', '')
    >>> guess("Statement", "payment", kinds)
    Guess(code='statement', score=2, is_sure=True, words=('statement',))
    """
    scored = []
    for kind in kinds:
        told = found_words(subject, kind.words), found_words(text, kind.words)
        points = sum(2 * _weight(word) for word in told[0]) + sum(map(_weight, told[1]))
        scored.append((points, tuple(dict.fromkeys(told[0] + told[1])), kind.code))
    scored.sort(key=lambda one: -one[0])
    if not scored or not scored[0][0]:
        return Guess()
    points, words, code = scored[0]
    following = scored[1][0] if len(scored) > 1 else 0
    return Guess(code, points, points >= 2 * following and points > following, words)


def _weight(word: str) -> int:
    return len(plain(word).split())


def numbers(*texts: str | None) -> list[str]:
    """Return what may be a number of a document: a run of signs with a figure in it.

    >>> numbers("Facture FA-2026/117 du 03/03/2026, 2e relance (1 200,00 EUR)")
    ['FA-2026/117', '03/03/2026', '200']
    """
    found = (
        token.strip("./-_")
        for text in texts
        for token in _TOKEN.findall(_without_ibans(text or ""))
    )
    kept = (
        token for token in found if len(token) >= _LEAST and any(c.isdigit() for c in token)
    )
    return list(dict.fromkeys(kept))


def _without_ibans(text: str) -> str:
    return _IBAN.sub(" ", text)


def named(texts: Iterable[str | None], known: dict[str, int]) -> tuple[list[int], list[str]]:
    """Return the documents that are named, and numbers that look like a bill's and are
    none of ours. `known`: {key of the number: id}.

    >>> named(["Facture FA 1042 et FA-9999"], {"FA1042": 7})
    ([7], ['FA-9999'])
    """
    ids: list[int] = []
    unknown: list[str] = []
    for text in texts:
        words = numbers(text)
        for word in words:
            number = known.get(bill_number_key(word))
            if number is None and _looks_like(word):
                unknown.append(word)
            elif number is not None:
                ids.append(number)
        ids += _in_two(text or "", known)
    return list(dict.fromkeys(ids)), list(dict.fromkeys(unknown))


def _in_two(text: str, known: dict[str, int]) -> list[int]:
    """Numbers that are written with blanks: FA 1042."""
    tokens = _TOKEN.findall(_without_ibans(text))
    pairs = (f"{one} {other}" for one, other in zip(tokens, tokens[1:], strict=False))
    return [
        known[key] for pair in pairs if (key := bill_number_key(pair)) and key in known
    ]


def _looks_like(word: str) -> bool:
    """Letters and figures, and no date."""
    letters = [sign for sign in word if sign.isalpha()]
    return bool(letters) and len(letters) <= 6 and sum(map(str.isdigit, word)) >= 3


def ibans(*texts: str | None) -> list[str]:
    """Return the account numbers in the texts whose keys are right.

    >>> ibans("Notre IBAN : FR76 3000 6000 0112 3456 7890 189. Merci")
    ['FR7630006000011234567890189']
    """
    found = (compact(one) for text in texts for one in _IBAN.findall(text or ""))
    return list(dict.fromkeys(one for one in found if not check(one).is_wrong))
