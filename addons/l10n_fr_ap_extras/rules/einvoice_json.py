# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structured invoice as plain JSON and back, so that no file is parsed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

from .einvoice import EInvoice, Line, Party, Rate

PARTIES = ("seller", "buyer")
ROWS = {"lines": Line, "rates": Rate, "allowances": Rate}


def to_json(invoice: EInvoice) -> dict:
    """Return the invoice as a dictionary without what is empty."""
    return {name: value for name, value in asdict(invoice).items() if value}


def from_json(values: Mapping) -> EInvoice:
    """Return the invoice that `to_json` made plain; unknown names are left out.

    >>> one = EInvoice(number="F1", lines=(Line("1"),), notes=(("PMT", "40"),))
    >>> from_json(to_json(one)) == one
    True
    """
    known = {field.name for field in fields(EInvoice)}
    return EInvoice(
        **{name: _value(name, value) for name, value in values.items() if name in known}
    )


def _value(name: str, value):
    if name in PARTIES:
        return _made(Party, value)
    if name in ROWS:
        return tuple(_made(ROWS[name], row) for row in value)
    return _tuples(value)


def _made(kind, values: Mapping):
    known = {field.name for field in fields(kind)}
    return kind(**{key: _tuples(val) for key, val in values.items() if key in known})


def _tuples(value):
    if isinstance(value, list | tuple):
        return tuple(map(_tuples, value))
    return value
