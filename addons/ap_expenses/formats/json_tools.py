# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects of Qonto, Brex and Ramp, and the door to those of Pleo.

Qonto: an amount with a side, and the same in
cents beside it. Brex: minor units. Ramp: major units, except in objects with an amount
and a currency, which are minor: both stand in one document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from ..rules.splitting import shares
from ..rules.transaction import Kind, PaidBy, Receipt, Status, Transaction
from . import money
from .json_common import Made, absent, amounts, minor_object, required
from .json_file import objects
from .pleo import pleo
from .profile import kind_by_sign, paid_by
from .record import Record, filled
from .result import NOT_ACCEPTED, Reading, Settings, Skipped, finish
from .sheet_row import card_ref


def read_objects(
    tool: str, document: object, settings: Settings, names: tuple[str, ...] = ()
) -> Reading:
    """Return what a document of a tool holds, each object a row from 1."""
    make, wanted = _TOOLS[tool]
    transactions, faults, skipped, raws = [], [], [], {}
    for number, found in enumerate(objects(document, *wanted, *names, "data"), 1):
        record = Record(found if isinstance(found, Mapping) else {}, number, settings)
        raws[number] = filled(record.values)
        if not isinstance(found, Mapping):
            record.fault("object", "", found)
        else:
            made = [replace(one, tool=tool, row=number) for one in make(record)]
            if made and made[0].bookkeeping_status == Status.REFUSED:
                skipped.append(Skipped(number, NOT_ACCEPTED))
                continue
            if not record.faults:
                transactions += made
        faults += record.faults
    return finish(
        Reading(tool, tuple(transactions), tuple(faults), tuple(skipped), (), raws)
    )


# -- Qonto ------------------------------------------------------------------------

_QONTO = {
    "card": Kind.CARD,
    "transfer": Kind.SETTLEMENT,
    "direct_debit": Kind.SETTLEMENT,
    "swift_transfer": Kind.SETTLEMENT,
    "cheque": Kind.SETTLEMENT,
    "qonto_fee": Kind.FEE,
    "income": Kind.LOAD,
    "swift_income": Kind.LOAD,
}


def _qonto(record: Record) -> Made:
    required(record, "amount", "emitted_at")
    base = record.currency("currency") or record.settings.currency
    amount = _in_both_units(record, "amount", base)
    local = record.currency("local_currency") or base
    foreign = _in_both_units(record, "local_amount", local)
    if amount is None or record.faults:
        return
    credit = record.text("side") == "credit"
    kind = _QONTO.get(record.text("operation_type"), Kind.CARD)
    gross = -abs(amount) if credit and kind != Kind.LOAD else abs(amount)
    vat = _in_both_units(record, "vat_amount", base)
    found = amounts(
        record,
        "amount",
        {"gross_base": gross, "gross_original": foreign, "vat_amount": vat},
        base,
        local,
    )
    yield _qonto_made(record, kind_by_sign(kind, gross < 0), found)


def _qonto_made(record: Record, kind: str, found: dict) -> Transaction:
    rate = record.money("vat_rate")
    return Transaction(
        record.text("transaction_id", "id"),
        type=kind,
        bookkeeping_status=_QONTO_STATUS.get(record.text("status"), Status.UNKNOWN),
        expense_date=record.day("emitted_at"),
        settlement_date=record.day("settled_at"),
        employee_id=record.text("initiator_id"),
        merchant=record.text("clean_counterparty_name", "label"),
        card_ref=card_ref(record.text("card_last_digits")),
        category=record.text("category", "cashflow_category"),
        description=record.text("note"),
        invoice_number=record.text("reference"),
        payment_method=paid_by(kind),
        receipt=_qonto_receipt(record, kind),
        receipts=tuple(map(str, record.list("attachment_ids"))),
        revision=record.text("updated_at"),
        vat_rate=rate if rate is not None and rate >= 0 else None,
        occurred_at=record.moment("emitted_at"),
        **found,
    )


