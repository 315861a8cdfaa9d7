# SPDX-License-Identifier: AGPL-3.0-or-later
"""OFX 1.x (SGML) and 2.x (XML) bank and card statements.

One reader for both: files that call themselves XML and leave elements open are common.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from . import ofx_tree
from .errors import StatementError
from .figures import clean, currency, figure, iso_day, joined, loose_figure
from .ofx_tree import Element
from .statement import Account, Balance, Entry, Facts, Statement

STATEMENTS = ("STMTRS", "CCSTMTRS")
ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM")
_READ = frozenset((
    "TRNTYPE", "DTPOSTED", "DTUSER", "DTAVAIL", "TRNAMT", "FITID", "CHECKNUM", "REFNUM",
    "NAME", "MEMO",
))  # fmt: skip


def detect(content: bytes) -> bool:
    """Say whether the file begins like OFX."""
    start = content[:2048].upper().replace(b"\0", b"")
    return b"OFXHEADER" in start or b"<OFX>" in start


def read(content: bytes) -> tuple[Statement, ...]:
    """Return the statements of a file; accounts that are only listed have no entries.

    Raises `StatementError`: ``bank_refused`` when the bank's answer is an error,
    ``no_statement`` when the file holds no account.
    """
    root = ofx_tree.parse(content)
    found = [_statement(one) for name in STATEMENTS for one in root.all(name)]
    if not found:
        found = [
            Statement("ofx", _account(one))
            for name in ACCOUNTS
            for one in root.all(name)
        ]
    if found:
        return tuple(found)
    for status in root.all("STATUS"):
        code = status.text("CODE")
        if code.strip("0"):
            raise StatementError(
                "bank_refused", status.row, code, status.text("MESSAGE")
            )
    raise StatementError("no_statement")


def _statement(node: Element) -> Statement:
    money = node.text("CURDEF").upper()
    entries = tuple(_entry(one, money) for one in node.all("STMTTRN"))
    source = next((one for name in ACCOUNTS if (one := node.first(name))), None)
    balance = node.first("LEDGERBAL")
    closing = None
    if balance is not None and (amount := balance.need("BALAMT")).value.strip():
        on = _day(balance, "DTASOF")
        closing = Balance(
            loose_figure(amount.value, money, amount.row, "BALAMT"), on, money
        )
    listed = node.first("BANKTRANLIST")
    inside = {entry.currency for entry in entries}
    money = money or (inside.pop() if len(inside) == 1 else "")
    return Statement(
        "ofx",
        _account(source) if source else Account(),
        money,
        start=_day(listed, "DTSTART"),
        end=_day(listed, "DTEND"),
        closing=closing,
        entries=entries,
        check_points=(closing,) if closing else (),
    )


def _account(node: Element) -> Account:
    names = ("BANKID", "BRANCHID", "ACCTID")
    bank, branch, number = (clean(node.text(name)) for name in names)
    return Account(bank=bank, branch=branch, number=number)


def _entry(node: Element, money: str) -> Entry:
    amount = node.need("TRNAMT")
    number = loose_figure(amount.value, money, amount.row, "TRNAMT")
    posted = node.need("DTPOSTED")
    code, original, original_currency = _currencies(node, number, money)
    name, memo = clean(node.text("NAME")), clean(node.text("MEMO"))
    check = node.text("CHECKNUM").strip("0 ")
    facts = Facts(
        name=name,
        reference=clean(node.text("REFNUM") or check),
        remittance=memo if memo != name else "",
        iban=_party_account(node),
        original=original,
        original_currency=original_currency,
        kept=node.unread(_READ),
    )
    return Entry(
        day=iso_day(posted.value, posted.row, "DTPOSTED"),
        amount=number,
        currency=code,
        label=joined(name, memo) or joined(node.text("TRNTYPE"), check),
        value_day=_day(node, "DTAVAIL") or _day(node, "DTUSER"),
        facts=facts,
        codes=(("ofx", clean(node.text("TRNTYPE")).upper()),),
        ident=clean(node.text("FITID")),
        row=node.row,
    )


def _party_account(node: Element) -> str:
    to = node.first("BANKACCTTO")
    return clean(to.text("ACCTID")).replace(" ", "") if to else ""


def _currencies(node: Element, amount: Decimal, money: str):
    """Return the currency of the amount, and the amount before a conversion.

    CURRENCY: the amount is in it. ORIGCURRENCY: it was converted from it, at CURRATE.
    """
    own = node.first("CURRENCY")
    if own is not None and own.text("CURSYM"):
        return currency(own.text("CURSYM"), own.row, "CURSYM"), None, ""
    origin = node.first("ORIGCURRENCY")
    if origin is None or not origin.text("CURSYM"):
        return money, None, ""
    code = currency(origin.text("CURSYM"), origin.row, "CURSYM")
    rate = figure(origin.text("CURRATE") or "1", origin.row, "CURRATE")
    original = (amount / rate).quantize(Decimal("0.01")) if rate else None
    return money, original, code


def _day(node: Element | None, name: str) -> date | None:
    one = node.first(name) if node is not None else None
    if one is None or not one.value.strip("0 \n\r\t"):
        return None
    return iso_day(one.value, one.row, name)
