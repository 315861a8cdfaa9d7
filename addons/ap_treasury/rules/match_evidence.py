# SPDX-License-Identifier: AGPL-3.0-or-later
"""What speaks for a party behind a bank line, and for a party's item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from .labels import Label, bare_numbers, is_strong, reference_keys, tail_keys
from .match_index import Index, compact
from .match_names import FIRST, FULL
from .match_values import BankLine, Key, OpenItem, Reason, Rule

AMOUNT, REFERENCE, WEAK_REFERENCE, END_TO_END = 300, 400, 120, 450
IDENTIFIER, HABIT, ONLY, DUE, LATE, FAR = 320, 260, 100, 60, -40, -60
NAMES = {FULL: 250, FIRST: 240}
PART_OF_NAME, SHARED = 80, 100
AGAINST, TOO_EARLY, OTHER_NUMBER, NOT_NAMED, NOBODY = -300, -200, -250, -200, -70
LONGEST_SEARCHED = 300  # of a label, by patterns that people write
_NINES = str.maketrans("012345678", "9" * 9)
WORTH = (30, 30, 60, 100, 130, 160)  # by figures that are no final zero
LEAST_HABIT, MANY, LATE_DAYS = 2, 3, 45


@dataclass
class Party:
    """A party that may be behind a line. ``sure``: by an identifier."""

    points: int = 0
    sure: bool = False
    reasons: list[Reason] = field(default_factory=list)

    def add(self, points: int, reason: Reason, sure: bool = False) -> None:
        """Take the best evidence; each further one adds a little."""
        self.points = max(self.points, points) + (30 if self.points else 0)
        self.sure = self.sure or sure
        self.reasons.append(reason)


@dataclass
class Evidence:
    """The evidence of a line, read once."""

    line: BankLine
    label: Label
    parties: Mapping[Key, Party]
    named: Mapping[Key, str]
    rule: Rule | None
    groups: Mapping[str, str]
    keys: Mapping[str, int]
    strong: frozenset[Key]

    @cached_property
    def certain(self) -> frozenset[Key]:
        """Return the parties that an identifier names."""
        return frozenset(key for key, party in self.parties.items() if party.sure)

    @cached_property
    def shapes(self) -> Mapping[str, frozenset[str]]:
        """Return what may be numbers of bills, by their shape."""
        series = (key for key in self.keys if is_strong(key) and _has_letters(key))
        return _shapes((*series, *bare_numbers(self.label)))

    @cached_property
    def tails(self) -> tuple[tuple[str, str], ...]:
        """Return the ends of the label that may be cut references, each with its shape."""
        return tuple((tail, _shape(tail)) for tail in tail_keys(self.label))

    @cached_property
    def somebody(self) -> bool:
        """Say whether the label names somebody, and the amount may come again."""
        return bool(self.label.words) and worth(self.line.amount) < ONLY

    @cached_property
    def named_well(self) -> bool:
        """Say whether a party is named as whole names name one."""
        return any(one.points >= NAMES[FIRST] for one in self.parties.values())

    def kind(self, kind: str) -> bool:
        """Say whether the label has words of that kind."""
        return kind in self.label.kinds


def worth(amount: Decimal) -> int:
    """Return what an amount that nothing else has is worth: by its figures, since a round
    one comes again sooner.

    >>> [worth(Decimal(amount)) for amount in ("120.00", "99.90", "437.82", "14033.85")]
    [30, 60, 130, 160]
    """
    figures = len(str(int(abs(amount) * 100)).rstrip("0"))
    return WORTH[min(figures, len(WORTH)) - 1]


class Read(NamedTuple):
    """A line with what its label says: the first rule that fits, what its groups hold, and
    what may be a reference -> how many runs it has."""

    line: BankLine
    label: Label
    rule: Rule | None
    groups: Mapping[str, str]
    keys: Mapping[str, int]


def read_label_of(line: BankLine, index: Index) -> Read:
    """Return what a line says by itself, before anything is looked for."""
    label = index.label(line)
    rule, groups = _rule(line, label, index)
    if groups:
        line = line._replace(
            iban=line.iban or compact(groups.get("iban") or ""),
            name=line.name or groups.get("partner") or "",
            structured=line.structured or groups.get("reference") or "",
        )
        label = index.label(line)
    return Read(line, label, rule, groups, index.keys(line, label))


def weigh_parties(read: Read, index: Index) -> Evidence:
    """Return the evidence of a line: its file, rules over its label, habits."""
    line, label, rule, groups, keys = read
    parties: dict[Key, Party] = {}
    _identifiers(line, index, parties)
    _habits(index.signature(line), index, parties)
    _names(line, label, index, parties)
    named = index.named(line, keys)
    strong = frozenset(item for item, key in named.items() if is_strong(key))
    return Evidence(line, label, parties, named, rule, groups, keys, strong)


def _shapes(keys: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return references by their shape."""
    found: dict[str, set[str]] = {}
    for key in keys:
        found.setdefault(_shape(key), set()).add(key)
    return {shape: frozenset(inside) for shape, inside in found.items()}


