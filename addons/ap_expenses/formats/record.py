# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row or object on its way to a transaction: cells are asked for, faults kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from odoo.addons.ap_base.readers.errors import CellError
from odoo.addons.ap_base.readers.options import AUTO
from odoo.addons.ap_base.readers.values import to_text

from . import cells
from .errors import Fault, cut
from .result import Settings

LONGEST_TEXT = 1000


class Record:
    """Cells by name; a name such as ``user.email`` goes into objects.

    What cannot be read becomes a fault and is given as None: the row is refused whole
    by whoever looks at `faults` afterwards.
    """

    def __init__(
        self,
        values: Mapping,
        row: int,
        settings: Settings,
        dates: tuple[str, ...] = (),
        decimal: str = AUTO,
    ) -> None:
        """Keep the cells and how they are written."""
        self.values, self.row, self.settings = values, row, settings
        self.dates, self.decimal = dates, decimal
        self.faults: list[Fault] = []

    def fault(self, code: str, column: str = "", value: object = "", **named) -> None:
        """Say that the row cannot be read."""
        words = tuple((name, cut(word)) for name, word in sorted(named.items()))
        self.faults.append(Fault(code, self.row, column, cut(value), words))

    def get(self, name: str) -> object:
        """Return the cell, None if there is none.

        >>> Record({"user": {"email": "a@b.fr"}}, 1, Settings()).get("user.email")
        'a@b.fr'
        """
        found: object = self.values.get(name)
        if found is None and "." in name and name not in self.values:
            found = self.values
            for part in name.split("."):
                if not isinstance(found, Mapping):
                    return None
                found = found.get(part)
        return None if found == "" else found

    def text(self, *names: str) -> str:
        """Return the first filled of these cells as text."""
        for name in names:
            cell = self.get(name)
            if cell is not None and not isinstance(cell, Mapping | list):
                text = " ".join(to_text(cell).split())
                if text:
                    return text[:LONGEST_TEXT]
        return ""

    def list(self, name: str) -> list:
        """Return the objects of a list; what is no list is a fault."""
        cell = self.get(name)
        if cell is None:
            return []
        if not isinstance(cell, list):
            self.fault("object", name, cell)
            return []
        return cell

    def sub(self, values: object, column: str) -> Record | None:
        """Return a part of the row, whose faults are those of the row."""
        if not isinstance(values, Mapping):
            self.fault("object", column, values)
            return None
        part = Record(values, self.row, self.settings, self.dates, self.decimal)
        part.faults = self.faults
        return part

    def money(self, name: str, currency: str | None = None) -> Decimal | None:
        """Return an amount: of major units, or of the smallest where a currency is given."""
        cell = self.get(name)
        if cell is None:
            return None
        try:
            if currency is not None:
                return cells.from_minor(cell, currency)
            return cells.amount(cell, self.decimal)
        except CellError as error:
            self.fault(cells.fault_code(error), name, to_text_safe(cell))
            return None

    def currency(self, *names: str) -> str:
        """Return the code of a currency, empty where there is none."""
        text = self.text(*names)
        try:
            return cells.currency_code(text)
        except CellError:
            self.fault("currency", names[0], text)
            return ""

    def day(self, name: str, utc: bool = True, dressed: bool = False) -> date | None:
        """Return the company's day.

        ``dressed``: the tool writes days as midnight of some zone, so that the written
        day is meant whatever the time.
        """
        cell = self.get(name)
        if cell is None:
            return None
        if dressed and isinstance(cell, str) and len(cell) > 10 and cell[10] in "T ":
            cell = cell[:10]
        try:
            return cells.company_day(cell, self.dates, utc, self.settings.timezone)
        except CellError as error:
            self.fault(cells.fault_code(error), name, to_text_safe(cell))
        except (OverflowError, ValueError):
            self.fault("date", name, to_text_safe(cell))
        return None

    def moment(self, name: str, utc: bool = True) -> datetime | None:
        """Return the time, None where there is only a day; faults are those of `day`."""
        cell = self.get(name)
        try:
            return cells.moment(cell, self.dates, utc, self.settings.timezone)
        except (CellError, OverflowError, ValueError):
            return None


def to_text_safe(cell: object) -> str:
    """Return any cell as text, objects as well."""
    return str(cell) if isinstance(cell, Mapping | list) else to_text(cell)


def filled(values: Mapping) -> dict[str, str]:
    """Return the filled cells as text: what is kept of a row.

    >>> filled({"a": "", "b": Decimal("2.50"), "c": None})
    {'b': '2.50'}
    """
    texts = ((str(name), to_text_safe(cell)) for name, cell in values.items())
    return {name: text for name, text in texts if text}
