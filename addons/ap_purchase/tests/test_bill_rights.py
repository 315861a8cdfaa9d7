# SPDX-License-Identifier: AGPL-3.0-or-later
"""A buyer reads bills and makes them from orders; the desk edits them."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ap_base.tests.common import ApCommon


@tagged("post_install", "-at_install")
class TestBillRights(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(
            cls.env,
            login="ap_buyer",
            groups="base.group_user,purchase.group_purchase_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.bill = cls._bill("F-1")
        cls._made_before(cls.bill)

    @classmethod
    def _made_before(cls, bill):
        """As if the bill had been made in an earlier transaction."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE account_move SET create_date = %s WHERE id = %s",
            [cls.env.cr.now() - timedelta(hours=1), bill.id],
        )
        cls.env.invalidate_all()

    def test_a_buyer_reads_bills_and_edits_none(self):
        bill = self.bill.with_user(self.buyer)
        self.assertEqual(bill.ref, "F-1")
        self.assertTrue(bill.has_access("read"))
        self.assertFalse(bill.has_access("write"))
        for change in (
            lambda: bill.write({"ref": "F-2"}),
            lambda: bill.write({"partner_bank_id": False}),
            lambda: bill.invoice_line_ids.write({"price_unit": 1}),
            lambda: bill.unlink(),
        ):
            with self.assertRaisesRegex(AccessError, "by the desk and by accounting"):
                change()
        bill.message_post(body="The quantity is wrong")

    def test_where_the_company_wants_it_buyers_edit_drafts_as_in_odoo(self):
        self.company.ap_bills_by_desk = False
        bill = self.bill.with_user(self.buyer)
        bill.write({"ref": "F-2"})
        self.assertEqual(self.bill.ref, "F-2")
        self.bill.action_post()
        with self.assertRaises(AccessError):  # what is posted is not theirs
            bill.write({"ref": "F-3"})

    def test_the_desk_and_accounting_edit_bills(self):
        billing = new_test_user(
            self.env, login="ap_billing", groups="account.group_account_invoice",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        for user in (self.users["accountant"], billing):
            self.bill.with_user(user).write({"ref": f"F-{user.login}"})
        entry = self.env["account.move"].create({"move_type": "entry"})
        self.assertNotIn("ap_buyer", entry.mapped("create_uid.login"))

    def test_a_buyer_still_makes_the_bill_of_an_order(self):
        order = (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.partner_a.id,
                    "order_line": [
                        Command.create(
                            {
                                "name": "Scales",
                                "product_id": self.product_a.id,
                                "product_qty": 2,
                                "price_unit": 50,
                            }
                        )
                    ],
                }
            )
        )
        self.product_a.purchase_method = "purchase"
        order.button_confirm()
        order.action_create_invoice()
        bill = order.invoice_ids
        self.assertEqual(bill.amount_untaxed, 100)
        self._made_before(bill)
        with self.assertRaises(AccessError):
            bill.write({"ref": "mine"})
