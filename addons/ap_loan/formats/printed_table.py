# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank's table from the text of a PDF: columns known by what they make of each other.

A line of the table has a date and amounts. Headers of a PDF cannot be told from its text
(they break, they come twice); so each column is what its figures prove: capital is what the
balance falls by, the instalment is the sum of interest, capital and what comes on top.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
# 1 823,66 or 1.823,66 or 1,823.66: thousands in threes, two decimals.
AMOUNT = re.compile(
    r"(?<![\d.,])-?(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+),\d{2}(?!\d)"
    r"|(?<![\d.,])-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}(?!\d)"
)
NAMES = ("Number", "Due date", "Opening", "Interest", "Principal", "Insurance", "Fees",
         "Payment", "Closing")  # fmt: skip
FEWEST = 3  # amounts on a line of a table
MOST = Decimal("0.9")  # of the rows must bear a column out; the others are remarks


class PrintedTableError(ValueError):
    """A text that holds no table of a loan. Attributes: ``code``, ``line``."""

    def __init__(self, code: str, line: int = 0) -> None:
        """Keep the code and the line."""
        super().__init__(f"{code}: line {line}")
        self.code, self.line = code, line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: where, its number if it has one, its day, its amounts."""

    place: int
    number: str
    day: str
    amounts: tuple[Decimal, ...]


def read(text: str) -> list[list[str]]:
    """Return the table as rows of texts, the first with the names of `NAMES`.

    Raises `PrintedTableError`: ``no_rows`` where fewer than two lines are of a table,
    ``uneven`` for a line that has other columns than most, ``no_columns`` where the
    figures do not prove what is capital and what is balance.

    >>> rows = read("1 15/02/2026 300,00 49 925,09 50 225,09 50 074,91\\n"
    ...             "2 15/03/2026 150,22 50 074,91 50 225,13 0,00\\n")
    >>> rows[1]
    ['1', '15/02/2026', '', '300.00', '49925.09', '', '', '50225.09', '50074.91']
    """
    lines = list(_lines(text))
    if len(lines) < 2:
        raise PrintedTableError("no_rows")
    width = Counter(len(line.amounts) for line in lines).most_common(1)[0][0]
    for line in lines:
        if len(line.amounts) != width:
            raise PrintedTableError("uneven", line.place)
    places = _columns(list(zip(*(line.amounts for line in lines), strict=True)))
    return [list(NAMES), *(_row(line, places) for line in lines)]


def _lines(text: str) -> Iterable[Line]:
    for place, raw in enumerate(text.splitlines(), 1):
        day = DAY.search(raw)
        if not day:
            continue
        rest = raw[day.end() :]
        amounts = tuple(_amount(one) for one in AMOUNT.findall(rest))
        if len(amounts) >= FEWEST:
            before = re.findall(r"\d+", raw[: day.start()])
            yield Line(place, before[-1] if before else "", _day(day), amounts)


def _day(found: re.Match) -> str:
    day, month, year = found.groups()
    year = year if len(year) == 4 else f"20{year}"
    return f"{int(day):02}/{int(month):02}/{year}"


def _amount(text: str) -> Decimal:
    whole, cents = text[:-3], text[-2:]
    return Decimal(re.sub(r"[^\d-]", "", whole) + "." + cents)


def _row(line: Line, places: dict[str, int]) -> list[str]:
    values = {"Number": line.number, "Due date": line.day}
    values |= {name: str(line.amounts[place]) for name, place in places.items()}
    return [values.get(name, "") for name in NAMES]


def _columns(columns: Sequence[Sequence[Decimal]]) -> dict[str, int]:
    """Return the place of each column by its name."""
    places = _capital(columns)
    if places is None:
        raise PrintedTableError("no_columns")
    left = [place for place in range(len(columns)) if place not in places.values()]
    opening = next((one for one in left if _opens(columns, one, places)), None)
    if opening is not None:
        places["Opening"] = opening
        left.remove(opening)
    return {**places, **_sums(columns, left, columns[places["Principal"]])}


def _capital(columns) -> dict[str, int] | None:
    """Return capital and balance: each balance is the one before less the capital.

    Where capital is constant the balance before the row falls alike: the lower one is
    that after the row.
    """
    proved = [
        (sum(columns[balance]), part, balance)
        for part, balance in permutations(range(len(columns)), 2)
        if any(columns[part]) and _share(_falls(columns[balance], columns[part], 1))
    ]
    if proved:
        _sum, part, balance = min(proved)
        return {"Principal": part, "Closing": balance}
    for part, balance in permutations(range(len(columns)), 2):
        if any(columns[part]) and _share(_falls(columns[balance], columns[part], 0)):
            return {"Principal": part, "Opening": balance}
    return None


def _falls(balance, part, after: int) -> list[bool]:
    """Return whether each balance is the one before less the capital of its row."""
    steps = range(1, len(balance))
    return [
        balance[i] == balance[i - 1] - part[i if after else i - 1] for i in steps
    ]


def _opens(columns, place, places) -> bool:
    if "Closing" not in places:
        return False
    closing = columns[places["Closing"]]
    opening = columns[place]
    return _share([opening[i] == closing[i - 1] for i in range(1, len(opening))])


def _sums(columns, left, capital) -> dict[str, int]:
    """Return the instalment and what it is the sum of, beside the capital."""
    for payment in left:
        others = [place for place in left if place != payment]
        for size in range(len(others), 0, -1):
            for parts in combinations(others, size):
                sums = [
                    capital[i] + sum(columns[part][i] for part in parts)
                    for i in range(len(capital))
                ]
                alike = [a == b for a, b in zip(columns[payment], sums, strict=True)]
                if _share(alike):
                    return {"Payment": payment, **_named(columns, parts)}
    return _named(columns, left[:1])


def _named(columns, parts) -> dict[str, int]:
    """Return which part is interest: not one that is the same in every row, if another
    is there; then the greatest. The next is insurance, the last fees."""
    order = sorted(
        parts, key=lambda one: (len(set(columns[one])) == 1, -sum(columns[one]))
    )
    return dict(zip(("Interest", "Insurance", "Fees"), order, strict=False))


def _share(found: Sequence[bool]) -> bool:
    return bool(found) and Decimal(sum(found)) / len(found) >= MOST
