# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects of Spendesk's API (v0): payables with settlements, bank fees and loads.

All amounts are integers in the smallest unit of their currency. A payable has an amount
in the currency of the payment and a functional one in the wallet's; its lines are in one
of the two, which is seen from their sum. A settlement that no payable names is a card
payment never documented, and is kept as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO

from ..rules.splitting import shares
from ..rules.transaction import Kind, PaidBy, Receipt, Status, Transaction
from . import money
from .json_common import required
from .profile import paid_by
from .record import Record, filled
from .result import Reading, Settings, finish
from .spendesk_words import KINDS, NEGATIVE, SETTLEMENTS, STATUSES

TOOL = "spendesk"
PARTS = ("payables", "settlements", "bank-fees", "wallet-loads", "users")

@dataclass
class World:
    """What the parts of a page say of each other."""

    users: dict[str, Mapping] = field(default_factory=dict)
    cleared: dict[str, date | None] = field(default_factory=dict)
    expensed: set[str] = field(default_factory=set)


def is_bundle(document: object) -> bool:
    """Return whether a document holds parts of the API, or a page of payables.

    >>> is_bundle({"payables": []}), is_bundle({"data": [{"payableDate": "2026-01-02"}]})
    (True, True)
    """
    if not isinstance(document, Mapping):
        return False
    if set(PARTS) & set(document):
        return True
    rows = document.get("data")
    first = rows[0] if isinstance(rows, list) and rows else None
    return isinstance(first, Mapping) and "payableDate" in first


def read(document: Mapping, settings: Settings) -> Reading:
    """Return the transactions of all parts; rows are numbered through them."""
    if not set(PARTS) & set(document):
        document = {"payables": document.get("data")}
    records = {
        part: [] if document.get(part) is None else document[part] for part in PARTS
    }
    world, rows, number = World(), [], 0
    for part in PARTS:
        found = records[part] if isinstance(records[part], list) else [records[part]]
        for one in found:
            number += 1
            values = one if isinstance(one, Mapping) else {}
            record = Record(values, number, settings)
            if not isinstance(one, Mapping):
                record.fault("object", part, one)
            rows.append((part, record))
    _learn(world, rows)
    transactions, faults, raws = [], [], {}
    for part, record in rows:
        if part == "users":
            continue
        raws[record.row] = {"part": part, **filled(record.values)}
        made = [] if record.faults else list(_MAKERS[part](record, world))
        faults += record.faults
        if not record.faults:
            transactions += made
    return finish(Reading(TOOL, tuple(transactions), tuple(faults), (), (), raws))


def _learn(world: World, rows: list) -> None:
    for part, record in rows:
        if part == "users":
            world.users[record.text("id")] = record.values
        elif part == "settlements":
            quiet = Record(record.values, record.row, record.settings)
            world.cleared[record.text("id")] = quiet.day("clearedAt")
        elif part == "payables":
            quiet = Record(record.values, record.row, record.settings)
            world.expensed |= set(_settled_by(quiet))


def _settled_by(record: Record) -> list[str]:
    found = []
    for one in record.list("allocations"):
        settlement = one.get("settlement") if isinstance(one, Mapping) else None
        identity = settlement.get("id") if isinstance(settlement, Mapping) else None
        if identity:
            found.append(str(identity))
    return found


# -- payables ---------------------------------------------------------------------


def _payable(record: Record, world: World) -> Iterator[Transaction]:
    required(record, "id", "type", "payableDate", "functionalAmount")
    name = record.text("type")
    if not record.faults and name not in KINDS:
        record.fault("type", "type", name)
    if record.faults:
        return
    kind = KINDS[name]
    base = record.currency("functionalCurrency") or record.settings.currency
    original = record.currency("currency") or base
    gross = record.money("functionalAmount", base)
    foreign = record.money("amount", original)
    if gross is None or record.faults:
        return
    sign = -1 if kind in NEGATIVE or gross < 0 else 1
    head = replace(
        _head(record, world, kind),
        gross_base=sign * abs(gross),
        currency_base=base,
        gross_original=None if foreign is None else sign * abs(foreign),
        currency_original=original,
        fx_rate=record.money("functionalExchangeRate"),
    )
    yield from _lines(record, head, sign)


