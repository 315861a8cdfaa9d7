# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deferrals: methods and rules, VAT, amounts, the board, rights."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ap_base.arithmetic.deferral import aside_at

from .test_deferral_life import APRIL, ENDS, MARCH, NAME, PLAN, DeferralCase


@tagged("post_install", "-at_install")
class TestDeferral(DeferralCase):
    def test_both_methods_give_each_month_the_same(self):
        """A bill of each: the same cost and the same 486 at every month end."""
        stock = self._partner("Stock SA")
        other = self._contract(partner_id=stock.id, with_line={"deferred_method": "stock"})
        one = self._contract()
        self.assertEqual(self._deferral(other).method, "stock")
        for day, amount in zip(ENDS, PLAN, strict=True):
            closing = self._close(day)
            rest = self._deferral(one).held
            line = self._lines(closing, "prepaid")
            self.assertEqual(sum(line.mapped("amount")), rest, day)
            self.assertEqual(self._lines(closing, "release").amount, amount)
            self.assertTied(day)
        self.assertEqual(self._deferral(other).state, "done")

    def test_rules_from_the_most_to_the_least_specific(self):
        self.company.ap_deferral_method = "stock"
        category = self.env["product.category"].create({"name": "Software"})
        below = category.copy({"parent_id": category.id})
        self.service.categ_id = below
        rules = self.env["ap.deferral.rule"]
        rules.create({"account_prefix": "62", "method": "release"})
        bill = self._contract()
        deferral = self._deferral(bill)
        self.assertEqual(deferral.method, "release")
        for values, method in (
            ({"account_prefix": "622"}, "stock"),
            ({"category_id": category.id}, "release"),
            ({"category_id": below.id}, "stock"),
            ({"product_id": self.service.id}, "release"),
            ({"partner_id": self.supplier.id, "convention": "months_started"}, "stock"),
        ):
            rules.create({**values, "method": method})
            self.assertEqual(self._deferral(self._contract()).method, method, values)
        last = self._deferral(self._contract(with_line={"deferred_method": "release"}))
        self.assertEqual((last.method, last.convention), ("release", "months_started"))
        self.assertEqual(deferral.method, "release")

    def test_a_rule_is_for_one_thing(self):
        with self.assertRaises(ValidationError):
            self.env["ap.deferral.rule"].create({"method": "stock"})
        with self.assertRaises(ValidationError):
            self.env["ap.deferral.rule"].create({"account_prefix": "6%"})

    def test_what_was_begun_one_way_is_finished_that_way(self):
        bill = self._contract()
        self._release(MARCH)
        self.company.ap_deferral_method = "stock"
        self.company.ap_prepaid_convention = "months_started"
        run = self._release(APRIL)
        self.assertEqual(run.amount, 986.31)
        self.assertFalse(self._lines(run.closing_id, "prepaid"))
        with self.assertRaisesRegex(UserError, "begun by the other method"):
            bill.invoice_line_ids.deferred_method = "stock"

    def test_vat_that_cannot_be_deducted_is_spread_with_its_cost(self):
        """1,000.00 and 800.00 of hotel and fuel VAT, two lines of 200.00 and 400.00."""
        none, most = self._tax("Hotel", 0), self._tax("Fuel", 80)
        year = {"deferred_start_date": "2026-01-01", "deferred_end_date": "2026-12-31"}
        self.company.ap_prepaid_convention = "months_started"
        for method in ("release", "stock"):
            bill = self._bill(
                day="2026-01-10", post=False, with_line={
                    "price_unit": 1000.0, "tax_ids": none.ids,
                    "deferred_method": method, **year,
                },
            )  # fmt: skip
            bill.invoice_line_ids.create(
                [
                    {
                        "move_id": bill.id, "product_id": self.service.id,
                        "price_unit": price, "tax_ids": [Command.set(most.ids)],
                        "deferred_method": method, **dates,
                    }
                    for price, dates in ((500.0, year), (250.0, {}))
                ]
            )  # fmt: skip
            bill.action_post()
            deferrals = self._deferral(bill).sorted("amount")
            self.assertEqual(deferrals.mapped("amount"), [520.0, 1200.0], method)
            self.assertEqual(deferrals.mapped("vat_amount"), [20.0, 200.0])
        closing = self._close("2026-01-31")
        lines = self._lines(closing, "prepaid").sorted("amount")
        self.assertEqual(lines.mapped("amount"), [476.67, 1100.0])
        self.assertRegex(lines[1].explanation, "With 200.00.* of VAT that cannot be deducted")
        released = self._lines(closing, "release").sorted("amount")
        self.assertEqual(released.mapped("amount"), [43.33, 100.0])
        self.assertTied("2026-01-31")

    def test_a_foreign_bill_keeps_its_company_amount(self):
        dollar = self.setup_other_currency(
            "USD", rates=[("2026-10-01", 2.0), ("2026-10-31", 4.0)]
        )
        bill = self._spread("2026-10-01", "2026-12-31", 1840.0, currency_id=dollar.id)
        self.assertItems(
            self._booked(bill), [("486", NAME, 920.0, 0.0), ("6226", NAME, 0.0, 920.0)]
        )
        run = self._release("2026-10-31")
        self.assertEqual(run.amount, 310.0)
        self.assertEqual(run.move_ids.line_ids.currency_id, self.company.currency_id)

    def test_the_distribution_stays_whole(self):
        plan = self.env["account.analytic.plan"].create({"name": "Country"})
        one, two = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("France", "Spain")]
        )
        split = {str(one.id): 60.0, str(two.id): 40.0}
        bill = self._contract(with_line={"analytic_distribution": split})
        self.assertItems(
            self._booked(bill),
            [("486", NAME, 12000.0, 0.0), ("6226", NAME, 0.0, 12000.0, split)],
        )
        self.assertItems(
            self._release(MARCH),
            [("486", NAME, 0.0, 558.90), ("6226", NAME, 558.90, 0.0, split)],
        )
        analytic = self.env["account.analytic.line"].search(
            [(plan._column_name(), "in", (one | two).ids)]
        )
        borne = sum(analytic.mapped("amount"))
        self.assertEqual(round(borne, 2), -558.90)

    def test_small_costs_are_left_in_their_month(self):
        self.company.ap_accrual_threshold = 500.0
        bill = self._contract(amount=499.0)
        self.assertFalse(self._deferral(bill).held)
        self.assertFalse(self._lines(self._release(MARCH).closing_id, "release"))
        self._contract(amount=600.0)
        self.assertEqual(self._release(APRIL).amount, 77.26)

    def test_roll_forward_per_line_and_in_total(self):
        first = self._contract()
        self._release(MARCH)
        self._contract(amount=3650.0, day="2026-04-05")
        self._release(APRIL)
        roll = self.assertRolls(
            "2026-04-01", APRIL, 11441.10, 3480.0, 1286.31, 13634.79
        )
        lines = {line["deferral_id"]: line for line in roll["lines"]}
        mine = lines[self._deferral(first).id]
        self.assertEqual((mine["opening"], mine["closing"]), (11441.10, 10454.79))
        for day in ("2026-03-20", "2026-04-04", "2026-04-05", "2026-04-29"):
            self.assertRolls(day, day, *self._figures(day))

    def _figures(self, day):
        """The four figures from the journal items alone."""
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.company.ap_prepaid_account_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
            ]
        )
        today = items.filtered(lambda item: item.date == self._day(day))
        before = sum((items - today).mapped("balance"))
        return (
            round(before, 2), sum(today.mapped("debit")), sum(today.mapped("credit")),
            round(sum(items.mapped("balance")), 2),
        )  # fmt: skip

    def test_the_board_and_the_bill_lead_to_each_other(self):
        bill = self._contract()
        self._release(MARCH)
        deferral = self._deferral(bill)
        self.assertEqual(bill.ap_deferral_count, 1)
        self.assertEqual(bill.action_open_ap_deferrals()["res_id"], deferral.id)
        self.assertEqual(deferral.action_open_bill()["res_id"], bill.id)
        self.assertEqual((deferral.entry_count, deferral.line_count), (2, 1))
        self.assertEqual(
            (deferral.next_date, deferral.next_amount), (self._day(APRIL), 986.31)
        )
        self.assertIn("11441.1", deferral.balance_graph)
        today = fields.Date.context_today(deferral)
        self.assertEqual(deferral.balance, float(aside_at(deferral._terms(), today)))
        line = self._lines(self.closings.search([], limit=1), "release")
        self.assertEqual(line.source_ref, deferral)

    def test_a_bill_deleted_leaves_no_trace_unless_something_was_posted(self):
        self.company.ap_deferral_method = "stock"
        bill = self._contract()
        deferral = self._deferral(bill)
        bill.button_draft()
        self.assertEqual(deferral.state, "cancelled")
        bill.with_context(force_delete=True).unlink()
        self._release(MARCH)
        self.assertFalse(deferral.exists())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_may_do_what(self):
        bill = self._contract()
        deferral = self._deferral(bill)
        apprentice = self._user("ap_def_apprentice", "ap_base.group_apprentice")
        with self.assertRaisesRegex(AccessError, "role"):
            deferral.with_user(apprentice).action_end_early("2026-05-01", "Why not")
        accountant = self._user("ap_def_accountant", "ap_base.group_accountant")
        mine = deferral.with_user(accountant)
        for day, reason in (("soon", "x"), ("2026-05-01", " "), ("2027-03-14", "x")):
            with self.assertRaises(UserError):
                mine.action_end_early(day, reason)
        for values in ({"amount": 1.0}, {"held": 0.0}, {"state": "done"}):
            with self.assertRaises(AccessError):
                mine.write(values)
        with self.assertRaises(AccessError):
            mine.entry_ids.write({"amount": 1.0})
        with self.assertRaises(AccessError):
            mine.part_ids.unlink()
        wizard = self.env["ap.deferral.end"].with_user(accountant)
        wizard.create(
            {"deferral_ids": deferral.ids, "date": "2026-05-01", "reason": "Given up"}
        ).action_end()
        self.assertEqual(deferral.end_reason, "Given up")
        head = self.env["ap.deferral"]
        with self.assertRaises(AccessError):
            head.create({"company_id": self.company.id})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_company_sees_and_changes_nothing(self):
        other = self.setup_other_company(name="Other SARL")["company"]
        bill = self._contract()
        stranger = self._user("ap_def_other", "ap_base.group_head", company=other)
        theirs = self.env["ap.deferral"].with_user(stranger)
        self.assertFalse(theirs.search([]))
        with self.assertRaises(AccessError):
            self._deferral(bill).with_user(stranger).action_end_early("2026-05-01", "x")
        self.env["ap.deferral.rule"].create(
            {"company_id": other.id, "account_prefix": "6", "method": "stock"}
        )
        self.assertEqual(self._deferral(self._contract()).method, "release")
