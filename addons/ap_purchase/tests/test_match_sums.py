# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill that is one sum for some pieces of an order: what counts is what it pays for."""

import runpy

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import OCTOBER, MatchCase


@tagged("post_install", "-at_install")
class TestMatchSums(MatchCase):
    """Three months at 1,350.00, the first billed; then one line of 2,700.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        months = cls._product("Cleaning, month", purchase_method="purchase")
        cls.order = cls._order(
            {"product_id": months.id, "name": "Cleaning, month", "product_qty": 3, "price_unit": 1350.0}
        )
        cls.line = cls.order.order_line
        cls._bill(cls.line, 1)

    def _sum(self, reference):
        return self._received_bill(
            reference, {"name": "NE-0981, total at 20 %", "quantity": 1, "price_unit": 2700.0}
        )

    def _look_again(self, bill):
        """As at the end of a request, when the queue of changes is looked at."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        bill.invalidate_recordset()

    def _assert_counted(self, bill):
        match = bill.ap_match_ids
        self.assertRecordValues(
            match.line_ids, [{"purchase_line_id": self.line.id, "order_quantity": 2.0, "shared": True}]
        )
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, self.line)
        self.assertEqual((self.line.qty_invoiced, self.order.invoice_status), (3.0, "invoiced"))

    def test_the_order_is_named(self):
        """Matched, and matched still once it is posted and everything is compared again."""
        bill = self._sum(self.order)
        self.assertEqual((self._matched(bill).state, bill.ap_match_ids.action), ("matched", "post"))
        self._assert_counted(bill)
        bill.action_post()
        self._look_again(bill)
        self.assertEqual((bill.ap_match_ids.state, bill.ap_payment_hold), ("matched", False))
        self._assert_counted(bill)
        bill.ap_match_ids.sudo()._match(bill)
        self.assertEqual(bill.ap_match_ids.state, "matched")
        [row] = self.position.at_date(self.company.id, OCTOBER, line_ids=self.line.ids)
        self.assertEqual(row["billed"], 3.0)

    def test_a_person_confirms_it(self):
        bill = self._sum(self.order.browse())
        match = self._matched(bill)
        self.assertEqual(match.state, "suggested")
        match.action_confirm()
        self.assertEqual(match.state, "matched")
        bill.action_post()
        self._look_again(bill)
        self.assertEqual((match.state, bill.ap_payment_hold), ("matched", False))
        self._assert_counted(bill)

    def test_back_to_draft_and_cancelled_it_counts_no_more(self):
        bill = self._sum(self.order)
        self._matched(bill)
        bill.action_post()
        bill.button_draft()
        bill.button_cancel()
        self._look_again(bill)
        self.assertEqual((self.line.qty_invoiced, self.order.invoice_status), (1.0, "to invoice"))

    def test_links_stored_before_are_mended(self):
        bill = self._sum(self.order)
        self._matched(bill)
        link = bill.ap_match_ids.line_ids
        link.sudo().shared = False
        self.line.sudo()._compute_qty_invoiced()
        self.assertEqual(self.line.qty_invoiced, 2.0)
        self.env.flush_all()
        path = file_path("ap_purchase/migrations/19.0.1.4.0/post-sums.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        self._assert_counted(bill)
