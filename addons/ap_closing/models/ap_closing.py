# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company's month: its runs, in order, and the one door that closes it."""

from datetime import date, timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import month_end, month_start
from odoo.addons.ap_base.documents.document import Section
from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.tie_out import ledger_balance

from . import (
    closing_blockers,
    closing_cron,
    closing_period,
    closing_screens,
    closing_steps,
    later_documents,
    many_companies,
    month_steps,
    roll_forward,
)
from .checklist import book_figures, month_lock, month_tasks
from .closing_file import closing_file, sections
from .res_company import VAT_MODES


class ApClosing(models.Model):
    _name = "ap.closing"
    _description = "Month-end closing"
    _inherit = ["mail.thread", "mail.activity.mixin", "ap.guarded"]
    _order = "date_end DESC, company_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_end = fields.Date(
        string="Closing date",
        required=True,
        default=lambda self: closing_period.next_month(self.env, self.env.company),
        help="Last day of the month, included.",
    )
    vat_mode = fields.Selection(
        VAT_MODES,
        string="VAT on accruals",
        required=True,
        compute="_compute_vat_mode",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    user_id = fields.Many2one("res.users", string="Responsible", tracking=True)
    run_ids = fields.One2many("ap.closing.run", "closing_id")
    state = fields.Selection(
        [
            ("draft", "To propose"),
            ("proposed", "To review"),
            ("reviewed", "To post"),
            ("posted", "Posted"),
            ("closed", "Closed"),
        ],
        compute="_compute_state",
        store=True,
    )
    is_stale = fields.Boolean(
        string="Changed since", compute="_compute_state", store=True
    )
    line_count = fields.Integer(compute="_compute_state", store=True)
    change_ids = fields.One2many(
        "ap.closing.change", "closing_id", string="What came after the proposal", readonly=True
    )
    change_count = fields.Integer(compute="_compute_change_count")
    review_count = fields.Integer(string="To look at", compute="_compute_review_count")
    blocking = fields.Text(string="What prevents posting", compute="_compute_blocking")
    running_note = fields.Text(compute="_compute_running_note")
    blockers = fields.Json(string="Before posting", compute="_compute_blockers")
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
    file_count = fields.Integer(string="Closing files", compute="_compute_file_count")

    _once = models.UniqueIndex(
        "(company_id, date_end)", "This month of the company has a closing already."
    )

    @api.depends("company_id", "date_end", "company_id.ap_vat_policy")
    def _compute_vat_mode(self):
        for closing in self:
            if not closing.vat_mode or closing.state in (False, "draft"):
                closing.vat_mode = closing.company_id._ap_vat_mode(closing.date_end)

    @api.depends("run_ids.state", "run_ids.is_stale", "run_ids.line_count", "is_closed")
    def _compute_state(self):
        order = ("draft", "proposed", "reviewed", "posted")
        for closing in self:
            states = [
                "draft" if run.state == "cancelled" else run.state
                for run in closing.run_ids
            ]
            closing.state = min(states, key=order.index) if states else "draft"
            if closing.is_closed:
                closing.state = "closed"
            closing.is_stale = any(closing.run_ids.mapped("is_stale"))
            closing.line_count = sum(closing.run_ids.mapped("line_count"))

    @api.depends("change_ids")
    def _compute_change_count(self):
        for closing in self:
            closing.change_count = len(closing.change_ids)

    def _compute_review_count(self):
        counts = dict(
            self.env["ap.closing.line"]._read_group(
                [
                    ("run_id", "in", self.run_ids.ids),
                    ("state", "=", "proposed"),
                    ("review_code", "!=", False),
                ],
                ["run_id"],
                ["__count"],
            )
        )
        for closing in self:
            closing.review_count = sum(counts.get(run, 0) for run in closing.run_ids)

    def _compute_blocking(self):
        for closing in self:
            closing.blocking = "\n".join(closing._blocking()) or False

    @api.depends("company_id", "date_end")
    @api.depends_context("lang")
    def _compute_running_note(self):
        for closing in self:
            closing.running_note = closing_period.running_note(closing) or False

    @api.depends_context("lang")
    def _compute_blockers(self):
        for closing in self:
            closing.blockers = closing_steps.blockers(closing)

    @api.depends("task_ids.state", "task_ids.is_settled")
    def _compute_task_counts(self):
        for closing in self:
            closing.update(month_tasks.counts(closing.task_ids))

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
            closing.waits_for = month_tasks.waits_for(closing.task_ids) or False

    def _compute_file_count(self):
        files = self.env["ir.attachment"].sudo()
        counts = dict(files._read_group(closing_file.domain(self), ["res_id"], ["__count"]))
        for closing in self:
            closing.file_count = counts.get(closing.id, 0)

    @api.depends("company_id", "date_end")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for closing in self:
            month = closing.date_end and closing_period.month_name(
                self.env, closing.date_end
            )
            closing.display_name = f"{closing.company_id.name} – {month or ''}"

    @api.constrains("date_end", "company_id")
    def _check_date_end(self):
        for closing in self:
            day = self._month_end(closing.date_end)
            closing_period.refuse_not_begun(self.env, closing.company_id, day)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id"))
            company = company or self.env.company
            day = fields.Date.to_date(vals.get("date_end"))
            day = day or closing_period.next_month(self.env, company)
            closing_period.refuse_second(self.env, company, day)
        closings = super().create(vals_list)
        closings.sudo()._ensure_tasks()
        return closings

    def write(self, vals):
        fixed = {"company_id", "date_end"} & vals.keys()
        if fixed and self.run_ids:
            raise UserError(
                self.env._("A month that was proposed keeps its date and its company.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_empty(self):
        """A month opened by mistake; one that holds work is kept."""
        for closing in self:
            closing.run_ids._unlink_never_posted()
            if closing._holds_work() and not self.env.su:
                raise UserError(
                    self.env._(
                        "%(closing)s holds lines, signatures or notes: it is kept.",
                        closing=closing.display_name,
                    )
                )

    def _holds_work(self) -> bool:
        """Whether somebody proposed, typed or signed something in the month."""
        lines = self.env["ap.closing.line"].sudo()
        proposed = lines.search_count([("run_id", "in", self.run_ids.ids)], limit=1)
        return bool(proposed) or month_tasks.is_begun(self)

    @api.model
    def _ap_engine_fields(self):
        """A month is what its runs and its tasks make of it."""
        own = self._ap_all_fields_but({"company_id", "date_end", "vat_mode", "user_id"})
        return super()._ap_engine_fields() | own

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("A month is closed and reopened by the head of accounting.")

    def _step(self, vals):
        """Write what closing and reopening decide; RPC does not reach it."""
        return self.sudo().write(vals)

    # -- public API ---------------------------------------------------------------

    @api.model
    def close_month(self, company_id, date_end, kinds=None, post=False):
        """Propose, and with `post` also post, the entries of a company's month.

        `date_end`: last day of the month, ISO. `kinds`: codes, all by default. Asking
        again refreshes what is proposed, leaves what is posted, and proposes the
        difference where documents came later. Returns `closing_id`, one entry per run
        (`kind, run_id, state, line_count, amount, move_ids, reversal_move_ids`),
        `blocking`: sentences that say what prevents posting, and `remarks`: that the
        month is not over, say. A month that has not begun is refused.
        """
        return month_steps.close_month(self, company_id, date_end, kinds, post)

    @api.model
    def close_months(self, company_ids, date_end, kinds=None, post=False):
        """`close_month` for several companies, one after the other.

        Returns one entry per company, in the order asked for: what `close_month` gives
        with `company_id` and `company`, or these two and `error`, a sentence. Each
        company has its own savepoint. Asking again is safe. `company_ids` empty: all of
        yours that have a chart of accounts.
        """
        return many_companies.close(self, company_ids, date_end, kinds, post)

    @api.model
    @api.readonly
    def roll_forward(self, company_id, date_from, date_to, account_code):
        """Movements of the closing lines on an account, and the account's balance;
        for prepaid expenses that are released, those of each deferral.

        `account_code`: a code or the beginning of one (408). Both dates are included.
        Returns `opening, new, reversed, closing, ledger, difference` and `lines`, one
        per closing line (`id`) or deferral (`deferral_id`) with the same four figures.
        Amounts carry the natural sign of the account: a credit balance of a liability
        is positive.
        """
        return roll_forward.of(self, company_id, date_from, date_to, account_code)

    @api.model
    def closing_file(self, company_id, date_end, lang=None):
        """Make the closing file of a company's month: one PDF and one workbook.

        Attached to the closing under the next version; earlier ones stay. `lang`: a
        code such as fr_FR, the caller's by default. Needs the role Auditor or
        Accountant. Returns `closing_id, version, pdf_id, xlsx_id` (attachments) and
        `names`.
        """
        return closing_file.make(self, company_id, date_end, lang)

    # -- buttons ------------------------------------------------------------------

    def action_propose(self):
        """Read the month again and refresh every proposal."""
        self._check_role("ap_base.group_apprentice")
        for closing in self:
            closing._lock()
            closing._runs(self._checked_kinds(None))._propose()
        self._refresh_tasks()
        return True

    def action_review(self):
        """Say that the proposals have been looked at."""
        self._check_role("ap_base.group_accountant")
        for closing in self:
            closing._lock()
            closing.run_ids.filtered(lambda run: run.state == "proposed").action_review()
        return True

    def action_post(self):
        """Post every reviewed run, or say what prevents it."""
        self._check_role("ap_base.group_accountant")
        for closing in self:
            closing._lock()
            runs = closing.run_ids.filtered(lambda run: run.state == "reviewed")
            blocking = closing._blocking(runs)
            if blocking:
                raise UserError("\n".join(blocking))
            runs._post()
            self.env["ap.tie.out"].compute(closing.company_id.id, closing.date_end)
        self._refresh_tasks()
        return True

    def action_post_steps(self):
        """Post the reviewed runs one by one, each in its own transaction, with a bar.

        Refused as `action_post` is. What was posted stays when a later run fails.
        """
        return month_steps.post_steps(self)

    def post_one_run(self, run_id):
        """Post one reviewed run of the month. Asked again for a posted one, nothing."""
        return month_steps.post_one_run(self, run_id)

    def action_mend(self, key):
        """The screen where one reason is mended; what is gone by now reloads the form."""
        return month_steps.mend(self, key)

    def read_blocked_again(self):
        """Read again the sources of runs that something prevents from being posted.

        Called when somebody comes back to the month: what was mended counts at once. The
        runs that mending made stale are read with them, so that the next step is the
        review and not another proposal. Returns whether the reasons changed.
        """
        return month_steps.read_blocked_again(self)

    def compare(self):
        """Compute the tie-outs of these months and let the checklist look."""
        self._check_role("ap_base.group_apprentice")
        self.check_access("read")
        for closing in self:
            self.env["ap.tie.out"].compute(closing.company_id.id, closing.date_end)
        self._refresh_tasks()
        return True

    def action_check_tasks(self):
        """Let the controls of open tasks look again, and compare with the books."""
        return month_tasks.check(self)

    def action_close(self):
        """Close the month: every task settled, every run posted; then lock it."""
        return month_lock.close_months(self)

    def action_reopen(self, reason):
        """Open a closed month again; its lock dates go back to what they were."""
        return month_lock.reopen_months(self, reason)

    def action_ask_reopen(self):
        """Ask for the reason, then open the closed month again."""
        return closing_screens.ask_reopen(self)

    def action_closing_file(self):
        """Make the closing file in the reader's language and show it."""
        self.ensure_one()
        self._attach_closing_file(self.env.lang)
        return self.action_open_closing_files()

    def action_closing_file_steps(self):
        """Make the closing file with a bar, and show it."""
        return closing_file.make_by_steps(self)

    def action_open_lines(self):
        """The lines of the whole month, to filter and to pivot."""
        return closing_screens.lines(self)

    def action_open_changes(self):
        """The documents that came after the proposal and are in no line yet."""
        self.ensure_one()
        return later_documents.screen(self, [("closing_id", "=", self.id)])

    def action_open_tie_outs(self):
        """Compute the tie-outs at the closing date and show them."""
        return closing_screens.tie_outs(self)

    def action_open_tasks(self):
        """The checklist of these months, compared with the books just now."""
        return closing_screens.tasks(self)

    def action_open_closing_files(self):
        """All versions of the closing file, newest first."""
        return closing_file.screen(self)

    # -- cron ---------------------------------------------------------------------

    @api.model
    def _cron_propose(self):
        """Propose the month that ends today or ended yesterday, for every company.

        One company's failure is logged and leaves the others done.
        """
        closing_cron.propose_months(self)

    @api.model
    def _cron_check_tasks(self):
        """Look at every open month, and at closed ones whose books changed."""
        return month_tasks.check_open_months(self)

    def _propose_in_cron(self, company, day):
        """Propose that month of a company, beside people who work on it."""
        closing_cron.propose_month(self, company, day)

    def _month_to_propose(self, company):
        """The month-end that is today or was yesterday in the company's time zone, if
        that month is not closed."""
        return closing_cron.month_to_propose(self, company)

    # -- the month ------------------------------------------------------------------

    def _previous_end(self) -> date:
        return self._eve(month_start(self.date_end))

    def _eve(self, day) -> date:
        return day - timedelta(1)

    def _month_end(self, value) -> date:
        day = arguments.day(self.env, value)
        if day != month_end(day):
            raise UserError(
                self.env._(
                    "%(day)s is not the last day of a month: a closing is a whole month.",
                    day=day.isoformat(),
                )
            )
        return day

    def _check_role(self, group):
        needs = self.env._(
            "This step of a closing needs the role “%(role)s” of the AP Desk.",
            role=self.env.ref(group).sudo().name,
        )
        arguments.require_role(self.env, group, needs)

    def _checked_kinds(self, kinds) -> list[str]:
        return month_steps.checked_kinds(self, kinds)

    def _locked(self, company, day):
        """The company's closing of that month, made if need be, with its row locked
        until the end of the transaction: two people close one after the other."""
        closings = self.with_company(company).sudo(self.env.su)
        found = closings.search([("company_id", "=", company.id), ("date_end", "=", day)])
        if not found:
            found = closings._open_month(company, day)
        found._lock()
        return found

    def _open_month(self, company, day):
        """A new closing; when another person opens it at this moment, try again."""
        try:
            with self.env.cr.savepoint():
                found = self.create({"company_id": company.id, "date_end": day})
                found.flush_recordset()
                return found
        except UniqueViolation as error:
            raise ConcurrencyError(
                f"closing of {day} of company {company.id} opened twice"
            ) from error

    def _lock(self):
        """Every step of a month passes here: a closed one takes none."""
        self._hold()
        self._refuse_closed()

    def _hold(self):
        """Hold the rows, closed or not, until the end of the transaction.

        The row is written, not only locked: whoever waited for it read the month
        before it changed, fails to serialize, and is sent through again by Odoo.
        """
        for statement in (
            "SELECT id FROM ap_closing WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            "UPDATE ap_closing SET company_id = company_id WHERE id = ANY(%s)",
        ):
            self.env.cr.execute(SQL(statement, self.ids))
        self.invalidate_recordset()
        self.run_ids.invalidate_recordset()

    def _refuse_closed(self):
        closed = self.filtered("is_closed")
        if closed:
            raise UserError(
                self.env._(
                    "%(closing)s is closed: the head of accounting can open it again.",
                    closing=closed[0].display_name,
                )
            )

    def _runs(self, kinds):
        """The runs of these kinds, in order; missing ones are made."""
        self.ensure_one()
        have = {run.kind: run for run in self.run_ids}
        missing = [kind for kind in kinds if kind not in have]
        self.env["ap.closing.run"].create(
            [{"closing_id": self.id, "kind": kind} for kind in missing]
        )
        have = {run.kind: run for run in self.run_ids}
        return self.env["ap.closing.run"].union(*(have[kind] for kind in kinds))

    def _blocking(self, runs=None) -> list[str]:
        """Sentences that say what prevents posting; empty when nothing does."""
        self.ensure_one()
        return closing_blockers.sentences(self, runs)

    def _ledger_balance(self, company, accounts, day) -> float:
        """Posted balance of the accounts at the end of the day, debit positive."""
        return ledger_balance(company, accounts, fields.Date.to_date(day))

    # -- the checklist and the file ------------------------------------------------

    def _ensure_tasks(self) -> None:
        """Give each month the tasks that it lacks. Asking again adds nothing."""
        return month_tasks.ensure(self)

    def _task_applies(self, template) -> bool:
        """Whether the company has what the task compares or counts."""
        return month_tasks.applies(self, template)

    def _refresh_tasks(self, books=None) -> dict:
        """Look at the books again, and let each task be what they say.

        Tasks signed before fall back where their figures moved; tasks that may, sign
        themselves. Costs one set of comparisons per closing, whatever its tasks.
        `books`: what an earlier look of the same step returned, where the step has only
        signed since: a signature moves no figure.
        """
        return book_figures.refresh(self, books)

    def _after_close(self):
        """What follows the closing of a month, its file for one; a room above adds its
        own."""
        for closing in self:
            closing._attach_closing_file()  # in the company's language

    def _attach_closing_file(self, lang=None):
        """The two attachments of a new version, in `lang` or the company's language."""
        return closing_file.attach(self, lang)

    def _closing_file_sections(self) -> list[Section]:
        """The file, in order; a higher room adds its own."""
        return sections.of(self)
