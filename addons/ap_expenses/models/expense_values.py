# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between a transaction, the columns of `ap.expense`, and the values of an imported row."""

from collections.abc import Mapping
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..formats.result import fingerprint
from ..rules.transaction import Kind, PaidBy, Receipt, Status, Transaction

# Field of a transaction -> field of an expense, where the names differ.
NAMES = {
    "type": "kind",
    "bookkeeping_status": "tool_status",
    "employee_id": "employee_ref",
    "supplier_id": "supplier_ref",
    "gross_base": "gross",
    "revision": "tool_revision",
    "report_id": "report_ref",
    "approver_id": "approver_ref",
    "personal": "is_personal",
    "vehicle_id": "vehicle_ref",
    "advance_id": "advance_ref",
}
TEXTS = (
    "external_id", "line_id", "employee_id", "employee_email", "employee_name", "team",
    "cost_centre", "merchant", "supplier_id", "supplier_vat", "supplier_country",
    "currency_original", "currency_base", "vat_code", "gl_account", "counterpart_account",
    "card_ref", "mcc", "invoice_number", "link", "revision", "category", "description",
    "report_id", "approver_id", "city", "vehicle_id", "advance_id",
)  # fmt: skip
CHOICES = {
    "type": (Kind.CARD, Kind.ALL),
    "bookkeeping_status": (Status.UNKNOWN, Status.ALL),
    "payment_method": (PaidBy.NONE, PaidBy.ALL),
    "receipt": (Receipt.UNKNOWN, Receipt.ALL),
}
DAYS = ("expense_date", "settlement_date", "accounting_date", "submitted_date", "approved_date")
# Amounts that may be absent, which is not nought: each has a field that says so.
KNOWN = {"gross_base": "has_amount", "vat_amount": "has_vat", "net": "has_net",
         "vat_reclaim": "has_reclaim"}  # fmt: skip
AMOUNTS = ("gross_original", "gross_base", "fx_rate", "net", "vat_amount", "fees",
           "allocation_percent", "vat_rate", "vat_reclaim", "distance_km")  # fmt: skip
LISTS = ("attendees", "receipts")
SEPARATOR = " | "
# What a row of a file may hold beside the fields of a transaction.
EXTRA = {"settled": "decimal", "service_start": "date", "service_end": "date",
         "personal": "boolean", "occurred_at": "text"}  # fmt: skip
KINDS = {
    **dict.fromkeys(TEXTS, "text"),
    **dict.fromkeys(CHOICES, "text"),
    **dict.fromkeys(DAYS, "date"),
    **dict.fromkeys(AMOUNTS, "decimal"),
    **dict.fromkeys(LISTS, "text"),
    **EXTRA,
}


def of_transaction(one: Transaction) -> dict:
    """The values of a row that holds this transaction."""
    values = {name: getattr(one, name) or None for name in (*TEXTS, *CHOICES)}
    values |= {name: getattr(one, name) for name in (*DAYS, *AMOUNTS)}
    values |= {name: SEPARATOR.join(getattr(one, name)) or None for name in LISTS}
    start, end = one.service_period or (None, None)
    values["service_start"], values["service_end"] = start, end
    values["personal"] = one.personal or None
    values["occurred_at"] = one.occurred_at.isoformat() if one.occurred_at else None
    values["settled"] = getattr(one, "settled", None)
    return values


def transaction_of_values(values: Mapping, tool: str, row: int = 0) -> Transaction:
    """The transaction that a row holds."""
    start, end = values.get("service_start"), values.get("service_end")
    given = {name: values.get(name) or "" for name in TEXTS}
    given |= {name: values.get(name) for name in (*DAYS, *AMOUNTS)}
    for name, (default, _all) in CHOICES.items():
        given[name] = values.get(name) or default
    for name in LISTS:
        given[name] = tuple(filter(None, (values.get(name) or "").split(SEPARATOR)))
    given["service_period"] = (start, end) if start and end else None
    given["personal"] = bool(values.get("personal"))
    return Transaction(**given, tool=tool, row=row)


def columns(values: Mapping, tool) -> dict:
    """The fields of an expense that hold the values of a row, as Python values."""
    found = {}
    for name in (*TEXTS, *CHOICES, *DAYS, *AMOUNTS, *LISTS):
        found[NAMES.get(name, name)] = values.get(name)
    for name, (default, _all) in CHOICES.items():
        found[NAMES.get(name, name)] = values.get(name) or default
    for name, flag in KNOWN.items():
        found[flag] = values.get(name) is not None
    found["line_id"] = values.get("line_id") or ""
    found["service_start"], found["service_end"] = (
        values.get("service_start"), values.get("service_end"),
    )  # fmt: skip
    found["is_personal"] = bool(values.get("personal"))
    found["occurred_at"] = values.get("occurred_at")
    found["settled"] = values.get("settled")
    found["has_settled"] = values.get("settled") is not None
    found["fingerprint"] = fingerprint_of(values, tool.code)
    return found


def fingerprint_of(values: Mapping, code: str) -> str:
    """What tells the purchase, whatever number the tool gives it."""
    return fingerprint(transaction_of_values(values, code))


def transaction(expense) -> Transaction:
    """The transaction that an expense is, as a person decided."""
    start, end = expense.service_start, expense.service_end
    given = {name: expense[NAMES.get(name, name)] or "" for name in TEXTS}
    given |= {name: expense[NAMES.get(name, name)] or None for name in DAYS}
    for name in AMOUNTS:
        amount = to_decimal(expense[NAMES.get(name, name)])
        known = expense[KNOWN[name]] if name in KNOWN else bool(amount)
        given[name] = amount if known else None
    for name, (default, _all) in CHOICES.items():
        given[name] = expense[NAMES.get(name, name)] or default
    if expense.is_reclaimed:
        given["type"] = Kind.PERSONAL
    if expense.is_gone:
        given["bookkeeping_status"] = Status.REFUSED
    return Transaction(
        **given, tool=expense.tool_id.code, row=expense.row,
        service_period=(start, end) if start and end else None,
        personal=expense.is_personal,
        attendees=tuple(filter(None, (expense.attendees or "").split(SEPARATOR))),
        receipts=tuple(filter(None, (expense.receipts or "").split(SEPARATOR))),
    )  # fmt: skip


def settled_of(expense) -> Decimal | None:
    """What left the wallet, None where it is the amount of the expense."""
    return to_decimal(expense.settled) if expense.has_settled else None
