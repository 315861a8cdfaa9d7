# SPDX-License-Identifier: AGPL-3.0-or-later
"""SWIFT MT940 (statement) and MT942 (movements of the day).

Marks of field 61: C and RD add, D and RC subtract. A letter behind the mark is the third
one of the currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from . import mt940_details
from .errors import StatementError
from .figures import clean, currency, day, decoded, figure, month_end, short_year
from .statement import INTERIM, STATEMENT, Account, Balance, Entry, Facts, Statement

_TAG = re.compile(r":(\d{2}[A-Z]?|NS):", re.ASCII)
_ENVELOPE = re.compile(r"\{\d:|:9\d\d:\s*$|[\x01\x03]")
# ISO 4217 for “no currency”: no account has it, so that a balance which names none is
# refused rather than taken for euros.
NO_CURRENCY = "XXX"
_BALANCE = re.compile(
    r"\s*(?P<mark>[CD])(?P<day>\d{6})\s*(?P<money>[A-Z]{3})?\s*(?P<amount>\d[\d,.]*)\s*",
    re.ASCII,
)
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?\s*(?P<mark>R?[CD])(?P<funds>[A-Z])?\s*"
    r"(?P<amount>\d[\d]*[,.]?\d*)\s*(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
_TYPE = re.compile(
    r"(?P<type>[A-Z][A-Z0-9]{3})(?P<reference>[^\n]*)(?P<more>.*)", re.DOTALL
)
_SIGNS = {"C": 1, "RD": 1, "D": -1, "RC": -1}
_OPENING, _CLOSING = ("60F", "60M"), ("62F", "62M")
_READ = frozenset(("20", "25", "25P", "28", "28C", *_OPENING, *_CLOSING, "61", "86"))
# EREF and the like mean: the reference stands in field 86.
_NO_REFERENCE = frozenset({"NONREF", "NOREF", "EREF", "PREF", "KREF", "MARF", ""})


def detect(content: bytes) -> bool:
    """Say whether the file begins with the tags of SWIFT."""
    start = content.lstrip(b"\xef\xbb\xbf\r\n \x01")[:512]
    if start[:4] in (b"{1:F", b"{4:\r", b"{4:\n"):
        return True
    return bool(re.match(rb":(\d{2}[A-Z]?|9\d\d):", start))


def read(content: bytes) -> tuple[Statement, ...]:
    """Return the statements of a file, in its order.

    Raises `StatementError` with the row and the tag; ``no_statement`` without any tag.
    """
    statements: list[_Block] = []
    for row, tag, text in _fields(decoded(content)):
        new = tag == "20" or not statements
        if new or (statements[-1].ended and tag == "61"):
            statements.append(_Block())
        statements[-1].take(tag, text, row)
    found = tuple(block.statement() for block in statements if block.has_something)
    if not found:
        raise StatementError("no_statement")
    return found


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (row, tag, text) of each field; "-" is the end of a message."""
    row, tag, kept = 0, "", []
    for number, line, starts in _rows(text):
        if starts and tag:
            yield row, tag, "\n".join(kept)
            tag = ""
        if starts == "-":
            yield number, "-", ""
        elif starts and starts != "{":
            row, tag, kept = number, starts, [line[len(starts) + 2 :]]
        elif tag:
            kept.append(line)
    if tag:
        yield row, tag, "\n".join(kept)


