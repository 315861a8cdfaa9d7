# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of a supplier's list beside those of our ledger: the same, inside, or alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from odoo.addons.ap_base.arithmetic.bill_numbers import (
    bill_number,
    bill_number_key,
    numbers_look_alike,
    same_number,
)

from .statement_values import Item, Line

_FIGURES = re.compile(r"\d")
_RUNS = re.compile(r"[^\W_][\w./-]*\d[\w./-]*", re.UNICODE)


def figures(number: str) -> int:
    """Return how many figures a number has, zeros before it left out.

    >>> figures("FA-0053612"), figures("-")
    (5, 0)
    """
    key = bill_number_key(number)
    return len(_FIGURES.findall(key))


def numbers_in(text: str) -> tuple[str, ...]:
    """Return what may be numbers of documents in a free text: three figures and more.

    >>> numbers_in("Règlement facture FA-2026-0117 du 02/04/2026")
    ('FA-2026-0117',)
    """
    found = (one.strip("./-") for one in _RUNS.findall(text))
    return tuple(
        one
        for one in found
        if figures(one) >= 3 and not re.fullmatch(r"[\d/.-]{8,10}", one)
    )


def same(ones: Iterable[str], others: Iterable[str]) -> tuple[str, str] | None:
    """Return the first two numbers that are one; empty numbers never are.

    >>> same(["FA/053612"], ["", "FA-53612"]), same([""], [""])
    (('FA/053612', 'FA-53612'), None)
    """
    others = tuple(others)
    return next(
        ((one, other) for one in ones for other in others if same_number(one, other)),
        None,
    )


def folded(number: str) -> str:
    """Return a key under which all numbers that may be one come together.

    >>> folded("FA-2026/0117") == folded("fa2026117"), folded("-")
    (True, '')
    """
    return "".join(c for c in bill_number(number).joined if c != "0")


def by_folded(parties: Iterable[Line | Item]) -> dict[str, list]:
    """Return lines or items by the folded key of each of their numbers."""
    found: dict[str, list] = {}
    for party in parties:
        for key in dict.fromkeys(map(folded, party.numbers)):
            if key:
                found.setdefault(key, []).append(party)
    return found


def alike(ones: Iterable[str], others: Iterable[str]) -> tuple[str, str] | None:
    """Return the first two numbers of which one is the other, mistyped.

    >>> alike(["FA/056001"], ["FA/056010"]), alike(["FA-117"], ["FA-118"])
    (('FA/056001', 'FA/056010'), None)
    """
    others = tuple(others)
    return next(
        (
            (one, other)
            for one in ones
            for other in others
            if numbers_look_alike(one, other) or swapped(one, other)
        ),
        None,
    )


def swapped(one: str, other: str) -> bool:
    """Return whether two neighbours changed places, or one sign is missing or twice.

    >>> swapped("FA/056001", "FA/056010"), swapped("FA-1170", "FA-117")
    (True, True)
    >>> swapped("FA-117", "FA-118"), swapped("12", "21")
    (False, False)
    """
    a, b = bill_number(one).joined, bill_number(other).joined
    if min(len(a), len(b)) < 4 or a == b:
        return False
    if len(a) == len(b):
        places = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(places) != 2 or places[1] != places[0] + 1:
            return False
        first, second = places
        return a[first] == b[second] and a[second] == b[first]
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) != 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def inside(
    ones: Iterable[str], others: Iterable[str], least: int
) -> tuple[str, str] | None:
    """Return two numbers of which one is the other without its first or last runs.

    >>> inside(["FA/2026/053612"], ["53612"], 4), inside(["FA-117"], ["117"], 4)
    (('FA/2026/053612', '53612'), None)
    """
    others = tuple(others)
    for one in ones:
        for other in others:
            a, b = bill_number(one), bill_number(other)
            short, long = sorted((a, b), key=lambda number: len(number.runs))
            if len(short.runs) == len(long.runs) or figures(short.joined) < least:
                continue
            bare = [run.lstrip("0") for run in short.runs]
            whole = [run.lstrip("0") for run in long.runs]
            size = len(bare)
            if any(
                whole[at : at + size] == bare for at in range(len(whole) - size + 1)
            ):
                return one, other
    return None
