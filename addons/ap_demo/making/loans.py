# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two loans: taken up, and repaid instalment by instalment."""

from odoo.addons.ap_base.arithmetic.calendar import month_end
from odoo.addons.ap_loan.models import bookings

from ..story.loans import LENDERS, LOANS, STORY
from ..story.values import Day


def borrow(env, book, journal):
    """The contracts as the accountant entered them, their money in the bank."""
    lenders = {
        key: env["res.partner"].create({"name": name, "is_company": True})
        for key, name in LENDERS.items()
    }
    centre = f"{book.centres['Head office'].id},{book.countries['FR'].id}"
    env["account.analytic.distribution.model"].create(
        {
            "account_prefix": "661",
            "company_id": book.company.id,
            "analytic_distribution": {centre: 100.0},
        }
    )
    accountant = env["ap.loan"].with_user(book.people["accountant"])
    for one in LOANS:
        given = {name: value for name, value in one.items() if name not in STORY}
        loan = accountant.create(
            {
                **given,
                "company_id": book.company.id,
                "partner_id": lenders[one["lender"]].id,
                "date_drawdown": one["received"].on(book.last),
                "date_first": one["first"].on(book.last),
                "journal_id": journal.id,
                "bank_account_id": journal.default_account_id.id,
            }
        )
        loan.compute_schedule()
        start = env["ap.loan.start"].with_user(book.people["accountant"])
        start.with_context(default_loan_id=loan.id).create({}).action_start()


def repay(env, book, month):
    """The instalments due by the end of that month of the story."""
    day = month_end(Day(month, 1).on(book.last))
    loans = env["ap.loan"].with_user(book.people["accountant"])
    for loan in loans.search([("company_id", "=", book.company.id)]):
        bookings.book_due(loan, day)
