# SPDX-License-Identifier: AGPL-3.0-or-later
"""Late payments (D441-6), penalties, DPO and fees to declare: tables to the cent."""

import base64
import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_bill.tests.paid_bills_common import PaidBillsCase

BANDS = ["0 days (for information)", "1 to 30 days", "31 to 60 days", "61 to 90 days",
         "91 days and more"]  # fmt: skip


@tagged("post_install", "-at_install")
class TestPaymentReport(PaidBillsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["ap.payment.report"].with_context(lang="en_US")
        cls.startClassPatcher(cls._on("2027-12-31"))

    @classmethod
    def _on(cls, day):
        """It is that day in every company."""
        today = fields.Date.to_date(day)
        return patch.object(type(cls.company), "_company_today", lambda _company: today)

    def _compute(self, start="2026-01-01", end="2026-12-31"):
        found = self.reports.compute(self.company.id, start, end)
        return self.reports.browse(found["report_id"]), found

    def _table(self, found, name):
        return [
            (row["number"], row["amount"], row["percent"])
            for row in found["late"]
            if row["table"] == name
        ]

    def test_unpaid_bills_stand_in_the_band_of_their_days_at_the_closing_date(self):
        self._bill(600, "2026-12-30")  # 1 day
        self._bill(500, "2026-12-01")  # 30 days
        self._bill(400, "2026-11-30")  # 31 days
        self._bill(300, "2026-10-02")  # 90 days
        self._bill(200, "2026-10-01")  # 91 days
        self._bill(1000, "2026-12-31")  # due that day
        later = self._bill(2000, "2027-01-31")  # not due yet
        self._pay(self._bill(5000, "2026-06-30"), "2026-06-30")
        report, found = self._compute()
        self.assertEqual(found["purchases"], 10000)
        self.assertEqual(
            self._table(found, "unpaid"),
            [(2, 3000, 30), (2, 1100, 11), (1, 400, 4), (1, 300, 3), (1, 200, 2)],
        )
        self.assertEqual([row["band"] for row in found["late"]][:5], BANDS)
        total = report._late_total([row for row in report._table_rows() if row.table == "unpaid"])
        self.assertEqual((total.number, total.amount, total.percent), (5, 2000, 20))
        self.assertEqual(later.payment_state, "not_paid")

    def test_a_year_that_is_not_over_is_as_of_today_and_says_so(self):
        """On 28 November a bill due that day is not late; two days later it would be."""
        self._bill(600, "2026-11-28")
        self._bill(300, "2026-11-08")  # 20 days
        self._bill(900, "2026-12-15", day="2026-12-01")  # of a day to come
        with self._on("2026-11-28"):
            report, found = self._compute()
        self.assertEqual(found["as_of"], "2026-11-28")
        self.assertEqual(found["purchases"], 900)
        self.assertEqual(
            [row[:2] for row in self._table(found, "unpaid")],
            [(1, 600), (1, 300), (0, 0), (0, 0), (0, 0)],
        )
        self.assertIn("The period is not over", report.table_html)
        self.assertIn("11/28/2026", report._document().subtitle)
        self.assertIn("state of", report._document().subtitle)
        _report, found = self._compute()
        self.assertEqual(found["as_of"], "2026-12-31")
        self.assertEqual(
            [row[:2] for row in self._table(found, "unpaid")],
            [(0, 0), (1, 900), (2, 900), (0, 0), (0, 0)],
        )
        self.assertNotIn("not over", report.table_html)

    def test_a_year_that_has_not_begun_is_refused(self):
        with self._on("2026-11-28"), self.assertRaisesRegex(UserError, "has not begun"):
            self._compute("2027-01-01", "2027-12-31")

    def test_a_report_holds_the_bills_of_the_branches(self):
        branch = self.env["res.company"].create(
            {"name": "Lyon branch", "parent_id": self.company.id, "country_id": self.company.country_id.id}
        )
        self.env.cr.precommit.run()
        self.env.user.company_ids |= branch
        self._bill(600, "2026-12-30")
        bill = self.env["account.move"].with_company(branch).create(
            {
                "move_type": "in_invoice", "partner_id": self.supplier.id, "ref": "LYON",
                "company_id": branch.id, "invoice_date": "2026-05-01", "date": "2026-05-01",
                "invoice_payment_term_id": False, "invoice_date_due": "2026-12-01",
                "invoice_line_ids": [
                    Command.create({"name": "Line", "price_unit": 100.0, "tax_ids": False})
                ],
            }
        )  # fmt: skip
        bill.action_post()
        _report, found = self._compute()
        self.assertEqual(found["purchases"], 700)
        self.assertEqual(self._table(found, "unpaid")[1][:2], (2, 700))
        self.env.user.company_ids -= branch
        with self.assertRaisesRegex(UserError, "branches: Lyon branch"):
            self._compute()

    def test_a_bill_paid_after_the_closing_date_was_unpaid_on_it(self):
        bill = self._bill(600, "2026-12-01")
        self._pay(bill, "2027-01-10")
        _report, found = self._compute()
        self.assertEqual(self._table(found, "unpaid")[1][:2], (1, 600))
        _report, found = self._compute("2027-01-01", "2027-12-31")
        self.assertEqual(self._table(found, "unpaid")[1][:2], (0, 0))
        self.assertEqual(self._table(found, "paid")[2][:2], (1, 600))  # 40 days

    def test_bills_paid_late_with_what_suppliers_could_claim(self):
        self._pay(self._bill(1200, "2026-08-31"), "2026-10-15")
        self._pay(self._bill(1200, "2026-06-15"), "2026-07-20")  # across half-years
        self._pay(self._bill(1200, "2026-09-30"), "2026-09-30")
        report, found = self._compute()
        self.assertEqual(
            self._table(found, "paid"),
            [(1, 1200, 33.33), (0, 0, 0), (2, 2400, 66.67), (0, 0, 0), (0, 0, 0)],
        )
        table = [
            (item.due_date.isoformat(), item.paid_days, item.interest, item.indemnity)
            for item in report.item_ids
        ]
        self.assertEqual(
            table,
            [
                ("2026-06-15", 35, 14.15, 40.0),
                ("2026-08-31", 45, 18.35, 40.0),
                ("2026-09-30", 0, 0.0, 0.0),
            ],
        )
        self.assertEqual((report.interest, report.indemnity, report.late_count), (32.5, 80, 2))

    def test_penalties_of_two_years_are_split_at_the_closing_date(self):
        bill = self._bill(1200, "2026-06-15")
        self._pay(bill, "2026-07-20")
        first, _found = self._compute("2026-01-01", "2026-06-30")
        second, _found = self._compute("2026-07-01", "2026-12-31")
        self.assertEqual((first.interest, first.indemnity), (5.99, 40))
        self.assertEqual((second.interest, second.indemnity), (8.16, 0))

    def test_disputed_bills_are_left_out_and_told_apart(self):
        bill = self._bill(600, "2026-11-01")
        bill.action_toggle_block_payment()
        report, found = self._compute()
        self.assertFalse(any(row["number"] for row in found["late"]))
        self.assertEqual(report._excluded(), (1, 600))

    def test_credit_notes_settle_without_being_payments(self):
        bill = self._bill(600, "2026-11-01")
        refund = self._bill(600, "2026-11-01", move_type="in_refund", day="2026-11-20")
        (self._payable(bill) + self._payable(refund)).reconcile()
        report, found = self._compute()
        self.assertFalse(any(row["number"] for row in found["late"]))
        self.assertEqual(found["purchases"], 0)

    def test_other_companies_stay_out(self):
        self._bill(600, "2026-11-01")
        other = self.setup_other_company()["company"]
        self.env.user.company_ids |= other
        found = self.reports.compute(other.id, "2026-01-01", "2026-12-31")
        self.assertEqual(found["purchases"], 0)
        stranger = self._as("accountant", self.reports)
        with self.assertRaises(AccessError):
            stranger.compute(other.id, "2026-01-01", "2026-12-31")

    def test_the_auditor_reads_and_does_not_compute(self):
        report, _found = self._compute()
        with self.assertRaises(AccessError):
            self._as("auditor", self.reports).compute(self.company.id, "2026-01-01", "2026-12-31")
        self.assertIn("II.", str(self._as("auditor", report).table_html))
        self._as("apprentice", report).action_compute()

    def test_computed_again_nothing_is_there_twice(self):
        self._bill(600, "2026-11-01")
        first, _found = self._compute()
        second, _found = self._compute()
        self.assertEqual((first, len(second.item_ids)), (second, 1))

    def test_the_tables_are_taken_away(self):
        self._pay(self._bill(1200, "2026-08-31"), "2026-10-15")
        report, _found = self._compute()
        for action in (report.action_pdf(), report.action_xlsx()):
            self.assertEqual(action["type"], "ir.actions.act_url")
        content = self.env["ap.document"]._write(report._document(), "xlsx")
        book = load_workbook(io.BytesIO(content))
        texts = {str(cell.value) for row in book.worksheets[0] for cell in row}
        self.assertIn("31 to 60 days", texts)
        exported = self.env["ap.payment.item"].export([("report_id", "=", report.id)])
        self.assertEqual(exported["lines"], 1)
        self.assertTrue(base64.b64decode(exported["content"]))

    # -- fees (DAS2) -------------------------------------------------------------------

    def _fees(self, report):
        rows = self.env["ap.fee.line"]._read_group(
            [("report_id", "=", report.id)],
            ["partner_id", "nature", "to_declare"],
            ["amount:sum", "id:recordset"],
        )
        return sorted((p.name, nature, declare, amount, lines[0].total)
                      for p, nature, declare, amount, lines in rows)  # fmt: skip

    def test_fees_paid_in_the_year_above_the_threshold(self):
        lawyer, broker = self._partner("Lawyer"), self._partner("Broker")
        self._pay(self._bill(1500, "2026-06-30", lawyer, account="622600"), "2026-06-30")
        self._pay(self._bill(1200, "2026-06-30", lawyer, account="622700"), "2026-07-30")
        self._pay(self._bill(2400, "2026-06-30", broker, account="622200"), "2026-06-30")
        self._bill(9000, "2026-06-30", broker, account="622200")  # not paid
        self._pay(self._bill(5000, "2026-06-30"), "2026-06-30")  # office supplies
        report, _found = self._compute()
        self.assertEqual(
            self._fees(report),
            [("Broker", "commission", False, 2400, 2400), ("Lawyer", "fee", True, 2700, 2700)],
        )
        self.assertEqual(report.fee_count, 1)

    def test_a_bill_of_two_natures_paid_in_part(self):
        lawyer = self._partner("Lawyer")
        bill = self._bill(0, "2026-06-30", lawyer, lines=[("622600", 720), ("606400", 480)])
        self._pay(bill, "2026-06-30", 600)
        report, _found = self._compute()
        self.assertEqual(self._fees(report), [("Lawyer", "fee", False, 360, 360)])

    def test_the_year_of_the_payment_counts(self):
        lawyer = self._partner("Lawyer")
        self._pay(self._bill(3000, "2026-06-30", lawyer, account="622600"), "2027-01-05")
        report, _found = self._compute()
        self.assertFalse(self._fees(report))
        report, _found = self._compute("2027-01-01", "2027-12-31")
        self.assertEqual(self._fees(report), [("Lawyer", "fee", True, 3000, 3000)])

    def test_the_supplier_decides_before_its_accounts(self):
        always, never = self._partner("Always", ap_das2="always"), self._partner("Never", ap_das2="never")
        self._pay(self._bill(3000, "2026-06-30", always), "2026-06-30")
        self._pay(self._bill(3000, "2026-06-30", never, account="622600"), "2026-06-30")
        report, _found = self._compute()
        self.assertEqual(self._fees(report), [("Always", "other", True, 3000, 3000)])

    def test_a_year_is_read_in_few_queries(self):
        def cost(size):
            for _place in range(size):
                self._pay(self._bill(1200, "2026-08-31"), "2026-10-15")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._compute()
            return self.cr.sql_log_count - before

        cost(1)
        few, many = cost(1), cost(8)
        self.assertLessEqual(many, few + 1)
