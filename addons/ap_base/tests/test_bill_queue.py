# SPDX-License-Identifier: AGPL-3.0-or-later
"""The next step of each bill, as shown and as searched."""

from odoo.tests import tagged

from .common import ControlCommon


@tagged("post_install", "-at_install")
class TestBillQueue(ControlCommon):
    def test_each_bill_has_the_step_that_the_search_finds(self):
        ready = self._bill("F-READY")
        posted = self._bill("F-POSTED", date="2026-10-06", post=True)
        grave = self._bill("F-GRAVE", date="2026-10-07")
        moves = self.env["account.move"]
        bare = moves.create({"move_type": "in_invoice"})
        undated = self._bill("F-UNDATED", date="2026-10-08")
        undated.invoice_date = False
        self.control.severity = "blocking"
        self.found = [self._value(record=grave)]
        self._check()
        expected = {
            ready: "post", posted: "done", grave: "mend", bare: "fill", undated: "fill",
        }  # fmt: skip
        for bill, step in expected.items():
            with self.subTest(bill=bill.ref):
                self.assertEqual(bill.ap_bill_step, step)
                found = moves.search(
                    [
                        ("id", "in", [b.id for b in expected]),
                        ("ap_bill_step", "=", step),
                    ]
                )
                same = {one.id for one, its in expected.items() if its == step}
                self.assertEqual(set(found.ids), same)

    def test_what_lacks_something_opens_and_is_not_posted(self):
        bare = self.env["account.move"].create({"move_type": "in_invoice"})
        action = self._as("accountant", bare).action_ap_bill_step()
        self.assertEqual((action["res_model"], action["res_id"]), (bare._name, bare.id))
        self.assertEqual(bare.state, "draft")

    def test_a_bill_is_positive_and_its_credit_note_is_not(self):
        bill = self._bill("F-OWED")
        credit = bill.copy({"move_type": "in_refund"})
        total = bill.amount_total
        self.assertGreater(total, 0)
        self.assertEqual(bill.ap_amount_total, total)
        self.assertEqual(bill.ap_amount_untaxed, bill.amount_untaxed)
        self.assertEqual(credit.ap_amount_total, -total)
