# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of a structured invoice that a bill in the books is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .einvoice import SIREN_SCHEME, SIRET_SCHEME, EInvoice, Party
from .einvoice_draft import Draft, draft
from .einvoice_numbers import ZERO, day, number

FULL, PARTIAL = "full", "partial"
PARTIAL_PROFILES = ("minimum", "basicwl")
SIREN_OR_SIRET = re.compile(r"\d{9}(\d{5})?")
# Where a plain number of nine figures is a SIREN: elsewhere it is some other register's.
FRENCH = frozenset(
    ("", "FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "MC")
)
FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}(\d{9})")
AT_INVOICE = ("5", "3")  # BT-8 of CII, of UBL: VAT falls due when invoiced


@dataclass(frozen=True, slots=True)
class Summary:
    """Amounts are positive, `credit` telling their direction; None: not written.

    ``rates``: (rate, base, VAT) per rate, the reversed ones at rate 0. ``accounts``:
    bank accounts without spaces. ``nets``: net amount of each line of the draft.
    ``due``: the last day to pay by; ``days``: all; ``instalments``: (day, amount) of several.
    ``amount_due``: what is still to be paid; ``vat_in_accounts``: in ``vat_currency``.
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
    debits: bool = False
    accounts: tuple[str, ...] = ()
    rates: tuple[tuple[Decimal, Decimal, Decimal], ...] = ()
    nets: tuple[Decimal, ...] = ()
    lines: int = 0
    prepaid: Decimal | None = None
    amount_due: Decimal | None = None
    instalments: tuple[tuple[date, Decimal], ...] = ()
    days: tuple[date, ...] = ()
    vat_currency: str = ""
    vat_in_accounts: Decimal | None = None


def structured(invoice: EInvoice) -> str:
    """Return whether the XML is the whole invoice: full, or partial without lines.

    >>> structured(EInvoice(profile="urn:factur-x.eu:1p0:minimum"))
    'partial'
    """
    profile = invoice.profile.lower()
    return PARTIAL if profile.endswith(PARTIAL_PROFILES) else FULL


def summary(invoice: EInvoice, made: Draft | None = None) -> Summary:
    """Return the figures of the invoice, in one direction and one way of writing; `made`:
    its draft, if it is known already."""
    made = made or draft(invoice)
    seller, buyer = invoice.seller, invoice.buyer
    return Summary(
        number=invoice.number,
        type=invoice.type,
        credit=made.credit,
        issue=day(invoice.issue),
        due=due_day(invoice, made),
        currency=invoice.currency,
        seller_name=seller.name or seller.trade_name,
        seller_siren=siren(seller),
        seller_vat=bare(seller.vat),
        buyer_siren=siren(buyer),
        buyer_vat=bare(buyer.vat),
        untaxed=made.untaxed,
        vat=made.tax,
        total=made.total,
        rounding=made.rounding,
        debits=invoice.vat_due in AT_INVOICE,
        accounts=tuple(dict.fromkeys(filter(None, map(bare, invoice.accounts)))),
        rates=tuple((rate, *made.vat[rate]) for rate in sorted(made.vat)),
        nets=tuple(line.net for line in made.lines),
        lines=len(invoice.lines),
        prepaid=made.prepaid,
        amount_due=made.due,
        instalments=made.instalments,
        days=tuple(sorted(_days(invoice))),
        **_vat_of_accounts(invoice),
    )


def _vat_of_accounts(invoice: EInvoice) -> dict:
    """VAT in the currency of the accounts (BT-111), without its sign."""
    found = number(invoice.vat_in_accounts)
    if found is None:
        return {}
    return {"vat_currency": invoice.vat_currency, "vat_in_accounts": abs(found)}


def due_day(invoice: EInvoice, made: Draft) -> date | None:
    """Return the day to pay by: of several instalments the last, of days without amounts
    the first."""
    if made.instalments:
        return made.instalments[-1][0]
    days = _days(invoice)
    return min(days) if days else None


def _days(invoice: EInvoice) -> set[date]:
    stated = {invoice.due, *(one.day for one in invoice.instalments)}
    return {found for found in map(day, stated) if found}


def siren(party: Party) -> str:
    """Return the SIREN of a party, from its legal identifier, its SIRET or its VAT number.

    >>> siren(Party(vat="FR 44 732829320")), siren(Party(legal_id="HRB 1234"))
    ('732829320', '')
    >>> siren(Party(legal_id="732829320")), siren(Party(legal_id="987654321", country="NO"))
    ('732829320', '')
    """
    legal = bare(party.legal_id)
    schemed = {scheme: bare(number) for scheme, number in party.ids}
    french = party.country.upper() in FRENCH and not party.legal_scheme
    named = party.legal_scheme in (SIREN_SCHEME, SIRET_SCHEME)
    stated = (
        legal if french or named else "",
        schemed.get(SIREN_SCHEME, ""),
        schemed.get(SIRET_SCHEME, ""),
    )
    for text in stated:
        if SIREN_OR_SIRET.fullmatch(text):
            return text[:9]
    vat = FRENCH_VAT.fullmatch(bare(party.vat))
    return vat[1] if vat else ""


def bare(text: str) -> str:
    """Return an identifier in capitals without spaces and punctuation.

    >>> bare("fr20 1254-2547")
    'FR2012542547'
    """
    return re.sub(r"[\W_]", "", text or "").upper()
