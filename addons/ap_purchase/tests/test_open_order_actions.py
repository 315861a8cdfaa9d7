# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import OrderCase

NOW = "2026-11-12 10:00:00"
TODAY = "2026-11-12"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOpenOrderActions(OrderCase):
    """What people do with open orders, who may, and what it does to accruals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.env["ap.open.order"]
        cls.partner_a.email = "supplier@example.com"
        cls.apprentice = cls._user("h8_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("h8_accountant", "ap_base.group_accountant")
        cls.auditor = cls._user("h8_auditor", "ap_base.group_auditor")
        cls.buyer = cls._user("h8_buyer", "purchase.group_purchase_user")
        cls.buyer.email = "buyer@example.com"

    def _open(self, *lines, **values):
        """Order the lines, refresh, and return their open orders."""
        values.setdefault("user_id", self.buyer.id)
        order = self._order(*lines, **values)
        return self._refreshed(order.order_line)

    def _refreshed(self, lines):
        self.list.refresh(self.company.id)
        return self.list.with_context(active_test=False).search(
            [("purchase_line_id", "in", lines.ids)], order="purchase_line_id"
        )

    # -- decisions ---------------------------------------------------------------------

    def test_a_decision_survives_what_the_position_says(self):
        record = self._open()
        self.assertEqual(record.owner_id, self.buyer)
        mine = record.with_user(self.accountant)
        mine.write(
            {
                "cause_override": "remainder_to_cancel",
                "owner_id": self.accountant.id,
                "note": "The supplier is closing down",
                "date_due": "2026-11-30",
            }
        )
        self.assertEqual(record.action, "close_remainder")
        self._receive(record.purchase_line_id, 4)
        self._refreshed(record.purchase_line_id)
        self.assertEqual(record.received, 4)
        self.assertEqual(record.cause_found, "received_not_billed")
        self.assertEqual(record.cause, "remainder_to_cancel")
        self.assertEqual(record.action, "close_remainder")
        self.assertEqual(record.owner_id, self.accountant)
        self.assertEqual(record.note, "The supplier is closing down")
        self.assertEqual(str(record.date_due), "2026-11-30")
        mine.write({"cause_override": False, "owner_id": False})
        self.assertEqual(record.cause, "received_not_billed")
        self.assertEqual(record.action, "chase_bill")
        self.assertEqual(record.owner_id, self.buyer)

    def test_a_line_in_order_leaves_the_list_and_comes_back_as_decided(self):
        record = self._open()
        record.with_user(self.accountant).note = "Watch this one"
        line = record.purchase_line_id
        receipt = self._receive(line, 10)
        self._bill(line, 10)
        self.assertFalse(self._refreshed(line).active)
        self.assertEqual((record.cause, record.at_stake), ("complete", 0.0))
        receipt.unlink()
        self._refreshed(line)
        self.assertTrue(record.active)
        self.assertEqual(record.note, "Watch this one")

    def test_nobody_writes_figures_and_apprentices_decide_nothing(self):
        record = self._open()
        with self.assertRaisesRegex(AccessError, "yours to decide"):
            record.with_user(self.accountant).write({"open_amount": 1.0})
        for user in (self.apprentice, self.auditor, self.buyer):
            with self.assertRaises(AccessError):
                record.with_user(user).note = "Mine"
        with self.assertRaises(AccessError):
            self.list.with_user(self.accountant).create({"label": "Made up"})

    # -- close and open again ----------------------------------------------------------

    def _awaited(self, line, day):
        [row] = self._at(line, day)
        return row["open"], row["to_accrue"], row["open_amount"], row["cause"]

    def test_a_closed_remainder_is_nothing_from_its_day_and_as_ever_before(self):
        record = self._open()
        line = record.purchase_line_id
        self._receive(line, 6)
        self._bill(line, 5)
        before = self._awaited(line, "2026-10-31")
        self.assertEqual(before, (4.0, 1.0, 400.0, "received_not_billed"))
        done = record.with_user(self.accountant).close("2026-11-05", "No stock left")
        self.assertEqual(done, {"lines": 1})
        self.assertEqual(self._awaited(line, "2026-10-31"), before)
        self.assertEqual(self._awaited(line, "2026-11-04"), before)
        self.assertEqual(self._awaited(line, "2026-11-05"), (0.0, 0.0, 0.0, "closed"))
        self.assertEqual((record.cause, record.action), ("closed", "none"))
        self.assertEqual(str(record.closed_on), "2026-11-05")
        self.assertIn("No stock left", str(line.order_id.message_ids.mapped("body")))
        record.with_user(self.accountant).reopen("2026-11-10", "They found some")
        self.assertEqual(self._awaited(line, "2026-11-09")[3], "closed")
        self.assertEqual(self._awaited(line, "2026-11-10"), before)
        self.assertEqual(record.cause, "received_not_billed")
        record.close("2026-11-12", "Not any more")
        self.assertEqual(self._awaited(line, "2026-11-11"), before)
        self.assertEqual(self._awaited(line, "2026-11-12")[3], "closed")

    def test_what_comes_after_the_closing_counts(self):
        record = self._open()
        line = record.purchase_line_id
        record.close("2026-10-10", "Gone")
        self._receive(line, 4, on="2026-10-20")
        self.assertEqual(self._awaited(line, "2026-10-15")[:2], (0.0, 0.0))
        self.assertEqual(self._awaited(line, "2026-10-20")[:2], (6.0, 4.0))

    def test_billed_too_much_stays_too_much_when_closed(self):
        record = self._open()
        line = record.purchase_line_id
        self._receive(line, 4)
        self._bill(line, 10)
        record.close("2026-11-01", "Gone")
        [row] = self._at(line, TODAY)
        self.assertEqual((row["over_billed"], row["cause"]), (6.0, "over_billed"))

    def test_closing_asks_for_a_role_a_day_and_a_reason(self):
        record = self._open()
        for user in (self.apprentice, self.buyer):
            with self.assertRaisesRegex(AccessError, "by accountants"):
                record.with_user(user).close(TODAY, "Why not")
            with self.assertRaisesRegex(AccessError, "by accountants"):
                record.with_user(user).action_close()
        with self.assertRaisesRegex(UserError, "Say why"):
            record.close(TODAY, "  ")
        with self.assertRaisesRegex(UserError, "is no date"):
            record.close("soon", "Gone")
        record.close(TODAY, "Gone")
        with self.assertRaisesRegex(UserError, "closed already"):
            record.close(TODAY, "Gone")
        with self.assertRaisesRegex(UserError, "that day or later"):
            record.reopen("2026-11-01", "Back")

    def test_what_locked_books_were_made_of_is_not_changed(self):
        record = self._open()
        self.company.fiscalyear_lock_date = "2026-10-31"
        with self.assertRaisesRegex(UserError, "locked until 2026-10-31"):
            record.close("2026-10-31", "Gone")
        record.close("2026-11-01", "Gone")

    # -- suppliers, receivers, services ------------------------------------------------

    def test_one_mail_per_supplier_in_its_language_with_its_lines(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner_a.lang = "fr_FR"
        first = self._open({"name": "Pump"}, {"name": "Valve"})
        second = self._open({"name": "Pipe"}, partner_id=self.partner_b.id)
        third = self._open({"name": "Tank"})
        for record in first | second | third:
            self._receive(record.purchase_line_id, 10)
        chosen = first | second | third
        self.partner_b.email = False
        before = self.env["mail.mail"].search([])
        done = chosen.with_user(self.apprentice).chase()
        self.assertEqual((done["mails"], done["lines"]), (1, 3))
        self.assertEqual(done["without_email"], [self.partner_b.display_name])
        [mail] = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.partner_a)
        for text in ("Pump", "Valve", "Tank", first[0].order_id.name):
            self.assertIn(text, mail.body_html)
        self.assertNotIn("Pipe", mail.body_html)
        self.assertEqual(first.mapped("chase_count"), [1, 1])
        self.assertEqual(str(first[0].chased_on), TODAY)
        self.assertFalse(second.chased_on)
        self.assertIn("Pump", str(first.order_id.message_ids.mapped("body")))
        with self.assertRaises(AccessError):
            chosen.with_user(self.auditor).chase()
        with self.assertRaisesRegex(UserError, "is to be asked of a supplier"):
            self._open().chase()

    def test_the_receiver_is_asked_once_per_order(self):
        records = self._open({"name": "Pump"}, {"name": "Valve"})
        records.with_user(self.apprentice).ask_receipt()
        records.with_user(self.apprentice).ask_receipt()
        activity = records.order_id.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.buyer)
        self.assertIn("Valve", activity.note)

    def test_service_done_is_what_was_billed_else_the_rest(self):
        billed, rest = self._open({}, {"price_unit": 101.0})
        self._bill(billed.purchase_line_id, 4)
        both = billed | rest
        self.list.refresh(self.company.id)
        self.assertEqual(billed.cause, "service_without_receipt")
        both.with_user(self.apprentice).record_service("2026-11-02")
        self.assertEqual(both.mapped("received"), [4.0, 10.0])
        self.assertEqual(billed.cause, "awaiting_delivery")
        receipts = both.purchase_line_id.ap_receipt_ids
        self.assertEqual({str(receipt.date) for receipt in receipts}, {"2026-11-02"})
        self.assertEqual(receipts.user_id, self.apprentice)

    def test_each_cause_leads_to_its_step(self):
        record = self._open()
        action = record.action_chase()
        form = Form(self.env["ap.open.order.act"].with_context(**action["context"]))
        self.assertIn("suppliers: 0", form.summary)
        action = record.action_close()
        form = Form(self.env["ap.open.order.act"].with_context(**action["context"]))
        self.assertIn("1,000.00", form.summary)
        form.reason = "Gone"
        form.save().action_apply()
        self.assertEqual(record.cause, "closed")
        self.assertEqual(record.action_next_step()["res_model"], "purchase.order")

    def test_the_weekly_mail_goes_to_the_owner(self):
        record = self._open({"name": "Pump"}, on="2026-10-05 08:00:00")
        self._receive(record.purchase_line_id, 10)
        self.list.refresh(self.company.id)
        before = self.env["mail.mail"].search([])
        self.assertEqual(self.list._send_digests(self.company), 1)
        [mail] = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.buyer.partner_id)
        self.assertIn("Pump", mail.body_html)
        self.assertIn("Received, not billed", mail.body_html)

    # -- companies, numbers ------------------------------------------------------------

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
        self.list.refresh(other.id)
        mine = self.list.with_user(self.accountant)
        self.assertFalse(mine.search([("company_id", "=", other.id)]))
        record = self.list.search([("order_id", "=", order.id)])
        self.assertEqual(len(record), 1)
        for method in (mine.browse(record.id).chase, mine.browse(record.id).close):
            with self.assertRaises(AccessError):
                method()
        with self.assertRaisesRegex(AccessError, "not one of yours"):
            mine.refresh(other.id)
        self.list.refresh(self.company.id)
        self.assertTrue(record.exists().active)
        self.assertFalse(
            self.env["ap.commitment"]
            .with_user(self.accountant)
            .search([("order_id", "=", order.id)])
        )

    def test_queries_do_not_grow_with_lines(self):
        counts = []
        for number in (5, 50):
            self._order(*[{} for _index in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.list._refresh(self.company)
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
