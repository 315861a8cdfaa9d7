# SPDX-License-Identifier: AGPL-3.0-or-later
"""CFONB 120: statements of French banks in records of 120 signs.

A day is a pair of records 01 (old balance) and 07 (new balance) with movements 04 and
their complements 05 between them. The last figure of an amount carries the sign
(overpunch). Files have line breaks or none; some are in the French 7-bit set, where the
overpunched zeros are letters, or in EBCDIC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from . import cfonb_details
from .errors import StatementError
from .figures import clean, day, decoded, short_year
from .statement import Account, Balance, Entry, Statement

LENGTH = 120
RECORDS = ("01", "04", "05", "07")
# é and è stand for { and } in the French 7-bit set (NF Z 62-010).
_LAST = {sign: (figure, 1) for figure, sign in enumerate("{ABCDEFGHI")}
_LAST |= {sign: (figure, -1) for figure, sign in enumerate("}JKLMNOPQR")}
_LAST |= {"é": (0, 1), "è": (0, -1)}
_AMOUNT = re.compile(r"[ 0]*(\d*)(\D)", re.ASCII)
_EBCDIC = b"\xf0\xf1"  # 01


def detect(content: bytes) -> bool:
    """Say whether the file begins with an old balance of an account."""
    start = content.lstrip(b"\xef\xbb\xbf\r\n ")[:LENGTH]
    if start[:2] == _EBCDIC:
        return True
    return (
        bool(re.match(rb"01[0-9A-Z]{5}[ \w]{4}[0-9A-Z ]{5}", start))
        and len(start) > 100
    )


def read(content: bytes) -> tuple[Statement, ...]:
    """Return the statements of a file, days of one account that follow joined.

    Raises `StatementError` with the row, and the columns as tag.
    """
    joined = _Joined()
    current: _Day | None = None
    for row, record in _records(content):
        kind = record[:2]
        if kind not in RECORDS:
            code = "bad_record" if joined.chains or current else "other_format"
            raise StatementError(code, row, "1-2", kind)
        if kind == "01":
            if current:
                raise StatementError("order", row, "01", current.account.written)
            current = _Day(record, row)
            continue
        if current is None:
            raise StatementError("order", row, kind, record[:34].strip())
        current.take(record, row)
        if kind == "07":
            joined.add(current.statement())
            current = None
    if current:
        raise StatementError("truncated", None, "07", current.account.written)
    if not joined.chains:
        raise StatementError("no_statement")
    return tuple(_whole(chain) for chain in joined.chains)


def _records(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield (row, record of 120 signs), blank rows left out."""
    if content.lstrip(b"\r\n ")[:2] == _EBCDIC:
        text = content.decode("cp500")
    else:
        text = decoded(content)
    rows = re.split(r"\r\n|[\n\r\x85]", text)
    filled = [row for row in rows if row.strip()]
    if len(filled) == 1 and len(filled[0].rstrip()) > LENGTH:
        whole = filled[0]
        rows = [whole[at : at + LENGTH] for at in range(0, len(whole), LENGTH)]
    for number, row in enumerate(rows, 1):
        if row.strip():
            yield number, row.ljust(LENGTH)


class _Day:
    """The records from one 01 to its 07."""

    def __init__(self, record: str, row: int) -> None:
        self.account = _account(record)
        self.currency = record[16:19].strip().upper() or "EUR"
        self.opening = Balance(
            _amount(record, row, self.currency), _day(record, row, 34), self.currency
        )
        self.closing: Balance | None = None
        self.entries: list[Entry] = []
        self.notes: list[tuple[int, str, str]] = []
        self.remarks: set[str] = set()

    def take(self, record: str, row: int) -> None:
        """Add a movement, a complement or the new balance."""
        self._check_account(record, row)
        kind = record[:2]
        if kind == "05":
            if not self.entries:
                raise StatementError("order", row, kind, record[48:118].strip())
            self.notes.append((row, record[45:48].strip(), record[48:118].rstrip()))
            return
        self._finish()
        if kind == "04":
            self.entries.append(_entry(record, row, self.currency))
        else:
            amount = _amount(record, row, self.currency)
            self.closing = Balance(amount, _day(record, row, 34), self.currency)

    def _check_account(self, record: str, row: int) -> None:
        """Refuse a record of another account; another bank code alone is a remark."""
        account = _account(record)
        if (account.branch, account.number) != (
            self.account.branch,
            self.account.number,
        ):
            raise StatementError("account", row, "3-32", account.written)
        if account.bank != self.account.bank:
            self.remarks.add("bank_code")

    def _finish(self) -> None:
        """Give the complements read so far to the last movement."""
        if self.notes:
            self.entries[-1] = cfonb_details.add(self.entries[-1], self.notes)
            self.notes = []

    def statement(self) -> Statement:
        """Return the day as a statement."""
        return Statement(
            "cfonb120",
            self.account,
            self.currency,
            start=self.opening.day,
            end=self.closing.day,
            opening=self.opening,
            closing=self.closing,
            entries=tuple(self.entries),
            check_points=(self.opening, self.closing),
            remarks=tuple(sorted(self.remarks)),
        )


