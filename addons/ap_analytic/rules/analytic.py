# SPDX-License-Identifier: AGPL-3.0-or-later
"""Analytic imputation: what an account must carry, and which rule proposes what.

A distribution maps combinations of analytic accounts (one of each axis) to shares in
percent; each axis sums on its own. Odoo writes the combination as "12,45".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

REQUIRED, OPTIONAL, FORBIDDEN = "required", "optional", "forbidden"
MISSING, EXCESS = "missing", "excess"
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
SEPARATORS = re.compile(r"[;\n]")
PREFIX_SEPARATORS = re.compile(r"[;,\s]+")

Key = tuple[int, ...]


# What an account must carry ---------------------------------------------------------


class Requirement(NamedTuple):
    """From that day accounts of that prefix must, may or must not carry the axis."""

    plan: int
    prefix: str
    kind: str
    date_from: date


class Span(NamedTuple):
    """What holds for one account on one axis from a day until before another."""

    plan: int
    kind: str
    start: date
    end: date | None


class Breach(NamedTuple):
    """What is wrong on one axis: the share missing, in excess, or forbidden."""

    plan: int
    problem: str
    share: Decimal


def kinds_on(
    requirements: Iterable[Requirement], code: str, day: date
) -> dict[int, str]:
    """What each axis is for the account on that day.

    Of the requirements that have begun the longest prefix counts, then the latest.

    >>> rules = [Requirement(1, "6", "required", date(2026, 1, 1)),
    ...          Requirement(1, "613", "optional", date(2026, 7, 1))]
    >>> kinds_on(rules, "613200", date(2026, 6, 30))
    {1: 'required'}
    >>> kinds_on(rules, "613200", date(2026, 7, 1))
    {1: 'optional'}
    """
    best: dict[int, Requirement] = {}
    for one in requirements:
        if one.date_from > day or not code.startswith(one.prefix):
            continue
        held = best.get(one.plan)
        if not held or _rank(one) > _rank(held):
            best[one.plan] = one
    return {plan: one.kind for plan, one in best.items()}


def _rank(requirement: Requirement):
    return (len(requirement.prefix), requirement.date_from)


def spans(requirements: Collection[Requirement], code: str) -> list[Span]:
    """The same for all days, as spans without holes between them."""
    mine = [one for one in requirements if code.startswith(one.prefix)]
    found = []
    for plan in dict.fromkeys(one.plan for one in mine):
        starts = sorted({one.date_from for one in mine if one.plan == plan})
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            found.append(Span(plan, kinds_on(mine, code, start)[plan], start, end))
    return found


def breaches(
    shares: Mapping[int, Decimal], kinds: Mapping[int, str]
) -> list[Breach]:
    """What is wrong with the shares of a line, axis by axis; exact, no tolerance.

    >>> breaches({1: Decimal(60)}, {1: "required", 2: "required"})
    [Breach(plan=1, problem='missing', share=Decimal('40')), Breach(plan=2, problem='missing', share=Decimal('100'))]
    """
    found = []
    for plan, kind in kinds.items():
        share = shares.get(plan, Decimal(0))
        if kind == FORBIDDEN:
            if share:
                found.append(Breach(plan, FORBIDDEN, share))
        elif share > HUNDRED:
            found.append(Breach(plan, EXCESS, share - HUNDRED))
        elif kind == REQUIRED and share != HUNDRED:
            found.append(Breach(plan, MISSING, HUNDRED - share))
    return found


# Distributions -----------------------------------------------------------------------


def read(distribution: Mapping[str, float] | None, step: Decimal = CENT) -> dict:
    """Odoo's distribution with exact shares; the keys that name no account are left out.

    >>> read({"7,3": 33.33, "__update__": ["x"]})
    {(3, 7): Decimal('33.33')}
    """
    found: dict[Key, Decimal] = {}
    for key, share in (distribution or {}).items():
        parts = [part.strip() for part in str(key).split(",")]
        if not all(part.isdigit() for part in parts):
            continue
        accounts = tuple(sorted({int(part) for part in parts}))
        exact = Decimal(str(share)).quantize(step)
        found[accounts] = found.get(accounts, Decimal(0)) + exact
    return found


def written(distribution: Mapping[Key, Decimal]) -> dict[str, float]:
    """A distribution as Odoo keeps it.

    >>> written({(3, 7): Decimal("33.33")})
    {'3,7': 33.33}
    """
    return {
        ",".join(map(str, key)): float(share) for key, share in distribution.items()
    }


def plan_shares(
    distribution: Mapping[Key, Decimal], plan_of: Mapping[int, int]
) -> dict[int, Decimal]:
    """The sum of each axis; accounts that no longer exist count for nothing."""
    shares: dict[int, Decimal] = {}
    for key, share in distribution.items():
        for plan in {plan_of[account] for account in key if account in plan_of}:
            shares[plan] = shares.get(plan, Decimal(0)) + share
    return shares


def project(
    distribution: Mapping[Key, Decimal],
    plans: Collection[int],
    plan_of: Mapping[int, int],
) -> dict[Key, Decimal]:
    """What a distribution says of some axes only.

    >>> project({(1, 8): Decimal(60), (1, 9): Decimal(40)}, {5}, {1: 5, 8: 6, 9: 6})
    {(1,): Decimal('100')}
    """
    found: dict[Key, Decimal] = {}
    for key, share in distribution.items():
        rest = tuple(account for account in key if plan_of.get(account) in plans)
        if rest:
            found[rest] = found.get(rest, Decimal(0)) + share
    return found


def components(
    distribution: Mapping[Key, Decimal], plan_of: Mapping[int, int]
) -> list[dict[Key, Decimal]]:
    """The parts of a distribution that share no axis.

    >>> components({(1,): Decimal(60), (2,): Decimal(40), (8,): Decimal(100)},
    ...            {1: 5, 2: 5, 8: 6})
    [{(1,): Decimal('60'), (2,): Decimal('40')}, {(8,): Decimal('100')}]
    """
    found: list[tuple[set, dict]] = []
    for key, share in distribution.items():
        plans, part = {plan_of.get(account) for account in key}, {}
        for one in [one for one in found if one[0] & plans]:
            found.remove(one)
            plans |= one[0]
            part |= one[1]
        found.append((plans, {**part, key: share}))
    return [part for _plans, part in found]


# Rules -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """What is known of a line: ids by criterion, and texts."""

    day: date
    account: str = ""
    label: str = ""
    order: str = ""
    values: Mapping[str, frozenset] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One line of the priority list. What is empty does not matter."""

    id: int
    distribution: Mapping[Key, Decimal]
    date_from: date | None = None
    date_to: date | None = None
    accounts: str = ""
    label: str = ""
    order: str = ""
    values: Mapping[str, int] = field(default_factory=dict)


