# SPDX-License-Identifier: AGPL-3.0-or-later
"""Balances that must follow each other: inside a statement, in a file, with the stored.

What is wrong is a value, never an exception: the file is shown with it, and a person
decides. Nothing that does not add up is imported in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .statement import STATEMENT, Balance, Statement

ONE_DAY = timedelta(days=1)
SUNDAY_AND_SATURDAY = frozenset((5, 6))
MOST_DAYS = 370  # of which missing days are named


class Problem(NamedTuple):
    """Something to be seen before an import: a code, the statement, figures by name.

    ``statement``: its place in the file, from 0. Codes: ``does_not_add_up``,
    ``no_balance``, ``currency``, ``gap``, ``overlap``, ``repeated``, ``wrong_order``.
    """

    code: str
    statement: int
    values: tuple[tuple[str, object], ...]

    def value(self, name: str) -> object:
        """Return a figure by its name, None without it."""
        return dict(self.values).get(name)


class Span(NamedTuple):
    """A statement in the chain of an account. ``place``: in the file, None if stored."""

    start: date
    end: date
    opening: Decimal
    closing: Decimal
    place: int | None = None


def check_statements(
    statements: Sequence[Statement],
    stored: Iterable[Span] = (),
    holidays: frozenset[date] = frozenset(),
) -> list[Problem]:
    """Return what is wrong with the statements of one account in a file.

    ``stored``: those that are there already, at least the ones around the new ones.
    """
    problems = []
    for place, one in enumerate(statements):
        problems += inside(place, one)
    spans = [_span(place, one) for place, one in enumerate(statements)]
    new = [span for span in spans if span]
    problems += _order(new)
    every = sorted([*stored, *new], key=lambda s: (s.start, s.end, s.place is not None))
    for before, after in zip(every, every[1:], strict=False):
        if before.place is not None or after.place is not None:
            problems += _between(before, after, holidays)
    return problems


def inside(place: int, statement: Statement) -> list[Problem]:
    """Return what is wrong inside one statement."""
    if statement.kind != STATEMENT:
        return []
    problems = []
    if statement.opening is None or statement.closing is None:
        known = statement.opening or statement.closing
        problems.append(Problem("no_balance", place, (("known", bool(known)),)))
    elif statement.difference:
        values = (
            ("opening", statement.opening.amount),
            ("total", statement.total),
            ("closing", statement.closing.amount),
            ("difference", statement.difference),
        )
        problems.append(Problem("does_not_add_up", place, values))
    for balance in statement.check_points:
        if balance.currency not in ("", statement.currency):
            values = (("currency", balance.currency), ("expected", statement.currency))
            problems.append(Problem("currency", place, values))
    others = {e.currency for e in statement.entries} - {"", statement.currency}
    problems += [
        Problem(
            "currency", place, (("currency", code), ("expected", statement.currency))
        )
        for code in sorted(others)
    ]
    return problems


def _span(place: int, one: Statement) -> Span | None:
    """Return a statement as a link of the chain, None where its balances are unknown."""
    opening = one.opening.amount if one.opening else implied_opening(one)
    if (
        opening is None
        or None in (one.closing, one.start, one.end)
        or one.kind != STATEMENT
    ):
        return None
    return Span(one.start, one.end, opening, one.closing.amount, place)


def implied_opening(one: Statement) -> Decimal | None:
    """Return the opening balance of a statement that has only a closing one (OFX): before
    its entries, if the balance is of their last day; None if it is later, or unknown."""
    closing = one.closing
    if (
        closing is None
        or closing.day is None
        or one.end is None
        or closing.day > one.end
    ):
        return None
    return closing.amount - one.total


def _order(spans: Sequence[Span]) -> list[Problem]:
    """Return the statements that come after a later one in their file."""
    return [
        Problem(
            "wrong_order", after.place, (("start", after.start), ("after", before.end))
        )
        for before, after in zip(spans, spans[1:], strict=False)
        if after.end < before.start
    ]


def _between(before: Span, after: Span, holidays: frozenset[date]) -> list[Problem]:
    """Return what is wrong between two neighbours of the chain."""
    if before.closing == after.opening and after.start >= before.start:
        return []
    place = after.place if after.place is not None else before.place
    values = (
        ("end", before.end),
        ("closing", before.closing),
        ("start", after.start),
        ("opening", after.opening),
        ("amount", after.opening - before.closing),
        ("stored", before.place is None or after.place is None),
    )
    if before[:4] == after[:4]:
        return [Problem("repeated", place, values)]
    same_day = after.start == before.end and after.opening == before.opening
    if after.start < before.end or same_day:
        return [Problem("overlap", place, values)]
    days = missing_days(before.end, after.start, holidays)
    return [Problem("gap", place, (*values, ("days", days)))]


def missing_days(
    end: date, start: date, holidays: frozenset[date] = frozenset()
) -> tuple[date, ...]:
    """Return the working days between the end of a statement and the next start.

    >>> missing_days(date(2026, 10, 1), date(2026, 10, 6))
    (datetime.date(2026, 10, 2), datetime.date(2026, 10, 5))
    """
    count = min((start - end).days - 1, MOST_DAYS)
    days = (end + ONE_DAY * number for number in range(1, count + 1))
    return tuple(
        day
        for day in days
        if day.weekday() not in SUNDAY_AND_SATURDAY and day not in holidays
    )


class Row(NamedTuple):
    """A row of a sheet that prints the balance behind each movement."""

    day: date
    amount: Decimal
    balance: Decimal | None
    row: int


class Gap(NamedTuple):
    """Rows between which movements are missing (or are there twice): ``amount`` more
    would make them follow."""

    before: int
    after: int
    amount: Decimal


def running_gaps(rows: Sequence[Row]) -> tuple[Gap, ...]:
    """Return the neighbours whose printed balances do not follow, in the file's order.

    Newest first is as good as oldest first: the direction in which more rows follow
    is the file's.

    >>> day, D = date(2026, 3, 3), Decimal
    >>> rows = [Row(day, D(-50), D(850), 3), Row(day, D(20), D("524.69"), 4)]
    >>> running_gaps(rows)
    (Gap(before=3, after=4, amount=Decimal('-345.31')),)
    """
    printed = [row for row in rows if row.balance is not None]
    forwards, backwards = _gaps(printed), _gaps(printed[::-1])
    return forwards if len(forwards) <= len(backwards) else backwards


def _gaps(rows: Sequence[Row]) -> tuple[Gap, ...]:
    found = []
    for before, after in zip(rows, rows[1:], strict=False):
        missing = after.balance - after.amount - before.balance
        if missing:
            found.append(Gap(before.row, after.row, missing))
    return tuple(found)


def opening_of_rows(rows: Sequence[Row]) -> Balance | None:
    """Return the balance before the oldest row of a sheet that prints balances."""
    printed = [row for row in rows if row.balance is not None]
    if not printed:
        return None
    newest_first = len(_gaps(printed)) > len(_gaps(printed[::-1]))
    first = printed[-1] if newest_first else printed[0]
    return Balance(first.balance - first.amount, first.day)
