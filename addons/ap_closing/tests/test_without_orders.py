# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company that keeps books and no orders closes its month with this add-on alone."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .checklist_common import ChecklistCommon
from .common import OCTOBER

NAME = "Nordlys SAS"
HERE = ["draft_bill", "recurring", "prepaid", "release", "manual"]
OF_ORDERS = {"received", "credit_due", "billed_not_received"}


@tagged("post_install", "-at_install")
class TestWithoutOrders(ChecklistCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "purchase.order" in cls.env:
            cls.skipTest(cls, "orders are installed: see ap_closing_purchase")

    def test_a_month_has_the_kinds_that_need_no_order(self):
        kinds = self.env["ap.closing.kind"]
        closing = self._close(post=False)
        self.assertEqual(closing.run_ids.sorted("sequence").mapped("kind"), HERE)
        self.assertEqual(kinds._kinds().keys() - set(HERE), OF_ORDERS)
        with self.assertRaisesRegex(UserError, "received"):
            self._close(kinds=["received"])

    def test_a_draft_bill_is_accrued_and_meets_its_posting(self):
        given = {"price_unit": 1000.0, "tax_ids": [(6, 0, self.vat20.ids)]}
        bill = self._bill(post=False, with_line=given)
        closing = self._close()
        self.assertItems(
            closing, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )
        self.assertReversed(self._run(closing, "draft_bill"), "2026-11-01")
        self.assertTied(OCTOBER)
        bill.date = "2026-11-03"
        bill.invoice_line_ids.price_unit = 1030.0
        bill.action_post()
        line = self._lines(closing, "draft_bill")
        line.invalidate_recordset()
        self.assertTrue(line.has_actual)
        self.assertEqual((line.actual_amount, line.variance), (1030.0, 30.0))

    def test_a_bill_that_came_after_the_proposal_is_named(self):
        closing = self._close(post=False)
        given = {"price_unit": 640.0, "tax_ids": False}
        bill = self._bill(post=False, ref="EL-12", with_line=given)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        [change] = closing.change_ids
        self.assertEqual(
            (change.document, change.amount, change.cause), ("EL-12", 640.0, "captured")
        )
        self.assertEqual(change.action_open_document()["res_id"], bill.id)

    def test_a_draft_whose_rate_nobody_knows_is_marked(self):
        """300.00 in a currency without rates; 500.00 of which a person wrote the rate."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        francs = currencies.search([("name", "=", "CHF")])
        francs.active = True
        francs.rate_ids.unlink()
        values = {"post": False, "currency_id": francs.id}
        self._bill(ref="A", with_line={"price_unit": 300.0, "tax_ids": False}, **values)
        known = self._bill(
            ref="B", with_line={"price_unit": 500.0, "tax_ids": False}, **values
        )
        known.invoice_currency_rate = 2.0
        lines = self._lines(self._close(post=False), "draft_bill")
        self.assertEqual(
            [(line.amount, line.review_code) for line in lines],
            [(0.0, "no_rate"), (250.0, False)],
        )

    def test_the_checklist_asks_for_no_receipt_and_can_be_signed(self):
        closing = self._close()
        codes = closing.task_ids.mapped("code")
        self.assertNotIn("receipts_entered", codes)
        self.assertNotIn("credit_notes_due", codes)
        self.assertIn("accrued_bills", codes)
        self._sign_all(closing)
        left = closing.task_ids.filtered(
            lambda task: not task.is_settled and task.kind != "lock"
        )
        self.assertFalse(left.mapped("code"))

    def test_what_orders_had_proposed_before_they_went_stays(self):
        """Months of before are read, kept, and not proposed anew without their source."""
        closing = self._close(post=False)
        runs = self.env["ap.closing.run"]
        run = runs.create({"closing_id": closing.id, "kind": "received"})
        line = self.env["ap.closing.line"].create(
            {
                "run_id": self._run(closing, "manual").id,
                "label": "P00007: Repair",
                "partner_id": self.supplier.id,
                "account_id": self.fees.id,
                "amount_computed": 500.0,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE ap_closing_line SET run_id = %s, kind = 'received',
                      source_model = 'purchase.order.line', source_id = 7,
                      explanation_values = '{"order": "P00007", "received": "5"}'
                WHERE id = %s""",
            [run.id, line.id],
        )
        self.env.invalidate_all()
        run._propose()
        self.assertEqual((run.state, run.amount, run.line_ids), ("proposed", 500.0, line))
        self.assertIn("P00007: received 5", line.explanation)
        self.assertFalse(line.source_ref)
