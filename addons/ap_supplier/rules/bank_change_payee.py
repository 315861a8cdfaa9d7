# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verification of payee: what the bank answered, and what follows from it.

Since 9 October 2025 banks of the euro area say whether name and number belong together
(regulation EU 2024/886). No answer alone validates an account: a second person does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from .texts import name_key, plain


class Answer(str, Enum):
    """What a bank answers."""

    MATCH = "match"
    CLOSE = "close_match"
    NONE = "no_match"
    IMPOSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`next`: `accept` by a second person, `call`, or `evidence` of another kind.
    `name`: the name to write on the account, where the bank gave it."""

    next: str
    name: str = ""


def outcome(
    answer: str, sent: str, returned: str = "", legal_forms: Collection[str] = ()
) -> Outcome:
    """Return what follows from the answer of the bank.

    >>> outcome("close_match", "Ateliers du Lac SAS", "Ateliers du Lac", ["SAS"])
    Outcome(next='accept', name='Ateliers du Lac')
    >>> outcome("close_match", "Ateliers du Lac", "Atelier du Luc")
    Outcome(next='call', name='')
    >>> outcome("no_match", "Beta").next, outcome("not_possible", "Gamma").next
    ('call', 'evidence')
    """
    kind = Answer(answer)
    if kind is Answer.MATCH:
        return Outcome("accept")
    if kind is Answer.IMPOSSIBLE:
        return Outcome("evidence")
    if kind is Answer.CLOSE and _is_same(sent, returned, legal_forms):
        return Outcome("accept", returned if plain(returned) != plain(sent) else "")
    return Outcome("call")


def _is_same(sent: str, returned: str, legal_forms: Collection[str]) -> bool:
    """Whether the names differ by a legal form, blanks or signs only."""
    return bool(plain(returned)) and (
        name_key(sent, legal_forms) == name_key(returned, legal_forms)
    )
