# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key figures of a month: their documents, kept once, and told when they differ."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ControlCommon

OCTOBER = ("2026-10-01", "2026-10-31")


@tagged("post_install", "-at_install")
class TestKpi(ControlCommon):
    """October: two bills of one supplier, one of another; a control finds something on
    one of the two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env["ap.kpi"]
        cls.payable = cls.env["account.account"].search(
            [("company_ids", "=", cls.company.id), ("code", "=", "401100")]
        )
        for partner in cls.partner_a | cls.partner_b:
            partner.property_account_payable_id = cls.payable
        cls.bills = [
            cls._bill("K1", 100.0), cls._bill("K2", 200.0),
            cls._bill("K3", 300.0, partner=cls.partner_b),
        ]  # fmt: skip
        cls.days = ["2026-10-05", "2026-10-15", "2026-10-25"]
        for bill, day in zip(cls.bills, cls.days, strict=True):
            bill.write({"date": day, "invoice_date": "2026-10-05", "invoice_payment_term_id": False})
        cls.bills[0].invoice_date_due, cls.bills[2].invoice_date_due = "2026-11-04", "2026-11-30"

    def setUp(self):
        super().setUp()
        self._only_controls(["test_control"])
        self.found = [self._value(record=self.bills[1])]
        self._check()
        for bill in self.bills:
            bill.action_post()

    def _of(self, code, first="2026-10-01", last="2026-10-31", env=None):
        rows = (env or self.env)["ap.kpi"].compute(self.company.id, first, last)
        return next(row for row in rows if row["code"] == code)

    def test_two_of_three_bills_passed_without_a_hand(self):
        row = self._of("touchless")
        self.assertEqual((row["numerator"], row["denominator"]), (2.0, 3.0))
        self.assertEqual((row["value"], row["unit"], row["documents"]), (66.7, "percent", 3))
        self.assertEqual(self._of("exceptions")["value"], 0.33)
        self.assertEqual(self._of("bills_per_person")["value"], 3.0)
        found = self.kpis.documents("touchless", self.company.id, *OCTOBER)
        self.assertEqual(found["model"], "account.move")
        self.assertEqual(found["ids"], sorted(bill.id for bill in self.bills))

    def test_both_days_are_included_and_nothing_is_no_zero(self):
        self.assertEqual(self._of("touchless", *[self.days[0]] * 2)["documents"], 1)
        self.assertEqual(self._of("touchless", self.days[0], self.days[2])["documents"], 3)
        empty = self._of("touchless", "2026-09-01", "2026-09-30")
        self.assertEqual((empty["value"], empty["denominator"]), (False, 0.0))

    def test_the_hour_of_posting_is_kept_on_the_bill(self):
        bill = self.bills[0]
        self.assertTrue(bill.ap_posted_on)
        row = self._of("days_to_post")
        self.assertEqual(row["documents"], 3)
        self.env.cr.execute(
            "UPDATE account_move SET create_date = ap_posted_on - interval '3 days'"
            " WHERE id = %s", [bill.id],
        )  # fmt: skip
        self.assertAlmostEqual(self._of("days_to_post")["numerator"], 3.0, 2)

    def test_paid_late_and_days_to_pay_weigh_amounts(self):
        """100.00 due on 4 November paid on 10 November, 300.00 paid on time."""
        for bill, day in ((0, "2026-11-10"), (2, "2026-11-15")):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=self.bills[bill].ids
            ).create({"payment_date": day})._create_payments()
        november = ("2026-11-01", "2026-11-30")
        late, waited = self._of("paid_late", *november), self._of("days_to_pay", *november)
        self.assertEqual((late["numerator"], late["denominator"], late["value"]), (100.0, 400.0, 25.0))
        # 36 days for 100.00, 41 for 300.00
        self.assertEqual((waited["numerator"], waited["value"]), (15900.0, 39.8))

    def test_penalties_are_those_of_the_law_for_each_late_day(self):
        """100.00 due on 4 November, paid on 10 November: 6 days at 12.40 %, and 40.00 once;
        300.00 on time. 200.00 was due on 5 October of a year whose rate is in no table."""
        self.bills[1].line_ids.filtered("date_maturity").date_maturity = "2024-12-20"
        for bill, day in ((0, "2026-11-10"), (1, "2026-11-11"), (2, "2026-11-15")):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=self.bills[bill].ids
            ).create({"payment_date": day})._create_payments()
        row = self._of("late_penalties", "2026-11-01", "2026-11-30")
        self.assertEqual((row["documents"], row["denominator"]), (2, 400.0))
        self.assertAlmostEqual(row["numerator"], 40 + 100 * 0.124 * 6 / 365, 6)
        self.assertEqual(row["value"], 10.1)
        self.company.account_fiscal_country_id = self.env.ref("base.de")
        row = self._of("late_penalties", "2026-11-01", "2026-11-30")
        self.assertEqual((row["value"], row["documents"]), (0.0, 1), "only what was in time")

    def test_penalties_over_two_half_years_take_both_rates(self):
        """Due on 20 June, paid on 10 July 2026: 10 days at 12.15 %, 10 at 12.40 %."""
        bill = self.bills[2]
        bill.line_ids.filtered("date_maturity").date_maturity = "2026-06-20"
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"payment_date": "2026-11-15"})._create_payments()
        part = bill.line_ids.matched_debit_ids
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET max_date = '2026-07-10' WHERE id = %s", [part.id]
        )
        row = self._of("late_penalties", "2026-07-01", "2026-07-31")
        self.assertAlmostEqual(
            row["numerator"], 40 + 300 * (0.1215 * 10 + 0.124 * 10) / 365, 6
        )

    def test_exceptions_by_cause_and_by_who_is_in_charge(self):
        finding = self.env["ap.finding"].search([("res_id", "=", self.bills[1].id)])
        row = self._of("exceptions_owned")
        self.assertEqual((row["numerator"], row["denominator"]), (0.0, 1.0))
        parts = self.kpis.breakdown("exceptions_owned", self.company.id, *OCTOBER, "owner")
        self.assertEqual([(one["key"], one["name"]) for one in parts], [(0, "Nobody")])
        finding.sudo().user_id = self.users["accountant"]
        [part] = self.kpis.breakdown("exceptions_owned", self.company.id, *OCTOBER, "owner")
        self.assertEqual((part["name"], part["value"]), (self.users["accountant"].name, 100.0))
        [part] = self.kpis.breakdown("exceptions_owned", self.company.id, *OCTOBER, "cause")
        self.assertEqual((part["key"], part["documents"]), (finding.control_id.id, 1))
        parts = self.kpis.breakdown("touchless", self.company.id, *OCTOBER, "supplier")
        found = {one["name"]: (one["numerator"], one["denominator"]) for one in parts}
        self.assertEqual(found, {self.partner_a.name: (1.0, 2.0), self.partner_b.name: (1.0, 1.0)})
        with self.assertRaisesRegex(UserError, "broken down by: supplier"):
            self.kpis.breakdown("touchless", self.company.id, *OCTOBER, "owner")
        action = self.env.ref("ap_desk.kpi_exceptions_owned").with_context(
            ap_kpi_month="2026-10-01"
        ).with_company(self.company).action_documents()
        self.assertEqual(action["context"]["group_by"], ["control_id", "user_id"])
        self.assertEqual(action["domain"], [("id", "in", finding.ids)])

    def test_findings_by_age_at_the_last_day(self):
        self.env.cr.execute(
            "UPDATE ap_finding SET first_seen = '2026-09-15' WHERE res_id = %s",
            [self.bills[1].id],
        )
        ages = self.kpis.breakdown("finding_age", self.company.id, *OCTOBER, "age")
        aged = [one for one in ages if one["key"] == 90]
        self.assertEqual([(one["name"], one["value"]) for one in aged], [("up to 90 days", 46.0)])
        self.assertEqual(self._of("findings_old")["numerator"], 1.0)
        self.assertEqual(self._of("findings_old", *["2026-10-15"] * 2)["numerator"], 0.0)

    def test_free_for_payment_when_the_last_that_holds_it_is_cleared(self):
        finding = self.env["ap.finding"].search([("res_id", "=", self.bills[1].id)])
        finding.control_id.hold_payment = True
        self.assertEqual(self._of("days_to_approve")["documents"], 2, "one is held still")
        self.env.cr.execute(
            "UPDATE account_move SET create_date = '2026-10-01', ap_posted_on = '2026-10-03'"
            " WHERE id = ANY(%s)", [[bill.id for bill in self.bills]],
        )  # fmt: skip
        self.env.cr.execute(
            "UPDATE ap_finding SET state = 'resolved', date_resolved = '2026-10-09' WHERE id = %s",
            [finding.id],
        )
        row = self._of("days_to_approve")
        self.assertEqual((row["documents"], row["numerator"]), (3, 2.0 + 8.0 + 2.0))
        self.assertEqual(self._of("days_to_post")["numerator"], 6.0)

    def test_payables_over_purchases_times_days(self):
        row = self._of("dpo")
        self.assertEqual((row["numerator"], row["denominator"]), (600.0 * 31, 600.0))
        self.assertEqual(row["value"], 31.0)
        self.env["account.move"].create(
            {
                "move_type": "entry", "date": "2026-10-20",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    (0, 0, {"account_id": self.payable.id,
                            "partner_id": self.partner_b.id, "credit": 60.0}),
                    (0, 0, {"account_id": self.company_data["default_account_expense"].id,
                            "debit": 60.0}),
                ],
            }
        ).action_post()  # its supplier stands on the item only
        rows = self.env["ap.supplier.account"].at_date(self.company.id, "2026-10-31")
        owed = sum(row["balance"] for row in rows)
        self.assertEqual((owed, self._of("dpo")["numerator"]), (660.0, 660.0 * 31))

    def test_a_kept_month_stays_and_says_what_came(self):
        with freeze_time("2026-11-12"):
            kept = self.kpis.keep(self.company.id, "2026-10-31")
            self.assertEqual(kept["kept"], len(self.kpis.search([])))
            self.assertEqual(self.kpis.keep(self.company.id, "2026-10-01")["kept"], 0)
        touchless = self.env.ref("ap_desk.kpi_touchless").with_company(self.company)
        touchless = touchless.with_context(ap_kpi_month="2026-10-01")
        self.assertEqual((touchless.is_kept, touchless.changed_text), (True, ""))
        self._bill("K4", 50.0, date="2026-10-30", post=True)
        touchless.invalidate_recordset()
        self.assertEqual((touchless.value, touchless.value_text), (66.7, "66.7 %"))
        self.assertIn("documents +1", touchless.changed_text)
        self.assertIn(self.partner_a.name, touchless.changed_text)
        self.assertEqual(self._of("touchless")["value"], 75.0)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner_a | self.partner_b).ids, self.partner_a)
        touchless.invalidate_recordset()
        self.assertEqual(touchless.value, 66.7)  # two suppliers became one: still kept

    def test_a_month_that_runs_is_not_kept_and_a_kept_one_not_changed(self):
        with freeze_time("2026-10-31"), self.assertRaisesRegex(UserError, "once it is over"):
            self.kpis.keep(self.company.id, "2026-10-01")
        with freeze_time("2026-11-12"):
            self.kpis.keep(self.company.id, "2026-10-01")
        row = self.env["ap.kpi.value"].search([("company_id", "=", self.company.id)], limit=1)
        with self.assertRaisesRegex(UserError, "stay as they were kept"):
            row.sudo().write({"numerator": 1})
        with self.assertRaisesRegex(UserError, "stay as they were kept"):
            row.sudo().unlink()

    def test_a_target_is_reached_or_missed(self):
        kpi = self.env.ref("ap_desk.kpi_touchless").with_company(self.company)
        kpi = kpi.with_context(ap_kpi_month="2026-10-01")
        self.assertEqual(kpi.reaches, "unknown")
        kpi.write({"has_target": True, "target": 60})
        kpi.invalidate_recordset()
        self.assertEqual(kpi.reaches, "yes")
        kpi.target = 80
        kpi.invalidate_recordset()
        self.assertEqual(kpi.reaches, "no")
        self.assertEqual(kpi.action_documents()["domain"][0][2], [bill.id for bill in self.bills])

    def test_who_may_see_and_keep(self):
        apprentice = self._as("apprentice", self.kpis)
        self.assertEqual(self._of("touchless", env=apprentice.env)["documents"], 3)
        with self.assertRaises(AccessError):
            apprentice.keep(self.company.id, "2026-09-01")
        stranger = self.env["res.company"].create({"name": "Not theirs"})
        with self.assertRaises(AccessError):
            apprentice.compute(stranger.id, *OCTOBER)
        plain = self._as("apprentice", self.kpis)
        plain.env.user.group_ids = [(6, 0, self.env.ref("base.group_user").ids)]
        with self.assertRaises(AccessError):
            plain.compute(self.company.id, *OCTOBER)
