# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the demo company shows beside its month: payments, fees, statuses, the group."""

from datetime import date

from freezegun import freeze_time

from odoo.addons.ap_base.tests.common import differing

DECEMBER = date(2026, 12, 31)
TODAY = date(2027, 1, 6)


class YearOfTheDemo:
    """Tests for the class that builds the demo company."""

    def test_the_year_of_payments_has_its_figures(self):
        report = self.env["ap.payment.report"].search([("company_id", "=", self.company.id)])
        self.assertEqual((report.date_from, report.date_to), (date(2026, 1, 1), DECEMBER))
        fees = report.fee_ids.filtered(lambda fee: fee.partner_id.name.startswith("Cabinet"))
        # 16 h and 22 h at 210.00, 38 h at 214.50, with 20 % of VAT, all paid in the year
        paid = {"CVA-352": 4032.00, "CVA-377": 5544.00, "CVA-411": 9781.20}
        self.assertEqual({fee.move_id.ref: fee.amount for fee in fees}, paid)
        self.assertEqual(set(fees.mapped("to_declare")), {True})
        late = report.item_ids.filtered(lambda item: item.interest).partner_id
        self.assertIn("Transports Kerouac", late.mapped("name"))
        self.assertGreater(report.indemnity, 0)
        with freeze_time(TODAY):
            days = self.env["ap.dpo"]._read_group(
                [("company_id", "=", self.company.id), ("date_end", "=", DECEMBER)],
                [], ["days:avg"],
            )[0][0]  # fmt: skip
        self.assertTrue(15 < days < 60, days)

    def test_what_nobody_should_pay_is_not_paid(self):
        bills = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("ref", "in", ("CES 881", "AP-118"))]
        )
        self.assertEqual(bills.mapped("payment_state"), ["not_paid", "not_paid"])
        waiting = self.env["ap.bank.change"].search(
            [("state", "=", "open"), ("partner_id", "in", self._suppliers().ids)]
        )
        self.assertEqual(len(waiting), 2)

    def _suppliers(self):
        bills = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("move_type", "=", "in_invoice")]
        )
        return bills.partner_id

    def test_e_invoices_have_their_statuses(self):
        bills = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("ref", "in", ("EL-6610", "AP-118", "NE-0907", "GA-118")),
            ]
        )
        statuses = {bill.ref: bill.ap_lifecycle for bill in bills}
        expected = {"EL-6610": "208", "AP-118": "207", "NE-0907": "211", "GA-118": "211"}
        self.assertEqual(statuses, expected)

    def test_the_group_has_three_companies_in_different_states(self):
        sisters = self.env["ap.demo"]._build_group(DECEMBER)
        states = {
            (closing.company_id.name.split()[1], closing.date_end.month): closing.state
            for closing in self._as("head", "ap.closing")
            .with_context(allowed_company_ids=sisters.ids)
            .search([("company_id", "in", sisters.ids)])
        }
        expected = {
            ("Atelier", 11): "posted", ("Atelier", 12): "posted",
            ("Logistique", 11): "posted", ("Logistique", 12): "proposed",
        }  # fmt: skip
        self.assertEqual(states, expected)
        head = self.env["res.users"].search([("login", "=", "head")])
        self.assertEqual(head.company_ids, self.company | sisters)
        prepaid = self.env["ap.closing.line"].search(
            [
                ("company_id", "in", sisters.ids),
                ("date_end", "=", DECEMBER),
                ("kind", "=", "prepaid"),
            ]
        )
        # 4,380.00, 304 of 365 days; 3,300.00, 59 of 90 days
        self.assertEqual(sorted(prepaid.mapped("amount")), [2163.33, 3648.00])

    def _counters(self, login):
        user = self.env["res.users"].search([("login", "=", login)])
        counters = self.env["ap.desk.counter"].with_user(user)
        companies = user.company_ids.ids
        return counters.with_context(allowed_company_ids=companies).search(
            [("shown", "=", True)]
        )

    def test_each_figure_of_the_dashboard_is_its_list_for_each_role(self):
        seen = {}
        for login in ("apprentice", "accountant", "head", "auditor", "buyer"):
            counters = self._counters(login)
            self.assertEqual(differing(counters), {}, login)
            seen[login] = {one.code: one.count for one in counters}
            self.assertGreater(len([one for one in counters if one.count]), 1, login)
        mine = {"finding_mine", "match_mine", "open_order_mine", "closing_task_mine"}
        self.assertFalse(mine & seen["auditor"].keys())
        self.assertLessEqual(mine, seen["apprentice"].keys())
        self.assertEqual(set(seen["buyer"]), {"match_mine", "open_order_mine"})
        self.assertNotIn("bank_trust", seen["apprentice"])
        # The two new accounts wait in cases of bank details, put away until then.
        self.assertEqual(seen["accountant"]["bank_trust"], 0)
        self.assertEqual(seen["head"]["bill_disputed"], 2)  # EL-6610 and AP-118

    def _walk_the_dashboard(self, lang, tour):
        self.env["res.users"].search([("login", "=", "accountant")]).lang = lang
        self.start_tour("/odoo", tour, login="accountant")

    def test_the_dashboard_is_walked(self):
        self._walk_the_dashboard("en_US", "ap_desk_dashboard")

    def test_the_dashboard_is_walked_in_french(self):
        self._walk_the_dashboard("fr_FR", "ap_desk_dashboard_fr")
