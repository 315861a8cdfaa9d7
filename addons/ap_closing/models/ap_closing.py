# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company's month: its runs, in order, and the one door that closes it."""

from datetime import date, timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import month_end, month_start, next_day
from odoo.addons.ap_base.models import arguments

from . import closing_blockers, closing_cron, closing_period, later_documents
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

    _once = models.UniqueIndex(
        "(company_id, date_end)", "This month of the company has a closing already."
    )

    @api.depends("company_id", "date_end", "company_id.ap_vat_policy")
    def _compute_vat_mode(self):
        for closing in self:
            if not closing.vat_mode or closing.state in (False, "draft"):
                closing.vat_mode = closing.company_id._ap_vat_mode(closing.date_end)

    @api.depends("run_ids.state", "run_ids.is_stale", "run_ids.line_count")
    def _compute_state(self):
        order = ("draft", "proposed", "reviewed", "posted")
        for closing in self:
            states = [
                "draft" if run.state == "cancelled" else run.state
                for run in closing.run_ids
            ]
            closing.state = min(states, key=order.index) if states else "draft"
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
        return super().create(vals_list)

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
        return bool(lines.search_count([("run_id", "in", self.run_ids.ids)], limit=1))

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
        company = arguments.company(self.env, company_id)
        self._check_role("ap_base.group_accountant" if post else "ap_base.group_apprentice")
        day = self._month_end(date_end)
        closing_period.refuse_not_begun(self.env, company, day)
        closing = self._locked(company, day)
        runs = closing._runs(self._checked_kinds(kinds))
        runs._propose()
        blocking = closing._blocking(runs)
        if post and not blocking:
            runs._post()
            self.env["ap.tie.out"].compute(company.id, closing.date_end)
        return {
            "closing_id": closing.id,
            "runs": [run._summary() for run in runs],
            "blocking": blocking,
            "remarks": [note for note in (closing.running_note,) if note],
        }

    # -- buttons ------------------------------------------------------------------

    def action_propose(self):
        """Read the month again and refresh every proposal."""
        self._check_role("ap_base.group_apprentice")
        for closing in self:
            closing._lock()
            closing._runs(self._checked_kinds(None))._propose()
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
        return True

    def action_open_lines(self):
        """The lines of the whole month, to filter and to pivot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_line_action"
        )
        action["domain"] = [("run_id", "in", self.run_ids.ids), ("state", "!=", "cancelled")]
        action["context"] = {}
        if self.env.context.get("only_review"):
            action["context"] = {"search_default_review": 1}
        action["display_name"] = self.display_name
        return action

    def action_open_changes(self):
        """The documents that came after the proposal and are in no line yet."""
        self.ensure_one()
        return later_documents.screen(self, [("closing_id", "=", self.id)])

    def action_open_tie_outs(self):
        """Compute the tie-outs at the closing date and show them."""
        self.ensure_one()
        self.env["ap.tie.out"].compute(self.company_id.id, self.date_end)
        action = self.env["ir.actions.act_window"]._for_xml_id("ap_base.ap_tie_out_action")
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("date", "=", self.date_end),
        ]
        return action

    # -- cron ---------------------------------------------------------------------

    @api.model
    def _cron_propose(self):
        """Propose the month that ends today or ended yesterday, for every company.

        One company's failure is said in its log and leaves the others done.
        """
        closing_cron.propose_months(self)

    def _propose_in_cron(self, company, day):
        """Propose that month of a company, beside people who work on it."""
        closing_cron.propose_month(self, company, day)

    def _month_to_propose(self, company):
        """The month-end that is today or was yesterday in the company's time zone."""
        today = company._company_today()
        if next_day(today).day == 1:
            return today
        return today - timedelta(1) if today.day == 1 else None

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
        registered = self.env["ap.closing.kind"]
        known = list(filter(registered._is_present, registered._kinds()))
        asked = kinds if isinstance(kinds or [], list | tuple) else [kinds]
        unknown = [
            kind for kind in asked or () if not isinstance(kind, str) or kind not in known
        ]
        if unknown:
            raise UserError(
                self.env._(
                    "Unknown kind of closing entry: %(kinds)s. Known: %(known)s.",
                    kinds=", ".join(map(str, unknown)),
                    known=", ".join(known),
                )
            )
        return [kind for kind in known if not asked or kind in asked]

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
        """Hold the rows until the end of the transaction.

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
