# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a supplier's list below its header: documents, balances, what is unread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.readers.dates import FIRST_DAY_1900, parse_date
from odoo.addons.ap_base.readers.errors import AmbiguousAmountError, ReaderError
from odoo.addons.ap_base.readers.sheets import Formula
from odoo.addons.ap_base.readers.values import (
    AUTO,
    guess_decimal_sign,
    parse_decimal,
    to_text,
)

from .statement_header import Layout
from .statement_values import OPENING, OTHER, ZERO
from .statement_words import balance_kind, column_role, document_kind

FRENCH, AMERICAN = ("dd/mm/yyyy",), ("mm/dd/yyyy",)
CREDIT_MARKS = frozenset(("c", "cr", "credit", "crédit", "h", "-"))
AMOUNTS = ("debit", "credit", "amount", "open", "paid")


@dataclass(frozen=True, slots=True)
class RawLine:
    """A row as its columns say it, before anybody knows who owes whom.

    ``amounts``: by role, as written. ``kind``: a document, or ``opening``, ``closing``,
    ``total``.
    """

    row: int
    day: date | None
    number: str
    label: str
    kind: str
    amounts: Mapping[str, Decimal]
    reference: str = ""
    currency: str = ""
    due: date | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that holds no day or no amount: the row needs a person."""

    row: int
    role: str
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of a list: documents in their order, stated balances, what is unread."""

    lines: tuple[RawLine, ...]
    stated: tuple[RawLine, ...] = ()
    unread: tuple[Unread, ...] = ()
    roles: frozenset[str] = field(default_factory=frozenset)


def read_rows(
    rows: Sequence[Sequence[object]], layout: Layout, first_day: date = FIRST_DAY_1900
) -> Reading:
    """Return what stands below the header.

    >>> table = [["Date", "Pièce", "Débit", "Crédit"],
    ...          ["02/04/2026", "FA-12", "1 180,00", ""], ["", "Solde dû", "1 180,00", ""]]
    >>> from .statement_header import find_layout
    >>> found = read_rows(table, find_layout(table))
    >>> found.lines[0].amounts, found.stated[0].kind
    ({'debit': Decimal('1180.00')}, 'closing')
    """
    below = list(enumerate(rows[layout.head :], layout.head + 1))
    below = [(number, row) for number, row in below if _is_row(row)]
    reader = _Reader(layout, below, first_day)
    lines, stated, unread = [], [], []
    for number, row in below:
        found = reader.read(number, row)
        if isinstance(found, Unread):
            unread.append(found)
        elif found is not None:
            aside = found.kind in (OPENING, "closing", "total")
            (stated if aside else lines).append(found)
    roles = frozenset(layout.places)
    return Reading(tuple(lines), tuple(stated), tuple(unread), roles)


def _is_row(row: Sequence[object]) -> bool:
    """Say whether a row is not blank and not the names of the columns once more."""
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    if not any(cell not in (None, "") for cell in row):
        return False
    named = [cell for cell in texts if column_role(cell)]
    return not (len(named) >= 3 and len(named) == len(texts))


