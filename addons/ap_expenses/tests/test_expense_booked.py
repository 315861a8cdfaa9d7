# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the file to both journals, to the cent; again, and back."""

from odoo.exceptions import AccessError, RedirectWarning
from odoo.tests import tagged

from .common import ExpenseCommon, card, claim


@tagged("post_install", "-at_install")
class TestExpenseBooked(ExpenseCommon):
    def test_a_card_payment_is_booked_in_both_journals(self):
        [one] = self._take(
            card("P1", "2026-03-05", 120, settlement_date="2026-03-07", category="Supplies",
                 vat_amount=20, fees="1.20", employee_id="E1")
        )  # fmt: skip
        self.assertEqual(one.state, "ready", one.reason_text)
        self.assertEqual((one.vat_recovered, one.cost), (20.0, 100.0))
        result = self._book()
        self.assertEqual((result["expenses"], result["settlements"]), (1, 1))
        self.assertItems(
            one.liability_move_id,
            [
                ("6064", "", 100.0, 0.0),
                ("44566", "", 20.0, 0.0),
                ("4671", "Anne Martin", 0.0, 120.0),
            ],
        )
        self.assertItems(
            one.settlement_move_id,
            [
                ("4671", "Anne Martin", 120.0, 0.0),
                ("5171", "", 0.0, 121.2),
                ("6275", "", 1.2, 0.0),
            ],
        )
        self.assertEqual(str(one.liability_move_id.date), "2026-03-05")
        self.assertEqual(str(one.settlement_move_id.date), "2026-03-07")
        self.assertEqual(one.state, "done")

    def test_what_was_paid_abroad_stands_on_its_cost(self):
        """330.00 USD are 300.00; the tool finds 303.00 later: the dollars stay."""
        self.env.ref("base.USD").active = True
        row = {"category": "Supplies", "gross_original": 330, "currency_original": "USD",
               "settlement_date": "2026-03-07"}  # fmt: skip
        home = card("P2", "2026-03-05", 50, category="Supplies")
        one = self._take(
            card("P1", "2026-03-05", 300, **row), card("P3", "2026-03-05", 300, **row), home
        )[0]
        self._book()
        costs = one.liability_move_id.line_ids.filtered(
            lambda line: line.account_id == self.costs["Supplies"]
        ).sorted("balance")
        self.assertEqual(
            [(line.balance, line.amount_currency, line.currency_id.name) for line in costs],
            [(50.0, 50.0, "EUR"), (300.0, 330.0, "USD"), (300.0, 330.0, "USD")],
        )
        self.assertIn("330.00 USD", costs[1].name)
        others = (one.liability_move_id | one.settlement_move_id).line_ids - costs
        self.assertEqual(set(others.currency_id.mapped("name")), {"EUR"})
        again = self._take(card("P1", "2026-03-05", 303, **row))[0]
        self._book()
        later = again.liability_move_id.line_ids.filtered(
            lambda line: line.account_id == self.costs["Supplies"]
        )
        self.assertEqual(
            [(line.balance, line.amount_currency) for line in later], [(3.0, 3.0)]
        )
        again.action_take_back()
        one.action_take_back()
        self.assertEqual(self._balance("606400"), 0.0)

    def test_booked_again_nothing_happens(self):
        self._take(claim("C1", "2026-03-05", "19.99", category="Supplies", vat_rate=20))
        first = self._book()
        self.assertEqual(len(first["move_ids"]), 1)
        again = self._book()
        self.assertEqual((again["expenses"], again["move_ids"]), (0, []))

    def test_the_ticket_with_tax_included_is_paid_to_the_cent(self):
        """Case exp-tax-included-cent: 16.66 + 3.33 = 19.99, paid, nothing left."""
        [one] = self._take(
            claim("C1", "2026-03-05", "19.99", category="Supplies", vat_rate=20,
                  settlement_date="2026-03-31")
        )  # fmt: skip
        self._book()
        self.assertItems(
            one.liability_move_id,
            [
                ("6064", "", 16.66, 0.0),
                ("44566", "", 3.33, 0.0),
                ("4211", "Anne Martin", 0.0, 19.99),
            ],
        )
        owed = one.liability_move_id.line_ids.filtered("partner_id")
        self.assertTrue(owed.reconciled)
        self.assertEqual(owed.amount_residual, 0.0)

    def test_an_entry_taken_back_gives_the_ledger_back(self):
        [one] = self._take(
            card("P1", "2026-03-05", 50, settlement_date="2026-03-07", category="Meal")
        )
        self._book()
        one.action_take_back()
        for code in ("625700", "467100", "517100"):
            self.assertEqual(self._balance(code), 0.0, code)
        self.assertEqual(one.state, "ready")
        self.assertFalse(one.liability_move_id)
        self._book()
        self.assertEqual(self._balance("625700"), 50.0)

    def test_an_entry_reset_by_a_person_frees_its_expenses(self):
        [one] = self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        self._book()
        move = one.liability_move_id
        move.button_draft()
        self.assertEqual((one.state, one.liability_move_id.id), ("ready", False))

    def test_the_apprentice_prepares_and_books_nothing(self):
        apprentice = self._user("exp_apprentice", "ap_base.group_apprentice")
        env = self.env(user=apprentice)
        record = self._import(self._rows(claim("C1", "2026-03-05", 30)), env=env)
        self.assertEqual(record.state, "applied", self._errors(record))
        one = self._current().with_user(apprentice)
        self.assertIn("no account", one.reason_text)
        one.account_id = self.costs["Meal"]
        self.assertEqual(one.state, "ready")
        with self.assertRaises(AccessError):
            one.book(self.company.id, "CARDS", "2026-12-31")
        with self.assertRaises(AccessError):
            one.write({"state": "done"})
        with self.assertRaises(AccessError):
            one.write({"gross": 3000.0})

    def test_what_is_booked_is_not_decided_any_more(self):
        [one] = self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        self._book()
        head = one.with_user(self._user("exp_head", "ap_base.group_head"))
        with self.assertRaises(RedirectWarning):
            head.account_id = self.costs["Fuel"]

    def test_a_locked_month_goes_to_the_first_open_day(self):
        [one] = self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        self.company.fiscalyear_lock_date = "2026-03-31"
        self._book()
        self.assertEqual(str(one.liability_move_id.date), "2026-04-01")
