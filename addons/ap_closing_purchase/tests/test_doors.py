# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months: what one person may not do alone, and what no role writes."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .checklist_common import ChecklistCommon
from .common import OCTOBER

NOVEMBER = "2026-11-30"


class DoorsCommon(ChecklistCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._user("k_buyer", "purchase.group_purchase_user")

    def _call(self, user, model, method, *arguments, **context):
        """The call of a client: nothing in its context is an object of ours."""
        context = {"lang": "en_US", "allowed_company_ids": self.company.ids, **context}
        records = self.env(user=user)[model]
        result = call_kw(records, method, list(arguments), {"context": context})
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def _refused(self, user, model, method, *arguments, **context):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._call(user, model, method, *arguments, **context)
        self.env.invalidate_all()
        return str(caught.exception)


@tagged("post_install", "-at_install")
class TestTwoPersons(DoorsCommon):
    def _posted_by(self, user):
        self._received()
        result = self._call(
            user, "ap.closing", "close_month", self.company.id, OCTOBER, None, True
        )
        return self.closings.browse(result["closing_id"])

    def _waive_what_is_left(self, closing, user):
        refused = []
        for task in closing.task_ids.filtered(lambda task: task.kind != "lock"):
            if not task.is_settled:
                try:
                    with self.env.cr.savepoint():
                        self._call(user, "ap.closing.task", "action_waive", task.ids, "ok")
                except AccessError:
                    refused.append(task.code)
        return refused

    def test_a_head_does_not_close_a_month_alone(self):
        """Posting, waiving the rest, closing: stopped at the tasks of the entries, and
        again at the closing."""
        closing = self._posted_by(self.head)
        refused = self._waive_what_is_left(closing, self.head)
        self.assertIn("accrued_bills", refused)
        for code in refused:
            self._sign(closing, code, by=self.accountant)
            if not self._task(closing, code).is_settled:
                self._task(closing, code).with_user(self.second).action_review()
        sentence = self._refused(self.head, "ap.closing", "action_close", closing.ids)
        self.assertIn("You waived", sentence)
        self.assertIn("administrator says so", sentence)
        self.assertFalse(closing.is_closed)

    def test_who_posted_does_not_review_the_month(self):
        closing = self._posted_by(self.head)
        self._sign_all(closing, but=("review",))
        review = self._task(closing, "review")
        review.note = "Seen"
        self._refused(self.head, "ap.closing.task", "action_sign", review.ids)
        other = self._user("k_other_head", "ap_base.group_head")
        self._call(other, "ap.closing.task", "action_sign", review.ids)
        self._call(self.head, "ap.closing", "action_close", closing.ids)
        self.assertEqual(closing.closed_by_id, self.head)

    def test_who_signed_the_work_does_not_review_the_month(self):
        closing = self._posted_by(self.accountant)
        self._sign(closing, "missing_bills", by=self.head)
        self._sign_all(closing, but=("review",))
        review = self._task(closing, "review")
        review.note = "Seen"
        self._refused(self.head, "ap.closing.task", "action_sign", review.ids)

    def test_two_persons_close_it(self):
        closing = self._posted_by(self.accountant)
        self._sign_all(closing)
        self._call(self.head, "ap.closing", "action_close", closing.ids)
        self.assertTrue(closing.is_closed)

    def test_a_checklist_without_review_asks_for_another_closer(self):
        """A company may archive every task: who posted still does not close alone."""
        self.env["ap.closing.task.template"].search([]).active = False
        closing = self._posted_by(self.head)
        self.assertFalse(closing.task_ids)
        sentence = self._refused(self.head, "ap.closing", "action_close", closing.ids)
        self.assertIn("nobody else has reviewed", sentence)
        other = self._user("k_other_head", "ap_base.group_head")
        self._call(other, "ap.closing", "action_close", closing.ids)
        self.assertTrue(closing.is_closed)

    def test_one_person_where_the_administrator_says_so(self):
        """And everybody sees it: on the tasks, on the month."""
        closing = self._posted_by(self.head)
        for user in (self.head, self.accountant):
            self._refused(user, "res.company", "write", self.company.ids,
                          {"ap_one_person": True})  # fmt: skip
            screen = self.env["ap.settings"].with_user(user)
            self.assertNotIn("ap_one_person", screen._fields)
        self.company.ap_one_person = True
        self.assertEqual(self._waive_what_is_left(closing, self.head), [])
        self._call(self.head, "ap.closing", "action_close", closing.ids)
        self.assertTrue(closing.is_closed)
        self.assertIn("one person alone", closing.message_ids[0].body)
        task = self._task(closing, "accrued_bills")
        self.assertIn("one person alone", "".join(task.message_ids.mapped("body")))


@tagged("post_install", "-at_install")
class TestDoorsOfMonths(DoorsCommon):
    def test_defaults_of_the_client_make_no_closed_month(self):
        """Nor do those that Odoo keeps for the user."""
        defaults = {
            "default_is_closed": True,
            "default_closed_by_id": self.head.id,
            "default_locks_before": {"fiscalyear_lock_date": "2020-01-01"},
            "default_days_to_close": 1,
        }
        self.env["ir.default"].set("ap.closing", "is_closed", True)
        values = {"company_id": self.company.id, "date_end": NOVEMBER}
        made = self._call(self.apprentice, "ap.closing", "create", [values], **defaults)
        self.assertRecordValues(
            self.closings.browse(made),
            [{"is_closed": False, "closed_by_id": False, "locks_before": False,
              "days_to_close": 0}],
        )  # fmt: skip

    def test_defaults_make_no_posted_run_on_any_way(self):
        """Neither by `create`, nor by the engine that runs in the client's context."""
        defaults = {
            "default_state": "posted", "default_posting": 7, "default_is_stale": True,
            "default_amount": 9.0, "default_signs_itself": True,
            "default_prepared_by_id": self.head.id,
        }  # fmt: skip
        values = {"company_id": self.company.id, "date_end": NOVEMBER}
        [month] = self._call(self.apprentice, "ap.closing", "create", [values])
        made = self._call(
            self.apprentice, "ap.closing.run", "create",
            [{"closing_id": month, "kind": "manual"}], **defaults,
        )  # fmt: skip
        run = self.env["ap.closing.run"].browse(made)
        expected = {"state": "draft", "posting": 1, "is_stale": False, "amount": 0.0}
        self.assertRecordValues(run, [expected])
        self._received()
        result = self._call(
            self.apprentice, "ap.closing", "close_month", self.company.id, OCTOBER,
            **defaults,
        )  # fmt: skip
        closing = self.closings.browse(result["closing_id"])
        self.assertEqual(set(closing.run_ids.mapped("state")), {"proposed"})
        self.assertEqual(set(closing.run_ids.mapped("posting")), {1})
        by_hand = closing.task_ids.filtered(lambda task: task.kind == "manual")
        self.assertFalse(by_hand.prepared_by_id)
        self.assertEqual(set(by_hand.mapped("signs_itself")), {False})

    def test_defaults_make_no_line_decided_by_another(self):
        closing = self._close(post=False)
        run = self._run(closing, "manual")
        [made] = self._call(
            self.apprentice, "ap.closing.line", "create",
            [{"run_id": run.id, "label": "Bonus", "amount_computed": 10.0,
              "account_id": self.fees.id}],
            default_override_user_id=self.head.id, default_state="posted",
            default_move_id=1, default_has_actual=True, default_excluded_code="threshold",
        )  # fmt: skip
        line = self.env["ap.closing.line"].browse(made)
        self.assertRecordValues(
            line,
            [{"override_user_id": False, "state": "proposed", "move_id": False,
              "has_actual": False, "excluded_code": False, "amount": 10.0}],
        )  # fmt: skip

    def test_what_was_reviewed_is_reviewed_again_when_it_changes(self):
        """Another amount, a line typed in, a line taken off: whoever does it."""
        self._received()
        closing = self._close(post=False)
        run, typed = self._run(closing), self._run(closing, "manual")
        line = self._lines(closing)
        values = {"run_id": typed.id, "label": "Bonus", "amount_computed": 10.0,
                  "account_id": self.fees.id}  # fmt: skip
        ways = {
            "another amount": (
                run, "write", line.ids, {"override_amount": 5.0, "override_reason": "x"}),
            "taken back": (run, "write", line.ids, {"override_amount": False}),
            "typed": (typed, "create", [values]),
        }  # fmt: skip
        for name, (one, method, *arguments) in ways.items():
            with self.subTest(name):
                one.with_user(self.accountant).action_review()
                self.assertEqual(one.state, "reviewed")
                self._call(self.apprentice, "ap.closing.line", method, *arguments)
                self.assertEqual(one.state, "proposed")
                self.assertIn("to be reviewed again", one.message_ids[0].body)
        typed.with_user(self.accountant).action_review()
        bonus = self._lines(closing, "manual")
        self._call(self.apprentice, "ap.closing.line", "unlink", bonus.ids)
        self.assertEqual(typed.state, "proposed")

    def test_the_roll_forward_is_for_those_who_read_closings(self):
        arguments = (self.company.id, "2026-10-01", OCTOBER, "408")
        for user in (self.buyer, self._user("k_nobody")):
            self._refused(user, "ap.closing", "roll_forward", *arguments)
        for user in (self.auditor, self.apprentice):
            self._call(user, "ap.closing", "roll_forward", *arguments)

    def test_service_dates_of_posted_lines_are_set_and_nothing_else(self):
        line = self._bill(with_line={"price_unit": 100.0}).invoice_line_ids
        dates = {"deferred_start_date": "2026-10-01", "deferred_end_date": "2026-12-31"}
        self._call(self.apprentice, "account.move.line", "write", line.ids, dates)
        for more in ({"name": "x"}, {"account_id": self._account("613000").id}):
            self._refused(
                self.apprentice, "account.move.line", "write", line.ids, {**dates, **more}
            )

    # Evidence --------------------------------------------------------------------------

    def test_what_proves_a_signed_task_is_not_replaced(self):
        closing = self._close()
        bank = self._task(closing, "bank")
        self._sign(closing, "bank")
        file = bank.attachment_ids
        for values in (
            {"raw": b"other"}, {"datas": "b3RoZXI="}, {"name": "x"}, {"res_id": 1},
            {"mimetype": "text/html"},
        ):  # fmt: skip
            for user in (self.apprentice, self.accountant, self.head):
                self._refused(user, "ir.attachment", "write", file.ids, values)
        self._refused(self.apprentice, "ir.attachment", "unlink", file.ids)
        nested = {"attachment_ids": [Command.update(file.id, {"raw": b"other"})]}
        self._refused(self.apprentice, "ap.closing.task", "write", bank.ids, nested)

    def test_a_document_replaced_all_the_same_takes_the_green_off(self):
        closing = self._close()
        bank = self._task(closing, "bank")
        self._sign(closing, "bank")
        closing._refresh_tasks()
        self.assertEqual(bank.state, "done")
        bank.attachment_ids.sudo().raw = b"other"
        closing._refresh_tasks()
        self.assertEqual(bank.state, "redo")
        self.assertIn("statement.txt", bank.message_ids[0].body)

    def test_an_exception_to_the_lock_is_seen(self):
        self._received()
        closing = self._close()
        self._sign_all(closing)
        closing.with_user(self.head).action_close()
        locks = self._task(closing, "locks")
        self.assertEqual(locks.state, "done")
        exception = self.env["account.lock_exception"].create(
            {"company_id": self.company.id, "purchase_lock_date": False,
             "reason": "one more bill"}
        )  # fmt: skip
        closing._refresh_tasks()
        self.assertFalse(locks.agrees)
        self.assertEqual(locks.state, "redo")
        exception.action_revoke()
        closing._refresh_tasks()
        self.assertEqual(locks.state, "done")

    def test_cancelled_work_is_nobodys(self):
        """Entries that were taken back do not bind who posted them."""
        self._received()
        closing = self._close(post=False)
        run = self._run(closing)
        run.with_user(self.head).action_review()
        run.with_user(self.head).action_post()
        self.assertEqual(closing.run_ids._posters(), self.head)
        run.with_user(self.head).action_cancel("wrong")
        self.assertFalse(closing.run_ids._posters())
