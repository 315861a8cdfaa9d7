# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets read by a profile: the header found, each row a transaction, fault or skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from odoo.addons.ap_base.readers.headers import header_key
from odoo.addons.ap_base.readers.options import AUTO
from odoo.addons.ap_base.readers.sheets import FIRST_DAY_1900, Table
from odoo.addons.ap_base.readers.values import guess_decimal_sign, to_text

from .errors import FileRefused
from .profile import AMOUNTS, Profile
from .record import filled
from .result import BLANK, COPY, NOT_ACCEPTED, TOTAL, Reading, Settings, Skipped, finish
from .sheet_row import SheetRow

HEADER_ROWS = 30  # among the first of which the header stands


class Columns:
    """The header of a sheet: which column is which field, and what each is called."""

    def __init__(self, header: Sequence[object], profile: Profile) -> None:
        """Find the column of each field by its names, in the profile's order."""
        self.names = _numbered([to_text(cell) for cell in header])
        keys = _numbered([header_key(to_text(cell)) for cell in header])
        places = {key: place for place, key in enumerate(keys) if key}
        self.places: dict[str, int] = {}
        for field, names in profile.columns.items():
            for name in names:
                place = places.get(_key(name))
                if place is not None:
                    self.places[field] = place
                    break
        self.repeated = {
            field: [other for key, other in places.items() if _is_again(key, keys[place])]
            for field, place in self.places.items()
        }
        self.known = sum(_key(name) in places for name in profile.known_by)

    def name(self, field: str) -> str:
        """Return what the file calls the column of a field."""
        return self.names[self.places[field]]


def _key(name: str) -> str:
    plain, sign, number = name.partition("#")
    return header_key(plain) + sign + number


def _is_again(key: str, first: str) -> bool:
    return key.rpartition("#")[0] == first and key.rpartition("#")[2].isdecimal()


def _numbered(names: list[str]) -> list[str]:
    """Give each name its number from the second on.

    >>> _numbered(["a", "b", "a", ""])
    ['a', 'b', 'a#2', '']
    """
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name}#{seen[name]}" if name and seen[name] > 1 else name)
    return found


def find_header(table: Table, profile: Profile) -> tuple[int, Columns] | None:
    """Return the place of the header and its columns; None for another tool's sheet."""
    least = len(profile.known_by) or 2
    for place, row in enumerate(table[:HEADER_ROWS]):
        columns = Columns(row, profile)
        if columns.known < len(profile.known_by):
            continue
        if len(columns.places) >= min(least, len(profile.columns)):
            return place, columns
    return None


def read_sheet(table: Table, profile: Profile, settings: Settings) -> Reading:
    """Return the rows of a sheet. Raises `FileRefused`."""
    found = find_header(table, profile)
    if not found:
        raise FileRefused("missing_column", column=_lacking(table, profile))
    place, columns = found
    _check_required(columns, profile)
    body = table[place + 1 :]
    _check_repeated(columns, body, place + 2)
    decimal = profile.decimal
    if decimal == AUTO:
        decimal = _decimal_sign(columns, body)
    first_day = getattr(table, "first_day", FIRST_DAY_1900)
    shape = SheetRow(profile, columns, settings, decimal, first_day)
    transactions, faults, skipped = [], [], []
    for number, cells in enumerate(body, place + 2):
        values = dict(zip(columns.names, cells, strict=False))
        reason = _skipped(values, cells, columns, profile)
        if reason:
            skipped.append(Skipped(number, reason))
            continue
        record = shape.record(values, number)
        transaction = shape.transaction(record)
        if record.faults:
            faults += record.faults
        elif transaction:
            transactions.append(transaction)
    raws = _Raws(columns.names, body, place + 2)
    return finish(
        Reading(
            profile.code, tuple(transactions), tuple(faults), tuple(skipped), (), raws
        )
    )


class _Raws(Mapping):
    """The filled cells of the rows of a sheet, by row number; made when they are asked
    for, since the sheet has them already."""

    def __init__(self, names: list[str], body: list, first_row: int) -> None:
        self._names, self._body, self._first = names, body, first_row

    def __getitem__(self, number: int) -> dict[str, str]:
        place = number - self._first
        if not 0 <= place < len(self._body) or _is_blank(self._body[place]):
            raise KeyError(number)
        return filled(dict(zip(self._names, self._body[place], strict=False)))

    def __iter__(self) -> Iterator[int]:
        return (
            number
            for number, cells in enumerate(self._body, self._first)
            if not _is_blank(cells)
        )

    def __len__(self) -> int:
        return sum(1 for _number in self)


def _is_blank(cells: Sequence) -> bool:
    return all(cell is None or cell == "" for cell in cells)


def _lacking(table: Table, profile: Profile) -> str:
    """Return the names that the likeliest header of the sheet lacks."""
    best: set[str] = set()
    wanted = profile.known_by or tuple(names[0] for names in profile.columns.values())
    for row in table[:HEADER_ROWS]:
        keys = {header_key(to_text(cell)) for cell in row}
        have = {name for name in wanted if _key(name) in keys}
        best = max(best, have, key=len)
    return ", ".join(name for name in wanted if name not in best)


def _check_required(columns: Columns, profile: Profile) -> None:
    amounts = {"gross_base", "debit", "credit", "gross_original"}
    lacking = [field for field in profile.required if field not in columns.places]
    if not amounts & set(columns.places):
        lacking.append("gross_base")
    if lacking:
        names = (profile.columns.get(field, (field,))[0] for field in lacking)
        raise FileRefused("missing_column", column=", ".join(names))


def _check_repeated(columns: Columns, body: list, first_row: int) -> None:
    """Refuse two columns of one name that say different things."""
    used = set(columns.places.values())
    for field, others in columns.repeated.items():
        place = columns.places[field]
        for other in set(others) - used:
            for number, row in enumerate(body, first_row):
                cells = [row[at] if at < len(row) else None for at in (place, other)]
                one, two = map(to_text, cells)
                if one != two:
                    raise FileRefused(
                        "duplicate_header", number, columns.names[place],
                        value=one, other=two,
                    )  # fmt: skip


def _decimal_sign(columns: Columns, body: list) -> str:
    places = [columns.places[name] for name in AMOUNTS if name in columns.places]
    return guess_decimal_sign(
        row[place] for row in body for place in places if place < len(row)
    )


def _skipped(
    values: dict, cells: list, columns: Columns, profile: Profile
) -> str | None:
    """Return why the row is left out, None if it is not."""
    if _is_blank(cells):
        return BLANK
    for name, copies in profile.copies.items():
        if header_key(to_text(values.get(name))) in copies:
            return COPY
    if profile.accepted and "bookkeeping_status" in columns.places:
        status = header_key(to_text(values.get(columns.name("bookkeeping_status"))))
        if status not in profile.accepted:
            return NOT_ACCEPTED
    return TOTAL if _is_total(cells, values, columns) else None


def _is_total(cells: list, values: dict, columns: Columns) -> bool:
    first = next((cell for cell in cells if cell not in (None, "")), "")
    if not header_key(to_text(first)).startswith(("total", "sous total", "subtotal")):
        return False
    days = ("expense_date", "settlement_date")
    return not any(
        to_text(values.get(columns.name(day))) not in ("", to_text(first))
        for day in days
        if day in columns.places
    )
