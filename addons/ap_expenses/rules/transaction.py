# SPDX-License-Identifier: AGPL-3.0-or-later
"""One transaction and one person, however their tool writes them.

The fields are the union of what the known tools export. Amounts are `Decimal` in major
units (euros, yen), whatever the tool's unit; an expense is positive and a refund negative,
whatever the tool's sign. Days are the company's days, times are kept with their zone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal


class Kind:
    """What a row is. The sign of its amounts is that of an expense unless said here."""

    CARD = "card"  # paid by company card, receipt and accounting aside
    CLAIM = "claim"  # paid by the employee, to be given back
    INVOICE = "invoice"  # a supplier's bill
    CREDIT_NOTE = "credit_note"  # a supplier's credit note: negative
    REFUND = "refund"  # money come back on the card: negative
    MILEAGE = "mileage"
    PER_DIEM = "per_diem"
    PERSONAL = "personal"  # paid by company card, owed by the employee
    CASH = "cash"  # withdrawn or paid in cash
    ADVANCE = "advance"  # given to the employee; returned: negative
    FEE = "fee"  # of the tool, of foreign exchange, of a withdrawal
    LOAD = "load"  # of the wallet: positive when money comes in
    SETTLEMENT = "settlement"  # payment of a claim or of a bill, no expense of its own
    ALL = (
        CARD, CLAIM, INVOICE, CREDIT_NOTE, REFUND, MILEAGE, PER_DIEM, PERSONAL, CASH,
        ADVANCE, FEE, LOAD, SETTLEMENT,
    )  # fmt: skip


class PaidBy:
    """Whose money it was."""

    CARD = "card"  # the company's, through the wallet
    EMPLOYEE = "employee"  # the employee's own, given back later
    CASH = "cash"  # the company's cash, or an advance
    ACCOUNT = "account"  # the company's bank account: a bill paid by transfer
    NONE = "none"  # nobody paid yet: mileage, per diem, unpaid bills
    ALL = (CARD, EMPLOYEE, CASH, ACCOUNT, NONE)


class Receipt:
    """What is known of the document."""

    VALID = "valid"
    INVALID = "invalid"  # there, refused by whoever looked at it
    MISSING = "missing"
    NOT_NEEDED = "not_needed"  # declared so: mileage, per diem, fees
    UNKNOWN = "unknown"  # the tool says nothing
    ALL = (VALID, INVALID, MISSING, NOT_NEEDED, UNKNOWN)


class Status:
    """Where the row stands in its tool."""

    PENDING = "pending"  # authorised, not settled
    DRAFT = "draft"  # not submitted
    SUBMITTED = "submitted"
    APPROVED = "approved"
    READY = "ready"  # prepared for export
    EXPORTED = "exported"
    PAID = "paid"  # settled, reimbursed
    REFUSED = "refused"  # declined, cancelled, void: never booked
    UNKNOWN = "unknown"
    ALL = (PENDING, DRAFT, SUBMITTED, APPROVED, READY, EXPORTED, PAID, REFUSED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One row of an expense tool: an expense, a part of one, a fee, a load.

    The first 34 fields are the common ones of the known tools, in their order; those
    after are what some tools add and the controls need. A text that the tool does not
    give is empty; an amount or a day that it does not give is None, never nought.
    """

    external_id: str  # the tool's id of the expense
    line_id: str = ""  # of the part, empty when it has no parts
    type: str = Kind.CARD  # one of `Kind`
    bookkeeping_status: str = Status.UNKNOWN  # one of `Status`
    expense_date: date | None = None  # day of the purchase, the company's
    settlement_date: date | None = None  # day the card or the claim was cleared
    accounting_date: date | None = None  # day the tool wants it booked on
    service_period: tuple[date, date] | None = None  # first and last day served
    employee_id: str = ""  # employee number, or the tool's id of the person
    employee_email: str = ""
    team: str = ""
    cost_centre: str = ""  # code, or name where there is no code
    allocation_percent: Decimal | None = None  # of the expense: 60 is 60 %
    merchant: str = ""
    supplier_id: str = ""
    supplier_vat: str = ""
    supplier_country: str = ""  # ISO 3166, two capital letters
    gross_original: Decimal | None = None  # tax included, in ``currency_original``
    currency_original: str = ""  # ISO 4217: what was paid to the merchant
    gross_base: Decimal | None = None  # tax included, in ``currency_base``: it rules
    fx_rate: Decimal | None = None  # base for 1 original, as given: for controls only
    net: Decimal | None = None  # without tax, in ``currency_base``
    vat_amount: Decimal | None = None  # in ``currency_base``, None when not given
    vat_code: str = ""  # the tool's name of the tax
    gl_account: str = ""
    debit_credit: str = ""  # D or C, of rows that are lines of an entry; else empty
    counterpart_account: str = ""
    payment_method: str = PaidBy.NONE  # one of `PaidBy`
    card_ref: str = ""  # last four digits or the tool's id; never a whole number
    mcc: str = ""  # merchant category code, four figures
    fees: Decimal | None = None  # in ``currency_base``, not within ``gross_base``
    receipt: str = Receipt.UNKNOWN  # one of `Receipt`
    invoice_number: str = ""
    link: str = ""  # address of the row in its tool

    tool: str = ""  # code of the profile that read it
    row: int = 0  # of the file, from 1; 0 where there is no file
    revision: str = ""  # the tool's version or time of change
    currency_base: str = ""  # ISO 4217: of the wallet, or of the company
    vat_rate: Decimal | None = None  # 20 is 20 %
    vat_reclaim: Decimal | None = None  # the part of ``vat_amount`` the tool reclaims
    category: str = ""  # the tool's expense type
    description: str = ""
    report_id: str = ""  # the claim that gathers several expenses
    employee_name: str = ""
    approver_id: str = ""  # employee number or address, as for the employee
    submitted_date: date | None = None
    approved_date: date | None = None
    city: str = ""
    personal: bool = False  # declared as personal by the employee
    advance_id: str = ""  # of the cash advance given or used
    distance_km: Decimal | None = None  # of a mileage allowance
    vehicle_id: str = ""  # number plate or the tool's name of the vehicle
    attendees: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()  # names of files, or addresses
    iban: str = ""  # of the account or of the wallet
    occurred_at: datetime | None = None  # with its zone, when the tool gives a time

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what a re-import recognises the row by.

        >>> Transaction("P1", "2", tool="pleo").key
        ('pleo', 'P1', '2')
        """
        return self.tool, self.external_id, self.line_id

    @property
    def is_spend(self) -> bool:
        """Whether it is a cost: neither a load, nor an advance, nor a mere payment.

        >>> Transaction("P1", type=Kind.LOAD).is_spend, Transaction("P2").is_spend
        (False, True)
        """
        return self.type not in (Kind.LOAD, Kind.ADVANCE, Kind.SETTLEMENT)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the organisation, as Odoo or as the tool has it from a day on.

    The first 18 fields are the common ones of the known tools, in their order.
    """

    employee_number: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    login: str = ""
    manager: str = ""  # employee number of the first approver
    second_approver: str = ""  # employee number
    active: bool = True
    legal_entity: str = ""  # code of the company or of the ledger
    department_team: str = ""
    cost_centre: str = ""
    location_country: str = ""  # ISO 3166, two capital letters
    currency: str = ""  # ISO 4217, of the reimbursement
    locale: str = ""  # such as fr_FR
    cash_advance_account: str = ""
    roles: tuple[str, ...] = ()
    non_employee: bool = False
    reimbursement_type: str = ""

    tool_id: str = ""  # the tool's own id of the person
    valid_from: date | None = None  # first day of this state; None: always
    left_on: date | None = None  # last day in the company
    has_card: bool = False
    grade: str = ""  # of the policy
    activity: str = ""

    @property
    def name(self) -> str:
        """Return the first name and the last.

        >>> Person("E1", "Anne", "Martin").name
        'Anne Martin'
        """
        return f"{self.first_name} {self.last_name}".strip()


TRANSACTION_FIELDS = tuple(field.name for field in fields(Transaction))[:34]
PERSON_FIELDS = tuple(field.name for field in fields(Person))[:18]