@lru_cache(maxsize=1 << 16)
def _shape(key: str) -> str:
    """Return a reference with each figure as 9: numbers of one series have one shape."""
    return key.translate(_NINES)


def _has_letters(key: str) -> bool:
    return any(map(str.isalpha, key))


def _rule(line: BankLine, label: Label, index: Index) -> tuple[Rule | None, dict]:
    """Return the first rule that fits, and its named groups."""
    for rule, pattern in index.rules:
        if _fits(rule, line):
            found = pattern.search(label.text[:LONGEST_SEARCHED])
            if found:
                return rule, {k: v for k, v in found.groupdict().items() if v}
    return None, {}


def _fits(rule: Rule, line: BankLine) -> bool:
    amount = abs(line.amount)
    return (
        (not rule.journals or line.journal in rule.journals)
        and (not rule.sign or rule.sign * line.amount > 0)
        and (rule.least is None or amount >= rule.least)
        and (rule.most is None or amount <= rule.most)
    )


def _identifiers(line: BankLine, index: Index, parties: dict[Key, Party]) -> None:
    for code, number, table in (
        ("iban", line.iban, index.by_iban),
        ("mandate", line.mandate, index.by_mandate),
        ("creditor", line.creditor, index.by_creditor),
    ):
        here = table.get(compact(number), ()) if number else ()
        for key in here:
            alone = len(here) == 1
            points = IDENTIFIER if alone else IDENTIFIER // 2
            reason = Reason(code, (number,))
            parties.setdefault(key, Party()).add(points, reason, alone)


def _habits(signature: str, index: Index, parties: dict[Key, Party]) -> None:
    counts = index.world.habits.get(signature, {})
    for key, count in counts.items():
        if count >= LEAST_HABIT:
            points = HABIT if len(counts) == 1 else SHARED
            parties.setdefault(key, Party()).add(points, Reason("habit", (count,)))


def _names(
    line: BankLine, label: Label, index: Index, parties: dict[Key, Party]
) -> None:
    words = label.words
    if line.name:
        words = tuple(dict.fromkeys((*index.label(_only_name(line)).words, *words)))
    for one in index.names.find(words):
        points = NAMES.get(one.how, PART_OF_NAME)
        if not one.alone:
            points = min(points, SHARED)
        code = one.how if one.alone else "shared_name"
        parties.setdefault(one.partner, Party()).add(points, Reason(code))


def _only_name(line: BankLine) -> BankLine:
    return line._replace(label=line.name, structured="")


def party_points(evidence: Evidence, partner: Key) -> tuple[int, list[Reason]]:
    """Return what speaks for a party; another one that an identifier names speaks
    against it."""
    party = evidence.parties.get(partner)
    points, reasons = (party.points, list(party.reasons)) if party else (0, [])
    if evidence.certain and partner not in evidence.certain:
        points += AGAINST
        reasons.append(Reason("other_party"))
    elif party is None and evidence.named_well:
        points += AGAINST // 2
        reasons.append(Reason("other_party"))
    return points, reasons


