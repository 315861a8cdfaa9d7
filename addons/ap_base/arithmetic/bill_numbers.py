# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of bills made comparable: which are one, which look alike.

Case, accents, blanks and leading zeros make no difference; signs between figures do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LAST_FIGURES = 3  # where numbers that follow each other differ

_COPY = re.compile(r"\b(DUPLICATA|DUPLICATE|COPIE|COPY)\b")
_RUN = re.compile(r"\d+|[^\W\d_]+")
_LETTER_O = re.compile(r"(?<![^\W\d_])O+(?=\d)")
_MISREAD = str.maketrans("OQILSZBAG", "001152846")


class BillNumber(NamedTuple):
    """A number taken apart.

    ``joined``: all its letters and figures. ``cuts``: where signs stand between two
    figures, and between two letters. ``plain``: it is written without any sign.
    """

    key: str
    joined: str
    cuts: tuple[frozenset[int], frozenset[int]]
    plain: bool
    runs: tuple[str, ...]


def _upper(text: str) -> str:
    """Return the text in capitals without accents, figures of any script as 0 to 9."""
    plain = unicodedata.normalize("NFKD", text).upper()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = "".join(str(unicodedata.decimal(c, c)) for c in plain)
    return _LETTER_O.sub(lambda o: "0" * len(o[0]), _COPY.sub(" ", plain)).strip()


@lru_cache(maxsize=1 << 16)
def bill_number(text: str) -> BillNumber:
    """Return the number taken apart; empty parts where there is none."""
    plain = _upper(text or "")
    runs = tuple(_RUN.findall(plain))
    key, at, cuts = "", 0, (set(), set())
    for before, run in zip(("", *runs), runs, strict=False):
        figures = run.isdigit()
        if before and before.isdigit() == figures:
            key += "."
            cuts[0 if figures else 1].add(at)
        key += (run.lstrip("0") or "0") if figures else run
        at += len(run)
    joined = "".join(runs)
    frozen = frozenset(cuts[0]), frozenset(cuts[1])
    return BillNumber(key, joined, frozen, joined == plain, runs)


def bill_number_key(number: str) -> str:
    """Return the number as it is compared: equal keys are the same number.

    Case, accents, blanks, leading zeros, O for 0 and the word "duplicata" do not count,
    nor does a sign between a letter and a figure. A sign between two figures, or two
    letters, stays as a point: it distinguishes 11-1 from 1-11.

    >>> bill_number_key("FA-2026/0117"), bill_number_key(" fa2O26 117 duplicata")
    ('FA2026.117', 'FA2026.117')
    >>> bill_number_key("A1/001"), bill_number_key("A10/01"), bill_number_key("-")
    ('A1.1', 'A10.1', '')
    """
    return bill_number(number).key


def same_number(one: str, other: str) -> bool:
    """Return whether two numbers are one, written alike or without its signs.

    >>> same_number("FA-2026-0117", "FA20260117"), same_number("2026-1-5", "2026-15")
    (True, False)
    """
    a, b = bill_number(one), bill_number(other)
    if not a.key or not b.key:
        return False
    if a.key == b.key:
        return True
    if a.joined.lstrip("0") != b.joined.lstrip("0"):
        return False
    (figures, letters), (others, their_letters) = a.cuts, b.cuts
    uncut = letters == their_letters and not (figures and others)
    return a.plain or b.plain or uncut


def numbers_look_alike(one: str, other: str) -> bool:
    """Return whether a number is inside the other, misread or typed with one slip.

    Numbers that follow each other are two bills: only the last figures differ.

    >>> numbers_look_alike("FA-117", "117"), numbers_look_alike("", "FA-117")
    (True, False)
    >>> numbers_look_alike("FA-2026-0117", "FA-2062-0117")  # two figures swapped
    True
    >>> numbers_look_alike("FA-117", "FA-118"), numbers_look_alike("11-1", "1-11")
    (False, False)
    """
    left, right = bill_number(one), bill_number(other)
    a, b = left.joined, right.joined
    if not a or not b:
        return False
    if a == b:  # the same signs, cut at other places: two numbers
        return same_number(one, other)
    if a.translate(_MISREAD) == b.translate(_MISREAD):
        return True
    if _is_inside(left, right) or _is_inside(right, left):
        return True
    return len(a) == len(b) and _one_slip(a, b)


def _is_inside(short: BillNumber, long: BillNumber) -> bool:
    """Return whether a number is the other without its first or last runs."""
    size = len(short.runs)
    if size >= len(long.runs) or len(short.joined) < LAST_FIGURES:
        return False
    bare = tuple(run.lstrip("0") for run in short.runs)
    whole = [run.lstrip("0") for run in long.runs]
    starts = range(len(whole) - size + 1)
    return any(tuple(whole[at : at + size]) == bare for at in starts)


def _one_slip(a: str, b: str) -> bool:
    """Return whether one sign differs, or two neighbours changed places, before the end."""
    places = [p for p, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if not places or places[-1] >= len(a) - LAST_FIGURES:
        return False
    if len(places) == 2:
        p, q = places
        return q == p + 1 and a[p] == b[q] and a[q] == b[p]
    return len(places) == 1


def names_year(number: str, year: int) -> bool:
    """Return whether a number bears that year: 2026-117, FA202600117.

    >>> names_year("FA-2026-117", 2026), names_year("20261", 2026)
    (True, False)
    """
    digits = str(year)
    return any(
        run == digits or (run.startswith(digits) and len(run) >= len(digits) + 2)
        for run in bill_number(number).runs
    )
