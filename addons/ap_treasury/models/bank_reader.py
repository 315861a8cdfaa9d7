# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files as tables, for the import engine: one reader for each format."""

from functools import partial

from odoo.addons.ap_base.readers import Reader, ReaderError, Table

from ..rules import reading
from ..rules.errors import StatementError
from ..rules.import_rows import table
from .import_fields import header

PREFIX = "bank_"


class BankFileError(ReaderError):
    """A statement file that is refused as a whole. Details: ``why`` (a code of
    `rules.errors`), ``row``, ``tag``, ``value``, ``remedy``."""

    code = "bank_file"


def readers(env) -> list[Reader]:
    """Return the readers of statement files, named in the reader's language."""
    named = {
        "cfonb120": ("CFONB 120", env._("a CFONB 120 file")),
        "camt": ("camt (ISO 20022)", env._("a camt file")),
        "ofx": ("OFX", env._("an OFX file")),
        "mt940": ("MT940 / MT942", env._("an MT940 file")),
    }
    return [
        Reader(code, label, noun, partial(_is, code), partial(_read, code))
        for code, (label, noun) in named.items()
    ]


def _is(code, content, _filename) -> bool:
    return reading.format_of(content) == code


def _read(code, content, _options) -> Table:
    try:
        names, *rows = table(reading.read(content, code))
        return Table([[header(name) for name in names], *rows])
    except StatementError as error:
        raise BankFileError(why=error.code, **error.details) from None