def _head(record: Record, world: World, kind: str) -> Transaction:
    user = world.users.get(record.text("userId"), {})
    settled = [world.cleared.get(one) for one in _settled_by(record)]
    days = [day for day in settled if day]
    supplier = record.text("counterparty.type") == "supplier"
    return Transaction(
        record.text("id"),
        type=kind,
        bookkeeping_status=STATUSES.get(
            record.text("bookkeepingStatus"), Status.UNKNOWN
        ),
        expense_date=record.day("payableDate"),
        settlement_date=max(days) if days else None,
        accounting_date=record.day("accountingDate"),
        employee_id=record.text("userId"),
        employee_email=str(user.get("email") or ""),
        employee_name=_user_name(user),
        team=record.text("teamName", "teamId"),
        cost_centre=record.text("costCenterName", "costCenterId"),
        merchant=record.text("counterparty.name") if supplier else "",
        supplier_id=record.text("counterparty.id") if supplier else "",
        counterpart_account=record.text(
            "counterparty.accountPayable.auxiliaryAccountCode",
            "counterparty.accountPayable.generalAccountCode",
        ),
        payment_method=paid_by(kind),
        receipt=_receipt(record, kind),
        invoice_number=record.text(
            "invoiceNumber", "creditNoteNumber", "referenceInvoiceNumber"
        ),
        link=_link(record),
        tool=TOOL,
        row=record.row,
        description=record.text("description"),
    )


def _user_name(user: Mapping) -> str:
    parts = (user.get("firstName"), user.get("lastName"))
    return " ".join(str(part) for part in parts if part)


def _link(record: Record) -> str:
    links = record.get("links")
    if isinstance(links, list):
        links = links[0] if links else {}
    return str(links.get("attachments") or "") if isinstance(links, Mapping) else ""


def _receipt(record: Record, kind: str) -> str:
    provided = record.get("documentaryEvidence.provided")
    if isinstance(provided, Mapping):
        what = str(provided.get("type") or "")
        if what.startswith("declarationOfMissing"):
            return Receipt.MISSING
        if what in ("mileageEntry", "perDiemEntry"):
            return Receipt.NOT_NEEDED
        return Receipt.VALID if provided.get("valid") is not False else Receipt.INVALID
    if kind in (Kind.MILEAGE, Kind.PER_DIEM):
        return Receipt.NOT_NEEDED
    if record.get("documentaryEvidence.notProvided") is not None:
        return Receipt.MISSING
    return Receipt.UNKNOWN


def _lines(record: Record, head: Transaction, sign: int) -> Iterator[Transaction]:
    lines = [record.sub(line, "lineItems") for line in record.list("lineItems")]
    if None in lines:
        return
    if not lines:
        yield head
        return
    found = _line_amounts(record, head, lines, sign)
    if not found:
        return
    originals = shares(head.gross_original, [gross for gross, _vat in found])
    if head.currency_original == head.currency_base:
        originals = [gross for gross, _vat in found]
    for number, (line, (gross, vat), original) in enumerate(
        zip(lines, found, originals, strict=True), 1
    ):
        yield replace(
            head,
            line_id=str(number) if len(lines) > 1 else "",
            gross_base=gross,
            gross_original=original,
            gl_account=line.text("expenseAccount.code"),
            category=line.text("expenseAccount.description"),
            vat_code=line.text("vatAccount.code"),
            vat_rate=line.money("vatAccount.rate"),
            net=gross - vat,
            vat_amount=vat,
        )


def _line_amounts(
    record: Record, head: Transaction, lines: list[Record], sign: int
) -> list[tuple[Decimal, Decimal]]:
    """Return gross and VAT of each line in the wallet's currency.

    Lines in the currency of the payment are brought to it by their shares of the
    functional amount, so that they add up to it.
    """
    column = "lineItems.financial.grossAmount"
    for currency, whole in (
        (head.currency_base, head.gross_base),
        (head.currency_original, head.gross_original),
    ):
        grosses = [_line_money(line, "grossAmount", currency, sign) for line in lines]
        vats = [_line_money(line, "vatAmount", currency, sign) for line in lines]
        if record.faults or None in grosses or whole is None:
            if not record.faults:
                record.fault("missing", column)
            return []
        if sum(grosses, ZERO) != whole:
            continue
        vats = [vat or ZERO for vat in vats]
        if currency == head.currency_base:
            return list(zip(grosses, vats, strict=True))
        bases = shares(head.gross_base, grosses)
        return [
            (base, (base * vat / gross).quantize(Decimal("0.01")) if gross else ZERO)
            for base, gross, vat in zip(bases, grosses, vats, strict=True)
        ]
    money.check_parts(record, column, grosses, head.gross_base)
    return []