_QONTO_STATUS = {
    "completed": Status.PAID,
    "pending": Status.PENDING,
    "declined": Status.REFUSED,
    "reversed": Status.REFUSED,
}


def _in_both_units(record: Record, name: str, currency: str) -> Decimal | None:
    """Return an amount that stands in units and in cents; that they differ is a fault."""
    major, minor = record.money(name), record.money(f"{name}_cents", currency)
    if major is None:
        return minor
    if minor is not None and abs(minor) != abs(major):
        record.fault("units_differ", name, major, other=minor)
    return major


def _qonto_receipt(record: Record, kind: str) -> str:
    if record.list("attachment_ids"):
        return Receipt.VALID
    if record.get("attachment_lost") is True:
        return Receipt.MISSING
    if record.get("attachment_required") is False:
        return Receipt.NOT_NEEDED
    return absent(kind)


# -- Brex -------------------------------------------------------------------------

_BREX = {
    "CARD": Kind.CARD,
    "BILLPAY": Kind.INVOICE,
    "REIMBURSEMENT": Kind.CLAIM,
    "CLAWBACK": Kind.PERSONAL,
}
_BREX_STATUS = {
    "DRAFT": Status.DRAFT,
    "SUBMITTED": Status.SUBMITTED,
    "APPROVED": Status.APPROVED,
    "OUT_OF_POLICY": Status.SUBMITTED,
    "SETTLED": Status.PAID,
    "VOID": Status.REFUSED,
    "CANCELED": Status.REFUSED,
    "SPLIT": Status.REFUSED,  # its parts are expenses of their own
}


def _brex(record: Record) -> Made:
    required(record, "id", "purchased_at")
    base, gross = minor_object(record, "billing_amount")
    original, foreign = minor_object(record, "original_amount")
    if gross is None and foreign is None:
        record.fault("missing", "billing_amount")
    if record.faults:
        return
    read = {"gross_base": gross, "gross_original": foreign}
    base = base if gross is not None else record.settings.currency
    found = amounts(record, "billing_amount", read, base, original)
    if record.faults:
        return
    kind = kind_by_sign(
        _BREX.get(record.text("expense_type"), Kind.CARD), found["gross_base"] < 0
    )
    yield _brex_made(record, kind, found)


def _brex_made(record: Record, kind: str, found: dict) -> Transaction:
    receipts = record.list("receipts")
    return Transaction(
        record.text("id"),
        type=kind,
        bookkeeping_status=_BREX_STATUS.get(record.text("status"), Status.UNKNOWN),
        expense_date=record.day("purchased_at"),
        settlement_date=record.day("payment_posted_at"),
        employee_id=record.text("user.id", "user_id"),
        team=record.text("department.name", "department.id"),
        cost_centre=record.text("budget.name", "budget.id"),
        merchant=record.text("merchant.raw_descriptor"),
        supplier_country=record.text("merchant.country"),
        mcc=record.text("merchant.mcc"),
        card_ref=record.text("card_id"),
        category=record.text("category"),
        description=record.text("memo"),
        payment_method=paid_by(kind),
        receipt=Receipt.VALID if receipts else absent(kind),
        link=record.text("dashboard_url"),
        revision=record.text("updated_at"),
        occurred_at=record.moment("purchased_at"),
        **found,
    )


# -- Ramp -------------------------------------------------------------------------


def _ramp(record: Record) -> Made:
    required(record, "id", "amount", "user_transaction_time")
    base = record.currency("currency_code") or record.settings.currency
    gross = record.money("amount")  # major units
    original, foreign = minor_object(record, "original_transaction_amount")
    if foreign is None:
        original = base
    if gross is None or record.faults:
        return
    read = {"gross_base": gross, "gross_original": foreign}
    found = amounts(record, "amount", read, base, original)
    head = _ramp_head(record, kind_by_sign(Kind.CARD, gross < 0), found)
    yield from _ramp_lines(record, head)


