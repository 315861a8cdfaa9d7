# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the words of Spendesk's API mean."""

from __future__ import annotations

from ..rules.transaction import Kind, Status

KINDS = {
    "expenseClaim": Kind.CLAIM,
    "invoicePurchase": Kind.INVOICE,
    "creditNote": Kind.CREDIT_NOTE,
    "singlePurchaseCard": Kind.CARD,
    "mileageAllowance": Kind.MILEAGE,
    "perDiemAllowance": Kind.PER_DIEM,
    "subscriptionCard": Kind.CARD,
    "physicalCard": Kind.CARD,
    "reverseBill": Kind.REFUND,
}
NEGATIVE = (Kind.CREDIT_NOTE, Kind.REFUND)
STATUSES = {
    "created": Status.APPROVED,
    "prepared": Status.READY,
    "exported": Status.EXPORTED,
    "exportedManually": Status.EXPORTED,
    "failedToExport": Status.READY,
    "unprepared": Status.APPROVED,
}
SETTLEMENTS = {
    "payment": Kind.CARD,
    "refund": Kind.REFUND,
    "chargeBack": Kind.REFUND,
    "advance": Kind.ADVANCE,
    "cashReturn": Kind.ADVANCE,
    "reimbursement": Kind.SETTLEMENT,
}