def _line_money(line: Record, name: str, currency: str, sign: int) -> Decimal | None:
    amount = line.money(f"financial.{name}", currency)
    return None if amount is None else sign * abs(amount) if sign < 0 else amount


# -- the wallet -------------------------------------------------------------------


def _settlement(record: Record, world: World) -> Iterator[Transaction]:
    """Return payments of claims and bills, advances, and card rows without a payable."""
    required(record, "id", "type", "billingAmount")
    kind = SETTLEMENTS.get(record.text("type"))
    if not record.faults and not kind:
        record.fault("type", "type", record.text("type"))
    known = record.text("id") in world.expensed
    if record.faults or (known and kind in (Kind.CARD, Kind.REFUND)):
        return
    if kind == Kind.CARD and record.text("medium") == "wireTransfer":
        kind = Kind.SETTLEMENT
    yield from _settled(record, kind)


def _settled(record: Record, kind: str) -> Iterator[Transaction]:
    base = record.currency("billingCurrency") or record.settings.currency
    original = record.currency("currency") or base
    gross = record.money("billingAmount", base)
    foreign = record.money("amount", original)
    back = record.text("type") in ("refund", "chargeBack", "cashReturn")
    if gross is None:
        return
    if back:
        gross, foreign = -abs(gross), None if foreign is None else -abs(foreign)
    day = record.day("clearedAt") or record.day("createdAt")
    yield Transaction(
        f"settlement-{record.text('id')}",
        type=kind,
        bookkeeping_status=Status.PAID,
        expense_date=record.day("createdAt") or day,
        settlement_date=record.day("clearedAt"),
        merchant=record.text("transactionDescription"),
        gross_base=gross,
        currency_base=base,
        gross_original=foreign,
        currency_original=original,
        fx_rate=record.money("billingExchangeRate"),
        payment_method=PaidBy.CARD
        if record.text("paidFrom") != "externalAccount"
        else PaidBy.ACCOUNT,
        receipt=Receipt.MISSING
        if kind in (Kind.CARD, Kind.REFUND)
        else Receipt.NOT_NEEDED,
        tool=TOOL,
        row=record.row,
        description=record.text("transactionDescription"),
        occurred_at=record.moment("createdAt"),
    )


def _fee(record: Record, world: World) -> Iterator[Transaction]:
    required(record, "id", "amount")
    base = record.currency("currency") or record.settings.currency
    gross = record.money("amount", base)
    if gross is None or record.faults:
        return
    day = record.day("chargedAt") or record.day("createdAt")
    if day is None:
        record.fault("missing", "chargedAt")
    yield Transaction(
        f"fee-{record.text('id')}",
        record.text("settlementId"),
        Kind.FEE,
        Status.PAID,
        day,
        world.cleared.get(record.text("settlementId")) or day,
        gross_original=gross,
        currency_original=base,
        gross_base=gross,
        currency_base=base,
        payment_method=PaidBy.CARD,
        receipt=Receipt.NOT_NEEDED,
        tool=TOOL,
        row=record.row,
        category=record.text("kind"),
    )


def _load(record: Record, _world: World) -> Iterator[Transaction]:
    required(record, "id", "amount", "createdAt")
    base = record.currency("currency") or record.settings.currency
    gross = record.money("amount", base)
    day = record.day("createdAt")
    yield Transaction(
        f"load-{record.text('id')}",
        type=Kind.LOAD,
        bookkeeping_status=Status.PAID,
        expense_date=day,
        settlement_date=day,
        gross_original=gross,
        currency_original=base,
        gross_base=gross,
        currency_base=base,
        payment_method=PaidBy.ACCOUNT,
        receipt=Receipt.NOT_NEEDED,
        tool=TOOL,
        row=record.row,
    )


_MAKERS: dict[str, Callable[[Record, World], Iterator[Transaction]]] = {
    "payables": _payable,
    "settlements": _settlement,
    "bank-fees": _fee,
    "wallet-loads": _load,
}
