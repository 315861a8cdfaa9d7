# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the document of a bill says, as a value for other rules."""

from dataclasses import dataclass

from ..rules import einvoice_json
from ..rules.einvoice import EInvoice


@dataclass(frozen=True, slots=True)
class BillDocument:
    """``coverage``: full, partial (an XML without lines), "" without XML. ``text``: of the
    PDF, None if there is no PDF, "" if it cannot be read. ``problem``: code or "".
    """

    invoice: EInvoice | None = None
    coverage: str = ""
    text: str | None = None
    problem: str = ""

    @classmethod
    def from_row(cls, data, coverage, text, problem):
        """The value of one row of ``ap_bill_document``."""
        invoice = einvoice_json.from_json(data) if data else None
        return cls(invoice, coverage or "", text, problem or "")
