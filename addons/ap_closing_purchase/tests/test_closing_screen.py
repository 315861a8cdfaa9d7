# SPDX-License-Identifier: AGPL-3.0-or-later
"""The screen of a month: what stands before posting, the next step, a new month."""

import re

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import freeze_time, tagged

from .checklist_common import BlockerCase, ChecklistCommon
from .common import OCTOBER

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestBlockers(BlockerCase):
    def test_a_line_without_account_is_named_with_its_screen(self):
        self._received()
        closing = self._proposed()
        line = self._lines(closing)
        line.account_id = False
        self.assertEqual(self._keys(closing), [("received:account", True)])
        [blocker] = closing.blockers
        self.assertIn(line.label, blocker["text"])
        action = closing.action_mend(blocker["key"])
        self.assertEqual(action["domain"], [("id", "in", line.ids)])
        line.account_id = self.fees
        self.assertEqual(self._keys(closing), [])
        again = closing.action_mend(blocker["key"])
        self.assertEqual(again["tag"], "soft_reload")

    def test_settings_are_the_heads(self):
        self._received()
        self.company.ap_accrued_expense_account_id = False
        closing = self._proposed()
        keys = dict(self._keys(closing))
        self.assertIn("setting:ap_accrued_expense_account_id", keys)
        key = "setting:ap_accrued_expense_account_id"
        with self.assertRaisesRegex(UserError, "head of accounting"):
            closing.with_user(self.accountant).action_mend(key)
        action = closing.with_user(self.head).action_mend(key)
        self.assertEqual(action["res_model"], "ap.settings")

    def test_a_lock_leads_to_the_lock_dates(self):
        self._received()
        closing = self._proposed()
        self.company.sudo().fiscalyear_lock_date = OCTOBER
        self.assertEqual(self._keys(closing), [("locked", True)])
        action = closing.with_user(self.head).action_mend("locked")
        self.assertEqual(action["res_model"], "ap.lock.dates")

    def test_marked_lines_are_shown_and_do_not_prevent_posting(self):
        self.company.ap_accrual_age_days = 30
        self._received(on="2026-08-01", day="2026-08-15")
        closing = self._proposed()
        self.assertEqual(self._keys(closing), [("review:old", False)])
        self.assertIn(": 1 to look at", closing.blockers[0]["text"])
        domain = closing.action_mend("review:old")["domain"]
        self.assertEqual(self.env["ap.closing.line"].search(domain), self._lines(closing))
        self.assertFalse(closing._blocking())


@tagged("post_install", "-at_install")
class TestNextStep(ChecklistCommon):
    def _step(self, closing):
        closing.invalidate_recordset()
        return closing.next_step

    def test_the_next_step_in_words_and_one_measure(self):
        self._received()
        closing = self.closings.create({"company_id": self.company.id, "date_end": OCTOBER})
        self.assertEqual((self._step(closing), closing.progress), ("Propose the month", 0))
        self._close(post=False)
        self.assertEqual((self._step(closing), closing.progress), ("Review the entries", 17))
        closing.action_review()
        self.assertEqual((self._step(closing), closing.progress), ("Post the month", 33))
        closing.action_post()
        self.assertRegex(
            self._step(closing),
            r"Checklist: \d+ tasks to finish, first “Missing bills asked for” \("
            + re.escape(self.apprentice.name),
        )
        self.assertIn(closing.progress, range(50, 95))
        self._sign_all(closing)
        self.assertEqual(self._step(closing), "Close the month")
        self.assertIn(closing.progress, range(90, 100))
        closing.with_user(self.head).action_close()
        self.assertEqual(closing.progress, 100)
        self.assertIn(self.head.name, self._step(closing))

    def test_posting_leaves_its_trace_on_the_month(self):
        self._received()
        closing = self._close()
        bodies = "".join(str(one.body) for one in closing.message_ids)
        entry = self._run(closing)._standing_moves()
        self.assertIn("Bills not received: ", bodies)
        self.assertIn("1,000.00", bodies)
        self.assertIn(entry.name, bodies)
        self.assertIn(f'data-oe-id="{entry.id}"', bodies)

    def test_posting_step_by_step(self):
        self._received()
        self._bill(day="2026-10-26", post=False, with_line={"price_unit": 50.0})
        closing = self._close(post=False).with_user(self.accountant)
        with self.assertRaises(AccessError):
            closing.with_user(self.apprentice).action_post_steps()
        closing.action_review()
        action = closing.action_post_steps()
        steps = action["params"]["steps"]
        self.assertEqual(action["tag"], "ap_closing_steps")
        self.assertEqual(steps[0]["label"], "Bills not received (1)")
        self.assertEqual(steps[-1]["method"], "compare")
        first, second = (one["args"] for one in steps[:2])
        closing.post_one_run(*first)
        self.assertEqual(closing.state, "reviewed")
        closing.post_one_run(*first)  # sent again: nothing twice
        self.assertEqual(len(self._run(closing).move_ids), 2)
        for step in steps[1:]:
            getattr(closing, step["method"])(*step.get("args", ()))
        self.assertEqual(second, [self._run(closing, "draft_bill").id])
        self.assertEqual(closing.state, "posted")
        ties = self.env["ap.tie.out"].search(
            [("company_id", "=", self.company.id), ("date", "=", OCTOBER)]
        )
        self.assertTrue(all(ties.mapped("tied")))

    def test_a_run_of_another_month_is_not_posted_through_this_one(self):
        self._received()
        closing = self._close(post=False)
        closing.action_review()
        other = self._close("2026-11-30", post=False)
        other.action_review()
        with self.assertRaisesRegex(UserError, "of this record"):
            closing.with_user(self.accountant).post_one_run(self._run(other).id)
        self.assertFalse(other.run_ids.move_ids)


