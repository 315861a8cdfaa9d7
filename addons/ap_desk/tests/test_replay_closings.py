# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closings replayed under another convention and another smallest amount."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ControlCommon

JANUARY = ("2026-01-01", "2026-01-31")


@tagged("post_install", "-at_install")
class TestReplayClosings(ControlCommon):
    """January 2026: 900.00 from 16 January to 15 April, of which 740.00 were put aside by
    days (74 of 90), and 60.00 from 16 January to 15 February, of which 29.03 were."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.replays = cls.env["ap.replay"]
        cls.lines = cls.env["ap.closing.line"]
        cls.company.ap_prepaid_convention = "days"
        for number, price, last in (("BIG", 900.0, "2026-04-15"), ("SMALL", 60.0, "2026-02-15")):
            bill = cls._bill(number, price, invoice_date="2026-01-10", date="2026-01-10")
            bill.invoice_line_ids.write(
                {"deferred_start_date": "2026-01-16", "deferred_end_date": last}
            )
            bill.action_post()
        with freeze_time("2026-02-03"):
            cls.env["ap.closing"].close_month(cls.company.id, "2026-01-31", ["prepaid"], True)

    def _run(self, **change):
        result = self.replays.run("closings", self.company.id, *JANUARY, change)
        wanted = [("replay_id", "=", result["replay_id"])]
        lines = self.env["ap.replay.line"].search(wanted, order="amount desc")
        return result, lines

    def _cents(self, decision):
        return [key for kind, key, _name in decision["answers"][0] if kind == "cents"]

    def test_the_same_settings_change_nothing(self):
        result, lines = self._run()
        self.assertEqual((result["documents"], result["changed"]), (2, 0))
        self.assertEqual(lines.mapped("amount"), [740.0, 29.03])
        self.assertEqual(set(lines.mapped("before_state")), {"automatic"})

    def test_another_convention_says_what_would_have_been_put_aside(self):
        """Started months count whole: one of three, and one of one."""
        result, (big, small) = self._run(convention="months_started")
        self.assertEqual(result["changed"], 2)
        self.assertEqual((self._cents(big.before), self._cents(big.after)), ([74000], [60000]))
        self.assertEqual((small.after_state, small.after["answers"]), ("none", []))
        self.assertIn("600.00", big.after_text)
        posted = self.lines.search([("company_id", "=", self.company.id)])
        self.assertEqual(sorted(posted.mapped("amount")), [29.03, 740.0])
        again = self._run(convention="months_started")[0]
        self.assertEqual(again["fingerprint"], result["fingerprint"])

    def test_a_smallest_amount_leaves_small_costs_out(self):
        """It is for the cost as a whole: 60.00, not the 29.03 that were put aside."""
        result, (big, small) = self._run(accrual_limit=60)
        self.assertEqual(result["changed"], 0)
        result, (big, small) = self._run(accrual_limit=60.01)
        self.assertEqual((big.after_state, small.after_state), ("automatic", "none"))
        self.assertEqual(result["changed"], 1)

    def test_todays_settings_are_tried_too(self):
        self.company.ap_accrual_threshold = 1000
        result, (big, small) = self._run(rules_after="today")
        self.assertEqual((big.after_state, small.after_state, result["changed"]),
                         ("none", "none", 2))  # fmt: skip

    def test_what_has_more_to_it_than_its_convention_keeps_its_amount(self):
        line = self.lines.search([("amount", "=", 740.0)])
        self.env.cr.execute(
            "UPDATE ap_closing_line SET amount_computed = 741, amount = 741 WHERE id = %s",
            [line.id],
        )
        result, (big, _small) = self._run(convention="months_started")
        self.assertEqual((big.changes_side, self._cents(big.after)), (False, [74100]))
        self.assertIn("1 lines with a period have more to them", result["unknown"][0])

    def test_what_is_unknown_is_refused(self):
        for change, words in (
            ({"convention": "weeks"}, "none of"),
            ({"accrual_limit": -1}, "no sign"),
            ({"moon": 1}, "these keys"),
        ):
            with self.subTest(change=change), self.assertRaisesRegex(UserError, words):
                self._run(**change)


@tagged("post_install", "-at_install")
class TestReplayControls(ControlCommon):
    """Two bills of the same total and day, of other numbers: found or not, as the parameter
    says. A third one is a draft whose number came again the day after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.replays = cls.env["ap.replay"]
        cls.first = cls._bill("A", 130.0, "2026-01-05", post=True)
        cls.second = cls._bill("B", 130.0, "2026-01-05", post=True)
        cls.draft = cls._bill("C-2026-7", 70.0, "2026-01-08")
        cls.later = cls._bill("C-2026-7", 70.0, "2026-01-08", post=True)
        days = ("2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09")
        for bill, day in zip(cls.first + cls.second + cls.draft + cls.later, days, strict=True):
            cls.env.cr.execute(
                "UPDATE account_move SET create_date = %s WHERE id = %s", [f"{day} 09:00", bill.id]
            )
        cls.env.invalidate_all()

    def _run(self, **change):
        change = {"control": "duplicate_bill", **change}
        result = self.replays.run("controls", self.company.id, *JANUARY, change)
        return result, self.env["ap.replay.line"].search([("replay_id", "=", result["replay_id"])])

    def test_a_parameter_is_tried_and_not_written(self):
        control = self.env.ref("ap_bill.ap_control_duplicate_bill")
        result, line = self._run(parameters={"same_total_and_date": False})
        self.assertEqual((line.res_id, line.changes_side), (self.second.id, True))
        self.assertEqual((line.before_state, line.after_state), ("automatic", "none"))
        self.assertEqual((line.before_text, line.after_text), ("found", "nothing"))
        self.assertEqual(result["changed"], 1)
        self.assertTrue(control.parameters["same_total_and_date"])
        again = self._run(parameters={"same_total_and_date": False})[0]
        self.assertEqual(again["fingerprint"], result["fingerprint"])

    def test_what_names_a_later_document_is_not_known_yet(self):
        """Today the draft is found, since its number came again: it was not, that day."""
        found = self.env["ap.bill.duplicate"]._find(self.company, self.draft.ids)
        self.assertEqual([one[0]["id"] for one in found], [self.draft.id])
        _result, lines = self._run()
        self.assertEqual(lines.res_id, self.second.id)
        self.assertFalse(lines.changes_side)

    def test_what_people_waived_judges(self):
        self.env["ap.control"].check(self.company.id, ["duplicate_bill"])
        finding = self.env["ap.finding"].search([("res_id", "=", self.second.id)])
        self._as("head", finding).waive("Two deliveries, two bills")
        _result, line = self._run(parameters={"same_total_and_date": False})
        self.assertEqual(line.before_verdict, "automatic_wrong")
        self.assertEqual((line.reference_text, line.after_verdict), ("waived", "left"))

    def test_a_control_is_needed_and_known(self):
        for change, words in (
            ({"control": None}, "Choose the control"),
            ({"control": "moon"}, "no control moon"),
            ({"parameters": [1]}, "between braces"),
        ):
            with self.subTest(change=change), self.assertRaisesRegex(UserError, words):
                self._run(**change)
