# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a file is to be read."""

from dataclasses import dataclass

AUTO = "auto"


@dataclass(frozen=True)
class TableOptions:
    """Choices for one file; `auto` lets the content decide.

    ``format`` is auto or the code of a reader. ``sheet`` is a name or a number from 1; empty
    is the first sheet. ``encoding`` and ``delimiter`` concern CSV only. Columns beyond
    ``max_columns`` are not read: a stray cell at the far end of a sheet is no column.
    ``max_bytes`` is also what a workbook may unpack to, ``max_ratio`` times its own size
    from ``free_bytes`` on: real workbooks pack to a thirtieth, bombs to a thousandth.
    """

    format: str = AUTO
    sheet: str = ""
    encoding: str = AUTO
    delimiter: str = AUTO
    max_rows: int = 500_000
    max_bytes: int = 200_000_000
    max_columns: int = 512
    max_cells: int = 10_000_000
    max_ratio: int = 200
    free_bytes: int = 20_000_000
