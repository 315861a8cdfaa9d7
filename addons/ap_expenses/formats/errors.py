# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the readers refuse: why, where in the file, and what mends it.

A fault of one row is a value, so that all are shown at once; a file that cannot be
trusted as a whole raises `FileRefused`. A model puts code and remedy into words.
"""

from __future__ import annotations

from dataclasses import dataclass

from odoo.addons.ap_base.readers.errors import ReaderError

LONGEST_VALUE = 80
# code -> key of the remedy.
REMEDIES = {
    # of a file
    "unreadable": "export_again",
    "empty": "export_again",
    "damaged": "export_again",
    "encrypted": "export_without_password",
    "too_large": "export_shorter_period",
    "json": "export_again",
    "unknown_format": "map_columns",
    "missing_column": "map_columns",
    "duplicate_header": "map_columns",
    "no_data_file": "export_again",
    "several_data_files": "import_one_by_one",
    "record_count": "export_again",
    "journal_total": "export_again",
    "columns": "export_again",
    # of a row
    "missing": "complete_in_tool",
    "amount": "correct_in_tool",
    "too_many_digits": "correct_in_tool",
    "ambiguous_amount": "choose_decimal_sign",
    "fraction_of_unit": "check_unit",
    "units_differ": "check_unit",
    "date": "choose_date_format",
    "year": "correct_in_tool",
    "period": "correct_in_tool",
    "currency": "correct_in_tool",
    "foreign_without_base": "export_base_amount",
    "side": "correct_in_tool",
    "parts_differ": "correct_in_tool",
    "entry_total": "correct_in_tool",
    "unbalanced": "export_again",
    "value": "map_values",
    "same_id": "ask_tool",
    "object": "export_again",
    "type": "map_values",
    "status": "map_values",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not read.

    ``row`` from 1 as a person counts, ``column`` as the file names it, ``value`` as it
    is written (cut), ``values`` what the sentence names besides.
    """

    code: str
    row: int
    column: str = ""
    value: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def remedy(self) -> str:
        """Return the key of what mends it.

        >>> Fault("ambiguous_amount", 7, "Amount", "1.234").remedy
        'choose_decimal_sign'
        """
        return REMEDIES[self.code]


class FileRefused(ReaderError):
    """A file that is refused as a whole.

    Attributes: ``code`` (a key of `REMEDIES`), ``row`` (None where there is none),
    ``column``, ``value``, ``values`` (what the sentence names), ``remedy``.
    """

    def __init__(
        self, code: str, row: int | None = None, column: str = "", **values: object
    ) -> None:
        """Keep the place and the values; the remedy follows from the code."""
        self.code, self.row, self.column = code, row, column
        self.values = {name: cut(value) for name, value in values.items()}
        self.value = self.values.get("value", "")
        self.remedy = REMEDIES[code]
        super().__init__(row=row, column=column, **self.values)


def cut(value: object) -> str:
    """Return the value as a refusal shows it.

    >>> cut("x" * 100)[-3:], cut(None)
    ('xx…', '')
    """
    text = "" if value is None else str(value)
    if len(text) <= LONGEST_VALUE:
        return text
    return text[: LONGEST_VALUE - 1] + "…"
