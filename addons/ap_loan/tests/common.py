# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loan of the facts: 100,000.00 at 3.60 % over 60 months, drawn on 15/01/2026."""

import base64
from datetime import date
from unittest.mock import patch

from odoo.addons.ap_closing.tests.common import ApClosingCommon

# Accounts of the company where the French defaults are not installed.
LOAN_ACCOUNTS = {
    "ap_loan_account_id": "164000",
    "ap_loan_accrued_interest_account_id": "164800",
    "ap_loan_interest_account_id": "661160",
    "ap_loan_insurance_account_id": "616100",
    "ap_loan_fee_account_id": "627200",
    "ap_loan_indemnity_account_id": "668000",
    "ap_loan_cost_account_id": "481000",
    "ap_loan_cost_charge_account_id": "686200",
}
FACTS = {
    "name": "Equipment loan",
    "principal": 100000.0,
    "rate_percent": 3.6,
    "instalments": 60,
    "date_drawdown": "2026-01-15",
    "date_first": "2026-02-15",
}
BANK = "Banque du Nord"


class LoanCommon(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for field, code in LOAN_ACCOUNTS.items():
            if not cls.company[field]:
                cls.company[field] = cls._account(code)
        # Where French data gives 616800, tests name it as they do 616100.
        cls.insurance = cls.company.ap_loan_insurance_account_id.code.rstrip("0")
        cls.bank = cls._partner(BANK)
        cls.journal = cls.company_data["default_journal_bank"]
        cls.money = cls.journal.default_account_id.code.rstrip("0")
        cls.loans = cls.env["ap.loan"]

    @classmethod
    def _today(cls, day):
        """The companies' day from now on in this test."""
        companies = type(cls.company)
        return patch.object(
            companies, "_company_today", lambda company: date.fromisoformat(day)
        )

    @classmethod
    def _loan(cls, **values):
        given = {
            **FACTS,
            "partner_id": cls.bank.id,
            "company_id": cls.company.id,
            "journal_id": cls.journal.id,
            "bank_account_id": cls.journal.default_account_id.id,
        }
        loan = cls.loans.create({**given, **values})
        loan.compute_schedule()
        return loan

    @classmethod
    def _running(cls, entry="post", day="2026-01-15", **values):
        """A loan that was started on that day."""
        loan = cls._loan(**values)
        with cls._today(day):
            cls._start(loan, entry)
        return loan

    @classmethod
    def _start(cls, loan, entry="post", **values):
        wizard = cls.env["ap.loan.start"].with_context(default_loan_id=loan.id)
        wizard.create({"entry": entry, **values}).action_start()

    def _book(self, loan, day):
        with self._today(day):
            loan.action_book_rows()

    @classmethod
    def _row(cls, loan, number):
        return loan.row_ids.filtered(lambda row: row.number == number)

    def _import(self, content, filename="table.csv", loan=None, dry_run=False, **options):
        """Drop a table of the bank, for a loan or for whom the file names."""
        data = content.encode() if isinstance(content, str) else content
        record = self.env["ap.import"].create(
            {
                "company_id": self.company.id,
                "profile_id": self.env.ref("ap_loan.ap_import_profile_loan").id,
                "filename": filename,
                "file": base64.b64encode(data).decode(),
                "ap_loan_id": loan.id if loan else False,
                **options,
            }
        )
        record.action_dry_run()
        if not dry_run and record.state == "validated":
            record.action_apply()
        return record

    def assertRow(self, row, opening, interest, principal, payment, closing):
        self.assertEqual(
            (row.opening, row.interest, row.principal, row.payment, row.closing),
            (opening, interest, principal, payment, closing),
        )
