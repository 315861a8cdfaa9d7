# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.tests import freeze_time, tagged

from ..models.open_order.labels import ACTIONS, CAUSES
from ..rules import open_order
from .common import OrderCase

NOW = "2026-11-12 10:00:00"
TODAY = "2026-11-12"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOpenOrderCauses(OrderCase):
    """Each line in difference has one cause, one action, and the facts behind them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ap_orders_sent_here = True
        cls.goods = cls._product("Paper", type="consu")
        cls.service.uom_ids = [Command.link(cls.dozen.id)]
        cls.list = cls.env["ap.open.order"]

    def _line(self, *others, sent=TODAY, planned="2026-12-01", **line):
        line.setdefault("date_planned", f"{planned} 10:00:00")
        order = self._order({**line}, *others)
        order.ap_date_sent = sent
        return order.order_line[0]

    def _record(self, line):
        return self.list.with_context(active_test=False).search(
            [("purchase_line_id", "=", line.id)]
        )

    def _received(self, line, received, billed=0, on="2026-10-20", price=100.0):
        """Receive a quantity of the line and bill one."""
        self._receive(line, received, on=on)
        if billed:
            self._bill(line, billed, with_line={"price_unit": price})
        return line

    def _stale(self, ordered, received):
        """Order in June; in August something came, and nothing since."""
        line = self._line(product_qty=ordered, planned="2026-07-01")
        line.order_id.date_approve = "2026-06-05 08:00:00"
        return self._received(line, received, received, on="2026-08-01")

    def _scenarios(self):
        """Return one order line for each cause."""
        lines = {
            "awaiting_delivery": self._line(),
            "late_delivery": self._line(planned="2026-11-01", product_id=self.goods.id),
            "never_sent": self._line(sent=False),
            "service_without_receipt": self._line(planned="2026-11-01"),
            "received_not_billed": self._received(self._line(), 10),
            "billed_not_received": self._received(self._line(), 2, 6),
            "over_billed": self._received(self._line(), 10, 12),
            "returned_after_bill": self._received(self._line(), 10, 10),
            "price_gap": self._received(self._line(), 10, 10, price=104.0),
            "partial_stale": self._stale(10, 6),
            "remainder_to_cancel": self._stale(100, 98),
            "unit_mismatch": self._received(self._line(product_qty=24), 24, 2),
            "wrong_line_billed": self._received(self._line({}), 10),
            "closed": self._received(self._line(), 6, 6),
            "complete": self._received(self._line(), 10, 10),
        }
        self._receive(lines["returned_after_bill"], -2, on="2026-10-28")
        self._bill(lines["wrong_line_billed"].order_id.order_line[1], 10)
        closures = self.env["ap.order.closure"]
        closures.close(lines["closed"], self._day("2026-11-01"), "No more")
        return lines

    def test_table_of_scenarios(self):
        lines = self._scenarios()
        self.assertEqual(set(lines), set(open_order.CAUSES))
        result = self.list.refresh(self.company.id)
        self.assertEqual(result["date"], TODAY)
        self.assertFalse(self._record(lines["complete"]))
        for cause in set(lines) - {"complete"}:
            record = self._record(lines[cause])
            with self.subTest(cause):
                self.assertEqual(record.cause, cause)
                self.assertEqual(record.action, open_order.ACTIONS[cause])
                self.assertTrue(record.explanation)
                self.assertNotIn("%(", record.explanation)
        asked = self.position.at_date(
            self.company.id, TODAY, line_ids=[line.id for line in lines.values()]
        )
        self.assertEqual(
            {row["line_id"]: row["cause"] for row in asked},
            {line.id: cause for cause, line in lines.items()},
        )

    def test_the_second_time_nothing_is_written(self):
        self._scenarios()
        self.list.refresh(self.company.id)
        again = self._snapshot()
        self.list.refresh(self.company.id)
        self.assertEqual(self._snapshot(), again)

    def _snapshot(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM ap_open_order ORDER BY id")
        return self.env.cr.fetchall()

    def test_facts_in_words_of_the_reader(self):
        line = self._line()
        self._receive(line, 10)
        self._bill(line, 10, with_line={"price_unit": 104.0})
        self.list.refresh(self.company.id)
        record = self._record(line)
        self.assertIn("104.00", record.explanation)
        self.assertEqual(record.facts["amount"], 40.0)
        self.assertEqual(record.at_stake, 40.0)
        self.assertEqual(record.age_ordered, 38)

    def test_cents_of_rounding_are_no_price_gap(self):
        line = self._line(product_qty=3, price_unit=33.333)
        self._receive(line, 3)
        self._bill(line, 3)
        self.assertPosition(line, TODAY, cause="complete")

    def test_small_price_differences_may_pass(self):
        line = self._line()
        self._receive(line, 10)
        self._bill(line, 10, with_line={"price_unit": 104.0})
        self.company.ap_open_price_percent = 5.0
        self.assertPosition(line, TODAY, cause="complete")

    def test_orders_of_other_tools_count_as_sent(self):
        line = self._line(sent=False)
        self.assertPosition(line, TODAY, cause="never_sent")
        self.company.ap_orders_sent_here = False
        self.assertPosition(line, TODAY, cause="awaiting_delivery")

    def test_sending_leaves_its_day(self):
        order = self._order(confirm=False)
        self.assertFalse(order.ap_date_sent)
        order.with_context(mark_rfq_as_sent=True).message_post(body="Our order")
        self.assertEqual(str(order.ap_date_sent), TODAY)

    def test_cause_does_not_depend_on_which_lines_are_asked(self):
        line = self._line({})
        other = line.order_id.order_line[1]
        self._receive(line, 10)
        self._bill(other, 10)
        self.assertPosition(line, TODAY, cause="wrong_line_billed")
        self.assertPosition(other, TODAY, cause="wrong_line_billed")

    def test_a_service_by_time_elapsed_is_never_without_receipt(self):
        line = self._line(
            service_mode="elapsed",
            service_start_date="2026-12-01",
            service_end_date="2026-12-31",
            planned="2026-10-10",
        )
        self.assertPosition(line, TODAY, cause="awaiting_delivery")

    def test_every_action_of_the_rules_has_words(self):
        self.assertEqual([code for code, _label in CAUSES], list(open_order.CAUSES))
        self.assertEqual(
            {code for code, _label in ACTIONS}, set(open_order.ACTIONS.values())
        )
