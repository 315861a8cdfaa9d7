# SPDX-License-Identifier: AGPL-3.0-or-later
"""The steps of a task: sign, review, redo, waive."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...rules.checklist import SIGNED, may_sign
from .ap_closing_task_template import codes_of

NO_REVIEW = {"reviewed_by_id": False, "reviewed_on": False}
NO_WAIVER = {"waived_by_id": False, "waived_on": False, "waiver_reason": False}


class ApClosingTask(models.Model):
    _inherit = "ap.closing.task"

    # -- buttons and RPC ---------------------------------------------------------------

    def action_sign(self):
        """Say that the work is done; refused while the books contradict it."""
        self._begin(self.mapped("role"))
        for closing, tasks in self.grouped("closing_id").items():
            done = tasks.filtered(lambda task: task.state in SIGNED)
            tasks._run_controls()
            books = closing._refresh_tasks()
            # What has just signed itself asks for no other signature.
            for task in tasks.filtered(lambda task: task.state not in SIGNED) | done:
                task._check_signable()
                alone = task._refuse_own_work()
                task._sign(self.env.user)
                alone._log_alone()
            closing._refresh_tasks(books)
        return True

    def action_review(self):
        """Another person than the one who signed, or waived, looks at it.

        A waiver that somebody else has seen stays a waiver; the head who gave it may then
        close the month.
        """
        self._begin([task._reviewing_role() for task in self])
        books = self.closing_id._refresh_tasks()
        for task in self:
            task._check_reviewable()
            seen = {
                "reviewed_by_id": self.env.uid,
                "reviewed_on": fields.Datetime.now(),
            }
            if task.state == "waived":
                task._step(seen)
                task._message_log(body=self.env._("Waiver seen."))
                continue
            task._step({"state": "reviewed", **seen})
            task._close_activities()
        self.closing_id._refresh_tasks(books)
        return True

    def action_unsign(self):
        """Withdraw one's own signature, or one's own review; the trace keeps it."""
        self._begin(["apprentice"])
        for task in self:
            body = task._withdrawn()
            task._message_log(body=body)
            task._notify_people(body)
        self.closing_id._refresh_tasks()
        return True

    def _withdrawn(self) -> str:
        """Take back what the user signed; says what, for the trace."""
        user = self.env.user
        if self.state == "reviewed" and self.reviewed_by_id == user:
            self._step({"state": "done", **NO_REVIEW})
            return self.env._("%(person)s withdrew the review.", person=user.name)
        if self.state in SIGNED and self.prepared_by_id == user:
            self._step(
                {"state": "todo", "prepared_by_id": False, "prepared_on": False, **NO_REVIEW}
            )
            return self.env._("%(person)s withdrew the signature.", person=user.name)
        raise AccessError(
            self.env._(
                "“%(task)s” was not signed by you: ask an accountant to have it redone.",
                task=self.name,
            )
        )

    def action_take(self):
        """Become the preparer of tasks of one's own role that nobody has taken."""
        self._begin(self.mapped("role"))
        taken = self.filtered(lambda task: task.user_id and task.user_id != self.env.user)
        if taken:
            raise UserError(
                self.env._(
                    "“%(task)s” is %(person)s's: an accountant can give it to somebody else.",
                    task=taken[0].name,
                    person=taken[0].user_id.sudo().name,
                )
            )
        self._step({"user_id": self.env.uid})
        return True

    def action_redo(self, reason):
        """Take a signature or a waiver back, with a reason."""
        reason = self._reason(reason)
        self._begin(
            ["head" if task.state == "waived" else "accountant" for task in self]
        )
        for task in self:
            if task.state not in (*SIGNED, "waived"):
                raise UserError(
                    self.env._("“%(task)s” is not signed yet.", task=task.name)
                )
            task._step({"state": "redo", **NO_REVIEW, **NO_WAIVER})
            body = self.env._("To redo: %(reason)s", reason=reason)
            task._message_log(body=body)
            task._notify_people(body)
        self.closing_id._refresh_tasks()
        return True

    def action_waive(self, reason):
        """Let a task pass this month, with a reason that stays with it.

        Only the head of accounting, and never for what they prepared themselves.
        """
        reason = self._reason(reason)
        self._begin(["head"])
        for task in self:
            task._check_waivable()
            alone = task._refuse_waiving_own()
            task._step(
                {
                    "state": "waived",
                    "waived_by_id": self.env.uid,
                    "waived_on": fields.Datetime.now(),
                    "waiver_reason": reason,
                    "signed_figures": task.current_figures or {},
                    **NO_REVIEW,
                }
            )
            task._message_log(body=self.env._("Waived: %(reason)s", reason=reason))
            alone._log_alone()
            task._close_activities()
        self.closing_id._refresh_tasks()
        return True

    def action_check(self):
        """Let the task's controls look again, and compare with the books."""
        self.closing_id.action_check_tasks()
        return True

    def action_next(self):
        """The one recommended step."""
        self.ensure_one()
        step = {
            "check": self.action_check,
            "open": self.action_open_screen,
            "prove": self.action_show,
            "sign": self.action_sign,
            "review": self.action_review,
        }.get(self.next_action)
        return step() if step else self.get_formview_action()

    def action_ask_waive(self):
        """Ask for the reason, then leave the task out of this month."""
        return self._ask("waive")

    def action_ask_redo(self):
        """Ask for the reason, then have the task done again."""
        return self._ask("redo")

    def _ask(self, step):
        """Ask for the reason of a step."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_reason_action"
        )
        action["context"] = {"default_step": step, "default_task_ids": self.ids}
        return action

    # -- what a step demands -----------------------------------------------------------

    def _begin(self, roles):
        """The right person, the right company, a month that is open and held."""
        for role in dict.fromkeys(roles):
            self.closing_id._check_role(f"ap_base.group_{role}")
        self.check_access("write")
        self.closing_id._lock()
        self.invalidate_recordset()

    def _reason(self, reason) -> str:
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Give the reason: it stays with the task."))
        return reason

    def _run_controls(self):
        """Let the controls of these tasks look again before anybody signs."""
        codes = {code for task in self for code in codes_of(task.control_codes)}
        controls = self.env["ap.control"]
        known = controls.sudo().search([("code", "in", list(codes))]).mapped("code")
        if known:
            controls.check(self.company_id.id, codes=known)

    def _check_signable(self):
        self.ensure_one()
        waits = self.predecessor_ids.filtered(lambda one: not one.is_settled)
        facts = self._facts((self.current_figures or {}, self.agrees))
        if may_sign(facts, ready=not waits) and self._has_evidence():
            return
        if self.state not in ("waiting", "todo", "redo"):
            raise UserError(
                self.env._("“%(task)s” is signed already.", task=self.name)
            )
        if waits:
            raise UserError(
                self.env._(
                    "“%(task)s” comes after: %(names)s.",
                    task=self.name,
                    names=", ".join(waits.mapped("name")),
                )
            )
        wrong = self._contradiction()
        if wrong:
            raise UserError(
                self.env._(
                    "“%(task)s” cannot be signed. %(why)s",
                    task=self.name,
                    why=" ".join(wrong),
                )
            )
        raise UserError(self._evidence_asked())

    def _evidence_asked(self) -> str:
        if self.evidence == "note":
            return self.env._(
                "“%(task)s”: write in a note what was done.", task=self.name
            )
        return self.env._(
            "“%(task)s”: add the document that proves it.", task=self.name
        )

    def _check_reviewable(self):
        self.ensure_one()
        user = self.env.user
        if self.state == "waived":
            if self.waived_by_id == user:
                raise AccessError(
                    self.env._(
                        "You waived “%(task)s” yourself: another person looks at it.",
                        task=self.name,
                    )
                )
            return
        if self.state != "done":
            raise UserError(
                self.env._(
                    "“%(task)s” must be signed before it is reviewed.", task=self.name
                )
            )
        if self.prepared_by_id == user:
            raise AccessError(
                self.env._(
                    "You signed “%(task)s” yourself: another person reviews it.",
                    task=self.name,
                )
            )
        named = self.reviewer_id
        if named and named != user and not user.has_group("ap_base.group_head"):
            raise AccessError(
                self.env._(
                    "“%(task)s” is reviewed by %(person)s, or by the head of accounting.",
                    task=self.name,
                    person=named.sudo().name,
                )
            )

    def _check_waivable(self):
        self.ensure_one()
        if self.kind == "lock":
            raise UserError(
                self.env._("Locking the month is not waived: it comes with closing it.")
            )
        if self.state in (*SIGNED, "waived"):
            raise UserError(
                self.env._(
                    "“%(task)s” is finished: there is nothing to waive.", task=self.name
                )
            )

    # -- four eyes ----------------------------------------------------------------------

    def _refuse_own_work(self):
        """Refuse to sign a task that is for somebody else than who did the month.

        Returns the task where one person may do both, by the administrator's choice.
        """
        self.ensure_one()
        if not self.by_others or self.env.user not in self.closing_id._workers(self):
            return self.browse()
        return self._alone_or_refuse(
            self.env._(
                "You posted entries of this month or signed its tasks: “%(task)s” is "
                "signed by somebody who did not.",
                task=self.name,
            )
        )

    def _refuse_waiving_own(self):
        """Refuse to waive a task of one's own: signed before, given to, or of entries
        that one posted. Returns as `_refuse_own_work`."""
        self.ensure_one()
        runs = self.closing_id.run_ids.filtered(
            lambda run: run.kind in codes_of(self.run_kinds)
        )
        people = self.prepared_by_id | self.user_id | runs._posters()
        if self.env.user not in people:
            return self.browse()
        return self._alone_or_refuse(
            self.env._(
                "You prepared “%(task)s” yourself: another head of accounting waives it.",
                task=self.name,
            )
        )

    def _alone_or_refuse(self, sentence):
        if self.env.su:
            return self.browse()
        self.closing_id._refuse_unless_one_person(sentence)
        return self

    def _log_alone(self):
        for task in self:
            task._message_log(
                body=self.env._(
                    "Done by one person alone: the company has one who keeps its books."
                )
            )

    # -- what a step does --------------------------------------------------------------

    def _sign(self, user):
        """Keep who signed, when, and at which figures."""
        self.ensure_one()
        self._step(
            {
                "state": "done",
                "prepared_by_id": user.id,
                "prepared_on": fields.Datetime.now(),
                "signed_figures": self.current_figures or {},
                **NO_REVIEW,
                **NO_WAIVER,
            }
        )
        figures = "; ".join(self._figure_rows(self.current_figures or {}).values())
        if figures:
            self._message_log(
                body=self.env._("Signed at: %(figures)s", figures=figures),
                author_id=user.partner_id.id,
            )
        self._close_activities()

    def _say_fallen(self):
        """Both figures in the trace, and word to those who signed."""
        self.ensure_one()
        signed = self._figure_rows(self.signed_figures or {})
        now = self._figure_rows(self.current_figures or {})
        changes = [
            self.env._(
                "%(label)s: signed at %(signed)s; now %(now)s.",
                label=label,
                signed=signed.get(label, "–"),
                now=now.get(label, "–"),
            )
            for label in {**signed, **now}
            if signed.get(label) != now.get(label)
        ]
        body = " ".join(
            [self.env._("The books moved after the signature: to redo."), *changes]
        )
        self._message_log(body=body, author_id=self.env.ref("base.partner_root").id)
        self._notify_people(body)

    def _notify_people(self, body):
        """An activity for the preparer and the reviewer, who work in that company."""
        people = self.prepared_by_id | self.reviewed_by_id | self.reviewer_id
        if not people - self.env.ref("base.user_root"):
            people |= self.user_id
        for person in people - self.env.ref("base.user_root"):
            works = person.active and self.company_id in person.company_ids
            if works and person.has_group("ap_base.group_apprentice"):
                self.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=person.id,
                    summary=self.env._("Sign again: %(task)s", task=self.name),
                    note=body,
                )

    def _close_activities(self):
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
