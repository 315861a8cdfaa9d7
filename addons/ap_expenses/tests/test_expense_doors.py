# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees and does what with expenses; companies; two at once."""

from odoo.exceptions import AccessError, RedirectWarning, ValidationError
from odoo.tests import tagged

from .common import ExpenseCommon, card, claim


@tagged("post_install", "-at_install")
class TestExpenseDoors(ExpenseCommon):
    def test_a_manager_sees_their_team_and_a_buyer_nothing(self):
        manager = self._user("exp_manager", "ap_expenses.group_team_manager")
        boss = self._employee("Zoe Chef", "E9", user_id=manager.id)
        self.anne.sudo().parent_id = boss
        self._take(
            claim("C1", "2026-03-05", 30),
            claim("C2", "2026-03-05", 40, employee_id="E2"),
            claim("C3", "2026-03-05", 50, employee_id="E9"),
        )
        seen = self.expenses.with_user(manager).search([("tool_id", "=", self.tool.id)])
        self.assertEqual(sorted(seen.mapped("gross")), [30.0, 50.0])
        with self.assertRaises(AccessError):
            seen.write({"note": "x"})
        with self.assertRaises(AccessError):
            seen[0].action_take_back()
        with self.assertRaises(AccessError):
            self.expenses.with_user(manager).book(self.company.id, "CARDS", "2026-03-31")
        buyer = self._user("exp_buyer", "base.group_user")
        with self.assertRaises(AccessError):
            self.expenses.with_user(buyer).search([])

    def test_the_auditor_reads(self):
        self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        auditor = self._user("exp_auditor", "ap_base.group_auditor")
        one = self._current().with_user(auditor)
        self.assertEqual((one.employee_id.name, one.gross), ("Anne Martin", 30.0))
        self.assertEqual(len(one.preview(self.company.id, "CARDS", "2026-03-31")), 1)
        for write in (lambda: one.write({"note": "x"}), one.action_check,
                      lambda: one.book(self.company.id, "CARDS", "2026-03-31")):  # fmt: skip
            with self.assertRaises(AccessError):
                write()

    def test_the_key_of_the_interface_is_the_heads(self):
        self.tool.sudo().api_key = "secret"
        for login, group in (("exp_k1", "accountant"), ("exp_k2", "apprentice")):
            user = self._user(login, f"ap_base.group_{group}")
            with self.assertRaises(AccessError):
                self.tool.with_user(user).read(["api_key"])
        head = self._user("exp_k3", "ap_base.group_head")
        self.assertEqual(self.tool.with_user(head).api_key, "secret")

    def test_another_company_is_none_of_ours(self):
        other = self._company_of_strangers("Strangers")
        with self.assertRaises(AccessError):
            user = self._user("exp_other", "ap_base.group_accountant")
            self.expenses.with_user(user).book(other.id, "CARDS", "2026-03-31")
        with self.assertRaises(ValidationError):
            self.expenses.book(self.company.id, "NONE", "2026-03-31")

    def test_expenses_are_neither_made_nor_deleted_by_hand(self):
        self._take(claim("C1", "2026-03-05", 30))
        head = self._user("exp_h", "ap_base.group_head")
        one = self._current().with_user(head)
        for way in (
            one.unlink,
            lambda: one.copy(),
            lambda: self.expenses.with_user(head).create(
                {"tool_id": self.tool.id, "company_id": self.company.id, "external_id": "X",
                 "currency_id": self.company.currency_id.id}
            ),
            lambda: one.write({"liability_move_id": False, "state": "done"}),
            lambda: one.write({"employee_ref": "E2"}),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                way()

    def test_an_account_means_one_thing(self):
        with self.assertRaises(ValidationError):
            self.tool.card_account_id = self.tool.wallet_account_id

    def test_a_missing_account_is_named(self):
        self.tool.fee_account_id = False
        self._take(card("P1", "2026-03-05", 30, fees=2, settlement_date="2026-03-06",
                        category="Meal"))  # fmt: skip
        with self.assertRaises(RedirectWarning) as caught:
            self._book()
        self.assertIn("Fees", str(caught.exception))
        self.assertEqual(self._balance("625700"), 0.0)

    def test_a_file_that_cannot_be_taken_names_row_and_remedy(self):
        record = self._import(self._rows(claim("C1", "2026-03-05", "12,3x")))
        self.assertEqual(record.state, "rejected")
        self.assertIn("12,3x", self._errors(record))
        record = self._import(self._rows(claim("C1", "2026-03-05", 12, type="gift")))
        self.assertIn("“gift” is none of", self._errors(record))
        self.assertFalse(self._current())
