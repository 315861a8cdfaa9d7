# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a supplier's list begins, and what each of its columns holds.

By the names of its columns; without names, by what its cells are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.readers.dates import parse_date
from odoo.addons.ap_base.readers.errors import AmbiguousAmountError, ReaderError
from odoo.addons.ap_base.readers.headers import header_key
from odoo.addons.ap_base.readers.values import parse_decimal, to_text

from .statement_words import column_role, header_currency

FIRST_ROWS = 60  # among which the names of the columns stand
AMOUNTS = ("debit", "credit", "amount", "open")


@dataclass(frozen=True, slots=True)
class Layout:
    """The row of names from 1 (0: none), the place of each column from 0 by its role, and
    the currency that the names give."""

    head: int
    places: Mapping[str, int] = field(default_factory=dict)
    currency: str = ""


class StatementError(ValueError):
    """A list that cannot be read. Attributes: ``code``, ``details``."""

    def __init__(self, code: str, **details: object) -> None:
        """Keep the code and the details."""
        super().__init__(f"{code}: {details}")
        self.code, self.details = code, details


def find_layout(rows: Sequence[Sequence[object]]) -> Layout:
    """Return how the list is laid out.

    Raises `StatementError`: ``no_columns`` where nothing looks like days or numbers with
    amounts.

    >>> find_layout([["Relevé"], ["Date", "Pièce", "Débit", "Crédit"], []]).places
    {'day': 0, 'number': 1, 'debit': 2, 'credit': 3}
    >>> find_layout([["02/04/2026", "FA-1", "12,00"], ["05/04/2026", "FA-2", "7,50"]]).places
    {'day': 0, 'number': 1, 'amount': 2}
    """
    best, score = None, 0
    for number, row in enumerate(rows[:FIRST_ROWS], 1):
        found = _named(number, row)
        if found and len(found.places) > score:
            best, score = found, len(found.places)
    best = best or _by_content(rows)
    if best is None:
        raise StatementError("no_columns")
    return best


def signature(rows: Sequence[Sequence[object]], layout: Layout) -> str:
    """Return the names of the columns, by which the supplier's next list is known again.

    >>> rows = [["Date", "N° facture", "Montant"]]
    >>> signature(rows, find_layout(rows))
    'date|n° facture|montant'
    """
    if not layout.head:
        return (
            f"#{','.join(f'{role}={at}' for role, at in sorted(layout.places.items()))}"
        )
    names = [header_key(to_text(cell)) for cell in rows[layout.head - 1]]
    return "|".join(name for name in names if name)


def _named(number: int, row: Sequence[object]) -> Layout | None:
    """Return the layout that a row names, if it is one of names."""
    places: dict[str, int] = {}
    currency = ""
    for at, cell in enumerate(row):
        if not isinstance(cell, str) or not cell.strip():
            continue
        role = column_role(cell)
        if role and role not in places:
            places[role] = at
            currency = currency or (header_currency(cell) if role in AMOUNTS else "")
    if "number" not in places and "reference" in places:
        places["number"] = places.pop("reference")
    if "amount" not in places and not {"debit", "credit", "open"} & set(places):
        if "balance" not in places:
            return None
        places["open"] = places.pop("balance")
    known = {"day", "number"} & set(places)
    return Layout(number, places, currency) if known else None


def _by_content(rows: Sequence[Sequence[object]]) -> Layout | None:
    """Return the layout that the cells themselves show, where two rows and more do."""
    days, amounts, texts = Counter(), Counter(), {}
    for row in rows:
        if not any(_is_day(cell) for cell in row):
            continue
        for at, cell in enumerate(row):
            if _is_day(cell):
                days[at] += 1
            elif _is_amount(cell):
                amounts[at] += 1
            elif any(c.isdigit() for c in to_text(cell)):
                texts.setdefault(at, set()).add(to_text(cell))
    count = max(days.values(), default=0)
    if count < 2 or not amounts:
        return None
    places = {"day": min(at for at in days if days[at] == count)}
    free = {at: found for at, found in texts.items() if at not in days}
    if free:
        places["number"] = max(free, key=lambda at: (len(free[at]), -at))
    return Layout(0, places | _amount_places(rows, sorted(amounts), places))


def _amount_places(rows, ats: list[int], places: Mapping[str, int]) -> dict[str, int]:
    """Name the columns of amounts: debit and credit are never both filled in a row."""
    ats = [at for at in ats if at not in places.values()][:3]
    if len(ats) == 1:
        return {"amount": ats[0]}
    first, second = ats[:2] if len(ats) > 1 else (None, None)
    if first is None:
        return {}
    both = any(_filled(row, first) and _filled(row, second) for row in rows)
    if both:
        return {"amount": first, "balance": second}
    found = {"debit": first, "credit": second}
    return found | ({"balance": ats[2]} if len(ats) == 3 else {})


def _filled(row: Sequence[object], at: int) -> bool:
    if at >= len(row) or not _is_amount(row[at]):
        return False
    return any(c in "123456789" for c in to_text(row[at]))


def _is_day(cell: object) -> bool:
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str) or sum(c.isdigit() for c in cell) < 4:
        return False
    if cell.strip().isdigit():
        return False
    try:
        parse_date(cell, ("dd/mm/yyyy", "mm/dd/yyyy"))
    except ReaderError:
        return False
    return True


def _is_amount(cell: object) -> bool:
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        return True
    if not isinstance(cell, str) or not any(c in cell for c in ",."):
        return False
    try:
        parse_decimal(cell)
    except AmbiguousAmountError:
        return True
    except ReaderError:
        return False
    return True
