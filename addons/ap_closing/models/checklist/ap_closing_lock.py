# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing a month for good, and opening it again with a reason."""

import logging

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .. import closing_period
from ..closing_cron import AT_ONCE

_logger = logging.getLogger(__name__)


class ApClosing(models.Model):
    _inherit = "ap.closing"

    # -- buttons and RPC ---------------------------------------------------------------

    def action_close(self):
        """Close the month: every task settled, every run posted; then lock it."""
        self._check_role("ap_base.group_head")
        self.check_access("write")
        for closing in self.sorted("date_end"):
            closing._lock()
            closing._refresh_tasks()
            missing = closing._prevents_closing()
            if missing:
                raise UserError("\n".join(missing))
            alone = closing._closed_alone()
            closing._close()
            if alone:
                closing._message_log(
                    body=self.env._(
                        "Closed by one person alone: the company has one who keeps its "
                        "books."
                    )
                )
        return True

    def action_reopen(self, reason):
        """Open a closed month again; its lock dates go back to what they were."""
        self._check_role("ap_base.group_head")
        self.check_access("write")
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why the month is opened again."))
        for closing in self.sorted("date_end", reverse=True):
            closing._hold()
            closing._check_reopenable()
            closing._reopen(reason)
        return True

    def action_ask_reopen(self):
        """Ask for the reason, then open the closed month again."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_reason_action"
        )
        action["context"] = {"default_step": "reopen", "default_closing_id": self.id}
        return action

    def _after_close(self):
        """A room above adds what follows a closing, its file for instance."""

    # -- closed months stay as they are --------------------------------------------------

    def _lock(self):
        """Every step of a month passes here: a closed one takes none."""
        result = super()._lock()
        self._refuse_closed()
        return result

    def _refuse_closed(self):
        closed = self.filtered("is_closed")
        if closed:
            raise UserError(
                self.env._(
                    "%(closing)s is closed: the head of accounting can open it again.",
                    closing=closed[0].display_name,
                )
            )

    def _hold(self):
        """Lock the rows, closed or not."""
        return super()._lock()

    def _month_to_propose(self, company):
        day = super()._month_to_propose(company)
        domain = [
            ("company_id", "=", company.id),
            ("date_end", "=", day),
            ("is_closed", "=", True),
        ]
        return None if day and self.search_count(domain, limit=1) else day

    # -- closing -------------------------------------------------------------------------

    def _prevents_closing(self) -> list[str]:
        """Sentences that say what is missing; empty when the month can be closed."""
        self.ensure_one()
        return [
            *filter(None, [closing_period.running_note(self)]),
            *self._tasks_missing(),
            *self._runs_missing(),
            *self._months_missing(),
            *self._branches_missing(),
        ]

    # -- a second person -----------------------------------------------------------------

    def _workers(self, but=None):
        """Who posted entries of these months or signed their tasks (`but` one)."""
        tasks = self.task_ids - but if but else self.task_ids
        root = self.env.ref("base.user_root")
        return self.run_ids._posters() | tasks.prepared_by_id - root

    def _closed_alone(self) -> bool:
        """Refuse to close a month that only the user saw, and return whether that is so
        by the administrator's choice.

        Who waived a task of the month closes it once somebody else has seen the waiver;
        who posted its entries, once somebody else has signed the review, or waived it.
        """
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return False
        waived = self.task_ids.filtered(
            lambda task: task.waived_by_id == user and not task.reviewed_by_id
        )
        if waived:
            return self._refuse_unless_one_person(
                self.env._(
                    "You waived “%(task)s”: another accountant looks at the waiver first, "
                    "or another head of accounting closes the month.",
                    task=waived[0].name,
                )
            )
        seen = self.task_ids.filtered("by_others")
        others = (seen.prepared_by_id | seen.reviewed_by_id | seen.waived_by_id) - user
        if user in self.run_ids._posters() and not others:
            return self._refuse_unless_one_person(
                self.env._(
                    "You posted entries of this month, and nobody else has reviewed it: a "
                    "second person signs the review, or closes the month."
                )
            )
        return False

    def _refuse_unless_one_person(self, sentence) -> bool:
        if all(self.company_id.sudo().mapped("ap_one_person")):
            return True
        raise AccessError(
            self.env._(
                "%(why)s\n\nWhere one person keeps the books of a company, its "
                "administrator says so under Settings ▸ AP Desk.",
                why=sentence,
            )
        )

    def _tasks_missing(self) -> list[str]:
        states = dict(
            self.env["ap.closing.task"]._fields["state"]._description_selection(self.env)
        )
        return [
            self.env._(
                "%(task)s: %(state)s, waits for %(person)s.",
                task=task.name,
                state=states[task.state],
                person=task._next_person(),
            )
            for task in self.task_ids
            if task.kind != "lock" and not task.is_settled
        ]

    def _runs_missing(self) -> list[str]:
        if not self.run_ids:
            return [self.env._("The month was never proposed.")]
        labels = self.env["ap.closing.kind"]._labels()
        todo = self.run_ids.filtered(
            lambda run: run.state != "posted" or run._must_be_read_again()
        )
        return [
            self.env._(
                "%(run)s: not posted, or changed since it was.", run=labels[run.kind]
            )
            for run in todo
        ]

    def _months_missing(self) -> list[str]:
        """Months are closed in order; those locked by other means count as closed."""
        company = self.company_id
        locked = max(
            filter(None, map(company._ap_lock, company._ap_closing_locks())),
            default=None,
        )
        domain = [
            ("company_id", "=", company.id),
            ("date_end", "<", self.date_end),
            ("is_closed", "=", False),
            ("run_ids.move_ids", "!=", False),
        ]
        if locked:
            domain.append(("date_end", ">", locked))
        earlier = self.search(domain, order="date_end", limit=1)
        if not earlier:
            return []
        return [
            self.env._(
                "%(closing)s comes first: it is not closed.",
                closing=earlier.display_name,
            )
        ]

    def _branches_missing(self) -> list[str]:
        """Branches whose month is open: the lock of their parent holds for them too."""
        if not self.company_id._ap_closing_locks():
            return []
        open_ones = self.sudo().search(
            [
                ("company_id", "child_of", self.company_id.id),
                ("company_id", "!=", self.company_id.id),
                ("date_end", "=", self.date_end),
                ("is_closed", "=", False),
            ]
        )
        return [
            self.env._(
                "%(closing)s comes first: locking this company locks its branch too.",
                closing=one.display_name,
            )
            for one in open_ones
        ]

    def _close(self):
        self.ensure_one()
        company = self.company_id.sudo()
        before = {}
        for name in company._ap_closing_locks():
            if not company[name] or company[name] < self.date_end:
                before[name] = fields.Date.to_string(company[name]) or False
        if before:
            # The role was checked: writing a company otherwise needs an administrator.
            company.write(dict.fromkeys(before, self.date_end))
        today = company._company_today()
        self._step(
            {
                "is_closed": True,
                "closed_by_id": self.env.uid,
                "closed_on": fields.Datetime.now(),
                "days_to_close": company._ap_days_to_close(self.date_end, today),
                "locks_before": before,
            }
        )
        self._refresh_tasks()
        self._message_log(body=self._locks_said())
        self._after_close()

    def _locks_said(self) -> str:
        company = self.company_id
        names = [
            company._fields[name]._description_string(self.env)
            for name in company._ap_closing_locks()
        ]
        if not names:
            return self.env._("Closed. No lock date is set, as the company chose.")
        return self.env._(
            "Closed. Locked up to %(day)s: %(names)s.",
            day=format_date(self.env, self.date_end),
            names=", ".join(names),
        )

    # -- reopening -----------------------------------------------------------------------

    def _check_reopenable(self):
        self.ensure_one()
        if not self.is_closed:
            raise UserError(
                self.env._("%(closing)s is not closed.", closing=self.display_name)
            )
        hard = self.company_id._ap_lock("hard_lock_date")
        if hard and hard >= self.date_end:
            raise UserError(
                self.env._(
                    "%(closing)s is locked for good up to %(day)s: a hard lock date can "
                    "never move back.",
                    closing=self.display_name,
                    day=format_date(self.env, hard),
                )
            )
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_end", ">", self.date_end),
                ("is_closed", "=", True),
            ],
            order="date_end desc",
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(closing)s is closed too: open it first.",
                    closing=later.display_name,
                )
            )

    def _reopen(self, reason):
        company = self.company_id.sudo()
        back = {
            name: day
            for name, day in (self.locks_before or {}).items()
            if name != "hard_lock_date" and company[name] == self.date_end
        }
        if back:
            company.write(back)
        self._step(
            {
                "is_closed": False,
                "closed_by_id": False,
                "closed_on": False,
                "days_to_close": 0,
                "locks_before": False,
                "reopen_reason": reason,
            }
        )
        approvals = self.task_ids.filtered(
            lambda task: task.role == "head" and task.state in ("done", "reviewed")
        )
        approvals._step(
            {"state": "redo", "reviewed_by_id": False, "reviewed_on": False}
        )
        self._refresh_tasks()
        self._message_log(body=self._reopening_said(reason))

    def _reopening_said(self, reason) -> str:
        """The reason, and which locks still hold the month."""
        company = self.company_id
        words = [self.env._("Opened again: %(reason)s", reason=reason)]
        for name in ("purchase_lock_date", "fiscalyear_lock_date"):
            day = company._ap_lock(name)
            if day and day >= self.date_end:
                words.append(
                    self.env._(
                        "%(lock)s stays at %(day)s: it was set by other means.",
                        lock=company._fields[name]._description_string(self.env),
                        day=format_date(self.env, day),
                    )
                )
        return " ".join(words)

    # -- cron ----------------------------------------------------------------------------

    def _refresh_or_log(self):
        """Look at one month; what fails is logged and leaves the others done."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._refresh_tasks()
        except Exception as error:
            if isinstance(error, AT_ONCE):
                raise  # the snapshot is old: the job runs again
            _logger.exception("Tasks of %s not compared", self.display_name)
