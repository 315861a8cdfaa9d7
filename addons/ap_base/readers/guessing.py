# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column of an unknown sheet holds what: proposed from its headers."""

from collections.abc import Iterable, Mapping, Sequence

from .headers import header_key
from .values import to_text

HEAD_ROWS = 30  # rows among which the header is looked for
SMALL = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "in", "l", "la", "le", "les", "of", "the")
)
SHORTEST = 3  # letters of a name that may be part of a longer one

Known = Mapping[str, Iterable[str]]  # names by field


def guess_fields(headers: Sequence[object], known: Known) -> dict[int, str]:
    """Return field by place, from 0. A field has one column, and a column one field.

    A header that is a known name goes first; then one that holds all the words of a known
    name, or the other way round, where only one field comes nearest.

    >>> known = {"day": ["Date", "Jour"], "amount": ["Montant", "Montant TTC"]}
    >>> guess_fields(["JOUR", "Montant TTC (EUR)", "Libellé"], known)
    {0: 'day', 1: 'amount'}
    >>> guess_fields(["Date de facture", "Date"], known)
    {1: 'day'}
    """
    names = {field: {header_key(name) for name in its} - {""} for field, its in known.items()}
    keys = [header_key(to_text(header)) for header in headers]
    every = set().union(*names.values())
    found: dict[int, str] = {}
    for place, key in enumerate(keys):
        taken = found.values()
        fitting = [f for f, its in names.items() if key in its and f not in taken]
        _take(found, place, fitting[:1])
    for place, key in enumerate(keys):
        if key and place not in found and key not in every:
            left = {f: its for f, its in names.items() if f not in found.values()}
            _take(found, place, _nearest(key, left))
    return dict(sorted(found.items()))


def guess_header_row(rows: Sequence[Sequence[object]], known: Known) -> int:
    """Return the row that names the columns, from 1: the one that says most; the first with
    two texts where none says anything.

    >>> rows = [["Export 2026"], ["Jour", "Montant"], ["2026-10-31", "12,50"]]
    >>> guess_header_row(rows, {"day": ["Jour"], "amount": ["Montant"]})
    2
    """
    best, most = 0, 0
    for number, row in enumerate(rows[:HEAD_ROWS], 1):
        count = len(guess_fields(row, known))
        if count > most:
            best, most = number, count
    if best:
        return best
    for number, row in enumerate(rows[:HEAD_ROWS], 1):
        if sum(1 for cell in row if isinstance(cell, str) and cell.strip()) > 1:
            return number
    return 1


def _take(found: dict[int, str], place: int, fields: list[str]) -> None:
    if len(fields) == 1:
        found[place] = fields[0]


def _nearest(key: str, names: Mapping[str, set[str]]) -> list[str]:
    """Return the fields whose names have most letters in common with a header."""
    scores: dict[str, int] = {}
    for field, its in names.items():
        shared = [_shared(key, name) for name in its]
        scores[field] = max(shared, default=0)
    most = max(scores.values(), default=0)
    return [field for field, score in scores.items() if score == most] if most else []


def _shared(header: str, name: str) -> int:
    """Return the letters of the words of the shorter name, if the longer one has them all."""
    shorter, longer = sorted((set(text.split()) - SMALL for text in (header, name)), key=len)
    letters = sum(map(len, shorter))
    return letters if shorter <= longer and letters >= SHORTEST else 0
