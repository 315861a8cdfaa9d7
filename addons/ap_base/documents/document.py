# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a document is made of: sections of tables, paragraphs and figures.

Figures stay numbers and days stay dates until the writer: the PDF shows them in the
reader's language, the workbook keeps them as values with a format.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

TEXT, AMOUNT, NUMBER, INTEGER, PERCENT, DAY = (
    "text",
    "amount",
    "number",
    "integer",
    "percent",
    "day",
)
KINDS = frozenset({TEXT, AMOUNT, NUMBER, INTEGER, PERCENT, DAY})
Cell = str | Decimal | float | int | date | None


@dataclass(frozen=True)
class Language:
    """How the reader writes figures and days, and the few words of the writers.

    >>> French = Language(decimal=",", thousands="\\N{NO-BREAK SPACE}", day="%d/%m/%Y")
    >>> French.number(Decimal("-1234.5"), 2)
    '-1\\xa0234,50'
    """

    decimal: str = "."
    thousands: str = ","
    day: str = "%m/%d/%Y"
    code: str = "en"
    total: str = "Total"
    page: str = "Page %(page)s of %(pages)s"
    left_out: str = "… and %(count)s more lines, in the workbook"

    def number(self, value: Decimal | float | int, digits: int) -> str:
        """A figure in the reader's format; never a minus before a zero."""
        text = f"{value:,.{digits}f}"
        if not text.strip("-0.,"):
            text = text.lstrip("-")
        parts = text.replace(",", "\0").replace(".", self.decimal)
        return parts.replace("\0", self.thousands)

    def shown(self, value: Cell, column: "Column") -> str:
        """A cell as text, in the reader's format; nothing for no value."""
        if value is None or value is False:
            return ""
        if isinstance(value, date):
            return value.strftime(self.day)
        if column.is_figure and not isinstance(value, str):
            if column.hides_zero and not value:
                return ""
            sign = "\N{NO-BREAK SPACE}%" if column.kind == PERCENT else ""
            return self.number(value, column.digits) + sign
        return str(value)


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it holds, and whether its sum is wanted.

    `printed` false: in the workbook only. `digits`: decimals of figures. `hides_zero`:
    the PDF leaves a zero blank, where most cells of a table are.
    """

    title: str
    kind: str = TEXT
    total: bool = False
    digits: int = 2
    printed: bool = True
    hides_zero: bool = False

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of column: {sorted(KINDS)}")
        if self.kind == INTEGER:
            object.__setattr__(self, "digits", 0)

    @property
    def is_figure(self) -> bool:
        """Whether it is set at the right and can be summed."""
        return self.kind not in (TEXT, DAY)


@dataclass(frozen=True)
class Table:
    """Rows of cells below columns.

    `print_limit`: how many rows the PDF prints at most; then those are kept, in their
    order, that weigh most in column `weight` (a position), and the PDF says how many
    are left to the workbook. Totals are those of all rows in both.
    """

    columns: tuple[Column, ...]
    rows: Sequence[tuple]
    title: str = ""
    print_limit: int | None = None
    weight: int | None = None

    def totals(self) -> dict[int, Decimal]:
        """The sum of every column that wants one, by its position."""
        return {
            place: sum(
                (_exact(row[place]) for row in self.rows if row[place]), Decimal(0)
            )
            for place, column in enumerate(self.columns)
            if column.total
        }

    def printed_rows(self) -> Sequence[tuple]:
        """The rows that the PDF prints."""
        limit = self.print_limit
        if limit is None or len(self.rows) <= limit:
            return self.rows
        if self.weight is None:
            return self.rows[:limit]
        place = self.weight
        heavy = sorted(
            range(len(self.rows)),
            key=lambda index: -abs(_exact(self.rows[index][place] or 0)),
        )
        return [self.rows[index] for index in sorted(heavy[:limit])]


@dataclass(frozen=True)
class Paragraph:
    """A sentence or more. `style`: plain, note (small, grey) or warning (in a frame)."""

    text: str
    style: str = "plain"


@dataclass(frozen=True)
class Figures:
    """Facts with their names, one below the other: label and value."""

    rows: tuple[tuple[str, Cell], ...]
    digits: int = 2


@dataclass(frozen=True)
class Section:
    """One heading of the PDF and one sheet of the workbook.

    `in_pdf` false: a sheet of detail that paper does not need.
    """

    title: str
    blocks: tuple[Table | Paragraph | Figures, ...]
    sheet: str = ""
    in_pdf: bool = True

    @property
    def tables(self) -> list[Table]:
        """Its tables, in order."""
        return [block for block in self.blocks if isinstance(block, Table)]


@dataclass(frozen=True)
class Document:
    """The whole: what it is, whose, of when, and its sections."""

    title: str
    company: str
    date: date
    sections: tuple[Section, ...]
    subtitle: str = ""
    language: Language = field(default_factory=Language)


def _exact(value: Decimal | float | int) -> Decimal:
    """A figure as Decimal; floats by their shortest text."""
    return value if isinstance(value, Decimal) else Decimal(str(value))