def _ramp_head(record: Record, kind: str, found: dict) -> Transaction:
    return Transaction(
        record.text("id"),
        type=kind,
        bookkeeping_status=_RAMP_STATUS.get(record.text("state"), Status.UNKNOWN),
        expense_date=record.day("user_transaction_time"),
        settlement_date=record.day("settlement_date"),
        accounting_date=record.day("synced_at"),
        employee_id=record.text("card_holder.user_id", "card_holder.employee_id"),
        employee_name=" ".join(
            filter(None, (record.text("card_holder.first_name"),
                          record.text("card_holder.last_name")))
        ),
        team=record.text("card_holder.department_name", "card_holder.department_id"),
        merchant=record.text("merchant_name", "merchant_descriptor"),
        supplier_id=record.text("merchant_id"),
        mcc=record.text("merchant_category_code"),
        card_ref=record.text("card_id"),
        category=record.text("sk_category_name"),
        description=record.text("memo"),
        payment_method=PaidBy.CARD,
        receipt=Receipt.VALID if record.list("receipts") else Receipt.MISSING,
        receipts=tuple(map(str, record.list("receipts"))),
        occurred_at=record.moment("user_transaction_time"),
        **found,
    )  # fmt: skip


_RAMP_STATUS = {
    "PENDING": Status.PENDING,
    "CLEARED": Status.PAID,
    "DECLINED": Status.REFUSED,
    "ERROR": Status.REFUSED,
}


def _ramp_lines(record: Record, head: Transaction) -> Made:
    lines = [record.sub(line, "line_items") for line in record.list("line_items")]
    if None in lines:
        return
    if len(lines) < 2:
        yield replace(head, **_ramp_fields(lines[0] if lines else record))
        return
    parts = [
        minor_object(line, "amount")[1]
        if isinstance(line.get("amount"), Mapping)
        else line.money("amount")
        for line in lines
    ]
    if not money.check_parts(record, "line_items", parts, head.gross_base):
        if None in parts:
            record.fault("missing", "line_items.amount")
        return
    originals = shares(head.gross_original, parts)
    for number, (line, part, share) in enumerate(
        zip(lines, parts, originals, strict=True), 1
    ):
        yield replace(
            head,
            line_id=str(number),
            gross_base=part,
            gross_original=share,
            **_ramp_fields(line),
        )


def _ramp_fields(record: Record) -> dict:
    found = {}
    for one in record.list("accounting_field_selections"):
        part = record.sub(one, "accounting_field_selections")
        if not part:
            continue
        kind = part.text("type", "category_info.type").upper()
        code = part.text("external_code", "external_id", "name")
        if "GL" in kind:
            found["gl_account"] = code
        elif "COST" in kind or "DEPARTMENT" in kind:
            found["cost_centre"] = code
    return found


_TOOLS: dict[str, tuple[Callable[[Record], Made], tuple[str, ...]]] = {
    "pleo": (pleo, ("items", "exportItems", "export_items")),
    "qonto": (_qonto, ("transactions",)),
    "brex": (_brex, ("items", "expenses")),
    "ramp": (_ramp, ("transactions",)),
}
TOOLS = tuple(_TOOLS)


def tool_of(document: object) -> str:
    """Return the tool of a document by the names its first object has; else empty.

    >>> tool_of({"data": [{"accountingEntryId": "1", "amount": {}}]})
    'pleo'
    """
    rows = document
    if isinstance(document, Mapping):
        rows = next((one for one in document.values() if isinstance(one, list)), [])
    first = rows[0] if isinstance(rows, list) and rows else None
    if not isinstance(first, Mapping):
        return ""
    marks = (
        ("pleo", {"accountingEntryId"}),
        ("qonto", {"emitted_at", "side"}),
        ("brex", {"purchased_at", "id"}),
        ("ramp", {"user_transaction_time"}),
    )
    return next((tool for tool, names in marks if names <= set(first)), "")