def _rows(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (row, text, what starts here): a tag, "{" for an envelope, "-" for an end,
    "" for a row that goes on. A hyphen alone between two rows of text is text."""
    rows = re.split(r"\r\n|\n|\r", text)
    following = "{"  # what starts on the next row that is not blank
    starts = []
    for line in reversed(rows):
        found = _TAG.match(line)
        kind = found[1] if found else "{" if _ENVELOPE.match(line) else ""
        if line.startswith("-}") or (line.strip() == "-" and following):
            kind = "-"
        starts.append(kind)
        following = kind if line.strip() else following
    for number, (line, kind) in enumerate(zip(rows, reversed(starts), strict=True), 1):
        yield number, line, kind


class _Block:
    """The fields of one message."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, str]] = []
        self.account, self.number, self.kind = "", "", STATEMENT
        self.opening: Balance | None = None
        self.closing: Balance | None = None
        self.entries: list[Entry] = []
        self.remarks: list[str] = []
        self.ended = False

    @property
    def has_something(self) -> bool:
        """Say whether there is an account, a balance or an entry."""
        return bool(self.account or self.opening or self.closing or self.entries)

    def take(self, tag: str, text: str, row: int) -> None:
        """Add a field."""
        if tag == "-":
            self.ended = True
        elif tag in ("25", "25P"):
            self._name(text)
        elif tag in ("28", "28C"):
            self.number = clean(text)
        elif tag in _OPENING:
            self.opening = self.opening or self._balance(text, row, tag)
        elif tag in _CLOSING:
            self.closing = self._balance(text, row, tag)
        elif tag == "61":
            self.entries.append(_entry(text, row, self._money()))
        elif tag == "86" and self.entries and not self.closing:
            self.entries[-1] = mt940_details.add(self.entries[-1], text)
        else:
            self._keep(tag, text)

    def _name(self, text: str) -> None:
        """Keep the first account; another one in the same message is a remark."""
        if self.account:
            self.remarks.append("two_accounts")
            self.fields.append(("25", clean(text)))
            return
        self.account = clean(text)

    def _keep(self, tag: str, text: str) -> None:
        if tag in ("34F", "13", "13D", "90C", "90D"):
            self.kind = INTERIM
        if tag != "20" and clean(text):
            self.fields.append((tag, clean(text)))

    def _money(self) -> str:
        return self.opening.currency if self.opening else ""

    def _balance(self, text: str, row: int, tag: str) -> Balance:
        found = _BALANCE.match(text)
        if not found:
            raise StatementError(
                "amount" if text.strip() else "missing", row, tag, text
            )
        written = found["day"]
        year, month = short_year(written[:2]), int(written[2:4])
        on = day(year, month, int(written[4:]), row, tag)
        money = currency(found["money"] or self._money() or NO_CURRENCY, row, tag)
        sign = _SIGNS[found["mark"]]
        return Balance(sign * figure(found["amount"], row, tag), on, money)

    def statement(self) -> Statement:
        """Return the message as a statement."""
        money = self._money() or (self.closing.currency if self.closing else "")
        days = [entry.day for entry in self.entries]
        balances = tuple(b for b in (self.opening, self.closing) if b)
        return Statement(
            "mt940",
            _account(self.account),
            money,
            number=self.number,
            kind=self.kind if not balances else STATEMENT,
            start=self.opening.day if self.opening else min(days, default=None),
            end=self.closing.day if self.closing else max(days, default=None),
            opening=self.opening,
            closing=self.closing,
            entries=tuple(
                replace(e, currency=e.currency or money) for e in self.entries
            ),
            check_points=balances,
            kept=tuple(self.fields),
            remarks=tuple(self.remarks),
        )


def _account(written: str) -> Account:
    """Return the account as it is written: an IBAN, or bank and number."""
    compact = re.sub(r"\s", "", written).upper()
    found = re.fullmatch(
        r"([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)(EUR|USD|GBP|CHF|[A-Z]{3})?", compact
    )
    if found and "/" not in written:
        return Account(iban=found[1])
    bank, stroke, number = written.partition("/")
    return Account(bank=bank, number=number) if stroke else Account(number=written)


def _entry(text: str, row: int, money: str) -> Entry:
    found = _LINE.match(text)
    if not found:
        raise StatementError("bad_record", row, "61", text)
    value, moved = _value_day(found["value"], row)
    booked = _entry_day(found["entry"], value, row) if found["entry"] else value
    kind = _TYPE.match(found["rest"])
    code, reference, more = kind.groups() if kind else ("", found["rest"], "")
    own, _stroke, bank = reference.partition("//")
    known = clean(own) if clean(own).upper() not in _NO_REFERENCE else ""
    return Entry(
        day=booked,
        amount=_SIGNS[found["mark"]] * figure(found["amount"], row, "61"),
        currency=money,
        label=clean(more),
        value_day=value,
        facts=Facts(
            reference=known, kept=(("61", clean(more)),) if clean(more) else ()
        ),
        codes=(("swift", code),) if code else (),
        reversal=found["mark"].startswith("R"),
        ident=clean(bank),
        row=row,
        remarks=("day_moved",) if moved else (),
    )


def _value_day(written: str, row: int) -> tuple[date, bool]:
    """Return the value date; 30 February of months of 30 days is the month's last day."""
    year, month, number = short_year(written[:2]), int(written[2:4]), int(written[4:])
    last = month_end(year, month)
    moved = last < number <= 30
    return day(year, month, min(number, last) if moved else number, row, "61"), moved


def _entry_day(written: str, value: date, row: int) -> date:
    """Return the entry date: of the year that brings it nearest to the value date."""
    month, number = int(written[:2]), int(written[2:])
    last = month_end(value.year, month)
    years = (value.year, value.year - 1, value.year + 1)
    days = [day(year, month, min(number, last), row, "61") for year in years]
    return min(days, key=lambda one: abs((one - value).days))
