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
    return {
        "external_id": env._("Number in the tool"),
        "line_id": env._("Part"),
        "type": env._("Kind of expense"),
        "bookkeeping_status": env._("Status in the tool"),
        "expense_date": env._("Day of the expense"),
        "settlement_date": env._("Settled on"),
        "accounting_date": env._("Day asked by the tool"),
        "submitted_date": env._("Submitted on"),
        "approved_date": env._("Approved on"),
        "service_start": env._("Service from"),
        "service_end": env._("Service to"),
        "occurred_at": env._("Time in the tool"),
        "revision": env._("Version in the tool"),
        "report_id": env._("Claim"),
        "advance_id": env._("Advance"),
        "ap_raw": env._("Row as it was read"),
        "ap_row": env._("Row of the file"),
        "ap_fault": env._("What cannot be read"),
    }


def _people(env):
    return {
        "employee_id": env._("Employee number"),
        "employee_email": env._("E-mail of the employee"),
        "employee_name": env._("Name of the employee"),
        "approver_id": env._("Approver"),
        "team": env._("Team"),
        "cost_centre": env._("Cost centre"),
        "allocation_percent": env._("Part (%)"),
        "merchant": env._("Merchant"),
        "supplier_id": env._("Supplier number"),
        "supplier_vat": env._("VAT number of the supplier"),
        "supplier_country": env._("Country"),
        "city": env._("City"),
        "attendees": env._("Attendees"),
    }


def _money(env):
    return {
        "gross_original": env._("Original amount"),
        "currency_original": env._("Original currency"),
        "gross_base": env._("Amount with tax"),
        "currency_base": env._("Currency of the amount"),
        "fx_rate": env._("Exchange rate"),
        "net": env._("Amount without tax"),
        "vat_amount": env._("VAT"),
        "vat_rate": env._("VAT rate (%)"),
        "vat_code": env._("VAT code"),
        "vat_reclaim": env._("VAT recovered"),
        "fees": env._("Fees of the tool"),
        "settled": env._("Left the wallet"),
        "gl_account": env._("Account in the tool"),
        "counterpart_account": env._("Counterpart account"),
        "category": env._("Category"),
    }


def _papers(env):
    return {
        "payment_method": env._("Paid by"),
        "card_ref": env._("Card"),
        "mcc": env._("Merchant code"),
        "receipt": env._("Receipt"),
        "receipts": env._("Receipt files"),
        "invoice_number": env._("Bill number"),
        "link": env._("Address"),
        "description": env._("Description"),
        "personal": env._("Personal"),
        "distance_km": env._("Kilometres"),
        "vehicle_id": env._("Vehicle"),
    }
