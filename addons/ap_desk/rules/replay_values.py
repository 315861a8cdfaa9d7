# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a replay says of a document: decided how, by which rule, and whether people agree.

Answers are compared by what they name (items, lines, rows of schedules, accounts), never
by words. What people decided is the reference; where nobody decided, nothing is judged.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

AUTOMATIC, SUGGESTED, NONE = "automatic", "suggested", "none"
RIGHT, WRONG, UNJUDGED = "right", "wrong", "unjudged"
VERDICTS = (
    "automatic_right",
    "automatic_wrong",
    "automatic_unjudged",
    "suggested_right",
    "suggested_wrong",
    "suggested_unjudged",
    "left",
)


class Answer(NamedTuple):
    """What a document is matched with: sorted (kind, key), all of one answer."""

    parts: tuple[tuple[str, int], ...] = ()

    def of(self, kind: str) -> frozenset[int]:
        """Return the keys of that kind."""
        return frozenset(key for one, key in self.parts if one == kind)

    def agrees(self, reference: Answer) -> bool:
        """Say whether the reference has the same: of the kinds that are named here. What
        comes beside items (a fee, a rounding) is no other answer.

        >>> bill = Answer((("item", 7),))
        >>> bill.agrees(Answer((("account", 627), ("item", 7))))
        True
        >>> Answer((("account", 627),)).agrees(Answer((("account", 627), ("item", 7))))
        False
        """
        for kind in ("item", "line", "row", "order", "came", "flagged"):
            if self.of(kind):
                return self.of(kind) == reference.of(kind)
        accounts = self.of("account")
        return bool(accounts) and not reference.of("item") and accounts == reference.of("account")


class Decision(NamedTuple):
    """What would have been decided: state, answers (the best first), and by what: the
    kind of rule, its name, its version (0: it has none). ``causes``: what kept it from
    going by itself."""

    state: str = NONE
    answers: tuple[Answer, ...] = ()
    rule: tuple[str, str, int] = ("", "", 0)
    causes: tuple[str, ...] = ()

    @property
    def best(self) -> Answer:
        """Return the first answer."""
        return self.answers[0] if self.answers else Answer()


def verdict(decision: Decision, reference: Answer | None) -> str:
    """Return one of `VERDICTS`. A suggestion is right where it shows the right answer; an
    answer that names nothing (a payment that comes back) is not judged.

    >>> paid = Answer((("item", 7),))
    >>> verdict(Decision(AUTOMATIC, (paid,)), paid), verdict(Decision(), paid)
    ('automatic_right', 'left')
    >>> verdict(Decision(SUGGESTED, (Answer((("item", 8),)), paid)), paid)
    'suggested_right'
    >>> verdict(Decision(AUTOMATIC, (paid,)), None)
    'automatic_unjudged'
    """
    if decision.state == NONE:
        return "left"
    shown = decision.answers if decision.state == SUGGESTED else decision.answers[:1]
    if reference is None or not any(one.parts for one in shown):
        return f"{decision.state}_{UNJUDGED}"
    good = any(one.agrees(reference) for one in shown)
    return f"{decision.state}_{RIGHT if good else WRONG}"


def changes(before: Decision, after: Decision) -> bool:
    """Say whether a document changes sides: another state, or another best answer.

    >>> changes(Decision(), Decision(SUGGESTED, (Answer((("item", 7),)),)))
    True
    """
    return (before.state, before.best) != (after.state, after.best)


def counted(verdicts: Iterable[str]) -> dict[str, int]:
    """Return how many there are of each verdict, none left out.

    >>> counted(["left", "left"])["left"], counted([])["automatic_right"]
    (2, 0)
    """
    found = Counter(verdicts)
    return {one: found[one] for one in VERDICTS}


def agreement(counts: Mapping[str, int]) -> tuple[int, int]:
    """Return (right, of how many) of what would have been done without a person.

    >>> agreement({"automatic_right": 3, "automatic_wrong": 1})
    (3, 4)
    """
    right, wrong = counts["automatic_right"], counts["automatic_wrong"]
    return right, right + wrong


def nameless(kept: Mapping[str, object]) -> dict[str, object]:
    """Return a kept decision without the names of what it proposes: they are in the
    language of who asked, and two people who ask the same get the same.

    >>> nameless({"answers": [[["item", 7, "F-7"]]], "causes": []})
    {'answers': [[['item', 7]]], 'causes': []}
    """
    answers = [[part[:2] for part in answer] for answer in kept["answers"]]
    return {**kept, "answers": answers}


def digest(rows: Iterable[object]) -> str:
    """Return the fingerprint of a result: two runs that say the same have the same one."""
    text = json.dumps(list(rows), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
