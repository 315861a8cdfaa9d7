# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody has to do for a loan, as activities on it; each once."""

from datetime import timedelta

from .ap_loan_document import EXPECTED

TODO = "mail.mail_activity_data_todo"


def plan(loans) -> None:
    """Expect the documents of these loans, and remind of their covenants in time."""
    _expect_documents(loans)
    for loan in loans:
        today = loan.company_id._company_today()
        for covenant in loan.sudo().covenant_ids.filtered("date_next"):
            notice = timedelta(days=max(covenant.notice_days, 0))
            if covenant.date_next - notice <= today:
                _remind(loan, covenant)


def _remind(loan, covenant) -> None:
    user = covenant.user_id or loan.user_id
    known = loan.sudo().activity_ids.filtered(lambda one: one.summary == covenant.name)
    if known or not user:
        return
    loan.sudo().activity_schedule(
        TODO,
        date_deadline=covenant.date_next,
        summary=covenant.name,
        note=covenant.limit_text or "",
        user_id=user.id,
    )


def _expect_documents(loans) -> None:
    """A line for each document that the file should hold, and does not name."""
    missing = []
    for loan in loans.sudo():
        expected = [*EXPECTED]
        expected += ["guarantee"] if loan.guarantee_ids else []
        expected += ["insurance"] if loan.insurance_kind != "none" else []
        known = set(loan.document_ids.mapped("kind"))
        missing += [
            {"loan_id": loan.id, "kind": kind} for kind in expected if kind not in known
        ]
    loans.env["ap.loan.document"].sudo().create(missing)
