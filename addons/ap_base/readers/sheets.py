# SPDX-License-Identifier: AGPL-3.0-or-later
"""What both kinds of workbook share."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .dates import FIRST_DAY_1900
from .errors import MissingSheetError, NoSheetError


@dataclass(frozen=True)
class Formula:
    """A formula that was never computed: whoever wrote the workbook left no value."""

    text: str

    def __str__(self) -> str:
        """Return the formula, as it is shown in a refusal."""
        return self.text


class Table(list):
    """Rows of cells. ``first_day``: day 0 of the serial numbers of its workbook."""

    first_day: date = FIRST_DAY_1900


def pick_sheet(names: list[str], wanted: str) -> str:
    """Return the sheet of that name, or of that number from 1; the first if empty.

    >>> pick_sheet(["Notes", "Export"], "export"), pick_sheet(["Notes", "Export"], "1")
    ('Export', 'Notes')
    """
    wanted = wanted.strip()
    if not names:
        raise NoSheetError
    if not wanted:
        return names[0]
    for name in names:
        if name.strip().lower() == wanted.lower():
            return name
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise MissingSheetError(sheet=wanted, sheets=tuple(names))


def clean_number(value: float) -> Decimal | str:
    """Return the number with the 15 digits that a workbook keeps, no binary noise.

    What is no number (NaN, infinity) comes as text.

    >>> clean_number(0.1 + 0.2), clean_number(601000.0)
    (Decimal('0.3'), Decimal('601000'))
    """
    if not math.isfinite(value):
        return str(value)
    return Decimal(format(value, ".15g"))
