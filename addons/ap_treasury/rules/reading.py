# SPDX-License-Identifier: AGPL-3.0-or-later
"""A statement file, whatever its format: recognised by its content, read as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import camt, cfonb, mt940, ofx
from .errors import StatementError
from .statement import Statement

_HEAD = 8192  # what is looked at to know the format
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class Format(NamedTuple):
    """A format of statements. ``read`` raises `StatementError`."""

    code: str
    detect: Callable[[bytes], bool]
    read: Callable[[bytes], tuple[Statement, ...]]


FORMATS = (
    Format("camt", camt.detect, camt.read),
    Format("ofx", ofx.detect, ofx.read),
    Format("cfonb120", cfonb.detect, cfonb.read),
    Format("mt940", mt940.detect, mt940.read),
)


def format_of(content: bytes) -> str:
    """Return the code of the format of a file, "" for none known here.

    >>> format_of(b":20:STARTUMS"), format_of(b"Date;Libelle")
    ('mt940', '')
    """
    start = content[:_HEAD]
    if start[:2] in _WIDE:  # UTF-16
        start = start.decode("utf-16", "replace").encode()
    return next((one.code for one in FORMATS if one.detect(start)), "")


def read(content: bytes, code: str = "") -> tuple[Statement, ...]:
    """Return the statements of a file, all of them or none.

    ``code``: its format, where it is chosen. Raises `StatementError`.
    """
    if not content.strip():
        raise StatementError("empty")
    code = code or format_of(content)
    for one in FORMATS:
        if one.code == code:
            return one.read(content)
    raise StatementError("unknown_format")
