# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a bank's PDF as a table, for the import engine."""

import io

from odoo.tools.pdf import PdfFileReader

from odoo.addons.ap_base.readers import ReaderError, Table

from ..formats.printed_table import PrintedTableError, read

PAGES = 60  # of 20 rows and more: a loan has no longer table


class PdfDamagedError(ReaderError):
    """Pages that cannot be opened: damaged, or closed by a password."""

    code = "pdf_damaged"


class PdfTableError(ReaderError):
    """A text without a table of a loan: ``code`` says why, ``line`` where."""

    def __init__(self, why: str, line: int) -> None:
        """`why`: the code of a `PrintedTableError`."""
        self.code = f"pdf_{why}"
        super().__init__(line=line)


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
    except Exception as error:  # the library raises whatever it stumbles over
        raise PdfDamagedError() from error