def references_points(
    evidence: Evidence, items: Sequence[OpenItem]
) -> tuple[int, list[Reason], bool]:
    """Return what references are worth for items together, and whether they name them all for
    sure: each by a strong one, or three and more by weak ones."""
    found = [_reference(evidence, item) for item in items]
    reasons = [reason for _points, reason in found if reason]
    weak = [points for points, _reason in found]
    if not all(weak):
        against = _other_number(evidence, items)
        if against:
            return OTHER_NUMBER, [*reasons, against], False
        cut = _cut_reference(evidence, items)
        if cut:
            return WEAK_REFERENCE, [*reasons, cut], False
        return 0, reasons, False
    strong = min(weak) >= REFERENCE
    points = min(weak) if strong else min(REFERENCE, sum(weak))
    return points, reasons, strong or len(items) >= MANY


def _reference(evidence: Evidence, item: OpenItem) -> tuple[int, Reason | None]:
    """Return what one reference is worth for an item."""
    if item.end_to_end and item.end_to_end == evidence.line.end_to_end:
        return END_TO_END, Reason("end_to_end", (item.end_to_end,))
    key = evidence.named.get(item.key)
    if key is None:
        return 0, None
    points = REFERENCE if is_strong(key) else WEAK_REFERENCE
    return points, Reason("reference", (_as_written(item, key),))


def _as_written(item: OpenItem, key: str) -> str:
    """Return the reference of the item that has the key, as its sender wrote it."""
    texts = (text for text in item.references if key in reference_keys(text))
    return next(texts, key)


def _keys(items: Sequence[OpenItem]) -> Sequence[str]:
    if len(items) == 1:
        return _keys_of(items[0].references)
    return [key for item in items for key in _keys_of(item.references)]


@lru_cache(maxsize=1 << 16)
def _keys_of(references: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for text in references for key in reference_keys(text))


def _other_number(evidence: Evidence, items: Sequence[OpenItem]) -> Reason | None:
    """Return what speaks against items: the label names another number of their series,
    which may not be in the books yet, whole or cut."""
    own = _keys(items)
    for key in own if evidence.shapes else ():
        alike = evidence.shapes.get(_shape(key))
        others = alike and alike.difference(own)
        if others:
            return Reason("other_number", (min(others),))
    for tail, shape in evidence.tails:
        like = [key for key in own if _shape(key).startswith(shape)]
        if like and not any(key.startswith(tail) for key in like):
            return Reason("other_number", (tail,))
    return None


def _cut_reference(evidence: Evidence, items: Sequence[OpenItem]) -> Reason | None:
    """Return the end of the label that is the beginning of a reference of the items."""
    own = _keys(items)
    for tail, _like in evidence.tails:
        if any(key.startswith(tail) and key != tail for key in own):
            return Reason("cut_reference", (tail,))
    return None


def date_points(
    evidence: Evidence, items: Sequence[OpenItem], index: Index
) -> tuple[int, list]:
    """Return what the days are worth: near the expected day, or before the item was there."""
    line, policy = evidence.line, index.policy
    there = line.day + index.early
    if any(item.day > there for item in items):
        return TOO_EARLY, [Reason("before_item")]
    gap = max([abs((line.day - item.expected).days) for item in items], default=0)
    if gap <= policy.due_days:
        return DUE, [Reason("due", (gap,))]
    return FAR if gap > LATE_DAYS else LATE, [Reason("far_from_due", (gap,))]


def account_in(text: str, accounts: Mapping[str, Key]) -> str:
    """Return which of our own accounts a text names, "" if none."""
    whole = re.sub(r"\s", "", text)
    return next((iban for iban in accounts if iban and iban in whole), "")
