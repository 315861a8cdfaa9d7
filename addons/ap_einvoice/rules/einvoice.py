# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structured invoice of any country as it is written: EN 16931 and its extensions.

Texts stay texts: rules judge their form. Terms (BT-…) are those of EN 16931, BT-X-… those
of Factur-X EXTENDED.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SIREN_SCHEME, SIRET_SCHEME, ROUTING = "0002", "0009", "0225"
# UNTDID 1001: codes of documents that lower what is owed.
CREDIT_TYPES = (
    "81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532",
)  # fmt: skip
SELF_BILLED = ("389", "501", "500", "471", "473", "261", "502")
PRO_FORMA = "325"
# UNTDID 1001: what EN 16931 admits as an invoice or a credit note (code list of BT-3).
TYPES = frozenset((
    "71", "80", "81", "82", "83", "84", "102", "130", "202", "203", "204", "211", "218",
    "219", "261", "262", "295", "296", "308", "325", "326", "331", "380", "381", "382",
    "383", "384", "385", "386", "387", "388", "389", "390", "393", "394", "395", "396",
    "420", "456", "457", "458", "471", "472", "473", "500", "501", "502", "503", "527",
    "532", "553", "575", "623", "633", "751", "780", "817", "870", "875", "876", "877",
    "935",
))  # fmt: skip
# BT-23 of XP Z12-012: paid before it was issued; final invoice after a deposit.
PAID, AFTER_ADVANCE = ("B2", "S2", "M2"), ("B4", "S4", "M4")
WITHOUT_VAT = ("E", "Z", "AE", "K", "G", "O")
# What a line is (BT-X-8): only details count, the others group or explain them.
DETAIL, GROUP, INFORMATION = "DETAIL", "GROUP", "INFORMATION"


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer. ``ids``: (scheme, identifier) of BT-29 or BT-46; ``vat``: BT-31 or
    BT-48 only; ``tax_ids``: (scheme, number) of all tax registrations; ``legal``: form,
    capital, register as one text (BT-33)."""

    name: str = ""
    legal_id: str = ""
    legal_scheme: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    vat: str = ""
    endpoint: str = ""
    endpoint_scheme: str = ""
    country: str = ""
    address: str = ""
    legal: str = ""
    trade_name: str = ""
    tax_ids: tuple[tuple[str, str], ...] = ()
    street: str = ""
    street_more: str = ""
    zip: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """An allowance, or a charge if ``charge``; of the document (BG-20, BG-21) or a line.

    The amount is positive in both; ``base`` and ``percent`` only explain it.
    """

    category: str = ""
    rate: str = ""
    amount: str = ""
    charge: bool = False
    reason: str = ""
    code: str = ""
    base: str = ""
    percent: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line; ``referenced``: it names an earlier invoice. ``price`` (BT-146) is for
    ``base_quantity`` (BT-149) units. ``status``: BT-X-8, ``parent``: BT-X-304."""

    id: str = ""
    name: str = ""
    quantity: str = ""
    price: str = ""
    gross_price: str = ""
    discount: str = ""
    net: str = ""
    category: str = ""
    rate: str = ""
    referenced: bool = False
    status: str = ""
    parent: str = ""
    base_quantity: str = ""
    unit: str = ""
    allowances: tuple[Charge, ...] = ()
    description: str = ""
    code: str = ""
    barcode: str = ""
    start: str = ""
    end: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of the VAT summary (BG-23). ``reason``: of the exemption, as text or code."""

    category: str = ""
    rate: str = ""
    base: str = ""
    vat: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Instalment:
    """A day to pay by and what is to be paid then; "" where the amount is not written."""

    day: str = ""
    amount: str = ""
    percent: str = ""


@dataclass(frozen=True, slots=True)
class EInvoice:
    """A structured invoice as it is written; dates are ISO texts.

    ``accounts``: to pay to (BT-84); ``means``: codes of how (BT-81); ``vat_due``: code of when VAT falls due (BT-8).
    ``root``: Invoice or CreditNote in UBL. ``totals``: lines, untaxed, vat, total,
    allowances, charges, prepaid, rounding, due. ``due``: the first day to pay by.
    """

    syntax: str = ""
    profile: str = ""
    process: str = ""
    number: str = ""
    type: str = ""
    issue: str = ""
    due: str = ""
    currency: str = ""
    vat_currency: str = ""
    vat_in_accounts: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    seller: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    order: str = ""
    contract: str = ""
    references: tuple[tuple[str, str], ...] = ()
    supply: str = ""
    delivery_address: str = ""
    terms: str = ""
    period: tuple[str, str] = ("", "")
    lines: tuple[Line, ...] = ()
    rates: tuple[Rate, ...] = ()
    allowances: tuple[Charge, ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    accounts: tuple[str, ...] = ()
    vat_due: str = ""
    root: str = ""
    payment_reference: str = ""
    instalments: tuple[Instalment, ...] = ()
    means: tuple[str, ...] = ()

    def note(self, code: str) -> str:
        """Return the text of the note of that subject, "" if there is none."""
        return next((text for subject, text in self.notes if subject == code), "")

    @property
    def credit_type(self) -> bool:
        """Whether its type, or its root, is that of a credit note.

        >>> EInvoice(type="503").credit_type, EInvoice(type="386").credit_type
        (True, False)
        >>> EInvoice(root="CreditNote", type="380").credit_type
        True
        """
        return self.type in CREDIT_TYPES or self.root == "CreditNote"