@tagged("post_install", "-at_install")
class TestNewMonth(ChecklistCommon):
    def _new(self, user=None, **values):
        closings = self.closings.with_user(user or self.accountant).with_company(self.company)
        return closings.create({"company_id": self.company.id, **values})

    def test_a_new_month_is_the_next_one_that_has_begun(self):
        with freeze_time("2026-11-28"):
            first = self._new()
            self.assertEqual(str(first.date_end), OCTOBER)
            second = self._new()
            self.assertEqual(str(second.date_end), "2026-11-30")
            with self.assertRaises(RedirectWarning) as known:
                self._new()
        self.assertIn("November 2026 is there already", known.exception.args[0])
        self.assertEqual(known.exception.args[1]["res_id"], second.id)

    def test_an_empty_month_is_deleted_by_an_accountant(self):
        closing = self._new(date_end=OCTOBER)
        closing.with_user(self.accountant).unlink()
        self.assertFalse(closing.exists())
        closing = self._new(date_end=OCTOBER)
        with self.assertRaises(AccessError):
            closing.with_user(self.apprentice).unlink()

    def test_a_month_that_holds_work_is_kept(self):
        self._received()
        closing = self._close(post=False)
        with self.assertRaisesRegex(UserError, "holds lines"):
            closing.with_user(self.accountant).unlink()
        signed = self._new(date_end="2026-09-30")
        self._sign(signed, "expenses")
        with self.assertRaisesRegex(UserError, "signatures"):
            signed.with_user(self.accountant).unlink()
        posted = self._close("2026-08-31")
        self._received(day="2026-08-20", on="2026-08-01")
        self._close("2026-08-31")
        with self.assertRaisesRegex(UserError, "never deleted"):
            posted.with_user(self.head).unlink()

    def test_a_proposal_of_nothing_is_an_empty_month(self):
        closing = self._close("2026-03-31", post=False)
        self.assertFalse(closing.line_count)
        closing.with_user(self.accountant).unlink()
        self.assertFalse(closing.exists())


@tagged("post_install", "-at_install")
class TestLedgerOfATieOut(ChecklistCommon):
    def test_the_ledger_shows_balances_and_what_is_not_reconciled(self):
        self._received()
        self._close()
        ties = self.env["ap.tie.out"].search(
            [("company_id", "=", self.company.id), ("code", "=", "accrued_expenses")]
        )
        action = ties.action_open_left()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        self.assertIn('name="balance"', view.arch)
        self.assertIn("search_default_open", action["context"])
        items = self.env["account.move.line"].with_user(self.auditor)
        found = items.get_views([(view.id, "list"), (action["search_view_id"][0], "search")])
        self.assertIn("Not reconciled", found["views"]["search"]["arch"])
        self.assertEqual(sum(items.search(action["domain"]).mapped("balance")), -1000.0)
