# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON of strangers: numbers kept as they are written, nothing endless."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from odoo.addons.ap_base.readers.csv_file import decode
from odoo.addons.ap_base.readers.errors import ReaderError

from .errors import FileRefused

MOST_OBJECTS = 500_000


def load(content: bytes) -> object:
    """Return the document; numbers with decimals come as `Decimal`.

    Raises `FileRefused` for what is no JSON, for infinity and for what a database could
    not keep (NUL, halves of signs).

    >>> load(b'{"amount": 0.1}')
    {'amount': Decimal('0.1')}
    """
    try:
        text = decode(content)
        if "\\u0000" in text or "\x00" in text:
            raise FileRefused("json", value="NUL")
        found = json.loads(
            text.lstrip("\ufeff"), parse_float=Decimal, parse_constant=_refuse
        )
        json.dumps(found, default=str, ensure_ascii=False).encode()
    except FileRefused:
        raise
    except (ValueError, RecursionError, ReaderError) as error:
        # UnicodeEncodeError (half a sign) is a ValueError as well
        line = getattr(error, "lineno", None)
        raise FileRefused("json", line, value=getattr(error, "msg", "")) from None
    return found


def _refuse(constant: str) -> None:
    raise FileRefused("json", value=constant)


def objects(document: object, *names: str) -> list:
    """Return the list of a document: itself, or the first of these names in it.

    >>> objects({"data": [1]}, "items", "data"), objects([2])
    ([1], [2])
    """
    found = document
    if isinstance(document, Mapping):
        found = next(
            (document[name] for name in names if isinstance(document.get(name), list)),
            None,
        )
    if not isinstance(found, list):
        raise FileRefused("unknown_format")
    if len(found) > MOST_OBJECTS:
        raise FileRefused("too_large", value=len(found))
    return found
