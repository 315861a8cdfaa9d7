# SPDX-License-Identifier: AGPL-3.0-or-later
"""One source of closing entries in one month: propose, review, post, cancel."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ap_base.models import arguments

from . import (
    changed_months,
    closing_period,
    entry_preview,
    later_documents,
    proposal_store,
    run_items,
    run_posting,
)
from .twin_lines import mark_twins

OPEN = ("draft", "proposed", "reviewed", "cancelled")
GIVEN = {"closing_id", "kind"}


class ApClosingRun(models.Model):
    _name = "ap.closing.run"
    _description = "Closing run"
    _inherit = ["mail.thread", "ap.guarded"]
    _order = "closing_id, sequence, id"
    _check_company_auto = True

    closing_id = fields.Many2one("ap.closing", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="closing_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_end = fields.Date(related="closing_id.date_end", store=True)
    kind = fields.Selection(
        selection=lambda self: self.env["ap.closing.kind"]._selection(), required=True
    )
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    state = fields.Selection(
        [
            ("draft", "To propose"),
            ("proposed", "To review"),
            ("reviewed", "To post"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        tracking=True,
    )
    posting = fields.Integer(
        default=1, required=True, help="Number of the posting that is open or was last."
    )
    is_stale = fields.Boolean(
        string="Changed since",
        help="A bill or a receipt of the month came after the proposal.",
    )
    read_on = fields.Date(
        readonly=True, help="The day on which the sources were read last."
    )
    decisions_kept = fields.Json(
        readonly=True,
        help="What people had decided in a posting that was cancelled, by source, until "
        "the run is posted again.",
    )
    line_ids = fields.One2many("ap.closing.line", "run_id", domain=[("state", "!=", "cancelled")])
    line_count = fields.Integer()
    amount = fields.Monetary(help="Cost brought into the month, or put aside.")
    amount_tax = fields.Monetary(string="VAT")
    previous_amount = fields.Monetary(string="Previous month")
    review_count = fields.Integer(string="To look at")
    move_ids = fields.One2many("account.move", "ap_closing_run_id", string="Entries")
    move_count = fields.Integer(compute="_compute_move_count")
    change_ids = fields.Many2many(
        "ap.closing.change", "ap_closing_change_run_rel", "run_id", "change_id",
        string="What came after the proposal", readonly=True,
    )  # fmt: skip
    change_count = fields.Integer(compute="_compute_change_count")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _once = models.UniqueIndex(
        "(closing_id, kind)", "A closing has one run of each kind."
    )

    @api.depends("kind")
    def _compute_sequence(self):
        order = list(self.env["ap.closing.kind"]._kinds())
        for run in self:
            run.sequence = order.index(run.kind) if run.kind in order else len(order)

    @api.depends("kind", "closing_id.date_end", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = self.env["ap.closing.kind"]._labels()
        for run in self:
            run.display_name = f"{labels.get(run.kind)} – {run.closing_id.display_name}"

    def _compute_move_count(self):
        counts = dict(
            self.env["account.move"]._read_group(
                [("ap_closing_run_id", "in", self.ids)], ["ap_closing_run_id"], ["__count"]
            )
        )
        for run in self:
            run.move_count = counts.get(run, 0)

    @api.depends("change_ids")
    def _compute_change_count(self):
        for run in self:
            run.change_count = len(run.change_ids)

    def _compute_preview(self):
        for run in self:
            run.preview = entry_preview.html(run)

    # -- buttons ------------------------------------------------------------------

    def action_propose(self):
        """Read the sources again, and compare the checklist."""
        self.closing_id._check_role("ap_base.group_apprentice")
        self.closing_id._lock()
        self._propose()
        self.closing_id._refresh_tasks()
        return True

    def action_review(self):
        """Reviewed by a person who may post: the entry can be booked."""
        self.closing_id._refuse_closed()
        self.closing_id._check_role("ap_base.group_accountant")
        self.closing_id._lock()
        for run in self:
            if run.state != "proposed":
                raise UserError(
                    self.env._("%(run)s: propose it first.", run=run.display_name)
                )
        self._step({"state": "reviewed"})
        return True

    def action_post(self):
        """Post the reviewed runs, or say what prevents it."""
        self.closing_id._check_role("ap_base.group_accountant")
        self.closing_id._lock()
        for closing, runs in self.grouped("closing_id").items():
            blocking = closing._blocking(runs)
            if blocking:
                raise UserError("\n".join(blocking))
        self._post()
        self.closing_id._refresh_tasks()
        return True

    def action_cancel(self, reason):
        """Undo the posted run by opposite entries on the same days, with a reason."""
        self.ensure_one()
        self.closing_id._check_role("ap_base.group_accountant")
        reason = arguments.text(reason)
        if not reason:
            raise UserError(self.env._("Say why the posting is undone."))
        self.closing_id._lock()
        run_posting.cancel(self, reason)
        self.closing_id._refresh_tasks()
        return True

    def action_next(self):
        """The one recommended step."""
        self.ensure_one()
        step = {
            "draft": self.action_propose,
            "cancelled": self.action_propose,
            "proposed": self.action_review,
            "reviewed": self.action_post,
        }.get(self.state, self.action_propose if self.is_stale else self.action_open_lines)
        return step()

    def action_open_lines(self):
        """The lines of the run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_line_action"
        )
        action["domain"] = [("run_id", "=", self.id), ("state", "!=", "cancelled")]
        action["context"] = {"default_run_id": self.id}
        action["display_name"] = self.display_name
        return action

    def action_open_changes(self):
        """What came after the proposal and is not in these lines yet."""
        self.ensure_one()
        return later_documents.screen(self.closing_id, [("run_ids", "in", self.ids)])

    def action_open_moves(self):
        """The entries of the run, with their reversals."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("ap_closing_run_id", "=", self.id)],
        }

    def action_add_from_template(self):
        """Choose a template and see its lines before they are added."""
        self.ensure_one()
        self.closing_id._check_role("ap_base.group_apprentice")
        self._check_takes_manual_lines()
        self.env["ap.accrual.template"]._load_country(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add from template"),
            "res_model": "ap.accrual.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    # -- steps --------------------------------------------------------------------

    def _propose(self) -> None:
        """Read the sources and store the proposals. A posted run is left alone unless
        something came later: then the difference is proposed as one more posting."""
        caches: dict = {}
        seen = {run: run._seen() for run in self if run.state == "reviewed"}
        for run in self.sorted("sequence"):
            closing_period.refuse_not_begun(self.env, run.company_id, run.date_end)
            if run.state != "posted" or run._must_be_read_again():
                run._read_sources(caches.setdefault(run.closing_id.id, {}))
        for closing in self.closing_id:
            mark_twins(closing)
        for run, before in seen.items():
            if run.state == "proposed" and run._seen() == before:
                run._step({"state": "reviewed"})  # what was looked at is still there

    def _read_sources(self, cache: dict) -> None:
        """Read the sources of one run into its open lines. `cache`: what the runs of its
        closing share."""
        kinds = self.env["ap.closing.kind"]
        kind = kinds._kinds().get(self.kind)  # none: its room is not there any more
        typed = not kind or not kind.has_source
        again = self.state == "cancelled"
        if typed and again:
            proposal_store.type_again(self)
        if self.state == "posted" or again:
            self._step({"posting": self.posting + 1})
        if not typed:
            self.flush_recordset()
            self._store(kinds._propose(self.kind, self.closing_id, self.date_end, cache))
        self._count()
        self._step({"read_on": self.company_id._company_today()})
        self._settle()
        if again:
            self._log_decisions_kept()

    def _store(self, proposals) -> None:
        """Make the run's open lines those of the proposals; decisions are kept."""
        proposal_store.store(self, proposals)

    def _post(self) -> None:
        """Post each run and its reversal of the next day; posted ones are left."""
        run_posting.post(self)

    def _entry_items(self) -> list:
        """The journal items that posting would write (`EntryItem`)."""
        return run_items.of(self).items

    def _seen(self) -> str:
        """A short sum of what a person looks at on the open lines."""
        self.env["ap.closing.line"].flush_model()
        [(digest,)] = self.env.execute_query(
            SQL(
                """
                SELECT md5(COALESCE(string_agg(concat_ws('|', source_key, amount,
                       amount_tax, account_id, counterpart_account_id,
                       analytic_distribution::text, review_code, excluded_code), ';'
                       ORDER BY source_key, id), ''))
                  FROM ap_closing_line WHERE run_id = %s AND state = 'proposed'
                """,
                self.id,
            )
        )
        return digest

    def _log_decisions_kept(self) -> None:
        """Log that decisions of the cancelled posting came back, and how many did not."""
        decided = [one for one in (self.decisions_kept or {}).values() if one["is_overridden"]]
        if not decided:
            return
        domain = [("run_id", "=", self.id), ("state", "=", "proposed")]
        back = self.env["ap.closing.line"].search_count([*domain, ("is_overridden", "=", True)])
        self._message_log(
            body=self.env._(
                "Decisions of the cancelled posting kept: %(kept)s of %(all)s. The others "
                "are of sources that give no amount any more.",
                kept=back,
                all=len(decided),
            )
        )

    def _must_be_read_again(self) -> bool:
        """Whether something came later, be it while the sources were read by another
        request, or the month ended after it was posted."""
        return bool(self.is_stale or self.change_ids) or closing_period.read_too_early(self)

    def _mark_stale(self, company, day, kinds, only_open=False) -> None:
        """Flag the proposed and posted runs of months that end on `day` or later.

        `kinds`: codes. Whoever calls it names the documents to `later_documents`.

        `only_open`: of the posted ones only the last: what changes now is caught up
        by the month that is open, earlier ones stay as they were posted.
        """
        self.flush_model(["state", "is_stale", "kind", "company_id", "date_end"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE ap_closing_run run SET is_stale = TRUE
                  FROM ap_closing closing
                 WHERE closing.id = run.closing_id AND closing.company_id = %s
                   AND closing.date_end >= %s AND run.kind = ANY(%s)
                   AND run.state IN ('proposed', 'reviewed', 'posted')
                   AND NOT COALESCE(run.is_stale, FALSE)
                   AND NOT (%s AND run.state = 'posted' AND EXISTS (
                       SELECT 1 FROM ap_closing_run later
                        WHERE later.company_id = closing.company_id
                          AND later.kind = run.kind AND later.state = 'posted'
                          AND later.date_end > closing.date_end))
             RETURNING run.id
                """,
                company.id,
                day,
                list(kinds),
                only_open,
            )
        )
        stale = self.browse([row[0] for row in rows])
        stale.invalidate_recordset(["is_stale"])
        stale.modified(["is_stale"])
        self.env["ap.closing.task"].sudo()._mark_to_check(company, day)

    def _settle(self) -> None:
        """The state after a proposal: nothing more to post means still posted."""
        self.ensure_one()
        if self.posting > 1 and not self._open_line_count() and self._has_posted():
            self._step({"state": "posted", "is_stale": False})
        else:
            self._step({"state": "proposed", "is_stale": False})

    def _has_posted(self) -> bool:
        domain = [("run_id", "=", self.id), ("state", "=", "posted")]
        return bool(self.env["ap.closing.line"].search_count(domain, limit=1))

    def _open_line_count(self) -> int:
        domain = [("run_id", "=", self.id), ("state", "=", "proposed")]
        return self.env["ap.closing.line"].search_count(domain)

    def _count(self) -> None:
        """Refresh the figures of the runs from their lines, by one statement."""
        self.env["ap.closing.line"].flush_model()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE ap_closing_run run
                   SET line_count = COALESCE(sums.lines, 0),
                       amount = COALESCE(sums.amount, 0),
                       amount_tax = COALESCE(sums.tax, 0),
                       previous_amount = COALESCE((
                           SELECT before.amount FROM ap_closing_run before
                             JOIN ap_closing earlier ON earlier.id = before.closing_id
                             JOIN ap_closing closing ON closing.id = run.closing_id
                            WHERE before.kind = run.kind
                              AND earlier.company_id = closing.company_id
                              AND earlier.date_end = (date_trunc('month',
                                  closing.date_end) - interval '1 day')::date), 0),
                       review_count = COALESCE(sums.review, 0)
                  FROM unnest(%s::int[]) AS wanted(id)
                  LEFT JOIN (
                      SELECT run_id, COUNT(*) AS lines, SUM(amount) AS amount,
                             SUM(amount_tax) AS tax,
                             COUNT(review_code) FILTER (WHERE state = 'proposed') AS review
                        FROM ap_closing_line
                       WHERE state <> 'cancelled' AND run_id = ANY(%s)
                       GROUP BY run_id
                  ) sums ON sums.run_id = wanted.id
                 WHERE run.id = wanted.id
                """,
                self.ids,
                self.ids,
            )
        )
        self.invalidate_recordset(
            ["line_count", "amount", "amount_tax", "previous_amount", "review_count"]
        )
        self.modified(["line_count"])

    def _summary(self) -> dict:
        """The figures of a run for the public API."""
        self.ensure_one()
        first = self._standing_moves().sorted("id")
        return {
            "kind": self.kind,
            "run_id": self.id,
            "state": self.state,
            "line_count": self.line_count,
            "amount": self.amount,
            "move_ids": first.ids,
            "reversal_move_ids": first.reversal_move_ids.sorted("id").ids,
        }

    def _counterpart_account(self):
        """The balance-sheet account of the kind, empty when the company has none."""
        self.ensure_one()
        return self._kind().counterpart_account(self.company_id)

    def _kind(self):
        """What the run is of: a `ClosingKind`."""
        self.ensure_one()
        return self.env["ap.closing.kind"]._kinds()[self.kind]

    def _open_posting(self) -> int:
        """The number of the posting that takes a new line."""
        return self.posting + 1 if self.state == "cancelled" else self.posting

    def _standing_moves(self):
        """The accrual entries of the run that no cancellation has undone."""
        return self.move_ids.filtered(
            lambda move: move.state == "posted"
            and not move.reversed_entry_id
            and not move.ap_is_cancellation
            and not move.ap_cancelled_by_id
        )

    def _posters(self):
        """Who posted the entries of these runs that stand; Odoo itself is nobody."""
        runs = self.sudo()
        standing = self.env["account.move"].sudo().union(
            *(run._standing_moves() for run in runs)
        )
        people = standing.ap_posted_by_id
        return (people - self.env.ref("base.user_root")).sudo(False)

    def _hold_to_change(self):
        """Hold the months of runs that a person changes: who posts meanwhile is waited
        for, and what was posted then is refused."""
        if self and not self.env.su:
            self.check_access("read")
            self.closing_id._lock()
            self.env["ap.closing.line"].invalidate_model(["state"])

    def _review_again(self):
        """What was reviewed is not posted otherwise: another amount, another review."""
        for run in self.filtered(lambda run: run.state == "reviewed"):
            run._step({"state": "proposed"})
            run._message_log(
                body=self.env._("Changed after the review: it is to be reviewed again.")
            )

    def _check_takes_manual_lines(self):
        for run in self:
            if run._kind().proposes:
                raise UserError(
                    self.env._(
                        "%(run)s: its lines are computed. Decide another amount with a "
                        "reason, or type the line under “Other accruals”.",
                        run=run.display_name,
                    )
                )
            if run.state == "posted":
                raise UserError(
                    self.env._("%(run)s is posted: cancel it first.", run=run.display_name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_posted(self):
        if any(run.move_count for run in self):
            raise UserError(
                self.env._("A run that was posted is never deleted: cancel it instead.")
            )

    @api.model
    def _ap_engine_fields(self):
        """States and figures are reached by steps: writing one would fake a review."""
        own = self._ap_all_fields_but({*GIVEN, "line_ids"})
        return super()._ap_engine_fields() | own

    @api.model
    def _ap_fixed_fields(self):
        return super()._ap_fixed_fields() | GIVEN

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("A run is changed by its steps: propose, review, post, cancel.")

    def _step(self, vals):
        """Write what the steps decide; RPC does not reach it."""
        if vals.get("is_stale") is False:
            later_documents.read(self)
            changed_months.forget(self.env)
        return self.sudo().write(vals)
