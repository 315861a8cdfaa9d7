# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file, what it would change, and what it changed."""

import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from . import arguments
from .ap_import_row import ROW_STATES
from .import_journal_item import JournalItemTarget

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
            | {f"{state}_count": 0 for state, _label in ROW_STATES}
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if any(record.state in ("applied", "undone") for record in self):
            raise UserError(self.env._("Applied and undone imports are kept."))

    # Public ------------------------------------------------------------------------

    @api.model
    def import_file(self, profile, filename, content_base64, company_id, dry_run=False):
        """Read a file, and apply it unless `dry_run` or rejected.

        `profile` is a code or an id. Gives `{"import_id", "state", "rows", "new",
        "same", "changed", "gone", "rejected", "errors"}`; at most 1,000 errors.
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
        record._stage()
        if not dry_run and record.state == "validated":
            record._apply()
        return record._summary()

    def action_dry_run(self):
        """Show what the files would change; nothing but the import is written."""
        self._refuse_outsiders()
        for record in self:
            record._refuse_state("draft", "validated", "rejected")
            record.with_company(record.company_id)._stage()
        return True

    def action_apply(self):
        """Apply what was shown; shows again when it would no longer be the same."""
        self.ensure_one()
        self._refuse_outsiders()
        self._refuse_state("draft", "validated")
        record = self.with_company(self.company_id)
        shown = record.digest
        record._stage()
        if record.state == "rejected" or (shown and shown != record.digest):
            return record._notify_changed()
        record._apply()
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

    def _refuse_state(self, *states):
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

    def _notify_changed(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Nothing was applied: what the file would change is not what was shown "
                    "before. Look again."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
