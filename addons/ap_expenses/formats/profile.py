# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a sheet of one tool is read: which column is what, which sign, which unit.

A profile is data: those of the known tools stand in `profiles`, others are made on a
screen, where each column is given its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from odoo.addons.ap_base.readers.headers import header_key
from odoo.addons.ap_base.readers.options import AUTO

from ..rules.transaction import Kind, PaidBy, Receipt, Transaction

TEXTS = (
    "external_id", "line_id", "employee_id", "employee_email", "employee_name", "team",
    "cost_centre", "merchant", "supplier_id", "supplier_vat", "supplier_country",
    "vat_code", "gl_account", "counterpart_account", "card_ref", "mcc",
    "invoice_number", "link", "revision", "category", "description", "report_id",
    "approver_id", "city", "vehicle_id", "iban", "advance_id",
)  # fmt: skip
DAYS = (
    "expense_date", "settlement_date", "accounting_date", "service_start",
    "service_end", "submitted_date", "approved_date",
)  # fmt: skip
AMOUNTS = (
    "gross_original", "gross_base", "debit", "credit", "net", "vat_amount",
    "vat_reclaim", "fees",
)  # fmt: skip
NUMBERS = ("fx_rate", "vat_rate", "allocation_percent", "distance_km")
CURRENCIES = ("currency_original", "currency_base")
WORDS = ("type", "bookkeeping_status", "payment_method", "receipt", "personal")
LISTS = ("receipts", "attendees")
MAPPABLE = TEXTS + DAYS + AMOUNTS + NUMBERS + CURRENCIES + WORDS + LISTS


@dataclass(frozen=True)
class Profile:
    """One tool's sheet.

    - ``columns``: field of `MAPPABLE` -> the names its column may have; ``Amount#2`` is
      the second column named Amount
    - ``known_by``: names that a sheet of this tool has; the more, the surer
    - ``sign``: 1 where expenses are positive in amount columns, -1 where negative
    - ``minor``: amount columns that hold cents; all others hold major units
    - ``utc``: day columns that hold a time in UTC; all others are the company's own
    - ``types``, ``statuses``, ``payments``, ``receipts``: the tool's word -> ours
    - ``accepted``: words of the status whose rows moved money, empty: all
    - ``copies``: column -> words of rows that only repeat others
    - ``fraction``: a rate of 0.2 is 20 %
    - ``required``: fields without which a row is refused
    """

    code: str
    label: str
    columns: Mapping[str, tuple[str, ...]]
    known_by: tuple[str, ...] = ()
    sign: int = 1
    decimal: str = AUTO
    delimiter: str = AUTO
    sheet: str = ""
    dates: tuple[str, ...] = ()
    utc: frozenset[str] = frozenset()
    minor: frozenset[str] = frozenset()
    types: Mapping[str, str] = field(default_factory=dict)
    default_type: str = Kind.CARD
    statuses: Mapping[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    payments: Mapping[str, str] = field(default_factory=dict)
    receipts: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fraction: bool = False
    required: tuple[str, ...] = ("expense_date",)
    currency: str = ""  # of the wallet; empty: the company's

    def problems(self) -> list[str]:
        """Return what keeps the profile from being used: codes, empty when it is whole.

        >>> Profile("x", "X", {"merchant": ("Shop",)}).problems()
        ['no_amount', 'no_date']
        """
        found = []
        if not {"gross_base", "debit", "gross_original"} & set(self.columns):
            found.append("no_amount")
        if not {"expense_date", "settlement_date"} & set(self.columns):
            found.append("no_date")
        if set(self.columns) - set(MAPPABLE):
            found.append("unknown_field")
        if self.sign not in (1, -1):
            found.append("sign")
        return found


def words(**spelled: str) -> dict[str, str]:
    """Return the tool's words, comparable -> ours: ``words(card="Card|Carte")``.

    >>> words(card="Card|Carte bancaire")
    {'card': 'card', 'carte bancaire': 'card'}
    """
    return {
        header_key(word): ours
        for ours, theirs in spelled.items()
        for word in theirs.split("|")
    }


def paid_by(kind: str) -> str:
    """Return whose money a kind is paid with, where the tool does not say.

    >>> paid_by(Kind.CLAIM), paid_by(Kind.FEE)
    ('employee', 'card')
    """
    return {
        Kind.CLAIM: PaidBy.EMPLOYEE,
        Kind.INVOICE: PaidBy.ACCOUNT,
        Kind.CREDIT_NOTE: PaidBy.ACCOUNT,
        Kind.MILEAGE: PaidBy.NONE,
        Kind.PER_DIEM: PaidBy.NONE,
        Kind.LOAD: PaidBy.ACCOUNT,
        Kind.ADVANCE: PaidBy.ACCOUNT,
        Kind.SETTLEMENT: PaidBy.ACCOUNT,
    }.get(kind, PaidBy.CARD)


def receipt_of(kind: str) -> str:
    """Return what is known of a receipt where the tool does not say.

    >>> receipt_of(Kind.MILEAGE), receipt_of(Kind.CARD)
    ('not_needed', 'unknown')
    """
    bare = (
        Kind.MILEAGE, Kind.PER_DIEM, Kind.FEE, Kind.LOAD, Kind.SETTLEMENT, Kind.ADVANCE
    )  # fmt: skip
    return Receipt.NOT_NEEDED if kind in bare else Receipt.UNKNOWN


def kind_by_sign(kind: str, negative: bool) -> str:
    """Return the kind of a row whose amount came back.

    >>> kind_by_sign(Kind.CARD, True), kind_by_sign(Kind.INVOICE, True)
    ('refund', 'credit_note')
    """
    if not negative:
        return kind
    return {
        Kind.CARD: Kind.REFUND,
        Kind.CASH: Kind.REFUND,
        Kind.INVOICE: Kind.CREDIT_NOTE,
    }.get(kind, kind)


KNOWN_FIELDS = frozenset(one.name for one in fields(Transaction))
