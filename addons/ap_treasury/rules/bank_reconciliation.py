# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank reconciliation statement (état de rapprochement) of an account at any day.

Ledger balance − what the ledger has and the bank has not + what the bank has and the
ledger has not = statement balance. As of a day means with what was known and what was not:
an item cleared later is outstanding then, whenever the statement is drawn up, so that
past statements never change.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
LEDGER, BANK = "ledger", "bank"
PRINTED, COMPUTED, UNKNOWN = "printed", "computed", "unknown"
MOST_CAUSES = 5
NINE = 9


class Clearing(NamedTuple):
    """A part of a movement found on the other side, on that side's own day."""

    day: date
    amount: Decimal


class Movement(NamedTuple):
    """An entry of the ledger, or a line of the bank, positive for money received.

    ``cleared``: what of it was found on the other side; several parts where one payment
    was met by several lines.
    """

    key: Hashable
    side: str
    day: date
    amount: Decimal
    label: str = ""
    cleared: tuple[Clearing, ...] = ()
    partner: Hashable = None
    account: str = ""


class CheckPoint(NamedTuple):
    """A balance that the bank printed, at the end of a day."""

    day: date
    amount: Decimal


class Outstanding(NamedTuple):
    """What is left of a movement at the day: ``age`` in days since its own."""

    key: Hashable
    side: str
    day: date
    amount: Decimal
    age: int
    label: str = ""
    partner: Hashable = None


class Anomaly(NamedTuple):
    """What cannot be, as a code: ``cleared_before`` (found by the bank before the ledger
    had it), ``over_cleared``, ``wrong_side``, ``check_point`` (lines do not lead from
    one printed balance to the next: ``amount`` is missing)."""

    code: str
    key: Hashable
    day: date
    amount: Decimal


class Cause(NamedTuple):
    """What an unexplained difference may come from: ``one_item`` (left out, or there
    twice), ``two_times`` (on the wrong side), ``digits`` (two figures swapped)."""

    code: str
    key: Hashable


