# SPDX-License-Identifier: AGPL-3.0-or-later
"""The values that a row of expenses may hold, in words."""

from . import expense_values

# What readers of tools hand over beside the transaction: never a column of a sheet.
OF_READERS = {"ap_raw": "text", "ap_row": "integer", "ap_fault": "text"}
KINDS = {**expense_values.KINDS, **OF_READERS}
LONG = 200_000  # characters of a row as it was read


def header(name: str) -> str:
    """The header of a value in the tables of our readers."""
    return name if name in OF_READERS else f"ap_{name}"


def named(env) -> dict[str, str]:
    """What the values are called, in the reader's language."""
    return {**_keys(env), **_people(env), **_money(env), **_papers(env)}


def _keys(env):
    _ = env._
    return {
        "external_id": _("Number in the tool"),
        "line_id": _("Part"),
        "type": _("Kind of expense"),
        "bookkeeping_status": _("Status in the tool"),
        "expense_date": _("Day of the expense"),
        "settlement_date": _("Settled on"),
        "accounting_date": _("Day asked by the tool"),
        "submitted_date": _("Submitted on"),
        "approved_date": _("Approved on"),
        "service_start": _("Service from"),
        "service_end": _("Service to"),
        "occurred_at": _("Time in the tool"),
        "revision": _("Version in the tool"),
        "report_id": _("Claim"),
        "advance_id": _("Advance"),
        "ap_raw": _("Row as it was read"),
        "ap_row": _("Row of the file"),
        "ap_fault": _("What cannot be read"),
    }


def _people(env):
    _ = env._
    return {
        "employee_id": _("Employee number"),
        "employee_email": _("E-mail of the employee"),
        "employee_name": _("Name of the employee"),
        "approver_id": _("Approver"),
        "team": _("Team"),
        "cost_centre": _("Cost centre"),
        "allocation_percent": _("Part (%)"),
        "merchant": _("Merchant"),
        "supplier_id": _("Supplier number"),
        "supplier_vat": _("VAT number of the supplier"),
        "supplier_country": _("Country"),
        "city": _("City"),
        "attendees": _("Attendees"),
    }


def _money(env):
    _ = env._
    return {
        "gross_original": _("Original amount"),
        "currency_original": _("Original currency"),
        "gross_base": _("Amount with tax"),
        "currency_base": _("Currency of the amount"),
        "fx_rate": _("Exchange rate"),
        "net": _("Amount without tax"),
        "vat_amount": _("VAT"),
        "vat_rate": _("VAT rate (%)"),
        "vat_code": _("VAT code"),
        "vat_reclaim": _("VAT recovered"),
        "fees": _("Fees of the tool"),
        "settled": _("Left the wallet"),
        "gl_account": _("Account in the tool"),
        "counterpart_account": _("Counterpart account"),
        "category": _("Category"),
    }


def _papers(env):
    _ = env._
    return {
        "payment_method": _("Paid by"),
        "card_ref": _("Card"),
        "mcc": _("Merchant code"),
        "receipt": _("Receipt"),
        "receipts": _("Receipt files"),
        "invoice_number": _("Bill number"),
        "link": _("Address"),
        "description": _("Description"),
        "personal": _("Personal"),
        "distance_km": _("Kilometres"),
        "vehicle_id": _("Vehicle"),
    }
