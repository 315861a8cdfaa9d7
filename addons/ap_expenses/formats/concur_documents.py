# SPDX-License-Identifier: AGPL-3.0-or-later
"""Concur's financial documents (JSON): reports with entries, allocations and journals.

Entry days are written as midnight of some zone: the written day is meant. Amounts are
in major units; gross, net of tax and net of what can be reclaimed stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO

from ..rules.transaction import Kind, PaidBy, Receipt, Status, Transaction
from .concur_words import kind_of, paid_by, receipt_of
from .json_common import required
from .json_file import objects
from .record import Record, filled
from .result import Reading, Settings, finish

TOOL = "concur_documents"
_MILEAGE = ("MILEG",)


def is_documents(document: object) -> bool:
    """Return whether a JSON document holds financial documents."""
    return isinstance(document, Mapping) and "fIDocuments" in document


def read(document: object, settings: Settings) -> Reading:
    """Return the transactions of a page of documents, each document a row from 1."""
    transactions, faults, raws = [], [], {}
    for number, found in enumerate(objects(document, "fIDocuments"), 1):
        whole = found if isinstance(found, Mapping) else {}
        record = Record(whole, number, settings)
        content = record.sub(record.get("document"), "document")
        made: list[Transaction] = []
        if content:
            raws[number] = filled(
                {name: record.get(name) for name in ("id", "docType", "docStatus")}
            )
            advance = record.text("docType").casefold() == "cashadvance"
            made = list(_advance(content) if advance else _report(content, record))
        faults += record.faults
        if not record.faults:
            transactions += made
    return finish(Reading(TOOL, tuple(transactions), tuple(faults), (), (), raws))


def _report(content: Record, record: Record) -> Iterator[Transaction]:
    if content.text("report.isTest").upper() == "Y":
        return
    for found in content.list("expenseEntry"):
        entry = content.sub(found, "expenseEntry")
        if not entry:
            continue
        allocations = entry.list("allocation")
        for number, part in enumerate(allocations, 1):
            allocation = entry.sub(part, "allocation")
            if allocation:
                yield from _allocation(content, entry, allocation, number)
        if not allocations:
            entry.fault("missing", "allocation")


def _allocation(
    content: Record, entry: Record, allocation: Record, number: int
) -> Iterator[Transaction]:
    journals = [allocation.sub(one, "journal") for one in allocation.list("journal")]
    if not journals or None in journals:
        allocation.fault("missing", "journal")
        return
    for place, journal in enumerate(journals, 1):
        amounts = [
            journal.money(name)
            for name in ("amountGross", "amountNetOfTax", "amountNetOfReclaim")
        ]
        gross, net, reclaimed = amounts
        if gross is None:
            journal.fault("missing", "amountGross")
            return
        tax = gross - (gross if net is None else net)
        reclaim = gross - (gross if reclaimed is None else reclaimed)
        _check_tax(allocation, tax, len(journals))
        line = allocation.text("allocationId") or str(number)
        line = line if place == 1 else f"{line}-{place}"
        yield _made(content, entry, allocation, journal, (line, gross, tax, reclaim))


def _check_tax(allocation: Record, tax: Decimal, journals: int) -> None:
    """The taxes listed add up to what the journal leaves out."""
    listed = [allocation.sub(one, "tax") for one in allocation.list("tax")]
    parts = [one.money("amountTax") for one in listed if one]
    if not parts or None in parts or journals > 1:
        return
    total = sum(parts, ZERO)
    if total != tax:
        allocation.fault("parts_differ", "tax.amountTax", total, whole=tax)


def _made(
    content: Record, entry: Record, allocation: Record, journal: Record, found: tuple
) -> Transaction:
    line, gross, tax, reclaim = found
    payment = paid_by(
        entry.text("reportEntryPaymentTypeCode"),
        journal.text("journalPayee") if gross >= 0 else journal.text("journalPayer"),
    )
    personal = entry.text("entryIsPersonal").upper() == "Y"
    kind = kind_of(payment, personal, None, gross)
    kind = Kind.MILEAGE if entry.text("expenseTypeCode") in _MILEAGE else kind
    base = content.currency("report.employeeCurrencyAlphaCode")
    base = base or entry.settings.currency
    original = entry.currency("entryCurrAlphaCode") or base
    day = entry.day("entryDate", dressed=True)
    required(entry, "entryDate")
    return Transaction(
        entry.text("entryId"),
        line,
        kind,
        Status.APPROVED,
        day,
        entry.day("cardBillingDate", dressed=True),
        content.day("report.reportPaymentProcessingDate"),
        gross_original=_original(entry, allocation, gross, original == base),
        currency_original=original,
        gross_base=gross,
        currency_base=base,
        net=gross - tax,
        vat_amount=tax,
        vat_reclaim=reclaim,
        gl_account=journal.text("journalAccountCode"),
        debit_credit="D" if gross >= 0 else "C",
        payment_method=payment,
        receipt=receipt_of(entry.text("entryReceiptType"), kind),
        personal=personal,
        **_who(content, entry, allocation),
        **_what(entry, allocation),
    )


def _who(content: Record, entry: Record, allocation: Record) -> dict:
    return {
        "employee_id": content.text("employee.employeeId"),
        "employee_email": content.text("employee.emailAddress"),
        "employee_name": _name(content, "employee"),
        "team": content.text("employee.employeeOrgUnit1Code"),
        "cost_centre": _cost_centre(entry, allocation),
        "allocation_percent": allocation.money("allocationPercentage"),
        "revision": content.text("report.revisionNumber"),
        "report_id": content.text("report.reportId"),
        "submitted_date": content.day("report.reportSubmitDate"),
        "tool": TOOL,
        "row": entry.row,
    }


def _what(entry: Record, allocation: Record) -> dict:
    taxes = [one for one in allocation.list("tax") if isinstance(one, Mapping)]
    return {
        "merchant": entry.text("entryVendorDescription"),
        "supplier_id": entry.text("entryVendorCode"),
        "supplier_vat": entry.text("merchantTaxId", "entrySupplierTaxID"),
        "supplier_country": entry.text("entryCountryCode"),
        "fx_rate": _rate(entry),
        "vat_code": str(taxes[0].get("taxCode") or "") if taxes else "",
        "counterpart_account": entry.text("liabilityAccountCode", "clearingAccountCode"),
        "card_ref": entry.text("cardTransactionID"),
        "receipts": tuple(filter(None, (entry.text("entryReceiptId"),))),
        "category": entry.text("expenseTypeName"),
        "description": entry.text("entryDescription"),
        "city": entry.text("entryLocationCityName", "entryLocationName"),
    }


def _name(content: Record, part: str) -> str:
    first = content.text(f"{part}.employeeFirstName")
    return f"{first} {content.text(f'{part}.employeeLastName')}".strip()


def _cost_centre(entry: Record, allocation: Record) -> str:
    codes = [
        allocation.text(f"allocationCustom{number}Code") for number in range(20, 0, -1)
    ]
    return next(filter(None, codes), "") or entry.text("entryOrgUnit1Code")


def _original(
    entry: Record, allocation: Record, gross: Decimal, same: bool
) -> Decimal | None:
    if same:
        return gross
    whole = entry.money("cardTransactionAmount")
    if whole is None:
        whole = entry.money("reportEntryTransactionAmount")
    share = allocation.money("allocationPercentage")
    if whole is None or share not in (None, Decimal(100)):
        return None
    return -abs(whole) if gross < 0 else abs(whole)


def _rate(entry: Record) -> Decimal | None:
    rate = entry.money("entryExchangeRate")
    if rate and entry.text("entryExchangeRateDirection").upper() == "D":
        return 1 / rate
    return rate or None


def _advance(content: Record) -> Iterator[Transaction]:
    advance = content.sub(content.get("cashAdvanceData"), "cashAdvanceData")
    if not advance:
        return
    journals = [content.sub(one, "journalData") for one in content.list("journalData")]
    parts = [one.money("amount") if one else None for one in journals]
    if not parts or None in parts:
        content.fault("missing", "journalData.amount")
        return
    base = advance.currency("employeeCurrencyAlphaCode") or content.settings.currency
    day = advance.day("issuedDate")
    if day is None:
        content.fault("missing", "issuedDate")
    yield Transaction(
        advance.text("cashAdvanceId"),
        type=Kind.ADVANCE,
        bookkeeping_status=Status.APPROVED,
        expense_date=day,
        settlement_date=day,
        employee_id=content.text("employeeData.employeeId"),
        gross_original=advance.money("requestAmount"),
        currency_original=advance.currency("currencyAlphaCode") or base,
        gross_base=sum(parts, ZERO),
        gl_account=journals[0].text("accountCode"),
        payment_method=PaidBy.ACCOUNT,
        receipt=Receipt.NOT_NEEDED,
        tool=TOOL,
        row=content.row,
        currency_base=base,
        description=advance.text("purpose", "name"),
        employee_name=_name(content, "employeeData"),
        advance_id=advance.text("cashAdvanceId"),
    )
