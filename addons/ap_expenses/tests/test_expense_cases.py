# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases of public reports: advances, signs, splits, mixed tickets, bills paid by card."""

from odoo import Command
from odoo.tests import tagged

from .common import ExpenseCommon, card, claim


@tagged("post_install", "-at_install")
class TestExpenseCases(ExpenseCommon):
    def _advance(self, number, amount, day="2026-03-01"):
        return {
            "external_id": number, "type": "advance", "payment_method": "card",
            "expense_date": day, "settlement_date": day, "employee_id": "E1",
            "gross_base": amount,
        }  # fmt: skip

    def test_an_advance_smaller_than_the_claim(self):
        """12,000 were given, 15,000 are claimed: 3,000 are owed."""
        self._take(
            self._advance("A1", 12000), claim("C1", "2026-03-20", 15000, category="Meal")
        )
        self._book()
        self.assertEqual(self._balance("425100", self.anne), 0.0)
        self.assertEqual(self._balance("421100", self.anne), -3000.0)

    def test_an_advance_larger_than_the_claim(self):
        """5,000 less 4,000 and 480 of tax: 520 are left, no more can come back."""
        self._take(
            self._advance("A1", 5000),
            claim("C1", "2026-03-20", 4480, net=4000, vat_amount=480, category="Meal",
                  vat_code=self.vat20.name),
        )  # fmt: skip
        self._book()
        self.assertEqual(self._balance("425100", self.anne), 520.0)
        self.assertEqual(self._balance("421100", self.anne), 0.0)
        found = self._take(self._advance("A2", -600, "2026-03-25"))
        self.assertIn("More than the advance", found[1].reason_text)
        self._book()
        self.assertEqual(self._balance("425100", self.anne), 520.0)
        self._take(self._advance("A2", -520, "2026-03-25"))
        self._book()
        self.assertEqual(self._balance("425100", self.anne), 0.0)
        self.assertEqual(self._balance("421100", self.anne), 0.0)

    def test_a_refund_mirrors_its_expense_with_its_vat(self):
        """Case exp-signs-and-refunds: -180 and +120 in the file, expenses negative there."""
        self.tool.profile_id.sign = "-1"
        found = self._take(
            card("P1", "2026-03-05", "-180", settlement_date="2026-03-05", vat_rate="-20",
                 category="Software", merchant="LOGICIEL SAS"),
            card("P2", "2026-03-19", "120", settlement_date="2026-03-19", vat_rate="-20",
                 category="Software", merchant="LOGICIEL SAS", type="refund"),
        )  # fmt: skip
        self.assertEqual(found.mapped("gross"), [180.0, -120.0])
        self._book()
        self.assertItems(
            found[1].liability_move_id,
            [
                ("651", "", 0.0, 100.0),
                ("44566", "", 0.0, 20.0),
                ("4671", "Anne Martin", 120.0, 0.0),
            ],
        )
        self.assertEqual(self._balance("517100"), -60.0)
        self.assertEqual(self._balance("651000"), 50.0)

    def test_a_split_foreign_payment_keeps_both_sums(self):
        """763.65 EUR of 1,000,000 IQD, 60 and 40 %."""
        parts = [("1", "458.19", 600000, 60), ("2", "305.46", 400000, 40)]
        found = self._take(
            *(
                card("P1", "2026-03-05", euros, line_id=line, gross_original=original,
                     currency_original="IQD", allocation_percent=percent,
                     settlement_date="2026-03-06", category="Hotel", supplier_country="IQ")
                for line, euros, original, percent in parts
            )
        )  # fmt: skip
        self.assertEqual(sum(found.mapped("gross_original")), 1000000.0)
        self._book()
        self.assertEqual(self._balance("625600"), 763.65)
        self.assertEqual(self._balance("517100"), -763.65)

    def test_what_left_the_wallet_differs_from_the_expense(self):
        found = self._take(
            card("P1", "2026-03-05", 80, settled="80.50", settlement_date="2026-03-07",
                 category="Meal"),
            card("P2", "2026-03-05", 80, settled="79.60", settlement_date="2026-03-07",
                 category="Hotel"),
        )  # fmt: skip
        self._book()
        self.assertEqual(found.mapped("state"), ["done", "done"])
        self.assertEqual(self._balance("656100"), 0.5)
        self.assertEqual(self._balance("756100"), -0.4)
        self.assertEqual(self._balance("467100"), 0.0)
        self.assertEqual(self._balance("517100"), -160.1)

    def test_the_wallet_is_loaded_through_transit(self):
        self._take(
            {"external_id": "L1", "type": "load", "settlement_date": "2026-03-01",
             "gross_base": 1000},
            {"external_id": "F1", "type": "fee", "settlement_date": "2026-03-31",
             "gross_base": 9},
        )  # fmt: skip
        self._book()
        balances = [self._balance(code) for code in ("517100", "580100", "627500")]
        self.assertEqual(balances, [991.0, -1000.0, 9.0])

    def test_a_card_pays_a_bill_of_the_books(self):
        bill = self._bill(day="2026-03-02", ref="FA-77", with_line={"price_unit": 100.0,
                          "tax_ids": [Command.set(self.vat20.ids)]})  # fmt: skip
        [one] = self._take(
            card("P1", "2026-03-05", 120, settlement_date="2026-03-06",
                 invoice_number="FA-77", category="Supplies")
        )  # fmt: skip
        self.assertEqual((one.bill_id, one.state), (bill, "ready"))
        self._book()
        self.assertFalse(one.liability_move_id)
        self.assertEqual((one.state, bill.amount_residual), ("done", 0.0))
        self.assertEqual(self._balance("606400"), 0.0)

    def test_a_draft_bill_makes_its_payment_wait(self):
        bill = self._bill(day="2026-03-02", ref="FA-78", post=False,
                          with_line={"price_unit": 100.0})  # fmt: skip
        [one] = self._take(
            card("P1", "2026-03-05", bill.amount_total, invoice_number="FA-78",
                 settlement_date="2026-03-06", category="Supplies")
        )  # fmt: skip
        self.assertIn("draft bill", one.reason_text)
        bill.action_post()
        self.assertEqual((one.state, one.bill_id), ("ready", bill))

    def test_personal_use_is_owed_by_the_employee(self):
        found = self._take(
            card("P1", "2026-03-05", 45, type="personal", settlement_date="2026-03-06"),
            card("P2", "2026-03-05", 15, settlement_date="2026-03-06", category="Meal"),
        )
        found[1].with_user(self._user("exp_a", "ap_base.group_apprentice")).is_reclaimed = True
        self._book()
        self.assertEqual(self._balance("425100", self.anne), 60.0)
        self.assertEqual(self._balance("625700"), 0.0)

    def test_vat_of_a_nature_is_recovered_by_the_rule_of_the_day(self):
        """Fuel: 8.00 of 10.00; train: nothing, and the sum stays."""
        france = self.company.account_fiscal_country_id
        fuel, train = self.env["ap.expense.nature"].create(
            [{"code": "t_fuel", "name": "Fuel"}, {"code": "t_train", "name": "Train"}]
        )
        rules = [(fuel, False, "2026-03-31", 80), (fuel, "2026-04-01", False, 100),
                 (train, False, False, 0)]  # fmt: skip
        self.env["ap.expense.vat.rule"].create(
            [
                {"nature_id": nature.id, "country_id": france.id, "date_from": first,
                 "date_to": last, "percent": percent, "reference": "law"}
                for nature, first, last, percent in rules
            ]
        )  # fmt: skip
        for name, nature in (("Fuel", fuel), ("Train", train)):
            category = self.tool.category_ids.filtered(lambda one, name=name: one.name == name)
            category.nature_id = nature
        self._take(
            claim("C1", "2026-03-05", 60, vat_amount=10, category="Fuel"),
            claim("C2", "2026-04-05", 60, vat_amount=10, category="Fuel", merchant="Other"),
            claim("C3", "2026-03-05", 110, vat_amount=10, category="Train"),
        )
        self._book("2026-03-31")
        self.assertEqual(self._balance("606100"), 52.0)
        self.assertEqual(self._balance("625100"), 110.0)
        self.assertEqual(self._balance("445660"), 8.0)
        self._book()
        self.assertEqual(self._balance("606100"), 102.0)

    def test_a_disputed_payment_is_settled_and_its_cost_waits(self):
        [one] = self._take(
            card("P1", "2026-03-05", 75, settlement_date="2026-03-06", category="Meal")
        )
        one.is_held = True
        self._book()
        self.assertEqual(one.state, "settled")
        self.assertEqual((self._balance("467100"), self._balance("625700")), (75.0, 0.0))
        [row] = self.tools.at_date(self.company.id, "2026-03-31")
        self.assertEqual((row["expensed"], row["settled"]), (75.0, 75.0))
        one.is_held = False
        self._book()
        self.assertEqual((one.state, self._balance("467100")), ("done", 0.0))

    def test_axes_that_the_account_requires_are_asked_before_posting(self):
        plan = self.env["account.analytic.plan"].create({"name": "Teams of expenses"})
        team = self.env["account.analytic.account"].create(
            {"name": "Sales of expenses", "plan_id": plan.id, "company_id": self.company.id}
        )
        self.env["ap.analytic.requirement"].create(
            {"company_id": self.company.id, "plan_id": plan.id, "account_prefix": "6",
             "date_from": "2026-03-01"}
        )  # fmt: skip
        self.tool.analytic_distribution = {str(team.id): 100.0}
        found = self._take(
            card("P1", "2026-03-05", 30, category="Meal", settlement_date="2026-03-06",
                 fees=1),
            card("P2", "2026-03-05", 40, category="Hotel", cost_centre="Sales of expenses"),
        )  # fmt: skip
        self.assertEqual(found.mapped("state"), ["review", "ready"])
        self.assertIn("requires analytic axes", found[0].reason_text)
        self._book()  # the payment and its fee, which has the axes of the tool
        self.assertEqual(found.mapped("state"), ["settled", "expensed"])
        found[0].with_user(
            self._user("exp_axes", "ap_base.group_apprentice")
        ).analytic_distribution = {str(team.id): 100.0}
        self._book()
        self.assertEqual(found.mapped("state"), ["done", "expensed"])

    def test_what_is_booked_stays_as_it_was(self):
        [one] = self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        self._book()
        self.tool.category_ids.filtered(lambda c: c.name == "Meal").account_id = self.costs["Fuel"]
        one.action_check()
        self.assertEqual((one.account_id, one.state), (self.costs["Meal"], "expensed"))

    def test_the_organisation_of_the_day_bears_the_cost(self):
        """Anne changed her centre on 1 April: March stays with the old one."""
        plan = self.env["account.analytic.plan"].create({"name": "Centres of expenses"})
        accounts = self.env["account.analytic.account"]
        old, new = accounts.create(
            [
                {"name": f"Centre {code}", "code": code, "plan_id": plan.id,
                 "company_id": self.company.id}
                for code in ("XC10", "XC20")
            ]
        )  # fmt: skip
        people = self.env["ap.expense.person"].sudo()
        people.create(
            [
                {"tool_id": self.tool.id, "key": "E1", "employee_number": "E1",
                 "tool_ref": "u-77", "valid_from": day, "cost_centre": code}
                for day, code in (("2026-01-01", "XC10"), ("2026-04-01", "XC20"))
            ]
        )  # fmt: skip
        found = self._take(
            claim("C1", "2026-03-31", 30, category="Meal", employee_id="u-77"),
            claim("C2", "2026-04-01", 40, category="Meal", employee_id="u-77"),
            claim("C3", "2026-04-01", 50, category="Meal", employee_id="u-77",
                  cost_centre="XC99"),
        )  # fmt: skip
        self.assertEqual(found.employee_id, self.anne)
        self.assertEqual(
            found.mapped("analytic_distribution"),
            [{str(old.id): 100.0}, {str(new.id): 100.0}, False],
        )
        self.assertIn("cost centre", found[2].reason_text)  # unknown: not that of the person
