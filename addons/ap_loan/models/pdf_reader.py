# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a bank's PDF as a table, for the import engine."""

import io

from odoo.tools.pdf import PdfFileReader, PdfReadError

from odoo.addons.ap_base.readers import ReaderError, Table

from ..formats.printed_table import PrintedTableError, read

PAGES = 60  # of 20 rows and more: a loan has no longer table


class PdfTableError(ReaderError):
    """A PDF that holds no table of a loan that its text gives: why, and on which line."""

    code = "pdf_table"


class PdfWithoutTextError(ReaderError):
    """A scan: its pages are pictures."""

    code = "pdf_without_text"


def is_pdf(content, filename) -> bool:
    """Whether the content begins as a PDF does."""
    return content.startswith(b"%PDF")


def read_pdf(content, options) -> Table:
    """The rows of the table that the text of the pages holds, with a row of names."""
    text = _text(content)
    if not text.strip():
        raise PdfWithoutTextError()
    try:
        return Table(read(text))
    except PrintedTableError as error:
        raise PdfTableError(why=error.code, line=error.line) from None


def _text(content) -> str:
    try:
        pages = PdfFileReader(io.BytesIO(content), strict=False).pages
        return "\n".join(page.extract_text() or "" for page in list(pages)[:PAGES])
    except (PdfReadError, ValueError, KeyError, TypeError, RecursionError):
        raise PdfTableError(why="damaged", line=0) from None
