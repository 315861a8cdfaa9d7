# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables out of files, and values out of cells. Nothing here knows Odoo.

- `errors`: everything that is refused, by name
- `options`: how a file is to be read
- `table`: `read_table`, for CSV, XLS and XLSX, by content and not by file name
- `values`: amounts, dates, whole numbers and yes/no as people write them
"""

from .errors import ReaderError
from .options import TableOptions
from .table import read_table
from .values import (
    guess_decimal_sign,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    to_text,
)
