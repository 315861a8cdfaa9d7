# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was read from a page: values with where they stood and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .page import Box

Value = str | date | Decimal | tuple


class Read(NamedTuple):
    """A value of a field: ``sure`` ones are filled in, others proposed. ``why``: a code
    that a model puts into words, with ``label``, the words on the page."""

    value: Value
    sure: bool
    page: int
    box: Box
    why: str
    label: str = ""


class Reading(NamedTuple):
    """What a document says. ``kind``: bill, credit, other (no bill) or scan (no text)."""

    kind: str
    fields: dict[str, Read]
    why: str = ""


GATED = ("untaxed", "tax", "total", "rates", "payable", "currency", "iban", "supplier_vat",
         "supplier_siren")  # fmt: skip


def read_by_eye(reading: Reading) -> Reading:
    """Return the reading of a scan: sure is only what a sum or check digits confirm."""
    fields = {
        name: one if name in GATED else one._replace(sure=False)
        for name, one in reading.fields.items()
    }
    return reading._replace(fields=fields)