class _Reader:
    """Reads the rows of one layout, one decimal sign and one form of days."""

    def __init__(self, layout: Layout, below, first_day: date) -> None:
        self.layout, self.first_day = layout, first_day
        cells = [
            cell
            for role in AMOUNTS
            for _number, row in below
            if (cell := self._cell(row, role)) is not None
        ]
        self.sign = guess_decimal_sign(cells)
        self.formats = self._formats([row for _number, row in below])

    def _cell(self, row: Sequence[object], role: str) -> object:
        at = self.layout.places.get(role)
        cell = row[at] if at is not None and at < len(row) else None
        return None if cell in (None, "") else cell

    def _formats(self, rows) -> tuple[str, ...]:
        """Return the form of the days: American only where French is not possible."""
        texts = [
            cell
            for row in rows
            for role in ("day", "due")
            if isinstance(cell := self._cell(row, role), str) and "/" in cell
        ]
        french = sum(_reads(text, FRENCH) for text in texts)
        american = sum(_reads(text, AMERICAN) for text in texts)
        return AMERICAN if american > french else FRENCH

    # pylint: disable-next=method-required-super
    def read(self, number: int, row: Sequence[object]) -> RawLine | Unread | None:
        """Return a line; None for a row of text; what cannot be read."""
        texts = [cell for cell in row if isinstance(cell, str)]
        stated = next(filter(None, map(balance_kind, texts)), "")
        amounts, day, due = {}, None, None
        try:
            for role in AMOUNTS:
                cell = self._cell(row, role)
                if cell is not None:
                    amounts[role] = self._amount(cell)
            if not stated:
                role = "day"
                day, due = self._day(row, "day"), self._day(row, "due")
        except ReaderError as error:
            value = error.details.get("value", "")
            bare = not amounts and not self._text(row, "number")
            return None if stated or bare else Unread(number, role, value, error.code)
        if "open" in self.layout.places and "open" not in amounts and not stated:
            amounts = {}
        if not _says(amounts):
            return self._without_amount(number, row, day, stated)
        return self._line(number, row, day, due, amounts, stated)

    def _without_amount(self, number, row, day, stated):
        """A balance written elsewhere than in its column; a document without amount."""
        if stated:
            loose = [found for cell in row if (found := self._loose(cell)) is not None]
            if len(loose) == 1:
                name = balance_kind_text(row)
                return RawLine(number, None, "", name, stated, {"amount": loose[0]})
            return None
        if day and self._text(row, "number"):
            if any(self._cell(row, role) is not None for role in AMOUNTS):
                return None  # nothing is left open of it
            return Unread(number, "amount", "", "empty")
        return None

    def _line(self, number, row, day, due, amounts, stated) -> RawLine | Unread:
        text = self._text(row, "number")
        label = self._text(row, "label")
        kind = stated or document_kind(self._text(row, "kind"), label, text)
        return RawLine(
            number,
            day,
            "" if stated else text,
            label or balance_kind_text(row) if stated else label,
            kind or OTHER,
            amounts,
            self._text(row, "reference"),
            self._text(row, "currency").upper()[:3] or self.layout.currency,
            due,
            self._text(row, "mark").casefold(),
        )

    def _text(self, row: Sequence[object], role: str) -> str:
        return to_text(self._cell(row, role)).strip()[:500]

    def _day(self, row: Sequence[object], role: str) -> date | None:
        cell = self._cell(row, role)
        if cell is None or (isinstance(cell, str) and not any(map(str.isdigit, cell))):
            return None
        return parse_date(cell, self.formats, self.first_day)

    def _amount(self, cell: object) -> Decimal:
        if isinstance(cell, Formula):
            raise ReaderError(value=cell.text)
        if isinstance(cell, str):
            cell = cell.strip()
            for end in (" D", " C", " DB", " CR", " DR"):
                cell = cell.removesuffix(end)
        try:
            return parse_decimal(cell)
        except AmbiguousAmountError:
            sign = self.sign
            if sign == AUTO:  # of a list without cents 1.234 is a thousand
                sign = "." if "," in cell else ","
            return parse_decimal(cell, sign)

    def _loose(self, cell: object) -> Decimal | None:
        """Return the amount of a cell anywhere in the row; a day is none."""
        text = to_text(cell)
        if not isinstance(cell, Decimal) and not any(c in text for c in ",."):
            return None
        try:
            return self._amount(cell)
        except ReaderError:
            return None


def _says(amounts: Mapping[str, Decimal]) -> bool:
    """Say whether a column that counts is filled: a nought in one of two is none."""
    return any(
        amounts.get(role, ZERO) for role in ("debit", "credit", "amount", "open")
    )


def _reads(text: str, formats: Sequence[str]) -> bool:
    try:
        parse_date(text, formats)
    except ReaderError:
        return False
    return True


def balance_kind_text(row: Sequence[object]) -> str:
    """Return the text of a row that says which balance it is."""
    return next(
        (cell for cell in row if isinstance(cell, str) and balance_kind(cell)), ""
    )
