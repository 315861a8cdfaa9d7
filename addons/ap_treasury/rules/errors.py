# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the statement readers refuse: why, where in the file, and what mends it."""

from __future__ import annotations

from odoo.addons.ap_base.readers.errors import ReaderError

# code -> key of the remedy; a model puts both into words.
REMEDIES = {
    "empty": "export_again",
    "encoding": "export_again",
    "unknown_format": "choose_format",
    "other_format": "export_statement",
    "doctype": "export_again",
    "xml": "export_again",
    "truncated": "export_again",
    "no_statement": "export_statement",
    "bank_refused": "ask_bank",
    "bad_record": "ask_bank",
    "order": "ask_bank",
    "account": "ask_bank",
    "missing": "ask_bank",
    "date": "ask_bank",
    "amount": "ask_bank",
    "sign": "ask_bank",
    "currency": "ask_bank",
}
LONGEST_VALUE = 80


class StatementError(ReaderError):
    """A file that is refused as a whole.

    Attributes: ``code`` (a key of `REMEDIES`), ``row`` (line of the file from 1, None
    where there is none), ``tag`` (tag, record or column), ``value`` as it is written,
    ``remedy``.
    """

    def __init__(
        self, code: str, row: int | None = None, tag: str = "", value: object = ""
    ) -> None:
        """Keep the place and the value; the remedy follows from the code."""
        self.code, self.row, self.tag = code, row, tag
        self.value, self.remedy = str(value)[:LONGEST_VALUE], REMEDIES[code]
        super().__init__(row=row, tag=tag, value=self.value, remedy=self.remedy)
