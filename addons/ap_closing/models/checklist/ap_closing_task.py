# SPDX-License-Identifier: AGPL-3.0-or-later
"""One task of one month: who does it, what proves it, what was signed."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...rules.checklist import SIGNED, settled
from .ap_closing_task_template import EVIDENCE, KINDS, ROLES

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
