# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OCTOBER, OrderCase


@tagged("post_install", "-at_install")
class TestAccess(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._order().order_line
        cls.row = {
            "purchase_line_id": cls.line.id,
            "date": "2026-10-20",
            "quantity": 6,
        }

    def test_apprentice_reads_and_records(self):
        user = self._user("h3_apprentice", "ap_base.group_apprentice")
        result = self.env["ap.receipt"].with_user(user).record([self.row])
        self.assertEqual(result["created"], 1)
        rows = self.position.with_user(user).at_date(self.company.id, OCTOBER)
        found = {row["line_id"]: row["to_accrue"] for row in rows}
        self.assertEqual(found[self.line.id], 6.0)
        receipt = self.env["ap.receipt"].with_user(user).browse(result["ids"])
        self.assertEqual(receipt.user_id, user)

    def test_auditor_only_reads(self):
        user = self._user("h3_auditor", "ap_base.group_auditor")
        self.assertTrue(self.position.with_user(user).at_date(self.company.id, OCTOBER))
        log = self.env["ap.receipt"].with_user(user)
        with self.assertRaisesRegex(AccessError, "may only read"):
            log.record([self.row])
        receipt = self._receive(self.line, 1)
        self.assertEqual(receipt.with_user(user).quantity, 1)
        with self.assertRaises(AccessError):
            receipt.with_user(user).quantity = 2
        with self.assertRaises(AccessError):
            receipt.with_user(user).unlink()

    def test_others_do_not_read_the_position(self):
        user = self._user("h3_nobody")
        with self.assertRaises(AccessError):
            self.position.with_user(user).at_date(self.company.id, OCTOBER)

    def test_lines_of_another_company_never(self):
        other = self.setup_other_company()["company"]
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.partner_a.id,
                "company_id": other.id,
                "order_line": [
                    Command.create({"product_id": self.service.id, "product_qty": 1})
                ],
            }
        )
        order.button_confirm()
        order.date_approve = "2026-10-05 08:00:00"
        rows = self.position.at_date(self.company.id, OCTOBER)
        self.assertNotIn(order.order_line.id, [row["line_id"] for row in rows])
        asked = self.position.at_date(
            self.company.id, OCTOBER, line_ids=order.order_line.ids
        )
        self.assertFalse(asked)
        user = self._user("h3_one_company", "ap_base.group_apprentice")
        with self.assertRaisesRegex(AccessError, "not one of yours"):
            self.position.with_user(user).at_date(other.id, OCTOBER)
        with self.assertRaises(AccessError):
            self.env["ap.receipt"].with_user(user).record(
                [{**self.row, "purchase_line_id": order.order_line.id}]
            )
        receipt = self._receive(order.order_line, 1)
        self.assertFalse(
            self.env["ap.receipt"].with_user(user).search([("id", "=", receipt.id)])
        )
