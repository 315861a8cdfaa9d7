# SPDX-License-Identifier: AGPL-3.0-or-later
"""The next step of each bill, as shown and as searched."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ControlCommon


@tagged("post_install", "-at_install")
class TestBillQueue(ControlCommon):
    def _found_by(self, code, found, **values):
        """Return a new control of that name, which has found that."""
        control = self.control.copy({"code": code, "name": code, **values})
        find = patch.object(
            type(control), f"_find_{code}", lambda *_args: found, create=True
        )
        with find:
            self.env["ap.control"].check(self.company.id, [code])
        return control

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

    def test_what_holds_the_payment_is_told_first_then_the_biggest(self):
        """A mention of a bill of 20,000.00 does not hide 2,200.00 billed too much."""
        bill = self._bill("F-1", 20000.0)
        self.found = [
            self._value(20000.0, bill, key="a"),
            self._value(300.0, bill, key="b"),
        ]
        self._check()
        held = [self._value(2200.0, bill)]
        other = self._found_by("holds", held, hold_payment=True)
        findings = self.env["ap.finding"].search(bill._ap_finding_domain())
        self.assertEqual(findings.mapped("amount"), [2200.0, 20000.0, 300.0])
        self.assertEqual(findings.mapped("holding"), [True, False, False])
        first = bill.ap_finding_first
        self.assertTrue(first.startswith("Amount 2200.0"))
        self.assertTrue(first.endswith("– and 2 others"))
        other.hold_payment = False
        self.assertEqual(findings.mapped("holding"), [False] * 3)

    def test_posting_is_asked_for_where_the_payment_would_wait(self):
        """From the screen only: programs post as they always did."""
        bill, fine = self._bill("F-1"), self._bill("F-2", 20.0, date="2026-10-07")
        self.control.hold_payment = True
        self.found = [self._value(2200.0, bill)]
        self._check()
        both = self._as("accountant", bill | fine)
        action = both.with_context(ap_ask_first=True).action_post()
        self.assertEqual(action["res_model"], "ap.post.ask")
        self.assertEqual((bill.state, fine.state), ("draft", "draft"))
        wizard = self._as(
            "accountant", self.env["ap.post.ask"].browse(action["res_id"])
        )
        self.assertIn("F-1: Amount 2200.0", wizard.findings)
        wizard.action_post()
        self.assertEqual((bill.state, fine.state), ("posted", "posted"))
        self.assertTrue(bill.ap_payment_hold)
        free = self._bill("F-3", 30.0, date="2026-10-08")
        self._as("accountant", free).with_context(ap_ask_first=True).action_post()
        self.assertEqual(free.state, "posted")

    def test_the_queue_shows_what_blocks_then_what_holds_then_the_biggest(self):
        plain = self._bill("F-1", 9000.0)
        small = self._bill("F-2", 100.0, date="2026-10-07")
        large = self._bill("F-3", 5000.0, date="2026-10-08")
        held = self._bill("F-4", 50.0, date="2026-10-09")
        grave = self._bill("F-5", 10.0, date="2026-10-12")
        self.found = [self._value(1.0, one) for one in (small, large)]
        self._check()
        self._found_by("holds", [self._value(1.0, held)], hold_payment=True)
        self._found_by("blocks", [self._value(1.0, grave)], severity="blocking")
        bills = plain | small | large | held | grave
        order = "ap_bill_rank desc, amount_total_signed, id"
        queue = bills.search([("id", "in", bills.ids)], order=order)
        self.assertEqual(queue.mapped("ref"), ["F-5", "F-4", "F-3", "F-2", "F-1"])
        self.assertEqual(queue.mapped("ap_bill_rank"), [12, 11, 8, 8, 0])
