# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of a structured invoice that a bill in the books is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .einvoice import CREDITS, SIREN_SCHEME, SIRET_SCHEME, EInvoice, Party
from .einvoice_facts import nature, number

SIREN = re.compile(r"\d{9}")
FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}(\d{9})")
AT_INVOICE = ("5", "3")  # BT-8 of CII, of UBL: VAT falls due when invoiced
REVERSED = ("AE", "K", "G", "O")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Summary:
    """Amounts are positive, `credit` telling their direction; None: not written.

    ``rates``: (rate, base, VAT) per rate, the reversed ones at rate 0. ``accounts``:
    bank accounts without spaces. ``nets``: net amount of each line.
    """

    number: str = ""
    type: str = ""
    credit: bool = False
    issue: date | None = None
    due: date | None = None
    currency: str = ""
    seller_name: str = ""
    seller_siren: str = ""
    seller_vat: str = ""
    buyer_siren: str = ""
    buyer_vat: str = ""
    untaxed: Decimal | None = None
    vat: Decimal | None = None
    total: Decimal | None = None
    rounding: Decimal = ZERO
    nature: str = ""
    debits: bool = False
    accounts: tuple[str, ...] = ()
    rates: tuple[tuple[Decimal, Decimal, Decimal], ...] = ()
    nets: tuple[Decimal, ...] = ()


def summary(invoice: EInvoice) -> Summary:
    """Return the figures of the invoice, in one direction and one way of writing."""
    totals = {name: number(text) for name, text in invoice.totals.items()}
    total = totals.get("total")
    sign = -1 if (total or ZERO) < 0 else 1
    signed = {name: sign * value for name, value in totals.items() if value is not None}
    seller, buyer = invoice.seller, invoice.buyer
    return Summary(
        number=invoice.number,
        type=invoice.type,
        credit=(invoice.type in CREDITS) != (sign < 0),
        issue=_date(invoice.issue),
        due=_date(invoice.due),
        currency=invoice.currency,
        seller_name=seller.name,
        seller_siren=siren(seller),
        seller_vat=bare(seller.vat),
        buyer_siren=siren(buyer),
        buyer_vat=bare(buyer.vat),
        untaxed=signed.get("untaxed"),
        vat=signed.get("vat"),
        total=signed.get("total"),
        rounding=signed.get("rounding", ZERO),
        nature=nature(invoice),
        debits=invoice.vat_due in AT_INVOICE,
        accounts=tuple(dict.fromkeys(filter(None, map(bare, invoice.accounts)))),
        rates=_rates(invoice, sign),
        nets=tuple(sign * (number(line.net) or ZERO) for line in invoice.lines),
    )


def _rates(invoice: EInvoice, sign: int) -> tuple:
    """Base and VAT per rate; several categories of one rate are added up."""
    sums: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for row in invoice.rates:
        rate = ZERO if row.category in REVERSED else number(row.rate) or ZERO
        base, vat = sums.get(rate, (ZERO, ZERO))
        more = sign * (number(row.base) or ZERO), sign * (number(row.vat) or ZERO)
        sums[rate] = base + more[0], vat + more[1]
    return tuple((rate, *sums[rate]) for rate in sorted(sums))


def siren(party: Party) -> str:
    """Return the SIREN of a party, from its legal identifier, its SIRET or its VAT number.

    >>> siren(Party(vat="FR 44 732829320")), siren(Party(legal_id="HRB 1234"))
    ('732829320', '')
    """
    legal = bare(party.legal_id)
    if party.legal_scheme in (SIREN_SCHEME, "") and SIREN.fullmatch(legal):
        return legal
    schemed = {scheme: bare(number) for scheme, number in party.ids}
    for text in (schemed.get(SIREN_SCHEME, ""), schemed.get(SIRET_SCHEME, ""), legal):
        if re.fullmatch(r"\d{9}(\d{5})?", text):
            return text[:9]
    vat = FRENCH_VAT.fullmatch(bare(party.vat))
    return vat[1] if vat else ""


def bare(text: str) -> str:
    """Return an identifier in capitals without spaces and punctuation.

    >>> bare("fr20 1254-2547")
    'FR2012542547'
    """
    return re.sub(r"[\W_]", "", text or "").upper()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
