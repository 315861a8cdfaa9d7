# SPDX-License-Identifier: AGPL-3.0-or-later
"""What both kinds of workbook share."""

from decimal import Decimal

from .errors import MissingSheetError


def pick_sheet(names: list[str], wanted: str) -> str:
    """Return the sheet of that name, or of that number from 1; the first if empty.

    >>> pick_sheet(["Notes", "Export"], "export"), pick_sheet(["Notes", "Export"], "1")
    ('Export', 'Notes')
    """
    wanted = wanted.strip()
    if not names:
        raise MissingSheetError(sheet=wanted, sheets=())
    if not wanted:
        return names[0]
    for name in names:
        if name.strip().lower() == wanted.lower():
            return name
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise MissingSheetError(sheet=wanted, sheets=tuple(names))


def clean_number(value: float) -> Decimal:
    """Return the number with the 15 digits that a workbook keeps, no binary noise.

    >>> clean_number(0.1 + 0.2), clean_number(601000.0)
    (Decimal('0.3'), Decimal('601000'))
    """
    return Decimal(format(value, ".15g"))
