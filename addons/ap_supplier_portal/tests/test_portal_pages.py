# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a supplier sees: its bills with their status, its payments, what is open."""

from io import BytesIO

from pypdf import PdfReader

from odoo.tests import tagged

from ..models import portal_bills, portal_payments
from ..models.portal_supplier import supplier_of
from .portal_common import PortalHttp


@tagged("post_install", "-at_install")
class TestPages(PortalHttp):
    def _supplier(self, user):
        return supplier_of(self.env(user=user))

    def _shown(self, user):
        supplier = self._supplier(user)
        found = supplier.env["account.move"].search(portal_bills.domain(supplier))
        return {one["number"]: one for one in portal_bills.shown(found)}

    def test_worked_example(self):
        """900.00 approved, due on 30/11; a draft being checked; paid 900.00 on 12/11."""
        shown = self._shown(self.martin)
        self.assertEqual(set(shown), {"FA-77", "FA-78"})
        bill = shown["FA-77"]
        self.assertEqual((bill["status"], bill["label"]), ("due", "Approved"))
        self.assertEqual((str(bill["due"]), bill["total"], bill["rest"]), ("2026-11-30", 900.0, 900.0))
        self.assertEqual(shown["FA-78"]["label"], "Received, being checked")
        entry = self._pay(self.bill)
        bill = self._shown(self.martin)["FA-77"]
        self.assertEqual((bill["label"], str(bill["paid_on"])), ("Paid", "2026-11-12"))
        [payment] = portal_payments.paid(self._supplier(self.leroy))
        self.assertEqual(payment["id"], entry.id)
        self.assertEqual((payment["amount"], payment["reference"], payment["rest"]), (900.0, "VIR 4711", 0.0))
        self.assertEqual([(one["number"], one["amount"]) for one in payment["settled"]], [("FA-77", 900.0)])
        self.assertEqual(portal_payments.paid(self._supplier(self.blanc)), [])

    def test_a_hold_is_told_in_words_for_suppliers(self):
        """Neither our reason nor who held it: it is being checked."""
        self.bill.with_user(self.users["accountant"]).action_hold_payment("Quarrel about quality")
        bill = self._shown(self.martin)["FA-77"]
        self.assertEqual((bill["label"], bill["why"]), ("Payment waits", ["it is being checked"]))
        self.assertNotIn("Quarrel", str(bill))

    def test_a_change_of_bank_details_is_told_as_such(self):
        self._open()
        self.assertEqual(self._shown(self.martin)["FA-77"]["why"], ["bank details are being verified"])

    def test_part_of_a_payment_is_not_allotted(self):
        self._pay(self.bill, amount=1000.0)
        [payment] = portal_payments.paid(self._supplier(self.martin))
        self.assertEqual((payment["amount"], payment["rest"]), (1000.0, 100.0))

    def test_the_account_has_no_accruals_of_ours(self):
        """What is open: the bill. A provision on another account is nobody's but ours."""
        accrued = self.company.ap_accrued_expense_account_id or self.env["account.account"].create(
            {"code": "408999", "name": "Accrued", "account_type": "liability_current",
             "company_ids": self.company.ids}
        )  # fmt: skip
        self.company.ap_accrued_expense_account_id = accrued
        fees = self.bill.invoice_line_ids.account_id
        self.env["account.move"].create(
            {
                "date": "2026-10-31",
                "line_ids": [
                    (0, 0, {"account_id": accrued.id, "balance": -77.0, "partner_id": self.alpha.id}),
                    (0, 0, {"account_id": fees[0].id, "balance": 77.0}),
                ],
            }
        ).action_post()  # fmt: skip
        account = portal_payments.account(self._supplier(self.martin), self.company)
        self.assertEqual([(one["number"], one["rest"]) for one in account["rows"]], [("FA-77", 900.0)])
        self.assertEqual([total for _currency, total in account["totals"]], [900.0])
        name, content = portal_payments.account_pdf(self._supplier(self.martin), self.company)
        self.assertTrue(name.endswith(".pdf"))
        request = self.env["ap.supplier.request"].create(
            {"name": "Statement", "partner_id": self.alpha.id, "company_id": self.company.id,
             "type_id": self.env["ap.supplier.request.type"]._by_code("statement").id}
        )  # fmt: skip
        for file in (content, request._files_of_answer().raw):
            printed = PdfReader(BytesIO(file)).pages[0].extract_text()
            self.assertIn("FA-77", printed)
            self.assertNotIn("77.00", printed)

    def test_whose_portal_it_is(self):
        """None for people of ours, for customers, where no company opened it."""
        self.assertIsNone(self._supplier(self.users["head"]))
        self.company.ap_supplier_portal = False
        self.assertIsNone(self._supplier(self.martin))
        self.company.ap_supplier_portal = True
        other = self.company_data_2["company"] if hasattr(self, "company_data_2") else None
        if other:
            other.ap_supplier_portal = True
            self.assertEqual(self._supplier(self.martin).companies, self.company)
        customer = self.env["res.partner"].create({"name": "Customer", "email": "c@c.example"})
        self.assertIsNone(self._supplier(self._portal_user("customer", customer)))

    def test_each_page_opens(self):
        entry = self._pay(self.bill, amount=400.0)
        self._as(self.martin)
        home = self._page("/my").text
        for path in ("bills", "payments", "account", "send", "requests"):
            self.assertIn(f"/my/supplier/{path}", home)
        self.assertNotIn("filterby=bills", home)
        for path, words in (
            ("bills", ("FA-77", "FA-78", "Partly paid", "Received, being checked")),
            ("bills?filterby=received", ("FA-78",)),
            ("bills?search=FA-77&sortby=number", ("FA-77",)),
            (f"bills/{self.bill.id}", ("FA-77", "500.00", "VIR 4711")),
            ("payments", ("VIR 4711", "400.00")),
            (f"payments/{entry.id}", ("VIR 4711", "FA-77", "900.00")),
            ("account", ("FA-77", "500.00")),
            ("send", ("csrf_token",)),
            ("ask", ("Remittance advice", "csrf_token")),
            ("requests", ("You have not asked",)),
        ):
            with self.subTest(path=path):
                answer = self._page(f"/my/supplier/{path}")
                self.assertEqual(answer.status_code, 200)
                for word in words:
                    self.assertIn(word, answer.text)
                self.assertNotIn("FB-77", answer.text)
        self.assertNotIn("FA-77", self._page("/my/supplier/bills?filterby=received").text)
        pdf = self._page(f"/my/supplier/account/{self.company.id}/pdf")
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", pdf.headers["Content-Disposition"])
        self.assertEqual(self._page("/my/invoices").status_code, 200)
