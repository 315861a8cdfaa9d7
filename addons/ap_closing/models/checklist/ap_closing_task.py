# SPDX-License-Identifier: AGPL-3.0-or-later
"""One task of one month: who does it, what proves it, what was signed."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...rules.checklist import SIGNED, settled
from . import task_figures, task_steps, task_words
from .ap_closing_task_template import EVIDENCE, KINDS, ROLES, codes_of

STATES = [
    ("waiting", "Waiting"),
    ("todo", "To do"),
    ("done", "Done"),
    ("reviewed", "Reviewed"),
    ("redo", "To redo"),
    ("waived", "Waived"),
]
# What people write by hand; everything else is reached by steps.
EVIDENCE_FIELDS = {"note", "attachment_ids"}
PEOPLE_FIELDS = {"user_id", "reviewer_id", "date_due"}


class ApClosingTask(models.Model):
    _name = "ap.closing.task"
    _description = "Closing task"
    _inherit = ["mail.thread", "mail.activity.mixin", "ap.guarded"]
    _order = "date_end desc, company_id, sequence, id"
    _check_company_auto = True

    closing_id = fields.Many2one(
        "ap.closing", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="closing_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_end = fields.Date(related="closing_id.date_end", store=True, string="Month")
    template_id = fields.Many2one(
        "ap.closing.task.template", required=True, index=True, ondelete="restrict"
    )
    code = fields.Char(required=True)
    name = fields.Char(related="template_id.name")
    instructions = fields.Text(related="template_id.instructions")
    sequence = fields.Integer()
    role = fields.Selection(ROLES, required=True)
    user_id = fields.Many2one("res.users", string="Preparer", tracking=True)
    reviewer_id = fields.Many2one("res.users", string="Reviewer", tracking=True)
    date_due = fields.Date(string="Due on", tracking=True)
    kind = fields.Selection(KINDS, string="Proved by", required=True)
    control_codes = fields.Char(string="Controls")
    tie_out_codes = fields.Char(string="Tie-outs")
    run_kinds = fields.Char(string="Kinds of entries")
    count_codes = fields.Char(string="Counts")
    threshold = fields.Float(string="Difference allowed", digits=(16, 2))
    evidence = fields.Selection(
        EVIDENCE, string="Evidence required", required=True, default="none"
    )
    signs_itself = fields.Boolean()
    needs_reviewer = fields.Boolean(string="Two people")
    by_others = fields.Boolean(string="By somebody else")
    state = fields.Selection(STATES, required=True, default="waiting", tracking=True)
    to_check = fields.Boolean(
        string="Books changed since", help="An entry came after the last look."
    )
    agrees = fields.Boolean(help="At the last look the books did not contradict it.")
    checked_on = fields.Datetime(string="Last look")
    prepared_by_id = fields.Many2one("res.users", string="Signed by")
    prepared_on = fields.Datetime(string="Signed on")
    reviewed_by_id = fields.Many2one("res.users")
    reviewed_on = fields.Datetime()
    waived_by_id = fields.Many2one("res.users")
    waived_on = fields.Datetime()
    waiver_reason = fields.Text()
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")
    signed_figures = fields.Json(string="Figures when signed (JSON)")
    current_figures = fields.Json(string="Figures now (JSON)")
    predecessor_ids = fields.Many2many(
        "ap.closing.task",
        "ap_closing_task_before_rel",
        "task_id",
        "predecessor_id",
        string="After",
    )
    successor_ids = fields.Many2many(
        "ap.closing.task",
        "ap_closing_task_before_rel",
        "predecessor_id",
        "task_id",
        string="Before",
    )
    is_settled = fields.Boolean(
        string="Finished", compute="_compute_is_settled", store=True
    )
    open_count = fields.Integer(
        string="To finish", compute="_compute_is_settled", store=True
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="Of which I am the preparer or the next reviewer, or that nobody has taken "
        "and that is for my role.",
    )

    figures_html = fields.Html(
        string="Figures", compute="_compute_figures", sanitize=False
    )
    figures_now = fields.Char(string="Now", compute="_compute_figures")
    problem = fields.Text(string="What is wrong", compute="_compute_figures")
    waits_for = fields.Char(string="Waits for", compute="_compute_waits_for")
    next_action = fields.Selection(
        [
            ("check", "Check again"),
            ("open", "Open the screen"),
            ("prove", "Add the evidence"),
            ("sign", "Sign"),
            ("review", "Review"),
        ],
        compute="_compute_next_action",
    )
    may_waive = fields.Boolean(compute="_compute_next_action")
    may_unsign = fields.Boolean(compute="_compute_next_action")

    _once = models.UniqueIndex(
        "(closing_id, code)", "That task is on the list of this month already."
    )
    _signed_idx = models.Index(
        "(company_id, date_end) WHERE state IN ('done', 'reviewed')"
    )

    @api.depends("state", "needs_reviewer")
    def _compute_is_settled(self):
        for task in self:
            done = settled(task.state, needs_reviewer=task.needs_reviewer)
            task.is_settled, task.open_count = done, not done

    @api.depends("date_due", "is_settled")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for task in self:
            due = task.date_due
            task.is_late = bool(due and due < today and not task.is_settled)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = Domain("date_due", "<", today) & Domain("is_settled", "=", False)
        wanted = set(value)
        if wanted == {True}:
            return late
        return ~late if wanted == {False} else Domain(bool(wanted))

    @api.depends("user_id", "reviewer_id", "role", "state", "prepared_by_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._mine_domain())
        for task in self:
            task.is_mine = task in mine

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._mine_domain()
        return mine if True in value else ~mine

    @api.model
    def _mine_domain(self):
        """The tasks that wait for this person: named, or of their role and nobody's.

        To be reviewed by anybody entitled: not by who signed.
        """
        user = self.env.user
        role = next(
            (one for one in ("head", "accountant", "apprentice")
             if user.has_group(f"ap_base.group_{one}")), "none",
        )  # fmt: skip
        prepare = Domain("state", "!=", "done") & (
            Domain("user_id", "=", user.id)
            | Domain("user_id", "=", False) & Domain("role", "=", role)
        )
        reviews = {"head": ("apprentice", "accountant", "head"),
                   "accountant": ("apprentice", "accountant")}.get(role, ())  # fmt: skip
        review = Domain("state", "=", "done") & (
            Domain("reviewer_id", "=", user.id)
            | Domain("reviewer_id", "=", False)
            & Domain("needs_reviewer", "=", True)
            & Domain("role", "in", reviews)
            & Domain("prepared_by_id", "!=", user.id)
        )
        return prepare | review

    @api.depends("name", "date_end", "company_id")
    def _compute_display_name(self):
        for task in self:
            task.display_name = f"{task.name} – {task.closing_id.display_name}"

    @api.depends("current_figures", "signed_figures", "state", "agrees")
    @api.depends_context("lang")
    def _compute_figures(self):
        for task in self:
            now = task_words.figure_rows(task, task.current_figures or {})
            signed = task_words.figure_rows(task, task.signed_figures or {})
            task.figures_html = task_words.figures_table(task, signed, now)
            task.figures_now = task_figures.in_short(task) or False
            task.problem = "\n".join(task_words.contradiction(task)) or False

    @api.depends("predecessor_ids.is_settled", "predecessor_ids.user_id")
    @api.depends_context("lang")
    def _compute_waits_for(self):
        for task in self:
            before = task.predecessor_ids.filtered(lambda one: not one.is_settled)
            names = [f"{one.name} ({one._next_person()})" for one in before]
            waiting = task.state == "waiting" and names
            task.waits_for = ", ".join(names) if waiting else False

    @api.depends(
        "state", "to_check", "agrees", "prepared_by_id", "note", "attachment_ids",
        "closing_id.is_closed",
    )  # fmt: skip
    @api.depends_context("uid")
    def _compute_next_action(self):
        user = self.env.user
        ranks = {
            role: user.has_group(f"ap_base.group_{role}")
            for role in ("apprentice", "accountant", "head")
        }
        for task in self:
            task.next_action = task_words.next_action(task, user, ranks)
            signed = task.reviewed_by_id if task.state == "reviewed" else task.prepared_by_id
            task.may_unsign = (
                task.state in SIGNED
                and user in (signed | task.prepared_by_id)
                and not task.closing_id.is_closed
            )
            task.may_waive = (
                ranks["head"]
                and task.state not in (*SIGNED, "waived")
                and not task.closing_id.is_closed
                and task.prepared_by_id != user
            )

    def _next_person(self) -> str:
        """Whom the task waits for: a name, else a role, in the reader's language."""
        self.ensure_one()
        if self.state == "done":
            person, role = self.reviewer_id, task_words.reviewing_role(self)
        else:
            person, role = self.user_id, self.role
        names = dict(self._fields["role"]._description_selection(self.env))
        return person.sudo().name or names[role]

    # -- what can be written ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Tasks come with the month: add a template under Configuration ▸ "
                    "Closing ▸ Closing tasks."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals.keys())
        return super().write(vals)

    @api.model
    def _ap_engine_fields(self):
        """States and figures are reached by steps: writing one would fake a signature."""
        own = self._ap_all_fields_but(EVIDENCE_FIELDS | PEOPLE_FIELDS)
        return super()._ap_engine_fields() | own

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("A task is changed by its steps: sign, review, redo, waive.")

    def _check_written(self, names):
        if names & PEOPLE_FIELDS:
            self.closing_id._check_role("ap_base.group_accountant")
        if names & EVIDENCE_FIELDS:
            self._check_evidence_open()

    def _check_evidence_open(self):
        """What was signed with a note or a document keeps them."""
        signed = self.filtered(lambda task: task.state in (*SIGNED, "waived"))
        if signed:
            raise UserError(
                self.env._(
                    "“%(task)s” is signed with its note and documents: have it redone to "
                    "change them.",
                    task=signed[0].name,
                )
            )

    def _step(self, vals):
        """Write what the steps decide; RPC does not reach it."""
        return self.sudo().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(
                self.env._("A task is never deleted: the head of accounting can waive it.")
            )

    # -- steps: buttons and RPC -------------------------------------------------------

    def action_sign(self):
        """Say that the work is done; refused while the books contradict it."""
        return task_steps.sign_all(self)

    def action_review(self):
        """Another person than the one who signed, or waived, looks at it.

        A waiver that somebody else has seen stays a waiver; the head who gave it may then
        close the month.
        """
        return task_steps.review(self)

    def action_unsign(self):
        """Withdraw one's own signature, or one's own review; the trace keeps it."""
        return task_steps.unsign(self)

    def action_take(self):
        """Become the preparer of tasks of one's own role that nobody has taken."""
        return task_steps.take(self)

    def action_redo(self, reason):
        """Take a signature or a waiver back, with a reason."""
        return task_steps.redo(self, reason)

    def action_waive(self, reason):
        """Let a task pass this month, with a reason that stays with it.

        Only the head of accounting, and never for what they prepared themselves.
        """
        return task_steps.waive(self, reason)

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
        """Ask for the reason of a waiver."""
        return task_steps.ask(self, "waive")

    def action_ask_redo(self):
        """Ask why a task is to be redone."""
        return task_steps.ask(self, "redo")

    # -- screens -------------------------------------------------------------------

    def action_open_screen(self):
        """The screen where the work is done, or what proves the task."""
        return task_words.open_screen(self)

    def action_open_findings(self):
        """The open findings that the task waits for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_base.ap_finding_action"
        )
        codes = list((self.current_figures or {}).get("controls", {}))
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("control_code", "in", codes),
        ]
        action["context"] = {"search_default_open": 1}
        return action

    def action_open_tie_outs(self):
        """The tie-outs that the task is bound to."""
        self.ensure_one()
        action = self.closing_id.action_open_tie_outs()
        codes = list((self.current_figures or {}).get("tie_outs", {}))
        action["domain"] = [*action["domain"], ("code", "in", codes)]
        return action

    def action_show(self):
        """The task itself, where its note and documents are."""
        self.ensure_one()
        return self.get_formview_action()

    def action_open_closing(self):
        """The closing of the task."""
        self.ensure_one()
        return self.closing_id.get_formview_action()

    # -- what the books say ---------------------------------------------------------

    def _run_controls(self):
        """Let the controls of these tasks look again before anybody signs."""
        codes = {code for task in self for code in codes_of(task.control_codes)}
        controls = self.env["ap.control"]
        known = controls.sudo().search([("code", "in", list(codes))]).mapped("code")
        if known:
            controls.check(self.company_id.id, codes=known)

    def _mark_to_check(self, company, day) -> None:
        """Mark the signed tasks of months that end on `day` or later."""
        self.flush_model(["state", "kind", "to_check", "company_id", "date_end"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE ap_closing_task SET to_check = TRUE
                 WHERE company_id = %s AND date_end >= %s AND kind <> 'manual'
                   AND state IN ('done', 'reviewed') AND NOT COALESCE(to_check, FALSE)
             RETURNING id
                """,
                company.id,
                day,
            )
        )
        self.browse([row[0] for row in rows]).invalidate_recordset(["to_check"])