class _Joined:
    """The days read so far, in chains: each goes on where the one before ends."""

    def __init__(self) -> None:
        self.chains: list[list[Statement]] = []
        self.last: dict[tuple, list[Statement]] = {}

    def add(self, new: Statement) -> None:
        """Add a day to the last chain of its account if it follows, else begin one."""
        key = (new.account, new.currency)
        chain = self.last.get(key)
        follows = (
            chain is not None
            and chain[-1].closing.amount == new.opening.amount
            and chain[-1].end <= new.start
        )
        if follows:
            chain.append(new)
            return
        self.last[key] = [new]
        self.chains.append(self.last[key])


def _whole(days: list[Statement]) -> Statement:
    """Return the days of a chain as one statement with its check points."""
    first, last = days[0], days[-1]
    return replace(
        first,
        end=last.end,
        closing=last.closing,
        entries=tuple(entry for day in days for entry in day.entries),
        check_points=(first.opening, *(day.closing for day in days)),
        remarks=tuple(dict.fromkeys(text for day in days for text in day.remarks)),
    )


def _account(record: str) -> Account:
    return Account(
        bank=record[2:7].strip(),
        branch=record[11:16].strip(),
        number=record[21:32].strip(),
    )


def _entry(record: str, row: int, money: str) -> Entry:
    own = record[16:19].strip().upper() or money
    if own != money:
        raise StatementError("currency", row, "17-19", own)
    codes = (("cfonb", record[32:34].strip()), ("bank", record[7:11].strip()))
    reject = record[40:42].strip()
    value = record[42:48].strip("0 ")
    entry = Entry(
        day=_day(record, row, 34),
        amount=_amount(record, row, money),
        currency=own,
        label=clean(record[48:79]),
        value_day=_day(record, row, 42) if value else None,
        codes=tuple((scheme, code) for scheme, code in codes if code),
        row=row,
    )
    kept = (("number", record[81:88].strip(" 0")), ("flags", record[88:90].strip(" 0")))
    facts = replace(
        entry.facts,
        reference=clean(record[104:120]),
        return_reason=reject if reject.strip("0") else "",
        kept=tuple((name, text) for name, text in kept if text),
    )
    return replace(entry, facts=facts)


def _day(record: str, row: int, at: int) -> date:
    text = record[at : at + 6]
    if not (text.isascii() and text.isdigit()):
        raise StatementError("date", row, f"{at + 1}-{at + 6}", text)
    year = short_year(text[4:])
    return day(year, int(text[2:4]), int(text[:2]), row, f"{at + 1}-{at + 6}")


def _amount(record: str, row: int, money: str) -> Decimal:
    """Return the amount of columns 91 to 104, with the decimals of column 20."""
    written = record[90:104]
    found = _AMOUNT.fullmatch(written)
    last = _LAST.get(found[2].upper() if found else "") or _LAST.get(written[-1])
    if not found or last is None:
        raise StatementError("amount", row, "91-104", written)
    decimals = record[19].strip() or ("0" if money == "XPF" else "2")
    if decimals not in "0123456":
        raise StatementError("amount", row, "20", decimals)
    figure, sign = last
    number = Decimal(f"{found[1]}{figure}").scaleb(-int(decimals))
    return number * sign if number else number
