# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second file of the tool: the same, changed, gone, under new numbers; undone."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ExpenseCommon, card, claim


@tagged("post_install", "-at_install")
class TestExpenseChanged(ExpenseCommon):
    def test_the_same_file_again_adds_nothing(self):
        rows = [claim("C1", "2026-03-05", 30), claim("C2", "2026-03-06", 40)]
        self._take(*rows)
        again = self._import(self._rows(*rows), filename="again.csv")
        self.assertEqual((again.same_count, again.new_count), (2, 0))
        self.assertEqual(len(self._current()), 2)

    def test_what_is_not_booked_follows_its_tool(self):
        self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        [one] = self._take(claim("C1", "2026-03-05", 33, category="Fuel"))
        self.assertEqual((one.gross, one.revision), (33.0, 0))
        self.assertEqual(one.account_id, self.costs["Fuel"])

    def test_what_a_person_decided_stays(self):
        [one] = self._take(claim("C1", "2026-03-05", 30))
        accountant = self._user("exp_accountant", "ap_base.group_accountant")
        one.with_user(accountant).account_id = self.costs["Meal"]
        [one] = self._take(claim("C1", "2026-03-05", 33))
        self.assertEqual((one.account_id, one.gross), (self.costs["Meal"], 33.0))

    def test_changed_after_posting_the_difference_is_proposed(self):
        [before] = self._take(
            claim("C1", "2026-03-05", 120, category="Supplies", vat_amount=20)
        )
        self._book()
        [one] = self._take(claim("C1", "2026-03-05", 96, category="Meal", vat_amount=16))
        self.assertEqual((one.revision, one.previous_id, one.state), (1, before, "ready"))
        self.assertEqual(before.state, "replaced")
        self.assertEqual(self._balance("606400"), 100.0)
        self._book()
        self.assertItems(
            one.liability_move_id,
            [
                ("6257", "", 80.0, 0.0),
                ("44566", "", 0.0, 4.0),
                ("4211", "Anne Martin", 24.0, 0.0),
                ("6064", "", 0.0, 100.0),
            ],
        )
        self.assertEqual(self._balance("421100", self.anne), -96.0)
        self.assertEqual(self._book()["move_ids"], [])

    def test_a_name_changed_after_posting_books_nothing(self):
        [before] = self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        self._book()
        [one] = self._take(claim("C1", "2026-03-05", 30, category="Meal", merchant="Shop 2"))
        self._book()
        self.assertEqual((one.state, one.liability_move_id), ("expensed", before.liability_move_id))
        self.assertEqual(self._balance("625700"), 30.0)

    def test_gone_before_posting_it_goes_and_after_it_is_given_back(self):
        rows = [
            claim("C1", "2026-03-05", 30, line_id="1", category="Meal"),
            claim("C1", "2026-03-05", 12, line_id="2", category="Meal"),
        ]
        self._take(*rows)
        self.assertEqual(len(self._take(rows[0] | {"gross_base": 31})), 1)
        self._take(*rows)
        self._book()
        found = self._take(rows[0])
        self.assertEqual(found.mapped("is_gone"), [False, True])
        self._book()
        self.assertEqual(self._balance("625700"), 30.0)
        self.assertEqual(self._balance("421100", self.anne), -30.0)

    def test_the_same_rows_under_new_numbers_are_noticed(self):
        rows = [claim("C1", "2026-03-05", 30), claim("C2", "2026-03-06", 40)]
        self._take(*rows)
        renamed = [row | {"external_id": f"N{row['external_id']}"} for row in rows]
        record = self._import(self._rows(*renamed), filename="new.csv")
        self.assertEqual((record.state, record.rejected_count), ("rejected", 2))
        record.ap_expense_alike = "same"
        record.action_dry_run()
        record.action_apply()
        self.assertEqual(len(self._current()), 2)
        other = self._import(
            self._rows(*renamed), filename="other.csv", ap_expense_alike="other"
        )
        self.assertEqual(other.state, "applied", self._errors(other))
        self.assertEqual(len(self._current()), 4)

    def test_two_coffees_of_one_day_are_two(self):
        rows = [card("P1", "2026-03-05", "2.50"), card("P2", "2026-03-05", "2.50")]
        self.assertEqual(len(self._take(*rows)), 2)

    def test_an_import_is_undone_until_it_is_booked(self):
        first = self._import(self._rows(claim("C1", "2026-03-05", 30, category="Meal")))
        second = self._import(
            self._rows(claim("C1", "2026-03-05", 33, category="Meal"),
                       claim("C9", "2026-03-09", 9, category="Meal")),
            filename="second.csv",
        )  # fmt: skip
        self._book("2026-03-08")
        with self.assertRaises(UserError):
            second.action_undo()
        self._current()[:1].action_take_back()
        second.action_undo()
        self.assertEqual(self._current().mapped("gross"), [30.0])
        first.action_undo()
        self.assertFalse(self._current())

    def test_a_correction_is_undone_with_its_file(self):
        [before] = self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        self._book()
        record = self._import(
            self._rows(claim("C1", "2026-03-05", 50, category="Meal")), filename="b.csv"
        )
        self.assertEqual(self._current().gross, 50.0)
        record.action_undo()
        self.assertEqual((self._current(), before.state), (before, "expensed"))
        self.assertEqual(self._balance("625700"), 30.0)

    def test_a_transaction_known_from_another_profile_is_the_same(self):
        rows = [claim("C1", "2026-03-05", 30)]
        self._take(*rows)
        profile = self.tool.profile_id.copy({"code": "expense_copy"})
        record = self._import(self._rows(*rows), profile_id=profile.id)
        self.assertEqual((record.same_count, len(self._current())), (1, 1))
