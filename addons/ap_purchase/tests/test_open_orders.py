# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import Form, freeze_time, tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestOpenOrders(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls._order({}, {"price_unit": 101.0}, {}, {}, {}).order_line
        received, ahead, returned, waiting, done = cls.lines
        cls._receive(received, 10)
        cls._bill(ahead, 10)
        cls._receive(returned, 10)
        cls._bill(returned, 10)
        cls._receive(returned, -2, on="2026-10-28")
        cls._receive(done, 10)
        cls._bill(done, 10)

    def _shown(self):
        return self.env["ap.order.position.line"].search(
            [("purchase_line_id", "in", self.lines.ids)], order="purchase_line_id"
        )

    def test_the_list_at_a_date_is_found_by_axis(self):
        plan = self.env["account.analytic.plan"].create({"name": "Department"})
        account = self.env["account.analytic.account"].create(
            {"name": "Workshop", "plan_id": plan.id}
        )
        self.lines[0].analytic_distribution = {str(account.id): 100.0}
        self.env["ap.order.position.line"]._fill(self.company, "2026-10-31")
        found = self._shown().filtered_domain(
            [("analytic_distribution", "in", account.ids)]
        )
        self.assertEqual(found.purchase_line_id, self.lines[0])
        self.assertEqual(found.analytic_distribution, {str(account.id): 100.0})

    @freeze_time("2026-11-12 10:00:00")
    def test_list_at_the_end_of_last_month(self):
        action = self.env["ap.order.position.line"].action_open_last_month()
        self.assertEqual(action["res_model"], "ap.order.position.line")
        shown = self._shown()
        self.assertEqual(
            shown.mapped("next_step"),
            ["chase_bill", "enter_receipt", "ask_credit_note", "open_order"],
        )
        self.assertEqual(str(shown[0].date), "2026-10-31")
        self.assertEqual(shown[0].to_accrue_amount_company, 1000.0)
        self.assertEqual(shown[2].credit_due_amount_company, 200.0)
        self.assertEqual(shown[3].open_amount_company, 1000.0)
        self.assertEqual(shown[3].age_band, "0_30")
        self.assertEqual(shown.buyer_id, self.lines.order_id.user_id)
        self.assertEqual(shown.categ_id, self.lines.product_id.categ_id)

    def test_another_date_replaces_the_list(self):
        form = Form(self.env["ap.order.position.at"])
        form.date = "2026-10-10"
        form.save().action_open()
        self.assertEqual(set(self._shown().mapped("cause")), {"awaiting_delivery"})
        form = Form(self.env["ap.order.position.at"])
        form.date = "2026-12-31"
        form.with_complete = True
        form.save().action_open()
        self.assertEqual(len(self._shown()), 5)
        self.assertEqual(self._shown()[0].age_band, "61_90")

    def test_each_user_sees_the_own_list(self):
        user = self._user("h3_looker", "ap_base.group_auditor")
        self.env["ap.order.position.line"]._fill(self.company, "2026-10-31")
        mine = self.env["ap.order.position.line"].with_user(user)
        self.assertFalse(mine.search([]))
        mine._fill(self.company, "2026-10-10")
        self.assertTrue(mine.search([]))
        self.assertEqual(self._shown()[:1].date, self._day("2026-10-31"))

    def test_recommended_steps(self):
        self.env["ap.order.position.line"]._fill(self.company, "2026-10-31")
        received, ahead, returned, waiting = self._shown()
        chase = received.action_next_step()
        self.assertEqual(chase["res_model"], "mail.compose.message")
        self.assertIn(received.order_id.name, chase["context"]["default_body"])
        receipt = ahead.action_next_step()
        self.assertEqual(receipt["context"]["default_quantity"], 10)
        self.assertEqual(
            returned.action_next_step()["context"]["default_partner_ids"],
            self.partner_a.ids,
        )
        self.assertEqual(waiting.action_next_step()["res_model"], "purchase.order")
        reader = self._user("h3_reader", "ap_base.group_auditor")
        own = self.env["ap.order.position.line"].with_user(reader)
        own._fill(self.company, "2026-10-31")
        step = own.search([("purchase_line_id", "=", self.lines[0].id)])
        self.assertEqual(step.action_next_step()["res_model"], "purchase.order")
