# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a structured invoice says, in the words of the other rules.

The XML is the invoice: its values come before fields and before the text of the picture.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from odoo.addons.ap_einvoice.rules.einvoice import SELF_BILLED, EInvoice, Line
from odoo.addons.ap_einvoice.rules.einvoice_numbers import number
from odoo.addons.ap_einvoice.rules.einvoice_summary import structured

from . import mentions, vat
from .einvoice_french import TERMS_OF_PAYMENT
from .mentions import Bill, Known

REVERSE_CHARGE, INTRA_EU, EXEMPT = "AE", "K", "E"
NATURES = {"B": vat.GOODS, "S": vat.SERVICES, "M": "mixed"}
BY_NOTE = dict(
    zip(TERMS_OF_PAYMENT, ("indemnity", "late_rate", "discount_terms"), strict=True)
)


def nature(invoice: EInvoice) -> str:
    """Return goods, services or mixed, from the billing mode (BT-23); "" unknown.

    >>> nature(EInvoice(process="S1")), nature(EInvoice(process="urn:fdc:peppol.eu"))
    ('services', '')
    """
    mode = invoice.process
    short = len(mode) == 2 and mode[1].isdigit()
    return NATURES.get(mode[:1], "") if short else ""


def bill(invoice: EInvoice, day: date, **others) -> Bill:
    """Return the bill whose mentions are checked; `others`: size, expected, text….

    Notes and terms of the XML are added to the text, so that words are found in them.
    """
    words = [text for _code, text in invoice.notes]
    words += [invoice.seller.legal, invoice.terms]
    text = "\n".join(filter(None, [others.pop("text", None), *words])) or None
    stated = {**facts(invoice), **others.pop("facts", {})}
    return Bill(
        day,
        country=others.pop("country", invoice.seller.country or "FR"),
        structured=structured(invoice),
        known={
            part: Known(value, mentions.XML) for part, value in known(invoice).items()
        },
        text=text,
        facts=stated,
        **others,
    )


def known(invoice: EInvoice) -> dict[str, str]:
    """Return the parts of mentions that the XML bears, with their value."""
    seller, buyer, totals = invoice.seller, invoice.buyer, invoice.totals
    reasons = [row.reason for row in invoice.rates if row.reason]
    found = {
        "seller_name": seller.name,
        "seller_address": seller.address,
        "seller_siren": seller.legal_id,
        "seller_vat": seller.vat,
        "buyer_name": buyer.name,
        "buyer_address": buyer.address,
        "buyer_siren": buyer.legal_id,
        "buyer_vat": buyer.vat,
        "issue_date": invoice.issue,
        "number": invoice.number,
        "delivery_address": invoice.delivery_address,
        "operation_nature": nature(invoice),
        "rebate": next((row.amount for row in invoice.allowances if not row.charge), ""),
        "supply_date": invoice.supply or next(filter(None, invoice.period), ""),
        "total_untaxed": totals.get("untaxed", ""),
        "vat_rate": next((row.rate for row in invoice.rates if row.rate), ""),
        "vat_amount": totals.get("vat", ""),
        "exemption_reference": next(iter(reasons), ""),
        "reverse_charge": REVERSE_CHARGE if _has(invoice, REVERSE_CHARGE) else "",
        "self_billing": invoice.type if invoice.type in SELF_BILLED else "",
        "due_date": invoice.due or invoice.terms,
        "order_number": invoice.order,
        **_of_lines(invoice),
        **{part: invoice.note(code) for code, part in BY_NOTE.items()},
    }
    return {part: value for part, value in found.items() if value}


def _of_lines(invoice: EInvoice) -> dict[str, str]:
    """Return what every line bears."""
    names = {
        "line_quantity": "quantity",
        "line_description": "name",
        "line_price": "price",
        "line_vat": "category",
    }
    return {part: _every(invoice.lines, name) for part, name in names.items()}


def _every(lines: tuple[Line, ...], name: str) -> str:
    values = [getattr(line, name) for line in lines]
    return values[0] if values and all(values) else ""


def _has(invoice: EInvoice, category: str) -> bool:
    rows = (*invoice.rates, *invoice.lines)
    return any(row.category == category for row in rows)


def facts(invoice: EInvoice) -> dict[str, bool]:
    """Return the conditions of mentions that the XML settles.

    A MINIMUM invoice bears no category of VAT: it settles but whether VAT is charged.
    """
    charged = bool(number(invoice.totals.get("vat")))
    if not invoice.rates and not invoice.lines:
        return {"vat_charged": charged}
    reverse, inside = _has(invoice, REVERSE_CHARGE), _has(invoice, INTRA_EU)
    return {
        "vat_charged": charged,
        "reverse_charge": reverse,
        "intra_eu_exempt": inside,
        "buyer_vat_needed": reverse or inside,
        "exempt": inside or _has(invoice, EXEMPT),
        "rebate": bool(number(invoice.totals.get("allowances"))),
        "self_billed": invoice.type in SELF_BILLED,
    }


def rate_lines(invoice: EInvoice) -> list[vat.RateLine]:
    """Return the VAT summary as numbers; rows that hold none are left out."""
    return [
        vat.RateLine(
            number(row.rate) or vat.ZERO,
            base,
            number(row.vat) or vat.ZERO,
            row.category or vat.STANDARD,
        )
        for row in invoice.rates
        if (base := number(row.base)) is not None
    ]


def cost(invoice: EInvoice) -> Decimal | None:
    """Return the total as a cost: a credit note is negative, however it is written."""
    total = number(invoice.totals.get("total"))
    return -total if total is not None and invoice.credit_type else total
