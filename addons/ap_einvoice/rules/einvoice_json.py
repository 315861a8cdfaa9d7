# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structured invoice kept as JSON, and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

from .einvoice import Charge, EInvoice, Instalment, Line, Party, Rate

PARTIES = ("seller", "buyer")
ROWS = {"lines": Line, "rates": Rate, "allowances": Charge, "instalments": Instalment}


def to_json(invoice: EInvoice) -> dict:
    """Return the invoice as a dictionary without what is empty, on each of its levels."""
    return _bare(asdict(invoice))


def _bare(value):
    if isinstance(value, dict):
        return {name: _bare(one) for name, one in value.items() if one}
    if isinstance(value, list | tuple):
        return [_bare(one) for one in value]
    return value


def from_json(values: Mapping) -> EInvoice:
    """Return the invoice that `to_json` made plain; unknown names are left out.

    >>> line = Line("1", allowances=(Charge(amount="5"),))
    >>> one = EInvoice(number="F1", lines=(line,), notes=(("PMT", "40"),))
    >>> from_json(to_json(one)) == one
    True
    """
    return _made(EInvoice, values)


def _made(kind, values: Mapping):
    known = {field.name for field in fields(kind)}
    return kind(**{key: _value(key, val) for key, val in values.items() if key in known})


def _value(name: str, value):
    if name in PARTIES:
        return _made(Party, value)
    if name in ROWS:
        return tuple(_made(ROWS[name], row) for row in value)
    if name == "totals":
        return dict(value)
    return _tuples(value)


def _tuples(value):
    if isinstance(value, list | tuple):
        return tuple(map(_tuples, value))
    return value