def matches(rule: Rule, facts: Facts) -> bool:
    """Whether every criterion of the rule holds for the line."""
    if rule.date_from and facts.day < rule.date_from:
        return False
    if rule.date_to and facts.day > rule.date_to:
        return False
    if rule.accounts and not facts.account.startswith(prefixes(rule.accounts)):
        return False
    if any(
        wanted not in facts.values.get(name, ()) for name, wanted in rule.values.items()
    ):
        return False
    return text_matches(rule.label, facts.label) and text_matches(
        rule.order, facts.order
    )


def choose(
    rules: Iterable[Rule],
    facts: Facts,
    taken: Collection[int],
    plan_of: Mapping[int, int],
) -> list[tuple[Rule, dict[Key, Decimal]]]:
    """The first matching rule of each axis, with what it says of the axes not taken.

    Rules come in the order of their priority.
    """
    settled = set(taken)
    chosen = []
    for rule in rules:
        open_plans = {
            plan_of[account]
            for key in rule.distribution
            for account in key
            if account in plan_of
        } - settled
        if open_plans and matches(rule, facts):
            part = project(rule.distribution, open_plans, plan_of)
            chosen.append((rule, part))
            settled |= open_plans
    return chosen


def prefixes(text: str) -> tuple[str, ...]:
    """First figures of accounts, as people list them.

    >>> prefixes("613, 614;6061")
    ('613', '614', '6061')
    """
    return tuple(part for part in PREFIX_SEPARATORS.split(text) if part)


def fold(text: str) -> str:
    """Text without case, accents and double spaces.

    >>> fold("  Loyer  DÉCEMBRE ")
    'loyer decembre'
    """
    bare = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(bare.split())


def text_matches(pattern: str, text: str) -> bool:
    """Whether one of the patterns (between semicolons) is found in the text.

    A star stands for anything; case and accents do not matter. There are no regular
    expressions: the time is linear, whatever somebody writes.

    >>> text_matches("loyer*décembre; rent", "Loyer Boutique Decembre 2026")
    True
    >>> text_matches("rent", "Maintenance")
    False
    """
    wanted = [fold(part) for part in SEPARATORS.split(pattern or "")]
    wanted = [part for part in wanted if part.strip("* ")]
    if not wanted:
        return True
    bare = fold(text or "")
    return any(_found(part, bare) for part in wanted)


def _found(pattern: str, text: str) -> bool:
    position = 0
    for piece in pattern.split("*"):
        piece = piece.strip()
        position = text.find(piece, position)
        if position < 0:
            return False
        position += len(piece)
    return True


# Learning ----------------------------------------------------------------------------


def is_supported(same: int, seen: int, percent: int, at_least: int) -> bool:
    """Whether that many of the bills seen are enough to propose the same again.

    >>> is_supported(9, 10, 80, 3), is_supported(2, 2, 80, 3), is_supported(7, 10, 80, 3)
    (True, False, False)
    """
    return same >= at_least and seen > 0 and same * 100 >= percent * seen
