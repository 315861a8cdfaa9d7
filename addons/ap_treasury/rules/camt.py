# SPDX-License-Identifier: AGPL-3.0-or-later
"""camt.052, camt.053, camt.054 of ISO 20022, every version, by local names.

camt.053 is a statement, camt.052 the movements of the day so far, camt.054 a notice of
single movements. Only what is booked counts: pending entries and those for information
are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from odoo.addons.ap_base.readers.xml_file import parse

from . import camt_entry
from .camt_tree import Node
from .errors import StatementError
from .figures import clean, currency, iso_day, point_figure
from .statement import INTERIM, NOTICE, STATEMENT, Account, Balance, Statement

# Message -> (its statements, what they are).
MESSAGES = {
    "BkToCstmrStmt": ("Stmt", STATEMENT),
    "BkToCstmrAcctRpt": ("Rpt", INTERIM),
    "BkToCstmrDbtCdtNtfctn": ("Ntfctn", NOTICE),
}
ENVELOPES = 6  # elements around a message
OPENING, CLOSING, INTERIM_BALANCE = ("OPBD", "PRCD"), ("CLBD",), "ITBD"
_SIGNS = {"CRDT": 1, "DBIT": -1}


def detect(content: bytes) -> bool:
    """Say whether the file is XML with a message that camt files hold."""
    start = content[:4096]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\0", b"")
    return b"<" in start[:4] and any(
        sign in start for sign in (b"camt.05", *(name.encode() for name in MESSAGES))
    )


def read(content: bytes) -> tuple[Statement, ...]:
    """Return the statements of a file; several accounts and days may be in one.

    Raises `StatementError` with the row and the tag.
    """
    root = parse(content)
    if isinstance(root, str):
        raise StatementError(root)
    found = []
    message = ""
    for node in _messages(Node(root)):
        message = node.name
        part, kind = MESSAGES[message]
        found += [_statement(one, kind) for one in node.all(part)]
    if not message:
        raise StatementError("other_format", 1, Node(root).name)
    if not found:
        raise StatementError("no_statement", None, MESSAGES[message][0])
    return tuple(found)


def _messages(node: Node, depth: int = 0) -> Iterator[Node]:
    """Yield the messages of a file: in its document, or in an envelope around it."""
    if node.name in MESSAGES:
        yield node
    elif depth < ENVELOPES:
        for inside in node.children().values():
            for one in inside:
                yield from _messages(one, depth + 1)


def _statement(node: Node, kind: str) -> Statement:
    balances = [_balance(one) for one in node.all("Bal")]
    opening, closing = _ends(balances)
    start, end = (_bound(node, f"FrToDt/{name}DtTm") for name in ("Fr", "To"))
    money = node.text("Acct/Ccy") or _money(node, opening, closing)
    made = _bound(node, "CreDtTm") or end
    booked, pending = [], []
    for one in node.all("Ntry"):
        entry, status = camt_entry.entry(one, money, made)
        (booked if status == "BOOK" else pending).append(entry)
    statement = Statement(
        "camt",
        _account(node.first("Acct")),
        money.upper(),
        number=clean(
            node.text("LglSeqNb") or node.text("ElctrncSeqNb") or node.text("Id")
        ),
        kind=kind,
        start=start or (opening.day if opening else None),
        end=end or (closing.day if closing else None),
        opening=opening,
        closing=closing,
        entries=tuple(booked),
        pending=tuple(pending),
        check_points=tuple(b for b in (opening, closing) if b),
        kept=node.unread(camt_entry.READ_OF_STATEMENT),
    )
    return camt_entry.reversals_settled(statement)


def _bound(node: Node, path: str) -> date | None:
    one = node.first(path)
    return iso_day(one.own_text, one.row, one.name) if one else None


def _money(node: Node, *balances: Balance | None) -> str:
    """Return the currency of a statement whose account has none written."""
    for balance in balances:
        if balance is not None:
            return balance.currency
    entry = node.first("Ntry/Amt")
    return entry.get("Ccy") if entry else ""


def _balance(node: Node) -> tuple[str, Balance]:
    kind = node.text("Tp/CdOrPrtry/Cd") or node.text("Tp/CdOrPrtry/Prtry")
    amount = node.need("Amt")
    sign = sign_of(node)
    where = node.first("Dt/Dt") or node.first("Dt/DtTm")
    on = iso_day(where.own_text, where.row, "Dt") if where else None
    money = currency(amount.get("Ccy"), amount.row, "Amt")
    return kind, Balance(
        sign * point_figure(amount.own_text, amount.row, "Amt"), on, money
    )


def _ends(balances: list[tuple[str, Balance]]) -> tuple[Balance | None, Balance | None]:
    """Return the opening and the closing balance; the pages of a statement, and what is
    of the day so far, have interim ones in their place."""
    opening = _first(balances, OPENING, first=True)
    closing = _first(balances, CLOSING, first=False)
    interim = [balance for kind, balance in balances if kind == INTERIM_BALANCE]
    if opening is None and interim and (closing or len(interim) > 1):
        opening = interim.pop(0)
    if closing is None and interim:
        closing = interim[-1]
    return opening, closing


def _first(balances, codes: tuple[str, ...], first: bool) -> Balance | None:
    """Return the balance of the first code that is there: of several, the first one in
    the file for an opening, the last one for a closing."""
    for code in codes:
        found = [balance for kind, balance in balances if kind == code]
        if found:
            return found[0 if first else -1]
    return None


def sign_of(node: Node) -> int:
    """Return 1 for a credit, -1 for a debit. Raises `StatementError`."""
    indicator = node.need("CdtDbtInd")
    text = indicator.own_text.strip()
    if text not in _SIGNS:
        raise StatementError("sign", indicator.row, "CdtDbtInd", text)
    return _SIGNS[text]


def _account(node: Node | None) -> Account:
    if node is None:
        return Account()
    other = clean(node.text("Id/Othr/Id"))
    return Account(
        iban=node.text("Id/IBAN").replace(" ", "").upper(),
        number=other,
        bic=node.text("Svcr/FinInstnId/BIC") or node.text("Svcr/FinInstnId/BICFI"),
        holder=clean(node.text("Ownr/Nm") or node.text("Nm")),
    )
