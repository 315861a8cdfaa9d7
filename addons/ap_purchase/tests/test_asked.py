# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public methods of matching and of open orders, given what no client should give."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MatchCase

# What is no list of ids, and what is no id.
NO_IDS = ["12", "x", {"a": 1}, 1.5, True, None, [None], ["3"], [[1]], [-1], [0], [True]]
NO_ID = ["12", "x", {"a": 1}, 1.5, True, False, None, [1], -1, 0]


@tagged("post_install", "-at_install")
class TestAsked(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order({"product_id": cls.goods.id, "name": "Hinge"})
        cls._receive(cls.order.order_line, 10)
        cls.bill = cls._received_bill(
            cls.order, {"name": "Hinge", "quantity": 10, "price_unit": 110.0}
        )
        cls.match._match(cls.bill)
        cls.one = cls.match.search([("move_id", "=", cls.bill.id)])

    def assertRefused(self, values, act):
        """Each of them a sentence of ours, no traceback; the comparison stays."""
        before = self.one.line_ids.ids
        for value in values:
            with self.subTest(value=value):
                with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
                    act(value)
                self.assertTrue(str(refused.exception))
        self.assertEqual(self.one.line_ids.ids, before)

    def _others(self):
        """Ids of nothing, of another model, of another bill."""
        other = self._received_bill(
            self._order({"product_id": self.screw.id, "name": "Screw"}),
            {"name": "Screw", "quantity": 10, "price_unit": 100.0},
            number="F9",
        )
        match = self._matched(other)
        self.assertTrue(match.line_ids)
        return [[2**31 - 1], [self.company.id + 10**6], match.line_ids.ids]

    def test_links_are_taken_off_by_ids_of_this_bill_only(self):
        self.assertRefused(NO_IDS + self._others(), self.one.action_unlink_line)
        self.assertTrue(self.one.action_unlink_line(self.one.line_ids.ids))
        self.assertFalse(self.one.line_ids)

    def test_links_are_made_between_lines_that_exist(self):
        mine, ours = self.bill.invoice_line_ids.id, self.order.order_line.id
        self.assertRefused([*NO_ID, 2**31 - 1], lambda value: self.one.action_link(value, ours))
        self.assertRefused([*NO_ID, 2**31 - 1], lambda value: self.one.action_link(mine, value))
        self.assertRefused(
            ["2", {}, [2], True, float("nan"), float("inf"), 11],
            lambda value: self.one.action_link(mine, ours, value),
        )

    def test_differences_are_accepted_by_ids_of_this_bill_only(self):
        wrong = [one for one in NO_IDS if one is not None] + [[2**31 - 1]]
        self.assertRefused(wrong, lambda value: self.one.action_accept("Fine", value))
        for reason in (None, False, 5, "  ", ["Fine"]):
            self.assertRefused([reason], self.one.action_accept)
            self.assertRefused([reason], self.one.action_reject)
            self.assertRefused([reason], self.one.action_undo)

    def test_bills_are_compared_by_ids_of_bills(self):
        orders = self.order.ids
        self.assertRefused([*NO_IDS, [2**31 - 1]], self.match.match_bills)
        entry = self.env["account.move"].create({"move_type": "entry"})
        self.assertRefused([entry.ids], self.match.match_bills)
        self.assertEqual(len(self.match.match_bills(self.bill.id)), 1)
        self.assertTrue(orders)

    def test_no_comparison_or_several_are_no_one(self):
        gone = self.match.browse(2**31 - 1)
        for records in (self.match, gone):
            with self.assertRaises(UserError):
                records.action_unlink_line([1])
            with self.assertRaises(UserError):
                records.action_link(1, 1)

    def test_a_work_list_is_refreshed_for_a_company_that_exists(self):
        self.assertRefused([*NO_ID, 2**31 - 1], self.env["ap.open.order"].refresh)
