# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statuses of e-invoices that people of the story set."""

from ..story.statuses import STATUSES

DISPUTED = "207"  # nobody pays what is disputed


def exchange(env, book):
    """Take in charge, suspend, dispute: in the order of the story."""
    bills = env["account.move"].search(
        [
            ("company_id", "=", book.company.id),
            ("ref", "in", [status.reference for status in STATUSES]),
        ]
    )
    by_reference = {bill.ref: bill for bill in bills}
    for status in STATUSES:
        bill = by_reference[status.reference].with_user(book.people[status.login])
        bill.ap_set_status(status.code, list(status.reasons), status.note)
        if status.code == DISPUTED:
            bill.action_hold_payment(status.note)
