# SPDX-License-Identifier: AGPL-3.0-or-later
"""A branch closes its own months: entries, locks and proofs stay in the branch."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_closing.models.checklist import book_figures, month_lock

from .checklist_common import ChecklistCommon
from .common import OCTOBER

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestBranch(ChecklistCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parent = cls.company
        cls.branch = cls.env["res.company"].create(
            {
                "name": "Lyon branch",
                "parent_id": cls.parent.id,
                "country_id": cls.parent.country_id.id,
            }
        )
        cls.env.cr.precommit.run()  # Odoo gives the branch its chart then
        cls.branch = cls.branch.with_env(cls.env)
        cls.branch.partner_id.lang = "en_US"
        cls._complete_company(cls.branch)
        # Odoo keeps a product's account for each company, its branches apart.
        cls.service.with_company(cls.branch).property_account_expense_id = cls.fees
        cls.users_of_both = cls.env.user | cls.accountant | cls.second | cls.head
        cls.users_of_both.company_ids |= cls.branch

    def setUp(self):
        super().setUp()
        # Everything below is the branch's, whatever company the user looks at.
        self.patch(type(self), "company", self.branch)

    def _companies(self, closing):
        moves = closing.run_ids.move_ids
        return (moves + moves.reversal_move_ids).company_id

    def test_a_branch_closes_into_its_own_books(self):
        self._received()
        closing = self._close()
        self.assertEqual(closing.company_id, self.branch)
        self.assertItems(
            closing, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )
        self.assertReversed(self._run(closing), "2026-11-01")
        self.assertEqual(self._companies(closing), self.branch)
        self.assertEqual(self._run(closing)._standing_moves().line_ids.company_id, self.branch)
        self.assertTied(OCTOBER, "accrued_expenses")
        parents = self.env["ap.tie.out"].compute(
            self.parent.id, OCTOBER, ["accrued_expenses"]
        )
        self.assertEqual((parents[0]["left"], parents[0]["right"]), (0.0, 0.0))

    def test_cancelling_stays_in_the_branch_and_empties_its_accounts(self):
        self._received()
        closing = self._close()
        self._run(closing).action_cancel("Wrong price")
        moves = self.env["account.move"].search(
            [("ap_closing_run_id", "=", self._run(closing).id)]
        )
        self.assertEqual(moves.company_id, self.branch)
        self.assertEqual(len(moves), 4)
        balance = sum(moves.line_ids.filtered(
            lambda item: item.date <= self._day(OCTOBER)
            and item.account_id == self.branch.ap_accrued_expense_account_id
        ).mapped("balance"))  # fmt: skip
        self.assertEqual(balance, 0.0)

    def test_a_released_cost_of_a_branch_moves_in_the_branch(self):
        bill = self._spread(
            "2026-10-01", "2026-12-31", 920.0, with_line={"deferred_method": "release"}
        )
        self.assertEqual(bill.company_id, self.branch)
        moved = bill.ap_deferral_ids.entry_ids.move_id
        self.assertEqual((moved.company_id, moved.date), (self.branch, self._day("2026-10-01")))
        closing = self._close()
        # 31 of the 92 days: 920 × 31/92 = 310.00
        self.assertItems(
            self._run(closing, "release"),
            [("6226", NAME, 310.0, 0.0), ("486", NAME, 0.0, 310.0)],
        )
        self.assertEqual(self._companies(closing), self.branch)
        bill.button_draft()
        self.assertEqual(bill.ap_deferral_ids.entry_ids.move_id.company_id, self.branch)
        self.assertTied(OCTOBER, "prepaid")

    def test_a_journal_of_the_branch_goes_before_its_parents(self):
        own = self.env["account.journal"].create(
            {
                "name": "Closing of Lyon",
                "code": "CLY",
                "type": "general",
                "company_id": self.branch.id,
            }
        )
        self.branch.ap_closing_journal_id = False
        self._received()
        self.assertEqual(self.branch._ap_closing_journal(), own)
        self.assertEqual(self._run(self._close()).move_ids.journal_id, own)

    def test_without_a_journal_of_its_own_a_branch_uses_its_parents(self):
        self.branch.ap_closing_journal_id = False
        journal = self.branch._ap_closing_journal()
        self.assertEqual(journal, self.parent._ap_closing_journal())
        only_here = self._user("br_only", "ap_base.group_accountant")
        self.assertEqual(self.branch.with_user(only_here)._ap_closing_journal(), journal)
        self._received()
        result = self.closings.with_user(only_here).close_month(
            self.branch.id, OCTOBER, post=True
        )
        self.assertFalse(result["blocking"])
        moves = self.env["account.move"].browse(result["runs"][0]["move_ids"])
        self.assertEqual((moves.company_id, moves.journal_id), (self.branch, journal))

    def test_a_journal_of_a_stranger_is_refused(self):
        other = self._company_of_strangers("Other SAS")
        journal = self.env["account.journal"].create(
            {"name": "Theirs", "code": "THR", "type": "general", "company_id": other.id}
        )
        writer = self.env["ap.entry"].with_company(self.branch)
        self._received()
        items = self._run(self._close(post=False))._entry_items()
        days = (self._day(OCTOBER), self._day("2026-11-01"))
        with self.assertRaisesRegex(UserError, "cannot book in the journal"):
            writer.post_pairs(journal, days, "Accruals", items)

    def test_the_branches_own_lock_and_its_parents_both_hold(self):
        self._received()
        for company in (self.branch, self.parent):
            company.sudo().fiscalyear_lock_date = OCTOBER
            result = self.closings.close_month(self.branch.id, OCTOBER, post=True)
            self.assertIn("is locked", result["blocking"][0])
            company.sudo().fiscalyear_lock_date = False
        self.parent.sudo().fiscalyear_lock_date = "2026-11-15"
        writer = self.env["ap.entry"].with_company(self.branch)
        journal = self.branch._ap_closing_journal()
        first = writer.first_open_day(journal, self._day("2026-11-01"))
        self.assertEqual(first, self._day("2026-11-16"))

    def test_a_lock_of_the_branch_leaves_its_parent_open(self):
        self.branch.sudo().fiscalyear_lock_date = OCTOBER
        self.patch(type(self), "company", self.parent)
        self._received()
        self.assertItems(
            self._close(), [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_the_parents_lock_proves_the_months_of_the_branch(self):
        self.parent.sudo().purchase_lock_date = OCTOBER
        closing = self._close()
        figures = book_figures.lock_figures(closing)
        self.assertEqual(figures["purchase_lock_date"], OCTOBER)

    def test_a_parent_is_not_locked_before_its_branches_are_closed(self):
        closing = self._close()
        self.patch(type(self), "company", self.parent)
        of_parent = self._close()
        self.assertIn("Lyon branch", "".join(month_lock.branches_missing(of_parent)))
        closing._step({"is_closed": True})
        self.assertFalse(month_lock.branches_missing(of_parent))

    def test_amounts_of_parent_and_branch_are_each_their_own(self):
        self._received()
        self.patch(type(self), "company", self.parent)
        self._received(50.0)
        lines = self._lines(self._close())
        self.assertEqual(lines.mapped("amount"), [500.0])
        self.patch(type(self), "company", self.branch)
        lines = self._lines(self._close())
        self.assertEqual(lines.mapped("amount"), [1000.0])
