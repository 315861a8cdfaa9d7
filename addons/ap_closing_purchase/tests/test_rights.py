# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what, whose month it is, and what can never be written."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OCTOBER, ApClosingCommon

# What a client can put into the context of a call.
TRICKS = {"skip_readonly_check": True, "force_delete": True, "dynamic_unlink": True}


@tagged("post_install", "-at_install")
class TestRights(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("h_auditor", "ap_base.group_auditor")
        cls.apprentice = cls._user("h_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("h_accountant", "ap_base.group_accountant")
        cls.head = cls._user("h_head", "ap_base.group_head")

    def _as(self, user, closing):
        return closing.with_user(user).with_context(**TRICKS)

    def _ask(self, user, **values):
        closings = self.closings.with_user(user)
        return closings.close_month(self.company.id, OCTOBER, **values)

    def test_an_apprentice_proposes_and_nothing_more(self):
        self._received()
        result = self._ask(self.apprentice)
        closing = self.closings.browse(result["closing_id"])
        self.assertEqual(self._run(closing).state, "proposed")
        mine = self._as(self.apprentice, closing)
        for step in (
            lambda: self._ask(self.apprentice, post=True),
            mine.action_review,
            mine.action_post,
            mine.run_ids.action_review,
            mine.run_ids.action_post,
            lambda: self._run(mine).action_cancel("No"),
        ):
            with self.assertRaisesRegex(AccessError, "needs the role “Accountant”"):
                step()
        self.assertFalse(closing.run_ids.move_ids)

    def test_an_apprentice_decides_amounts_with_a_reason(self):
        self._received()
        closing = self.closings.browse(self._ask(self.apprentice)["closing_id"])
        line = self._lines(closing).with_user(self.apprentice)
        line.write({"override_amount": 900.0, "override_reason": "By the contract"})
        self.assertEqual((line.amount, line.override_user_id), (900.0, self.apprentice))

    def test_an_accountant_posts_and_cancels(self):
        self._received()
        result = self._ask(self.accountant, post=True)
        run = self._run(self.closings.browse(result["closing_id"]))
        self.assertEqual(run.state, "posted")
        run.with_user(self.accountant).action_cancel("Wrong month")
        self.assertEqual(run.state, "cancelled")

    def test_an_auditor_reads_only(self):
        self._received()
        closing = self._close(post=False)
        read = self._as(self.auditor, closing)
        self.assertEqual(self._lines(read).mapped("amount"), [1000.0])
        self.assertTrue(self._lines(read).explanation)
        self.assertTrue(self._run(read).preview)
        ties = self.env["ap.tie.out"].with_user(self.auditor)
        self.assertTrue(ties.compute(self.company.id, OCTOBER))
        roll = self.closings.with_user(self.auditor).roll_forward
        self.assertIn("closing", roll(self.company.id, "2026-10-01", OCTOBER, "408"))
        line = self._lines(read)
        november = {"company_id": self.company.id, "date_end": "2026-11-30"}
        steps = {
            "close": lambda: self._ask(self.auditor),
            "propose": read.action_propose,
            "decide": lambda: line.write(
                {"override_amount": 1.0, "override_reason": "x"}
            ),
            "write": lambda: read.write({"vat_mode": "included"}),
            "create": lambda: read.create(november),
            "unlink": read.unlink,
        }
        for name, step in steps.items():
            with self.subTest(name), self.assertRaises(AccessError):
                step()

    def test_a_person_without_a_role_sees_nothing(self):
        nobody = self._user("h_nobody")
        with self.assertRaises(AccessError):
            self._ask(nobody)
        with self.assertRaises(AccessError):
            self.closings.with_user(nobody).search([])
        with self.assertRaises(AccessError):
            self.env["ap.tie.out"].with_user(nobody).compute(self.company.id, OCTOBER)
        with self.assertRaises(AccessError):
            roll = self.closings.with_user(nobody).roll_forward
            roll(self.company.id, "2026-10-01", OCTOBER, "408")

    def test_states_and_figures_cannot_be_faked(self):
        self._received()
        closing = self._close(post=False)
        for user in (self.apprentice, self.accountant, self.head):
            mine = self._as(user, closing)
            run, line = self._run(mine), self._lines(mine)
            for step in (
                lambda run=run: run.write({"state": "reviewed"}),
                lambda run=run: run.write({"state": "posted", "is_stale": False}),
                lambda run=run: run.write({"amount": 1.0}),
                lambda run=run: run.create(
                    {"closing_id": closing.id, "kind": "manual", "state": "posted"}
                ),
                lambda mine=mine: mine.write({"state": "posted"}),
                lambda line=line: line.write({"state": "posted"}),
                lambda line=line: line.write({"amount": 1.0}),
                lambda line=line: line.write(
                    {"move_id": False, "override_amount": 2.0}
                ),
                lambda line=line: line.write({"amount_computed": 1.0}),
                lambda mine=mine: mine.write({"date_end": "2026-11-30"}),
            ):
                with self.assertRaises(UserError):
                    step()
        self.assertEqual(self._lines(closing).mapped("amount"), [1000.0])
        self.assertEqual(self._run(closing).state, "proposed")

    def test_a_line_typed_in_cannot_claim_to_be_posted(self):
        closing = self._close(post=False)
        lines = self.env["ap.closing.line"].with_user(self.apprentice)
        line = lines.create(
            {
                "run_id": self._run(closing, "manual").id,
                "kind": "received",
                "state": "posted",
                "label": "Bonus",
                "account_id": self.fees.id,
                "amount_computed": 10.0,
            }
        )
        self.assertEqual((line.kind, line.state), ("manual", "proposed"))
        with self.assertRaises(AccessError):
            lines.create(
                {
                    "run_id": self._run(closing, "manual").id,
                    "label": "Bonus",
                    "account_id": self.fees.id,
                    "move_id": self.env["account.move"].search([], limit=1).id or 1,
                }
            )

    def test_a_posted_entry_is_never_edited_undone_or_deleted(self):
        self._received()
        moves = self._run(self._close()).move_ids
        before = moves.line_ids.read(["account_id", "balance", "partner_id", "date"])
        for user in (self.accountant, self.head):
            entry = self._as(user, moves)
            item = entry.line_ids[0]
            for step in (
                entry.button_draft,
                entry.button_cancel,
                entry.unlink,
                lambda entry=entry: entry.write({"state": "draft"}),
                lambda entry=entry: entry.write({"date": "2026-09-30"}),
                lambda entry=entry: entry.write({"ap_closing_run_id": False}),
                lambda entry=entry: entry.write({"line_ids": [Command.clear()]}),
                lambda item=item: item.write({"balance": 5.0}),
                lambda item=item: item.write({"account_id": self.fees.id}),
                item.unlink,
                lambda entry=entry: entry.line_ids.unlink(),
            ):
                with self.assertRaises(UserError):
                    step()
        self.assertEqual(
            moves.line_ids.read(["account_id", "balance", "partner_id", "date"]), before
        )

    def test_an_entry_cannot_be_tied_to_a_run_by_hand(self):
        self._received()
        run = self._run(self._close())
        with self.assertRaises(AccessError):
            self.env["account.move"].with_user(self.accountant).create(
                {"move_type": "entry", "ap_closing_run_id": run.id}
            )

    def test_a_month_that_was_posted_is_never_deleted(self):
        self._received()
        closing = self._close()
        with self.assertRaisesRegex(UserError, "never deleted"):
            closing.with_user(self.head).unlink()
        with self.assertRaisesRegex(UserError, "never deleted"):
            self._run(closing).with_user(self.head).unlink()

    def test_other_companies_are_untouched_and_unreadable(self):
        other = self.setup_other_company(name="Other SAS")["company"]
        self._complete_company(other)
        self.env.user.company_ids |= other
        stranger = self._user("h_other", "ap_base.group_head", company=other)
        self._received()
        closing = self._close()
        theirs = self.closings.with_user(stranger)
        for step in (
            lambda: theirs.close_month(self.company.id, OCTOBER, post=True),
            lambda: theirs.roll_forward(self.company.id, "2026-10-01", OCTOBER, "408"),
            lambda: self.env["ap.tie.out"]
            .with_user(stranger)
            .compute(self.company.id, OCTOBER),
            lambda: closing.with_user(stranger).read(["state"]),
            lambda: self._lines(closing).with_user(stranger).read(["amount"]),
            lambda: self._run(closing).with_user(stranger).action_cancel("No"),
        ):
            with self.assertRaises(AccessError):
                step()
        self.assertFalse(theirs.search([]))
        empty = theirs.close_month(other.id, OCTOBER, post=True)
        self.assertEqual({run["line_count"] for run in empty["runs"]}, {0})
        moves = self.env["account.move"].search([("company_id", "=", other.id)])
        self.assertFalse(moves)

    def test_closing_one_company_while_another_is_shown(self):
        """The company is the one that was asked for, whatever the switcher says."""
        other = self.setup_other_company(name="Other SAS")["company"]
        self._complete_company(other)
        self.env.user.company_ids |= other
        self._received()
        closings = self.closings.with_context(allowed_company_ids=other.ids)
        result = closings.close_month(self.company.id, OCTOBER, post=True)
        self.assertEqual(result["runs"][0]["amount"], 1000.0)
        moves = self.env["account.move"].browse(result["runs"][0]["move_ids"])
        self.assertEqual(moves.company_id, self.company)

    def test_a_company_that_does_not_exist(self):
        for company_id in (0, 999999, False):
            with self.assertRaisesRegex(AccessError, "is not one of yours"):
                self.closings.close_month(company_id, OCTOBER)
