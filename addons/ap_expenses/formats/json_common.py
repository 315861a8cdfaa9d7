# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the readers of objects share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..rules.transaction import Receipt, Transaction
from . import money
from .profile import receipt_of
from .record import Record

Made = Iterator[Transaction]


def amounts(
    record: Record, column: str, read: dict, base: str, original: str
) -> dict:
    """Return the amounts of `money.settle`; none at all is a fault."""
    found = money.settle(record, column, read, base, original)
    if found["gross_base"] is None:
        record.fault("missing", column)
    return found


def required(record: Record, *names: str) -> None:
    """Say which of these cells are missing."""
    for name in names:
        if record.get(name) is None:
            record.fault("missing", name)


def absent(kind: str) -> str:
    """Return what is known of the receipt of an object that names none."""
    known = receipt_of(kind)
    return Receipt.MISSING if known == Receipt.UNKNOWN else known


def minor_object(record: Record, name: str) -> tuple[str, Decimal | None]:
    """Return currency and amount of an object in minor units."""
    names = (f"{name}.currency", f"{name}.currency_code")
    currency = record.currency(*names) or record.settings.currency
    return currency, record.money(f"{name}.amount", currency)
