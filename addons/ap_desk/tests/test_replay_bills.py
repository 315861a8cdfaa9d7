# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills replayed as on the days on which they were entered: tolerances tried."""

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ap_purchase.tests.common import MatchCase

OCTOBER = ("2026-10-01", "2026-10-31")
BILLS = [
    # number, price of ten ordered at 100.00, received on, entered on
    ("B1", 101.00, "2026-10-20", "2026-10-25"),
    ("B2", 104.00, "2026-10-20", "2026-10-26"),
    ("B3", 108.00, "2026-10-20", "2026-10-27"),
    ("B4", 100.00, "2026-10-29", "2026-10-28"),
]


@tagged("post_install", "-at_install")
class TestReplayBills(MatchCase):
    """Prices may be 2 % dearer. B1 passes; people accept the 4 % of B2 and refuse the 8 %
    of B3; B4 comes the day before its goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.replays = cls.env["ap.replay"]
        with freeze_time("2026-01-01 09:00:00"):
            cls.policy = cls._policy("Two", 2)
        cls.bills = []
        for number, price, received, entered in BILLS:
            order = cls._order({"product_id": cls.goods.id, "name": "Hinge"})
            cls._receive(order.order_line, 10, received)
            with freeze_time(f"{entered} 09:00:00"):
                cls.bills.append(
                    cls._bill(order.order_line, 10, entered, ref=number,
                              with_line={"price_unit": price})
                )  # fmt: skip
        cls.bills[2].button_draft()
        cls.bills[2].button_cancel()

    @classmethod
    def _policy(cls, name, percent, **values):
        tolerance = {"check": "price", "over": "limit", "over_percent": percent, "under": "free"}
        return cls.env["ap.match.policy"].create(
            {
                "name": name, "scope": "supplier", "partner_id": cls.partner_a.id,
                "company_id": cls.company.id, "tolerance_ids": [(0, 0, tolerance)], **values,
            }
        )  # fmt: skip

    def _run(self, **change):
        result = self.replays.run("bills", self.company.id, *OCTOBER, change)
        lines = self.env["ap.replay.line"].search([("replay_id", "=", result["replay_id"])])
        return result, [
            lines.filtered(lambda line, bill=bill: line.res_id == bill.id) for bill in self.bills
        ]

    def test_what_passed_and_what_was_flagged_then(self):
        result, (first, second, third, fourth) = self._run()
        self.assertEqual(result["documents"], 4)
        self.assertEqual((first.before_state, first.before_rule), ("automatic", "Two v1"))
        self.assertEqual([one.before_text for one in (second, third)], ["Price", "Price"])
        self.assertEqual(
            [one.before_verdict for one in (first, second, third, fourth)],
            ["automatic_right", "left", "left", "left"],
        )
        # What came the day after was not there.
        self.assertEqual(fourth.before_text, "Not received")

    def test_another_tolerance_is_tried_before_it_holds(self):
        """5 %: B2 passes as people let it; 10 %: B3 passes, which people refused."""
        five = self._policy("Five", 5, active=False)
        result, (_first, second, third, _fourth) = self._run(policy_ids=five.ids)
        self.assertEqual((second.after_verdict, second.after_rule), ("automatic_right", "Five v1"))
        self.assertEqual((third.after_verdict, result["changed"]), ("left", 1))
        ten = self._policy("Ten", 10, active=False)
        result, (_first, _second, third, _fourth) = self._run(policy_ids=ten.ids)
        self.assertEqual((third.after_verdict, result["changed"]), ("automatic_wrong", 2))
        self.assertEqual(third.reference_text, "refused")
        self.assertFalse(five.active or ten.active)

    def test_a_tolerance_is_what_it_was_before_it_changed(self):
        with freeze_time("2026-10-26 18:00:00"):
            self.policy.tolerance_ids.over_percent = 9
        with freeze_time("2026-11-15 09:00:00"):
            self.policy.tolerance_ids.over_percent = 0
        result, (first, second, third, _fourth) = self._run(rules_after="today")
        self.assertEqual([one.before_rule for one in (first, second, third)],
                         ["Two v1", "Two v2", "Two v2"])  # fmt: skip
        self.assertEqual([one.before_state for one in (first, second, third)],
                         ["automatic", "automatic", "automatic"])  # fmt: skip
        self.assertEqual(first.after_rule, "Two v3")
        self.assertEqual((first.after_state, result["changed"]), ("none", 3))

    def test_twice_the_same_and_nothing_is_written(self):
        self.env.flush_all()
        moves = self.env["account.move"].union(*self.bills)
        before = moves.mapped("write_date"), moves.ap_match_ids.mapped("write_date")
        five = self._policy("Five", 5, active=False)
        first, second = self._run(policy_ids=five.ids)[0], self._run(policy_ids=five.ids)[0]
        self.assertEqual(first["fingerprint"], second["fingerprint"])
        moves.invalidate_recordset()
        self.assertEqual(
            (moves.mapped("write_date"), moves.ap_match_ids.mapped("write_date")), before
        )
