# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file, what it would change, and what it changed."""

import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..readers import rows_about
from . import arguments, import_holding, import_jobs, import_words
from .ap_import_row import ROW_STATES
from .import_journal_item import JournalItemTarget
from .import_staging import AT_ONCE, Staging
from .import_value import ImportRow, revived

USER_FIELDS = frozenset({"profile_id", "company_id", "file", "filename"})
ERRORS_RETURNED = 1000


class ApImport(models.Model):
    """What the rows become is an `ImportTarget`, registered by its room."""

    _name = "ap.import"
    _inherit = ["mail.thread", "ap.guarded"]
    _description = "File import"
    _order = "id desc"
    _rec_name = "filename"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    profile_id = fields.Many2one(
        "ap.import.profile", required=True, index=True, check_company=True
    )
    target = fields.Selection(related="profile_id.target")
    columns_html = fields.Html(
        string="What the file holds", compute="_compute_columns_html", sanitize=False
    )
    filename = fields.Char(default=lambda self: self.env._("file"))
    file = fields.Binary(attachment=True, required=True, copy=False)
    sha256 = fields.Char(
        string="SHA-256",
        compute="_compute_sha256",
        store=True,
        index=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("validated", "Validated"),
            ("applied", "Applied"),
            ("undone", "Undone"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    row_ids = fields.One2many("ap.import.row", "import_id", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    new_count = fields.Integer(string="New", readonly=True, copy=False)
    changed_count = fields.Integer(string="Changed", readonly=True, copy=False)
    same_count = fields.Integer(string="Same", readonly=True, copy=False)
    gone_count = fields.Integer(string="Gone", readonly=True, copy=False)
    rejected_count = fields.Integer(string="Rejected", readonly=True, copy=False)
    errors = fields.Json(readonly=True, copy=False)
    error_text = fields.Text(compute="_compute_error_text", string="What is wrong")
    digest = fields.Char(
        readonly=True, copy=False, help="Of what the file would change."
    )
    user_id = fields.Many2one(
        "res.users", string="Applied by", readonly=True, copy=False
    )
    date_applied = fields.Datetime(string="Applied on", readonly=True, copy=False)
    same_file_id = fields.Many2one(
        "ap.import", string="Already applied as", compute="_compute_same_file"
    )
    job_state = fields.Selection(
        [("queued", "Waits"), ("running", "Being worked on"), ("failed", "Failed")],
        string="Job",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Files of many rows are read and applied by a job, so that nobody waits.",
    )
    job_step = fields.Selection(
        [("dry_run", "Dry run"), ("apply", "Apply")], readonly=True, copy=False
    )
    job_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    job_queued = fields.Datetime(readonly=True, copy=False)
    job_tries = fields.Integer(readonly=True, copy=False)
    job_message = fields.Text(readonly=True, copy=False)
    job_text = fields.Char(string="Progress", compute="_compute_job_text")
    job_percent = fields.Float(string="Done", compute="_compute_job_text")
    progress_ids = fields.One2many(
        "ap.import.progress", "import_id", string="Work done", readonly=True
    )

    @api.depends("file")
    def _compute_sha256(self):
        for record in self.with_context(bin_size=False):
            record.sha256 = hashlib.sha256(record._content()).hexdigest()

    @api.depends_context("lang")
    @api.depends("profile_id")
    def _compute_columns_html(self):
        for record in self:
            record.columns_html = record.profile_id.columns_html

    @api.depends("errors")
    def _compute_error_text(self):
        for record in self:
            record.error_text = (
                "\n".join(e["message"] for e in record.errors or []) or False
            )

    @api.depends("sha256", "profile_id", "company_id")
    def _compute_same_file(self):
        for record in self:
            record.same_file_id = record._applied_twin()

    @api.depends("job_state", "progress_ids.phase", "progress_ids.done")
    @api.depends_context("lang")
    def _compute_job_text(self):
        choices = self.env["ap.import.progress"].fields_get(["phase"])["phase"]
        labels = dict(choices["selection"])
        for record in self:
            now = record.progress_ids[:1]
            record.job_text = record.job_percent = False
            if record.job_state == "running" and now:
                of_total = f" ({now.done}/{now.total})" if now.total else ""
                record.job_text = labels[now.phase] + of_total
                record.job_percent = import_jobs.percent(now.phase, now.done, now.total)
            elif record.job_state == "queued":
                record.job_text = self.env._("Waits for its turn")

    def _applied_twin(self):
        """The applied import of the same content, if any."""
        return self.search(
            [
                ("sha256", "=", self.sha256),
                ("company_id", "=", self.company_id.id),
                ("profile_id", "=", self.profile_id.id),
                ("state", "=", "applied"),
                ("id", "!=", self._origin.id),
            ],
            order="id",
            limit=1,
        )

    def _content(self) -> bytes:
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(USER_FIELDS)

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("An import changes only by being checked, applied or undone.")

    def write(self, vals):
        if USER_FIELDS & set(vals):
            self._start_again()
        return super().write(vals)

    def _start_again(self):
        """Another file or profile makes what was staged void."""
        for record in self:
            record._refuse_at_work()
            if record.state in ("applied", "undone"):
                raise UserError(
                    self.env._(
                        "%(file)s was applied: its file stays as it was. Make a new import.",
                        file=record.display_name,
                    )
                )
        self.sudo().row_ids.unlink()
        self.sudo().write(
            {"state": "draft", "errors": False, "digest": False, "row_count": 0}
            | {"job_state": False, "job_message": False}
            | {f"{state}_count": 0 for state, _label in ROW_STATES}
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if any(record.state in ("applied", "undone") for record in self):
            raise UserError(self.env._("Applied and undone imports are kept."))
        for record in self.filtered(lambda one: one.job_state == "running"):
            record._refuse_at_work()

    # Public ------------------------------------------------------------------------

    @api.model
    def import_file(
        self,
        profile,
        filename,
        content_base64,
        company_id,
        dry_run=False,
        background=False,
    ):
        """Read a file, and apply it unless `dry_run` or rejected.

        `profile` is a code or an id. Gives `{"import_id", "state", "rows", "new",
        "same", "changed", "gone", "rejected", "errors"}`; at most 1,000 errors. With
        `background` a job does it: the answer comes at once, `job_state` and `state` of
        the import tell the rest.
        """
        self._refuse_outsiders()
        company = arguments.company(self.env, company_id)
        found = self._profile(profile, company)
        record = self.with_company(company).create(
            {
                "company_id": company.id,
                "profile_id": found.id,
                "filename": str(filename or "file"),
                "file": self._checked_base64(content_base64),
            }
        )
        if background:
            record._queue("dry_run" if dry_run else "apply")
            return record._summary()
        record._stage()
        if not dry_run and record.state == "validated":
            record._apply()
        return record._summary()

    def action_dry_run(self):
        """Show what the files would change; nothing but the import is written."""
        self._refuse_outsiders()
        for record in self:
            record._refuse_state("draft", "validated", "rejected")
            if rows_about(record._content()) >= import_jobs.LONG_ROWS:
                record._queue("dry_run")
            else:
                record._read_now()
        return True

    def action_apply(self):
        """Apply what was shown; shows again when it would no longer be the same."""
        self.ensure_one()
        self._refuse_state("draft", "validated")
        if self.row_count >= import_jobs.LONG_ROWS:
            self._queue("apply")
            return True
        return self._apply_now() or self._notify_changed()

    def action_cancel_job(self):
        """Take back the wish that a job works on the file, before it starts."""
        self._refuse_outsiders()
        for record in self:
            record._lock()
            if record.job_state == "queued":
                record.sudo().job_state = False
        return True

    def action_undo(self):
        """Take the import back, as long as nothing built on it is posted."""
        self._refuse_outsiders()
        for record in self:
            record._refuse_state("applied")
            record.with_company(record.company_id)._undo()
        return True

    def action_open_rows(self):
        """The rows of this import in a state given by the context."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_base.ap_import_row_action"
        )
        action["domain"] = [("import_id", "=", self.id)]
        state = self.env.context.get("row_state")
        action["context"] = {f"search_default_{state}": 1} if state else {}
        return action

    def action_open_records(self):
        """What the rows have become."""
        self.ensure_one()
        target = self._target()
        ids = [row.res_id for row in self.row_ids if row.res_id and row.state != "gone"]
        return {
            "type": "ir.actions.act_window",
            "name": target.label,
            "res_model": target.model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", sorted(set(ids)))],
        }

    # Inside ------------------------------------------------------------------------

    @api.model
    def _registered_targets(self):
        """Return the classes of targets (`ImportTarget`); rooms add theirs."""
        return [JournalItemTarget]

    def _import_targets(self):
        """Return the targets by code, each bound to this import."""
        return {target.code: target(self) for target in self._registered_targets()}

    def _target(self):
        return self._import_targets()[self.profile_id.target]

    def _profile(self, profile, company):
        field = "id" if isinstance(profile, int) else "code"
        found = self.env["ap.import.profile"].search([(field, "=", profile)], limit=1)
        if not found or (found.company_id and found.company_id != company):
            raise UserError(
                self.env._(
                    "There is no import profile “%(profile)s” for %(company)s.",
                    profile=profile,
                    company=company.display_name,
                )
            )
        return found

    def _checked_base64(self, content):
        try:
            base64.b64decode(content or "", validate=True)
        except (binascii.Error, TypeError, ValueError):
            raise UserError(
                self.env._("The content of the file must be given in base64.")
            ) from None
        return content or base64.b64encode(b" ")

    def _refuse_outsiders(self, group="ap_base.group_apprentice"):
        if not self.env.user.has_group(group):
            role = self.env.ref(group).sudo().name
            raise AccessError(
                self.env._("This takes the role %(role)s or above.", role=role)
            )

    def _refuse_at_work(self):
        if self.job_state in import_jobs.OPEN:
            raise UserError(
                self.env._(
                    "A job works on %(file)s: wait until it is done, or cancel it before it "
                    "starts.",
                    file=self.display_name,
                )
            )

    def _refuse_state(self, *states):
        self._refuse_at_work()
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(file)s is %(state)s: that step is not possible.",
                    file=self.display_name,
                    state=label[self.state],
                )
            )

    def _lock(self):
        try:
            self.sudo().lock_for_update()
        except LockError:
            raise UserError(
                self.env._(
                    "Somebody else is working on %(file)s.", file=self.display_name
                )
            ) from None

    def _summary(self):
        """The answer of the public API."""
        found = list(self.errors or [])
        rejected = self.env["ap.import.row"].search(
            [("import_id", "=", self.id), ("state", "=", "rejected")],
            limit=ERRORS_RETURNED,
        )
        for row in rejected:
            found += row.errors or []
        counts = {state: self[f"{state}_count"] for state, _label in ROW_STATES}
        return {
            "import_id": self.id,
            "state": self.state,
            "rows": self.row_count,
            **counts,
            "errors": found[:ERRORS_RETURNED],
        }

    def _changed_sentence(self):
        return self.env._(
            "Nothing was applied: what the file would change is not what was shown "
            "before. Look again."
        )

    def _notify_changed(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self._changed_sentence(),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # Work, at once or by a job ----------------------------------------------------------

    @api.model
    def _cron_run_jobs(self):
        """Read and apply the files that wait for it."""
        import_jobs.run_all(self.env)

    def _queue(self, step):
        self._refuse_at_work()
        if step == "apply":
            self._refuse_outsiders(self._target().group)
        self._lock()
        import_jobs.queue(self, step)

    def _tell(self, phase, done=0, total=0):
        """Show how far a job is; targets may tell how many rows they have written."""
        import_jobs.tell(self, phase, done, total)

    def _read_now(self):
        self._refuse_outsiders()
        self._forget_failure()
        self.with_company(self.company_id)._stage()

    def _forget_failure(self):
        if self.job_state == "failed":
            self.sudo().write({"job_state": False, "job_message": False})

    def _apply_now(self):
        """Whether it was applied: not what was not shown."""
        self._refuse_outsiders()
        self._forget_failure()
        record = self.with_company(self.company_id)
        shown = record.digest
        record._stage()
        if record.state == "rejected" or (shown and shown != record.digest):
            return False
        record._apply()
        return True

    # From the file to staged rows -----------------------------------------------------

    def _stage(self):
        """Read the file again and keep its rows with what each would change."""
        self.ensure_one()
        self._lock()
        self.sudo().row_ids.unlink()
        self.sudo().write(Staging(self).stage())

    def _holders(self, documents):
        """Rows that belong to these documents and hold their keys, by key; every row of
        the profile where each file is complete."""
        domain = [("document", "in", list(documents))]
        return self._holders_where([] if self.profile_id.is_complete else domain)

    def _holders_of(self, keys):
        """Rows that hold these keys, by key."""
        return self._holders_where([("external_key", "in", list(keys))])

    def _gone_holders(self, documents, keys):
        """As `_holders`, those only whose keys are not among these."""
        ids = import_holding.gone(self, documents, keys)
        return self._holders_where([("id", "in", ids)])

    def _holders_where(self, domain):
        known = [
            ("company_id", "=", self.company_id.id),
            ("profile_id", "=", self.profile_id.id),
            ("is_applied", "=", True),
        ]
        kinds = self._kinds_of_values()
        found = self.env["ap.import.row"].search([*known, *domain], order="number, id")
        rows = {
            row.external_key: ImportRow(
                row.number,
                row.raw or {},
                revived(row.clean, kinds),
                row.document,
                row.external_key,
                "same",
                res_id=row.res_id or None,
                previous_id=row.id,
            )
            for row in found
        }
        found.invalidate_recordset()
        return rows

    def _kinds_of_values(self) -> dict:
        return {name: spec.type for name, spec in self._target().fields.items()}

    def _file_message(self, error):
        """A sentence for a file that cannot be read at all."""
        places = {**error.details}
        places["sheets"] = ", ".join(error.details.get("sheets", ()))
        kinds = import_words.kinds_of_files(self.env, self.profile_id._readers())
        for name in places.keys() & {"expected", "found"}:
            places[name] = kinds.get(places[name], places[name])
        return self._file_sentences().get(error.code, error.code) % places

    def _file_sentences(self):
        """What is wrong with a file as a whole and what to do, by the code of its
        `ReaderError`, whose details are the places. Rooms add those of their readers."""
        return import_words.of_files(self.env)

    # Applied, all or nothing, once per key; and taken back ----------------------------

    def _apply(self):
        """Hand the rows to their target, and mark them as the holders of their keys."""
        self._refuse_outsiders(self._target().group)
        target, done = self._target(), 0
        total = sum(self[f"{state}_count"] for state, _label in ROW_STATES)
        for rows in self._staged_parts():
            self._tell("writing", done, total)
            target.apply([row for row in rows if row.state != "rejected"])
            import_holding.take(self.env, rows)
            done += len(rows)
        self.sudo().write(
            {
                "state": "applied",
                "user_id": self.env.uid,
                "date_applied": fields.Datetime.now(),
            }
        )

    def _staged_parts(self, states=None):
        """The stored rows as values, some at a time where the target takes them so."""
        domain = [("import_id", "=", self.id)]
        if states:
            domain.append(("state", "in", states))
        rows = self.env["ap.import.row"].search(domain, order="number, id")
        step = AT_ONCE if self._target().row_by_row else max(len(rows), 1)
        for start in range(0, len(rows), step):
            some = rows[start : start + step].with_prefetch()
            yield self._as_values(some)
            some.invalidate_recordset()

    def _staged_rows(self, states=None) -> list[ImportRow]:
        """The stored rows as values."""
        return [row for rows in self._staged_parts(states) for row in rows]

    def _as_values(self, rows) -> list[ImportRow]:
        kinds = self._kinds_of_values()
        return [
            ImportRow(
                row.number,
                row.raw or {},
                revived(row.clean, kinds),
                row.document,
                row.external_key,
                row.state,
                res_id=row.res_id or None,
                previous_id=row.previous_id.id,
                previous_values=revived(row.previous_id.clean, kinds)
                if row.previous_id
                else None,
                stored_id=row.id,
            )
            for row in rows
        ]

    def _undo(self):
        """Give the keys back to the rows before, then let the target follow."""
        self._refuse_outsiders(self._target().group)
        self._lock()
        later = self.browse(import_holding.later_import(self))
        if later:
            raise UserError(
                self.env._(
                    "%(later)s changed rows of %(file)s afterwards: undo that import first.",
                    later=later.display_name,
                    file=self.display_name,
                )
            )
        rows = self._staged_rows(["new", "changed", "gone"])
        own = self.env["ap.import.row"].search(
            [("import_id", "=", self.id), ("is_applied", "=", True)]
        )
        import_holding.set_applied(self.env, own.ids, False)
        before = [row.previous_id for row in rows if row.previous_id]
        import_holding.set_applied(self.env, before, True)
        self._target().undo(rows)
        self.sudo().write({"state": "undone"})
