# SPDX-License-Identifier: AGPL-3.0-or-later
"""The choices of expenses, in words."""

from ..rules.control import (
    ASK_APPROVER,
    ASK_HOLDER,
    CORRECT_VAT,
    MARK_READY,
    RECLAIM,
    RECLASS,
    SPREAD,
)
from ..rules.posting import ClaimsPaid, Role
from ..rules.transaction import Kind, PaidBy, Receipt, Status

KINDS = [
    (Kind.CARD, "Paid by card"),
    (Kind.CLAIM, "Paid by the employee"),
    (Kind.INVOICE, "Supplier bill"),
    (Kind.CREDIT_NOTE, "Credit note"),
    (Kind.REFUND, "Refund on the card"),
    (Kind.MILEAGE, "Mileage"),
    (Kind.PER_DIEM, "Per diem"),
    (Kind.PERSONAL, "Personal, by card"),
    (Kind.CASH, "Cash"),
    (Kind.ADVANCE, "Advance"),
    (Kind.FEE, "Fee"),
    (Kind.LOAD, "Wallet load"),
    (Kind.SETTLEMENT, "Payment"),
]
PAYERS = [
    (PaidBy.CARD, "Company card"),
    (PaidBy.EMPLOYEE, "Employee"),
    (PaidBy.CASH, "Company cash"),
    (PaidBy.ACCOUNT, "Bank account"),
    (PaidBy.NONE, "Nobody yet"),
]
RECEIPTS = [
    (Receipt.VALID, "Valid"),
    (Receipt.INVALID, "Refused"),
    (Receipt.MISSING, "Missing"),
    (Receipt.NOT_NEEDED, "Not needed"),
    (Receipt.UNKNOWN, "Not known"),
]
STATUSES = [
    (Status.PENDING, "Not settled"),
    (Status.DRAFT, "Draft"),
    (Status.SUBMITTED, "Submitted"),
    (Status.APPROVED, "Approved"),
    (Status.READY, "Ready to book"),
    (Status.EXPORTED, "Exported"),
    (Status.PAID, "Paid"),
    (Status.REFUSED, "Refused"),
    (Status.UNKNOWN, "Not known"),
]
STATES = [
    ("waiting", "Waits in the tool"),
    ("review", "To review"),
    ("ready", "Ready to book"),
    ("expensed", "Booked, not settled"),
    ("settled", "Settled, not booked"),
    ("done", "Booked and settled"),
    ("refused", "Never booked"),
    ("replaced", "Replaced by a correction"),
]
ACTIONS = [
    (ASK_HOLDER, "Ask the holder"),
    (ASK_APPROVER, "Ask the approver"),
    (CORRECT_VAT, "Correct the VAT"),
    (RECLASS, "Reclassify"),
    (SPREAD, "Spread"),
    (RECLAIM, "Reclaim from the employee"),
    (MARK_READY, "Mark as ready"),
]
# Those that write to somebody.
PURPOSES = [pair for pair in ACTIONS if pair[0] in (ASK_HOLDER, ASK_APPROVER, RECLAIM)]
CLAIMS_PAID = [
    (ClaimsPaid.WITH_CLAIM, "From the wallet, with the claim"),
    (ClaimsPaid.ROWS, "From the wallet, by payment rows"),
    (ClaimsPaid.ELSEWHERE, "By the bank or with the salary"),
]
GROUPINGS = [
    ("day", "One entry for each day"),
    ("employee", "One entry for each employee and day"),
    ("report", "One entry for each claim and day"),
]
# The field of the tool that names the account of a role.
ACCOUNTS = {
    Role.COST: "default_account_id",
    Role.LOST_VAT: "lost_vat_account_id",
    Role.EMPLOYEE: "employee_account_id",
    Role.ALLOWANCE: "allowance_account_id",
    Role.CARD: "card_account_id",
    Role.ADVANCE: "advance_account_id",
    Role.WALLET: "wallet_account_id",
    Role.TRANSIT: "transit_account_id",
    Role.FEE: "fee_account_id",
    Role.LOSS: "loss_account_id",
    Role.GAIN: "gain_account_id",
}
