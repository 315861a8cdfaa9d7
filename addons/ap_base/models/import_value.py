# SPDX-License-Identifier: AGPL-3.0-or-later
"""What imports hand to their targets: fields and rows as values."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

TYPES = ("text", "integer", "decimal", "date", "month", "boolean", "record")
LONGEST_SHOWN = 200  # characters of a cell that an error repeats


@dataclass(frozen=True)
class ImportField:
    """A value that a target takes. `lookup` is the field by which records are found,
    `size` how many characters of a text are kept."""

    label: str
    type: str = "text"
    required: bool = False
    help: str = ""
    model: str = ""
    lookup: str = "name"
    size: int = 2000


class RowError(NamedTuple):
    """What is wrong with a row, where, and what to do."""

    row: int
    column: str
    value: str
    message: str


@dataclass
class ImportRow:
    """One row of a file. Row numbers are those a person sees; 0 for a row that is gone.

    `document` groups the rows that make one record of the target; when one of them
    changes, the rows of that document missing from the file are gone. `key` names the
    row for ever: the same key never counts twice. `stored_id` is its `ap.import.row`.
    """

    number: int
    raw: dict
    values: dict = field(default_factory=dict)
    document: str = ""
    key: str = ""
    state: str = "new"
    errors: list[RowError] = field(default_factory=list)
    res_id: int | None = None
    previous_id: int | None = None
    previous_values: dict | None = None
    stored_id: int | None = None

    def reject(self, column: str, value: object, message: str) -> None:
        """Refuse the row: nothing of it is applied."""
        shown = "" if value is None else str(value)[:LONGEST_SHOWN]
        self.errors.append(RowError(self.number, column, shown, message))
        self.state = "rejected"


def as_json(value):
    """A clean value as it is stored."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return value.isoformat() if isinstance(value, date) else value


def from_json(value, kind: str):
    """A stored value as it was when clean."""
    if value is None:
        return None
    if kind == "decimal":
        return Decimal(value)
    return date.fromisoformat(value) if kind in ("date", "month") else value


def revived(clean, kinds: dict) -> dict:
    """Stored values as they were when clean; ``kinds``: the kind of each by name."""
    return {
        name: from_json(value, kinds.get(name, "text"))
        for name, value in (clean or {}).items()
    }