@dataclass(frozen=True, slots=True)
class BankReconciliation:
    """The statement. ``source``: the bank's balance is printed at that very day, computed
    from the last printed one and the lines since, or unknown (None)."""

    day: date
    ledger: Decimal
    statement: Decimal | None
    source: str
    outstanding_ledger: tuple[Outstanding, ...]
    outstanding_bank: tuple[Outstanding, ...]
    anomalies: tuple[Anomaly, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def expected(self) -> Decimal:
        """Return what the bank must show, by the ledger and what is outstanding."""
        ours = sum((one.amount for one in self.outstanding_ledger), ZERO)
        theirs = sum((one.amount for one in self.outstanding_bank), ZERO)
        return self.ledger - ours + theirs

    @property
    def difference(self) -> Decimal | None:
        """Return what is unexplained: zero, or somebody has to look; None if unknown."""
        return None if self.statement is None else self.statement - self.expected

    @property
    def tied(self) -> bool:
        """Say whether the difference is known and zero."""
        return self.difference == ZERO


def reconcile(
    day: date,
    movements: Iterable[Movement],
    check_points: Sequence[CheckPoint] = (),
    ledger_opening: Decimal = ZERO,
    bank_opening: CheckPoint | None = None,
) -> BankReconciliation:
    """Return the reconciliation statement at the end of a day.

    ``ledger_opening``: the balance before the first movement of the ledger that is given,
    opening entries included. ``bank_opening``: the balance before the first line of the
    bank that is given, at the day before it; the closing of the statement before.
    """
    known = list(movements)
    ledger = [one for one in known if one.side == LEDGER]
    bank = [one for one in known if one.side == BANK]
    balance = ledger_opening + sum((m.amount for m in ledger if m.day <= day), ZERO)
    points = sorted([*check_points, *([bank_opening] if bank_opening else [])])
    statement, source = balance_at(day, points, bank)
    found = BankReconciliation(
        day,
        balance,
        statement,
        source,
        outstanding(day, ledger),
        outstanding(day, bank),
        (*anomalies(day, known), *point_gaps(day, points, bank)),
    )
    if not found.difference:
        return found
    return _with_causes(found, [m for m in known if m.day <= day])


def balance_at(
    day: date, points: Sequence[CheckPoint], bank: Iterable[Movement]
) -> tuple[Decimal | None, str]:
    """Return the balance at the end of a day, and whether the bank printed it.

    Without a printed balance on or before the day it is unknown.

    >>> points = [CheckPoint(date(2026, 3, 28), Decimal(950))]
    >>> line = Movement("L", BANK, date(2026, 3, 30), Decimal(-30))
    >>> balance_at(date(2026, 3, 31), points, [line])
    (Decimal('920'), 'computed')
    """
    before = [point for point in points if point.day <= day]
    if not before:
        return None, UNKNOWN
    last = max(before, key=lambda point: point.day)
    since = [one.amount for one in bank if last.day < one.day <= day]
    if last.day == day:
        return last.amount, PRINTED
    return last.amount + sum(since, ZERO), COMPUTED


def outstanding(day: date, movements: Iterable[Movement]) -> tuple[Outstanding, ...]:
    """Return what is left of movements at the end of a day, the oldest first."""
    found = []
    for one in movements:
        if one.day > day:
            continue
        left = one.amount - sum((c.amount for c in one.cleared if c.day <= day), ZERO)
        if left:
            age = (day - one.day).days
            found.append(
                Outstanding(
                    one.key, one.side, one.day, left, age, one.label, one.partner
                )
            )
    return tuple(sorted(found, key=lambda one: (one.day, str(one.key))))


def anomalies(day: date, movements: Iterable[Movement]) -> tuple[Anomaly, ...]:
    """Return the clearings that cannot be, of movements that are there at the day or
    that the bank had before the ledger."""
    found = []
    for one in movements:
        early = [
            c for c in one.cleared if one.side == LEDGER and c.day < one.day <= day
        ]
        found += [Anomaly("cleared_before", one.key, c.day, c.amount) for c in early]
        if one.day > day:
            continue
        cleared = sum((c.amount for c in one.cleared), ZERO)
        if cleared * one.amount < 0:
            found.append(Anomaly("wrong_side", one.key, one.day, cleared))
        elif abs(cleared) > abs(one.amount):
            found.append(
                Anomaly("over_cleared", one.key, one.day, cleared - one.amount)
            )
    return tuple(found)


def point_gaps(
    day: date, points: Sequence[CheckPoint], bank: Sequence[Movement]
) -> tuple[Anomaly, ...]:
    """Return the printed balances, up to a day, that the lines between them do not lead
    to; ``points`` are sorted. Files that overlap are proved by this: known lines are left
    out, and all lines together lead from balance to balance."""
    found = []
    for before, after in zip(points, points[1:], strict=False):
        if after.day <= day and before.day < after.day:
            moved = sum(
                (m.amount for m in bank if before.day < m.day <= after.day), ZERO
            )
            missing = after.amount - before.amount - moved
            if missing:
                found.append(Anomaly("check_point", after.day, after.day, missing))
    return tuple(found)


def _with_causes(
    found: BankReconciliation, movements: Sequence[Movement]
) -> BankReconciliation:
    """Add what the difference may come from."""
    difference = abs(found.difference)
    causes = [
        Cause("one_item", m.key) for m in movements if abs(m.amount) == difference
    ]
    causes += [
        Cause("two_times", m.key) for m in movements if abs(2 * m.amount) == difference
    ]
    if not causes and (difference * 100) % NINE == 0:
        causes.append(Cause("digits", None))
    return BankReconciliation(
        found.day,
        found.ledger,
        found.statement,
        found.source,
        found.outstanding_ledger,
        found.outstanding_bank,
        found.anomalies,
        tuple(causes[:MOST_CAUSES]),
    )


def by_age(items: Iterable[Outstanding], bounds: Sequence[int]) -> tuple[Decimal, ...]:
    """Return the sums of items by age: up to each bound in days (included), and above.

    >>> items = [Outstanding(n, LEDGER, date(2026, 3, 1), Decimal(10), n) for n in (5, 30, 31)]
    >>> by_age(items, (30, 60))
    (Decimal('20'), Decimal('10'), Decimal('0'))
    """
    sums = [ZERO] * (len(bounds) + 1)
    for one in items:
        place = next(
            (p for p, bound in enumerate(bounds) if one.age <= bound), len(bounds)
        )
        sums[place] += one.amount
    return tuple(sums)


def transit_balances(
    day: date, movements: Iterable[Movement]
) -> dict[str, tuple[Decimal, tuple[Outstanding, ...]]]:
    """Return what is left at the end of a day on accounts that are to be zero (transfers,
    suspense, cheques to deposit), by account: its sum, and the items of it."""
    by_account: dict[str, list[Movement]] = {}
    for one in movements:
        by_account.setdefault(one.account, []).append(one)
    found = {}
    for account, inside in sorted(by_account.items()):
        items = outstanding(day, inside)
        found[account] = (sum((one.amount for one in items), ZERO), items)
    return found
