# SPDX-License-Identifier: AGPL-3.0-or-later
"""The elements of an OFX file, closed or left open, with the row they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import StatementError
from .figures import clean, decoded

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w.\-]*)(?P<rest>[^<>]*)>")
# What is left out, or taken as it is, up to its end.
_SKIPPED = (("<!--", "-->"), ("<?", "?>"))
_DATA = ("<![CDATA[", "]]>")
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_CHARSET = re.compile(rb"CHARSET:\s*([\w\-]+)|encoding=[\"']([\w\-]+)[\"']")
_CODECS = {"1252": "cp1252", "NONE": "", "CP1252": "cp1252"}
DEEPEST = 60
# Elements that hold a value and may be empty and open at once: never a parent.
_VALUES = frozenset((
    "MEMO", "NAME", "CHECKNUM", "REFNUM", "FITID", "TRNAMT", "DTPOSTED", "DTUSER", "SIC",
    "DTAVAIL", "TRNTYPE", "PAYEEID", "BANKID", "BRANCHID", "ACCTID", "ACCTTYPE", "CURDEF",
    "ACCTKEY", "BALAMT", "DTASOF", "CODE", "SEVERITY", "MESSAGE", "DTSTART", "DTEND",
    "CURSYM", "CURRATE", "SRVRTID", "CORRECTFITID", "CORRECTACTION", "EXTDNAME",
))  # fmt: skip


class Element:
    """An element: its name, its value, what is below it."""

    __slots__ = ("children", "name", "row", "value")

    def __init__(self, name: str, row: int) -> None:
        self.name, self.row = name, row
        self.value = ""
        self.children: list[Element] = []

    def walk(self) -> Iterator[Element]:
        """Yield all elements below, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.children))

    def all(self, name: str) -> list[Element]:
        """Return the elements of that name at any depth below."""
        return [one for one in self.walk() if one.name == name]

    def first(self, name: str) -> Element | None:
        """Return the first element of that name at any depth below."""
        return next((one for one in self.walk() if one.name == name), None)

    def text(self, name: str) -> str:
        """Return the value of the first element of that name, "" without one."""
        one = self.first(name)
        return one.value.strip() if one else ""

    def need(self, name: str) -> Element:
        """Return the first element of that name. Raises `StatementError`."""
        one = self.first(name)
        if one is None:
            raise StatementError("missing", self.row, name)
        return one

    def unread(self, read: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """Return (name, value) of what is below and not among what is read."""
        values = (
            (one.name, clean(one.value)) for one in self.walk() if one.name not in read
        )
        return tuple((name, value) for name, value in values if value)


def parse(content: bytes) -> Element:
    """Return the element OFX of a file.

    Raises `StatementError`: ``doctype`` (a document type is never needed and may hold
    entities that fill the memory), ``truncated`` (no end), ``other_format``.
    """
    declared = next(iter(_CHARSET.findall(content[:1024])), (b"", b""))
    named = (declared[0] or declared[1]).decode("ascii").upper()
    text = decoded(content, _CODECS.get(named, ""))
    upper = text.upper()
    if "<!DOCTYPE" in upper or "<!ENTITY" in upper:
        raise StatementError("doctype")
    start = upper.find("<OFX>")
    if start < 0:
        raise StatementError("other_format", 1, "OFX")
    end = upper.rfind("</OFX>")
    if end < 0:
        raise StatementError("truncated", None, "/OFX")
    return _tree(text[start : end + len("</OFX>")], text.count("\n", 0, start) + 1)


def _tree(text: str, row: int) -> Element:
    root = Element("", row)
    open_ones, last = [root], 0
    for place, tag, value in _tokens(text):
        row, last = row + text.count("\n", last, place), place
        if tag is None:
            open_ones[-1].value += value
            continue
        name = tag["name"].upper()
        if tag["close"]:
            _close(open_ones, name)
        else:
            _open(open_ones, name, row, tag["rest"].endswith("/"))
    return root


def _tokens(text: str) -> Iterator[tuple[int, re.Match | None, str]]:
    """Yield (place, tag, "") of each tag and (place, None, text) of what is between."""
    place, end = 0, len(text)
    while place < end:
        start = text.find("<", place)
        start = end if start < 0 else start
        if text[place:start].strip():
            yield place, None, _ENTITY.sub(_sign, text[place:start])
        place, tag, data = _markup(text, start)
        if tag or data:
            yield start, tag, data


def _markup(text: str, start: int) -> tuple[int, re.Match | None, str]:
    """Return where the markup that starts here ends, its tag, and data taken as it is.

    Raises `StatementError` (``truncated``) for a comment or data without an end.
    """
    for opening, closing in (_DATA, *_SKIPPED):
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening))
            if end < 0:
                raise StatementError(
                    "truncated", text.count("\n", 0, start) + 1, opening
                )
            data = text[start + len(opening) : end] if opening == _DATA[0] else ""
            return end + len(closing), None, data
    tag = _TAG.match(text, start)
    return (tag.end() if tag else start + 1), tag, ""


def _open(open_ones: list[Element], name: str, row: int, closed: bool) -> None:
    """Add an element; one that has a value, or never holds others, ends here."""
    while len(open_ones) > 1 and _is_value(open_ones[-1]):
        open_ones.pop()
    if len(open_ones) > DEEPEST:
        raise StatementError("bad_record", row, name)
    one = Element(name, row)
    open_ones[-1].children.append(one)
    if not closed:
        open_ones.append(one)


def _is_value(one: Element) -> bool:
    return bool(one.value.strip()) or one.name in _VALUES


def _close(open_ones: list[Element], name: str) -> None:
    """Close the element of that name and those left open inside; none: nothing."""
    for place in range(len(open_ones) - 1, 0, -1):
        if open_ones[place].name == name:
            del open_ones[place:]
            return


def _sign(found: re.Match) -> str:
    code = found[1]
    if not code.startswith("#"):
        return _SIGNS[code]
    number = int(code[2:], 16) if code[1] == "x" else int(code[1:])
    return chr(number) if 31 < number < 0xD800 else " "
