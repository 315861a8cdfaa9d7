# SPDX-License-Identifier: AGPL-3.0-or-later
"""The controls on expenses of a tool: what they find, and that they find it once."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ExpenseCommon, card, claim


@tagged("post_install", "-at_install")
class TestExpenseControls(ExpenseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.env.ref("base.fr")
        cls.company.account_fiscal_country_id = cls.france
        rule = {"country_id": cls.france.id, "reference": "Test"}
        cls.hotel = cls.env.ref("ap_expenses.nature_hotel")
        rules = cls.env["ap.expense.vat.rule"]
        rules.search([("nature_id", "=", cls.hotel.id)]).unlink()
        rules.create({**rule, "nature_id": cls.hotel.id, "percent": 0})
        for name, code in (("Hotel", "hotel"), ("Meal", "meal"), ("Fuel", "fuel")):
            category = cls.env["ap.expense.category"].search(
                [("tool_id", "=", cls.tool.id), ("name", "=", name)]
            )
            category.nature_id = cls.env.ref(f"ap_expenses.nature_{code}")
        cls.env["ap.expense.scale"].search([]).unlink()
        cls.env["ap.expense.scale"].create(
            [
                {**rule, "power_from": 5, "power_to": 5, "km_to": 5000, "rate": 0.636},
                {**rule, "power_from": 5, "power_to": 5, "km_from": 5000,
                 "km_to": 20000, "rate": 0.357, "fixed": 1395},
            ]
        )  # fmt: skip
        cls.env["ap.expense.limit"].create(
            {"company_id": cls.company.id, "nature_id": cls.hotel.id, "amount": 120}
        )

    def _check(self, code, day="2026-12-15"):
        with freeze_time(day):
            result = self.env["ap.control"].check(self.company.id, [code])
        self.assertNotIn("error", result[code])
        return self.env["ap.finding"].search(
            [
                ("control_id.code", "=", code),
                ("res_model", "=", "ap.expense"),
                ("company_id", "=", self.company.id),
                ("state", "in", ("open", "assigned")),
            ],
            order="res_id, id",
        )

    def _said(self, findings):
        return [(one.message_code, self._number(one)) for one in findings]

    def _number(self, finding):
        return self.expenses.browse(finding.res_id).external_id

    def test_vat_of_a_hotel_is_not_deductible_and_said_in_a_sentence(self):
        self._take(
            card("H1", "2026-12-03", "132.00", category="Hotel", vat_amount="12.00",
                 receipt="valid"),
            card("M1", "2026-12-03", "33.00", category="Meal", vat_amount="3.00",
                 receipt="valid"),
        )  # fmt: skip
        [found] = self._check("expense_vat").filtered(
            lambda one: one.message_code == "vat_not_recoverable"
        )
        self.assertEqual(self._number(found), "H1")
        self.assertEqual(found.amount, 12.0)
        self.assertIn("12.00", found.message_plain)

    def test_vat_of_a_ticket_stays_where_it_cannot_be_deducted(self):
        """Case exp-passenger-transport-and-mixed-ticket: a train of 110.00, and a hotel
        bill that shows breakfast apart."""
        rule = {"country_id": self.france.id, "reference": "Test"}
        rules, train = self.env["ap.expense.vat.rule"], self.env.ref("ap_expenses.nature_transport")
        meal = self.env.ref("ap_expenses.nature_meal")
        rules.search([("nature_id", "in", (train + meal).ids)]).unlink()
        for nature, percent in ((train, 0), (meal, 100)):
            rules.create({**rule, "nature_id": nature.id, "percent": percent})
        self.tool.category_ids.filtered(lambda one: one.name == "Train").nature_id = train
        self.env["ap.expense.category"].create(
            {"tool_id": self.tool.id, "name": "Breakfast", "nature_id": meal.id,
             "account_id": self.costs["Hotel"].id}
        )  # fmt: skip
        self._take(
            claim("T1", "2026-12-03", "110.00", category="Train", vat_amount="10.00"),
            claim("H1", "2026-12-03", "132.00", category="Hotel", vat_amount="12.00", line_id="1"),
            claim("H1", "2026-12-03", "11.00", category="Breakfast", vat_amount="1.00",
                  line_id="2"),
        )  # fmt: skip
        found = self._check("expense_vat").filtered(
            lambda one: one.message_code == "vat_not_recoverable"
        )
        said = [(self._number(one), one.amount) for one in found]
        self.assertEqual(said, [("T1", 10.0), ("H1", 12.0)])
        self._book()
        self.assertEqual(self._balance("625100"), 110.0)
        self.assertEqual(self._balance("625600"), 142.0)
        self.assertEqual(self._balance("445660"), 1.0)
        self.assertEqual(self._balance("421100"), -253.0)

    def test_receipts_are_asked_for_until_they_are_there(self):
        self._take(
            card("A", "2026-12-03", "10.00", category="Meal", receipt="missing"),
            card("B", "2026-12-03", "11.00", category="Meal", receipt="valid"),
            card("C", "2026-10-03", "12.00", receipt="missing"),
        )
        found = self._check("expense_receipt")
        self.assertEqual(
            self._said(found), [("receipt_missing", "A"), ("card_never_documented", "C")]
        )
        self._take(
            card("A", "2026-12-03", "10.00", category="Meal", receipt="valid"),
            card("C", "2026-10-03", "12.00", category="Meal", receipt="valid"),
        )
        self.assertFalse(self._check("expense_receipt"))

    def test_one_purchase_by_card_and_claimed(self):
        self._take(
            card("A", "2026-12-03", "45.00", merchant="Le Bon", receipt="valid"),
            claim("B", "2026-12-04", "45.00", merchant="LE BON", receipt="valid"),
        )
        found = self._check("expense_duplicate")
        self.assertEqual(self._said(found), [("card_and_claim", "B")])
        again = self._check("expense_duplicate")
        self.assertEqual(found, again)

    def test_the_policy_and_a_split(self):
        self._take(
            card("H1", "2026-12-03", "121.00", category="Hotel"),
            card("H2", "2026-12-03", "120.00", category="Hotel", merchant="Other"),
            card("S1", "2026-12-04", "90.00", merchant="Shop X"),
            card("S2", "2026-12-04", "95.00", merchant="Shop X"),
        )
        self.assertEqual(
            self._said(self._check("expense_limit")), [("above_limit", "H1")]
        )
        self.assertEqual(
            self._said(self._check("expense_split")), [("split_purchase", "S2")]
        )

    def test_mileage_is_priced_by_vehicle_and_year(self):
        self.env["ap.expense.vehicle"].create(
            {"name": "AB-1", "company_id": self.company.id, "power": 5,
             "opening_km": 4970, "employee_id": self.anne.id}
        )  # fmt: skip

        def ride(number, gross, km, vehicle="ab-1"):
            return claim(number, "2026-12-03", gross, type="mileage", vehicle_id=vehicle,
                         distance_km=km, payment_method="none")  # fmt: skip

        self._take(
            ride("K1", "12.72", 20), ride("K2", "25.44", 40), ride("K3", "1", 20, "ZZ")
        )
        found = self._check("expense_allowance")
        self.assertEqual(
            self._said(found), [("mileage_crosses", "K2"), ("vehicle_unknown", "K3")]
        )
        self.assertIn("17.07", found[0].message_plain)

    def test_weekends_persons_and_own_approval(self):
        self._take(
            card("W", "2026-12-05", "20.00", category="Meal", merchant="Cafe"),
            claim("P", "2026-12-03", "20.00", merchant="Cabs", approver_id="E1"),
            claim("Q", "2026-12-03", "21.00", merchant="Cabs", approver_id="E2"),
            card("R", "2026-12-03", "22.00", merchant="Toys", personal="1"),
        )
        self.assertEqual(self._said(self._check("expense_day_off")), [("weekend", "W")])
        self.assertEqual(
            self._said(self._check("expense_approval")), [("approved_by_himself", "P")]
        )
        self.assertEqual(self._said(self._check("expense_personal")), [("personal", "R")])

    def test_every_control_runs_on_nothing_and_every_sentence_can_be_filled(self):
        controls = self.env["ap.control"].search([("res_model", "=", "ap.expense")])
        self.assertGreaterEqual(len(controls), 12)
        result = self.env["ap.control"].check(self.company.id, controls.mapped("code"))
        self.assertEqual({one.get("error") for one in result.values()}, {None})
