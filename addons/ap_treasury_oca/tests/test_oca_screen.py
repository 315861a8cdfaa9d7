# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reconciliation screen of OCA opens with our proposal and books nothing by itself."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.ap_treasury.tests.common import MatchingCommon


@tagged("post_install", "-at_install")
class TestOcaScreen(MatchingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The module skips its automatic step under test unless it is asked for.
        cls.bank_lines = cls.bank_lines.with_context(_test_account_reconcile_oca=True)

    def _shown(self, line):
        """What the screen shows beside the bank's own row: (account, amount, item)."""
        line.invalidate_recordset()
        return [
            (row["account_id"][0], row["amount"], row["id"])
            for row in line.reconcile_data_info["data"]
            if row["kind"] != "liquidity"
        ]

    def _payable(self, bill):
        return bill.line_ids.filtered(lambda one: one.account_type == "liability_payable")

    def test_ten_euros_do_not_pay_a_bill_of_two_hundred_and_fifty(self):
        bill = self._invoice(250.0, "F2025-0002")
        line = self._line(-10.0, "0002")
        self.assertEqual((bill.amount_residual, line.is_reconciled), (250.0, False))
        self.assertFalse(line.partner_id)
        items = [item for _account, _amount, item in self._shown(line)]
        self.assertNotIn(self._payable(bill).id, items)

    def test_the_screen_opens_with_our_proposal_and_books_it_by_our_engine(self):
        bill = self._invoice(1437.82, "FA-2026-0117")
        line = self._line(-1437.82, "VIR SEPA NORDVIK ACCESS FA-2026-0117")
        _found, match = self._match(line)
        item = self._payable(bill)
        self.assertEqual(self._shown(line), [(item.account_id.id, 1437.82, item.id)])
        self.assertTrue(line.reconcile_data_info["can_reconcile"])
        line.reconcile_bank_line()
        self.assertEqual((bill.payment_state, match.state), ("paid", "done"))
        self.assertEqual(match.part_ids.item_id, item)
        line.unreconcile_bank_line()
        self.assertEqual(bill.amount_residual, 1437.82)
        self.assertFalse(line.is_reconciled)

    def test_the_queue_opens_the_screen_on_its_line(self):
        line = self._line(-14.5, "FRAIS TENUE DE COMPTE")
        _found, match = self._match(line)
        action = match.action_by_hand()
        self.assertEqual(self.bank_lines.search(action["domain"]), line)

    def test_a_bill_and_its_credit_note_fill_in_both_rows(self):
        """-90.00 pays 100.00 less 10.00."""
        bill = self._invoice(100.0, "FA-2026-0401")
        credit = self._invoice(-10.0, "AV-2026-0402")
        line = self._line(-90.0, "VIR NORDVIK ACCESS FA-2026-0401 AV-2026-0402")
        self._match(line)
        account = self._payable(bill).account_id.id
        self.assertEqual(
            sorted(self._shown(line)),
            sorted(
                [
                    (account, 100.0, self._payable(bill).id),
                    (account, -10.0, self._payable(credit).id),
                ]
            ),
        )

    def test_changed_by_hand_it_is_booked_as_the_module_does_and_our_queue_follows(self):
        bill = self._invoice(60.0, "FA-2026-0501")
        line = self._line(-60.0, "VIR NORDVIK ACCESS FA-2026-0501")
        _found, match = self._match(line)
        self._shown(line)
        data = line.reconcile_data_info
        for row in data["data"]:
            if row["kind"] == "other":
                row.update(id=False, account_id=[self.expense.id, "Expense"], name="By hand")
                row.pop("counterpart_line_ids", None)
        line.reconcile_data_info = data
        line.reconcile_bank_line()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(bill.amount_residual, 60.0)
        self.assertFalse(match.exists().filtered(lambda one: one.state != "done"))

    def test_who_has_no_role_of_ours_sees_the_proposal_and_books_as_odoo_lets_him(self):
        bill = self._invoice(81.0, "FA-2026-0701")
        line = self._line(-81.0, "VIR NORDVIK ACCESS FA-2026-0701")
        _found, match = self._match(line)
        stock = self._user("oca_stock", "account.group_account_invoice")
        theirs = line.with_user(stock)
        self.assertEqual([row[2] for row in self._shown(theirs)], [self._payable(bill).id])
        with self.assertRaises(AccessError):  # Odoo's own right: he writes no bank line
            theirs.reconcile_bank_line()
        basic = self._user("oca_basic", "account.group_account_basic")
        line.with_user(basic).reconcile_bank_line()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(bill.amount_residual, 0.0)
        self.assertFalse(match.exists().filtered(lambda one: one.state != "done"))

    def test_an_apprentice_books_nothing_by_this_screen_either(self):
        self._invoice(75.0, "FA-2026-0601")
        line = self._line(-75.0, "VIR NORDVIK ACCESS FA-2026-0601")
        self._match(line)
        self._shown(line)
        apprentice = self._user("oca_apprentice", "ap_base.group_apprentice")
        as_apprentice = line.with_user(apprentice)
        for act in (as_apprentice.reconcile_bank_line, as_apprentice.unreconcile_bank_line):
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(line.is_reconciled)
