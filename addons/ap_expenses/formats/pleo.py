# SPDX-License-Identifier: AGPL-3.0-or-later
"""Export items of Pleo (v3): expenses negative and refunds positive, in major units.

Amounts are objects ``{value, currency}``; a bare number is of the company's currency,
and ``minorUnits`` is understood as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from odoo.addons.ap_base.readers.headers import header_key

from ..rules.splitting import shares
from ..rules.transaction import Kind, Receipt, Transaction
from . import money
from .json_common import Made, absent, amounts, required
from .profile import kind_by_sign, paid_by
from .record import Record

_PLEO_TYPES = {
    "mileage": Kind.MILEAGE,
    "per diem": Kind.PER_DIEM,
    "perdiem": Kind.PER_DIEM,
    "reimbursement": Kind.SETTLEMENT,
    "pocket": Kind.CLAIM,
    "out of pocket": Kind.CLAIM,
    "out_of_pocket": Kind.CLAIM,
    "personal": Kind.PERSONAL,
    "invoice": Kind.INVOICE,
    "bill invoice": Kind.INVOICE,
    "atm withdrawal": Kind.CASH,
    "fee": Kind.FEE,
    "wallet load": Kind.LOAD,
    "wallet loading": Kind.LOAD,
    "load": Kind.LOAD,
}


def pleo(record: Record) -> Made:
    """Yield the lines of an export item as transactions."""
    required(record, "accountingEntryId", "date", "amount.inWalletCurrency")
    base, gross = _pleo_money(record, "amount.inWalletCurrency")
    original, foreign = _pleo_money(record, "amount.inSupplierCurrency")
    if gross is None or record.faults:
        return
    kind = _pleo_type(record)
    wallet, gross = gross, -gross
    whole = amounts(
        record, "amount", {"gross_base": gross, "gross_original": foreign}, base, original
    )
    head = _pleo_head(record, kind_by_sign(kind, gross < 0))
    head = replace(head, **whole)
    if kind == Kind.LOAD:
        yield replace(head, gross_base=wallet, gross_original=wallet)
        return
    yield from _pleo_lines(record, head)


def _pleo_type(record: Record) -> str:
    for name in ("subType", "type"):
        said = header_key(record.text(name))
        if said in _PLEO_TYPES:
            return _PLEO_TYPES[said]
    return Kind.CARD


def _pleo_money(record: Record, name: str) -> tuple[str, Decimal | None]:
    """Return currency and amount of an object, or of a bare number in the base."""
    cell = record.get(name)
    if not isinstance(cell, Mapping):
        return record.settings.currency, record.money(name)
    currency = record.currency(f"{name}.currency") or record.settings.currency
    if record.get(f"{name}.minorUnits") is not None:
        return currency, record.money(f"{name}.minorUnits", currency)
    one = "value" if "value" in cell else "amount"
    return currency, record.money(f"{name}.{one}")


def _pleo_head(record: Record, kind: str) -> Transaction:
    start = record.day("servicePeriod.startDate") or record.day("servicePeriod.from")
    end = record.day("servicePeriod.endDate") or record.day("servicePeriod.to")
    if start and end and start > end:
        record.fault("period", "servicePeriod", end)
    info = "additionalInformation.invoiceInformation"
    files = record.list("files")
    names = [one.get("url") for one in files if isinstance(one, Mapping)]
    return Transaction(
        record.text("accountingEntryId"),
        type=kind,
        expense_date=record.day("date"),
        settlement_date=record.day(f"{info}.paymentDate"),
        accounting_date=record.day("date"),
        service_period=(start, end) if start and end else None,
        employee_id=record.text("user.code", "user.id"),
        employee_name=record.text("user.name"),
        team=record.text("team.code", "team.name"),
        merchant=record.text("vendor.name", "supplier.name", "supplier"),
        supplier_id=record.text("vendor.externalId", "vendor.code"),
        supplier_vat=record.text("vendor.taxRegistrationNumber"),
        supplier_country=record.text("vendor.country"),
        counterpart_account=record.text("contraAccount.code", "contraAccount"),
        payment_method=paid_by(kind),
        receipt=Receipt.VALID if files else absent(kind),
        receipts=tuple(str(name) for name in names if name),
        invoice_number=record.text(f"{info}.invoiceNumber"),
        description=record.text("note"),
    )


def _pleo_lines(record: Record, head: Transaction) -> Made:
    lines = [
        record.sub(line, "accountingEntryLines")
        for line in record.list("accountingEntryLines")
    ]
    if None in lines:
        return
    if not lines:
        yield head
        return
    parts = [line.money("lineAmount") for line in lines]
    wholes = None if head.gross_base is None else -head.gross_base
    if not money.check_parts(record, "lineAmount", parts, wholes):
        if None in parts:
            record.fault("missing", "lineAmount")
        return
    foreign = shares(head.gross_original, parts)
    for line, part, original in zip(lines, parts, foreign, strict=True):
        yield _pleo_line(line, head, -part, original)


def _pleo_line(
    line: Record, head: Transaction, gross: Decimal, original: Decimal | None
) -> Transaction:
    tax = line.money("tax.amount")
    rate = line.money("tax.rate")
    net = line.money("netAmount")
    given = money.taxes(line, "netAmount", gross, {"net": net, "vat_amount": tax})
    tags = [one for one in line.list("tags") if isinstance(one, Mapping)]
    return replace(
        head,
        line_id=line.text("accountingEntryLineId"),
        gross_base=gross,
        gross_original=original,
        gl_account=line.text("account.code", "account.identifier"),
        category=line.text("account.name"),
        cost_centre=str(tags[0].get("code") or "") if tags else "",
        vat_code=line.text("tax.code"),
        vat_rate=None if rate is None else rate * 100,
        **given,
    )
