# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checklist on a closing: its tasks come with the month."""

from odoo import api, fields, models

from ...rules.checklist import SIGNED
from .. import closing_steps
from .ap_closing_task_template import codes_of


class ApClosing(models.Model):
    _inherit = "ap.closing"

    state = fields.Selection(
        selection_add=[("closed", "Closed")], ondelete={"closed": "set null"}
    )
    task_ids = fields.One2many("ap.closing.task", "closing_id", string="Tasks")
    task_count = fields.Integer(compute="_compute_task_counts", store=True)
    task_open_count = fields.Integer(
        string="Tasks to finish", compute="_compute_task_counts", store=True
    )
    task_redo_count = fields.Integer(
        string="Tasks to redo", compute="_compute_task_counts", store=True
    )
    task_late_count = fields.Integer(
        string="Tasks late", compute="_compute_task_late_count"
    )
    task_progress = fields.Integer(
        string="Checklist", compute="_compute_task_counts", store=True, aggregator="avg"
    )
    is_closed = fields.Boolean(string="Closed", readonly=True, tracking=True)
    closed_by_id = fields.Many2one("res.users", readonly=True)
    closed_on = fields.Datetime(readonly=True)
    days_to_close = fields.Integer(
        string="Working days to close",
        readonly=True,
        aggregator="avg",
        help="From the end of the month to the day it was closed.",
    )
    reopen_reason = fields.Text(string="Reopened because", readonly=True)
    locks_before = fields.Json(
        string="Lock dates before", readonly=True, help="What reopening goes back to."
    )
    waits_for = fields.Text(string="Waits for", compute="_compute_waits_for")
    progress = fields.Integer(compute="_compute_progress", store=True, aggregator="avg")
    next_step = fields.Char(compute="_compute_next_step")

    @api.depends("is_closed")
    def _compute_state(self):
        result = super()._compute_state()
        for closing in self:
            if closing.is_closed:
                closing.state = "closed"
        return result

    @api.depends("task_ids.state", "task_ids.is_settled")
    def _compute_task_counts(self):
        for closing in self:
            tasks = closing.task_ids
            todo = tasks.filtered(lambda task: not task.is_settled)
            closing.task_count = len(tasks)
            closing.task_open_count = len(todo)
            closing.task_redo_count = len(
                todo.filtered(lambda task: task.state == "redo")
            )
            done = len(tasks) - len(todo)
            closing.task_progress = round(100 * done / len(tasks)) if tasks else 0

    @api.depends("run_ids.state", "task_ids.is_settled", "is_closed")
    def _compute_progress(self):
        for closing in self:
            closing.progress = closing_steps.progress(closing)

    @api.depends("state", "is_stale", "review_count", "task_ids.state", "task_ids.user_id")
    @api.depends_context("lang")
    def _compute_next_step(self):
        for closing in self:
            closing.next_step = closing_steps.next_step(closing)

    @api.depends("task_ids.date_due", "task_ids.is_settled")
    def _compute_task_late_count(self):
        for closing in self:
            closing.task_late_count = len(closing.task_ids.filtered("is_late"))

    @api.depends_context("lang")
    @api.depends("task_ids.state", "task_ids.user_id", "task_ids.is_settled")
    def _compute_waits_for(self):
        """The tasks that can be done now, each with whom it waits for."""
        for closing in self:
            names = [
                f"{task.name} ({task._next_person()})"
                for task in closing.task_ids
                if not task.is_settled and task.state != "waiting"
            ]
            closing.waits_for = ", ".join(names) or False

    @api.model_create_multi
    def create(self, vals_list):
        closings = super().create(vals_list)
        closings.sudo()._ensure_tasks()
        return closings

    @api.model
    def _ap_engine_fields(self):
        """A month is what its runs and its tasks make of it."""
        own = self._ap_all_fields_but({"company_id", "date_end", "vat_mode", "user_id"})
        return super()._ap_engine_fields() | own

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("A month is closed and reopened by the head of accounting.")

    def _holds_work(self) -> bool:
        desk = self.env.ref("base.user_root")
        touched = self.task_ids.filtered(
            lambda task: (task.state in SIGNED and task.prepared_by_id != desk)
            or task.state in ("waived", "redo")
            or task.note
            or task.attachment_ids
        )
        return super()._holds_work() or bool(touched)

    def _step(self, vals):
        """Write what closing and reopening decide; RPC does not reach it."""
        return self.sudo().write(vals)

    def _ensure_tasks(self) -> None:
        """Give each month the tasks that it lacks. Asking again adds nothing."""
        templates = self.env["ap.closing.task.template"]
        for closing in self.filtered(lambda one: not one.is_closed):
            have = set(closing.task_ids.mapped("code"))
            wanted = templates._of_company(closing.company_id)
            missing = wanted.filtered(
                lambda one, have=have, closing=closing: one.code not in have
                and closing._task_applies(one)
            )
            quiet = self.env["ap.closing.task"].sudo().with_context(mail_create_nolog=True)
            if missing:
                company = closing.company_id
                staff = templates._staff(company)
                due = company._ap_due_days(
                    closing.date_end, set(missing.mapped("due_offset"))
                )
                quiet.create([one._task_values(closing, staff, due) for one in missing])
                closing._link_tasks()

    def _task_applies(self, template) -> bool:
        """Whether the company has what the task compares or counts."""
        if template.kind == "tie_outs":
            ties = self.env["ap.tie.out"]
            return bool(ties._applicable(self.company_id, codes_of(template.tie_out_codes)))
        if template.kind == "runs":
            kinds = self.env["ap.closing.kind"]
            return any(map(kinds._is_present, codes_of(template.run_kinds)))
        if template.kind == "counts":
            counts = self.env["ap.closing.count"]._definitions()
            return not counts.keys().isdisjoint(codes_of(template.count_codes))
        return True

    def _link_tasks(self) -> None:
        """Tasks wait for those of the same month that their templates name."""
        tasks = {task.code: task for task in self.task_ids}
        for task in self.task_ids:
            codes = task.template_id.predecessor_ids.mapped("code")
            before = [tasks[code].id for code in codes if code in tasks]
            if set(before) != set(task.predecessor_ids.ids):
                task._step({"predecessor_ids": [fields.Command.set(before)]})
            if task.state == "waiting" and not before:
                task._step({"state": "todo"})

    # -- buttons -----------------------------------------------------------------------

    def action_check_tasks(self):
        """Let the controls of open tasks look again, and compare with the books."""
        self._check_role("ap_base.group_apprentice")
        self.check_access("read")
        for tasks in self.task_ids.grouped("company_id").values():
            tasks.filtered(lambda task: not task.is_settled)._run_controls()
        self._refresh_tasks()
        return True

    def action_open_tasks(self):
        """The checklist of these months, compared with the books just now."""
        if self.env.user.has_group("ap_base.group_apprentice"):
            self._refresh_tasks()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_task_action"
        )
        action["domain"] = [("closing_id", "in", self.ids)]
        action["context"] = {}
        return action

    @api.model
    def _cron_check_tasks(self):
        """Look at every open month, and at closed ones whose books changed."""
        closings = self.search(
            ["|", ("is_closed", "=", False), ("task_ids.to_check", "=", True)]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(closings))
        for closing in closings:
            closing._refresh_or_log()
            if not self.env["ir.cron"]._commit_progress(1):
                break
