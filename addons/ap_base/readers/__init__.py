# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables out of files, and values out of cells. Nothing here knows Odoo.

- `errors`: everything that is refused, by name
- `options`: how a file is to be read
- `reader`: a way of reading files; rooms register theirs
- `table`: `read_table`, by content and not by file name; CSV, XLS and XLSX
- `xml_file`: XML of strangers, parsed without harm
- `guessing`: which column of an unknown sheet holds what
- `headers`: names of columns made comparable
- `dates`: days and months as people write them
- `size`: whether reading a file is long work
- `values`: amounts, whole numbers and yes/no
"""

from .dates import FIRST_DAY_1900, parse_date, parse_month, written
from .errors import FormulaError, ReaderError
from .guessing import guess_fields, guess_header_row
from .headers import header_key
from .options import TableOptions
from .reader import Reader
from .sheets import Formula, Table
from .size import rows_about
from .table import read_table, table_readers
from .values import (
    guess_decimal_sign,
    parse_boolean,
    parse_decimal,
    parse_integer,
    to_text,
)
