# SPDX-License-Identifier: AGPL-3.0-or-later
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestReceipts(OrderCase):
    def _log(self, lines):
        receipts = lines.ap_receipt_ids.sorted("id")
        return [(str(r.date), r.quantity, r.origin) for r in receipts]

    def test_log_sets_the_received_quantity(self):
        line = self._order().order_line
        receipt = self._receive(line, 6)
        self._receive(line, -1, on="2026-10-22")
        self.assertEqual(line.qty_received, 5)
        self.assertEqual(line.qty_to_invoice, 5)
        receipt.quantity = 4
        self.assertEqual(line.qty_received, 3)
        receipt.unlink()
        self.assertEqual(line.qty_received, -1)
        self.assertIn("Receipt deleted", str(line.order_id.message_ids.mapped("body")))

    @freeze_time("2026-10-31 23:30:00")
    def test_written_quantity_is_logged_on_the_companys_day(self):
        """23:30 UTC is the next day in Paris; another day can be given."""
        lines = self._order({}, {}, on="2026-10-05 08:00:00").order_line
        lines.write({"qty_received": 4})
        lines[0].with_context(ap_receipt_date="2026-10-15").qty_received = 9
        lines[1].qty_received_manual = 3
        self.assertEqual(
            self._log(lines[0]),
            [("2026-11-01", 4.0, "field"), ("2026-10-15", 5.0, "field")],
        )
        self.assertEqual(
            self._log(lines[1]),
            [("2026-11-01", 4.0, "field"), ("2026-11-01", -1.0, "field")],
        )
        self.assertEqual(lines[1].qty_received, 3)

    def test_log_sums_to_what_is_received_whatever_the_way_in(self):
        order = self._order({"qty_received": 2}, {"qty_received_manual": 3})
        with Form(order) as form, form.order_line.edit(0) as line:
            line.qty_received = 7
        self._receive(order.order_line[1], 1.5)
        order.order_line[1].qty_received = 0
        for line in order.order_line:
            logged = sum(line.ap_receipt_ids.mapped("quantity"))
            self.assertEqual(logged, line.qty_received)
        self.assertEqual(order.order_line.mapped("qty_received"), [7, 0])

    def test_copied_order_has_received_nothing(self):
        order = self._order()
        self._receive(order.order_line, 6)
        copy = order.copy()
        self.assertEqual(
            sum(copy.order_line.ap_receipt_ids.mapped("quantity")),
            sum(copy.order_line.mapped("qty_received")),
        )

    def test_logging_costs_the_same_queries_for_many_lines(self):
        few = self._order(*[{}] * 5).order_line
        many = self._order(*[{}] * 50).order_line
        counts = []
        for lines in (few, many):
            rows = [
                {"purchase_line_id": i, "date": "2026-10-20", "quantity": 1}
                for i in lines.ids
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.env["ap.receipt"].record(rows)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_record_counts_a_reference_once(self):
        line = self._order().order_line
        rows = [
            {
                "purchase_line_id": line.id,
                "date": "2026-10-20",
                "quantity": 4,
                "external_id": "SF-1",
            },
            {"purchase_line_id": line.id, "date": "2026-10-21", "quantity": 1},
        ]
        Receipt = self.env["ap.receipt"]
        first = Receipt.record(rows)
        self.assertEqual((first["created"], first["same"]), (2, 0))
        again = Receipt.record(rows[:1] * 2)
        self.assertEqual(again, {"ids": first["ids"][:1] * 2, "created": 0, "same": 2})
        self.assertEqual(line.qty_received, 5)
        with self.assertRaisesRegex(UserError, "Row 1: receipt SF-1 is already"):
            Receipt.record([{**rows[0], "quantity": 5}])

    def test_record_says_what_is_wrong_and_where(self):
        line = self._order().order_line
        good = {"purchase_line_id": line.id, "date": "2026-10-20", "quantity": 1}
        table = [
            ({"purchase_line_id": 0}, "Row 2: there is no order line 0"),
            ({"date": "20/10/2026"}, "Row 2: 20/10/2026 is no date"),
            ({"date": False}, "Row 2: False is no date"),
            ({"quantity": "many"}, "Row 2: the quantity is many"),
            ({"quantity": 0}, "Row 2: the quantity is 0"),
            ({"qty": 1}, "Row 2: unknown column qty"),
        ]
        for change, message in table:
            with self.subTest(change), self.assertRaisesRegex(UserError, message):
                self.env["ap.receipt"].record([good, {**good, **change}])

    def test_only_lines_that_are_received_by_hand(self):
        order = self._order()
        order.order_line = [
            Command.create({"display_type": "line_note", "name": "N", "product_qty": 0})
        ]
        note = order.order_line.filtered("display_type")
        with self.assertRaises(ValidationError):
            self._receive(note, 1)

    @freeze_time("2026-11-28 10:00:00")
    def test_a_service_that_is_over_is_received_on_its_last_day(self):
        """A service of August, recorded in November, is a cost of August."""
        dates = {"service_start_date": "2026-08-01", "service_end_date": "2026-08-31"}
        running = {"service_start_date": "2026-08-01", "service_end_date": "2026-12-31"}
        over, other, plain, field, locked = self._order(
            dates, running, {}, dates, {**dates, "service_end_date": "2026-05-31",
                                        "service_start_date": "2026-05-01"},
        ).order_line  # fmt: skip
        context = over.action_ap_record_receipt()["context"]
        self.assertEqual(str(context["default_date"]), "2026-08-31")
        self.company.purchase_lock_date = "2026-06-30"
        (over | other | plain | locked).action_ap_receive_all()
        field.qty_received = 4
        self.assertEqual(
            [self._log(line)[0][0] for line in (over, other, plain, field, locked)],
            ["2026-08-31", "2026-11-28", "2026-11-28", "2026-08-31", "2026-11-28"],
        )

    def test_receive_all_that_waits(self):
        lines = self._order({}, {"product_qty": 3}).order_line
        self._receive(lines[0], 4)
        waiting = self.env["purchase.order.line"].search(
            [("ap_to_receive", "=", True), ("id", "in", lines.ids)]
        )
        self.assertEqual(waiting, lines)
        waiting.action_ap_receive_all()
        self.assertEqual(lines.mapped("qty_received"), [10, 3])
        self.assertFalse(waiting.filtered("ap_to_receive"))
        self.assertFalse(
            self.env["purchase.order.line"].search(
                [("ap_to_receive", "=", True), ("id", "in", lines.ids)]
            )
        )

    @freeze_time("2026-11-28 10:00:00")
    def test_a_receipt_of_an_august_service_is_not_dated_today(self):
        """Over: its last day. Under way: today. Planned for August, without dates: nobody
        knows, the person gives it."""
        days = [("2026-08-01", "2026-08-31"), ("2026-11-01", "2026-12-31"), (False, False)]
        lines = self._order(
            *[{"service_start_date": a, "service_end_date": b} for a, b in days], {}
        ).order_line
        lines[2].date_planned = "2026-08-20 10:00:00"
        lines[3].date_planned = "2026-11-20 10:00:00"
        proposed = [
            line.action_ap_record_receipt()["context"]["default_date"] for line in lines
        ]
        today = self._day("2026-11-28")
        self.assertEqual(proposed, [self._day("2026-08-31"), today, False, today])
        lines[:2].action_ap_receive_all()
        self.assertEqual(
            lines.ap_receipt_ids.sorted("id").mapped("date"), [proposed[0], today]
        )
        lines[0].qty_received = 12
        self.assertEqual(lines[0].ap_receipt_ids.mapped("date"), [proposed[0]] * 2)

    def test_elapsed_service_needs_its_dates(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._order({"service_mode": "elapsed"})

    def test_bill_line_takes_the_service_dates(self):
        order = self._order(
            {"service_start_date": "2026-10-01", "service_end_date": "2026-12-31"}
        )
        values = order.order_line._prepare_account_move_line()
        if "deferred_start_date" in self.env["account.move.line"]._fields:
            self.assertEqual(str(values["deferred_start_date"]), "2026-10-01")
            self.assertEqual(str(values["deferred_end_date"]), "2026-12-31")
        else:
            self.assertNotIn("deferred_start_date", values)
