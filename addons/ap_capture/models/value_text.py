# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of a page as text that is kept, and back."""

import json
from datetime import date

from ..rules.table import Row
from .ap_capture_value import AMOUNTS


def as_text(value) -> str:
    """Return a value as a record keeps it: days in ISO form, amounts with a point."""
    if isinstance(value, tuple) and isinstance(value[0], Row):
        return json.dumps(
            [
                {
                    "name": row.text, "quantity": float(row.quantity), "price_unit": float(row.price),
                    "amount": float(row.amount), "percent": float(row.percent),
                }
                for row in value
            ],
            ensure_ascii=False,
        )  # fmt: skip
    if isinstance(value, tuple):
        return "; ".join(":".join(str(part) for part in row) for row in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def as_plain(field: str, text: str):
    """A stored value as JSON has it."""
    if field == "rates":
        return [[float(part) for part in row.split(":")] for row in text.split("; ")]
    if field == "lines":
        return json.loads(text)
    if field in AMOUNTS:
        return float(text)
    return text
