# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of suppliers for the import engine: any table, its columns found by themselves,
and the text of a PDF."""

import io

import pypdf

from odoo.addons.ap_base.readers import Reader, ReaderError, Table

from ..rules.statement_header import StatementError
from ..rules.statement_table import canonical
from ..rules.statement_text import to_table

PAGES = 60
PDF = "statement_pdf"


class NoListError(ReaderError):
    """Nothing in the file looks like documents with amounts."""

    code = "statement_no_columns"


class DamagedPdfError(ReaderError):
    """Pages that cannot be opened."""

    code = "statement_pdf_damaged"


class ScannedPdfError(ReaderError):
    """Pages that are pictures."""

    code = "statement_pdf_scan"


def pdf_reader(label: str, noun: str) -> Reader:
    """Return the reader of PDFs with text, in the words of who asks."""
    return Reader(PDF, label, noun, _is_pdf, _read_pdf)


def of_lists(reader: Reader) -> Reader:
    """Return the same reader, its rows put under the fixed columns of a list."""

    def read(content, options) -> Table:
        rows = reader.read(content, options)
        try:
            table = Table(canonical(rows, rows.first_day))
        except StatementError as error:
            raise NoListError from error
        table.first_day = rows.first_day
        return table

    return Reader(reader.code, reader.label, reader.noun, reader.detect, read)


def _is_pdf(content, _filename) -> bool:
    return content.startswith(b"%PDF")


def _read_pdf(content, _options) -> Table:
    text = _text(content)
    if not text.strip():
        raise ScannedPdfError
    return Table(to_table(text.replace("\x00", "")))


def _text(content) -> str:
    try:
        pages = pypdf.PdfReader(io.BytesIO(content), strict=False).pages
        return "\n".join(
            page.extract_text(extraction_mode="layout") or ""
            for page in list(pages)[:PAGES]
        )
    except Exception as error:  # the library raises whatever it stumbles over
        raise DamagedPdfError from error
