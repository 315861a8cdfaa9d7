# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posted lines imputed anew, many at once: seen before, traced, and taken back."""

import json

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...rules import analytic
from ..analytic.res_company import FOLLOWS_ENTRY
from .reimputation_preview import ReimputationPreview

METHODS = [
    ("replace", "Replace an account by another"),
    ("distribution", "Give a distribution"),
    ("key", "Share by an allocation key"),
    ("rules", "Apply the rules again"),
]
ENGINE = {"state", "name", "previewed_by_id", "applied_by_id", "applied_on",
          "reverted_by_id", "reverted_on", "line_count", "entry_count", "amount",
          "problem_count"}  # fmt: skip
NOTES = {"message_follower_ids", "message_ids", "activity_ids"}
NAMED = 10
_UPDATE = """
UPDATE account_move_line line
   SET analytic_distribution = fresh.distribution::jsonb,
       ap_analytic_why = fresh.why::jsonb,
       write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
  FROM unnest(%s::int[], %s::text[], %s::text[]) AS fresh (id, distribution, why)
 WHERE line.id = fresh.id
"""


class ApReimputation(models.Model):
    """Lines are chosen, their new imputation is looked at, then written.

    The ledger stays what it is: no amount, no account, no date changes.
    """

    _name = "ap.reimputation"
    _inherit = ["mail.thread", "analytic.mixin", "ap.guarded"]
    _description = "Re-imputation"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("previewed", "Previewed"),
            ("applied", "Applied"),
            ("reverted", "Taken back"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    reason = fields.Char(
        tracking=True, help="Goes into the trace and into the chatter of each entry."
    )
    # Which lines
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    account_prefix = fields.Char(
        string="Accounts",
        required=True,
        default=lambda self: self._default_account_prefix(),
        help="First figures of the accounts, separated by commas: 613, 6226.",
    )
    partner_ids = fields.Many2many("res.partner", string="Suppliers")
    label_pattern = fields.Char(
        string="Label",
        help="Words of the line. A star stands for anything; several patterns are "
        "separated by semicolons.",
    )
    current = fields.Selection(
        [
            ("any", "Whatever they carry"),
            ("missing", "Not wholly imputed on an axis"),
            ("account", "Imputed to an analytic account"),
        ],
        string="Lines that are",
        required=True,
        default="any",
    )
    current_plan_id = fields.Many2one(
        "account.analytic.plan",
        string="On the axis",
        domain=[("parent_id", "=", False)],
    )
    current_account_id = fields.Many2one(
        "account.analytic.account", string="Imputed to", check_company=True
    )
    # What changes
    method = fields.Selection(
        METHODS, string="Change", required=True, default="replace"
    )
    from_account_id = fields.Many2one(
        "account.analytic.account", string="Replace", check_company=True
    )
    to_account_id = fields.Many2one(
        "account.analytic.account", string="By", check_company=True
    )
    key_id = fields.Many2one(
        "ap.allocation.key", string="Allocation key", check_company=True
    )
    # What comes out
    total_ids = fields.One2many("ap.reimputation.total", "reimputation_id")
    line_count = fields.Integer(string="Lines", readonly=True, copy=False)
    entry_count = fields.Integer(string="Entries", readonly=True, copy=False)
    problem_count = fields.Integer(string="Problems", readonly=True, copy=False)
    amount = fields.Monetary(string="Amount concerned", readonly=True, copy=False)
    previewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    applied_by_id = fields.Many2one(
        "res.users", string="Applied by", readonly=True, copy=False
    )
    applied_on = fields.Datetime(string="Applied on", readonly=True, copy=False)
    reverted_by_id = fields.Many2one(
        "res.users", string="Taken back by", readonly=True, copy=False
    )
    reverted_on = fields.Datetime(string="Taken back on", readonly=True, copy=False)
    _days_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "The last day is before the first."
    )

    @api.model
    def _default_account_prefix(self):
        """First figures of the accounts of costs, where the chart of a country fixes them:
        heirs say so for companies of that country."""
        return False

    @api.constrains("method", "from_account_id", "to_account_id")
    def _check_accounts(self):
        for one in self.filtered(lambda one: one.method == "replace"):
            old, new = one.from_account_id, one.to_account_id
            if old and new and old.root_plan_id != new.root_plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(old)s” and “%(new)s” are not of the same axis: replace an "
                        "account by another of its own axis.",
                        old=old.display_name,
                        new=new.display_name,
                    )
                )

    # Who may write what ------------------------------------------------------------------
    @api.model
    def _ap_fields_without_default(self):
        return super()._ap_fields_without_default() | ENGINE

    @api.model_create_multi
    def create(self, vals_list):
        names = self.env["ir.sequence"].sudo()
        vals_list = [
            {
                **{name: value for name, value in vals.items() if name not in ENGINE},
                "name": names.next_by_code("ap.reimputation") or "/",
            }
            for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not vals.keys() <= NOTES:
            if vals.keys() & ENGINE:
                raise AccessError(
                    self.env._(
                        "State and figures of a re-imputation come from its buttons."
                    )
                )
            self._check_open()
            result = super().write(vals)
            if not vals.keys() <= NOTES | {"reason"}:
                self._forget_preview()
            return result
        return super().write(vals)

    def _check_open(self):
        for one in self:
            if one.state in ("applied", "reverted"):
                raise UserError(
                    self.env._(
                        "%(name)s was applied: it stays as it is. Take it back, or make "
                        "another one.",
                        name=one.name,
                    )
                )

    def _forget_preview(self):
        """What was seen is no longer what would be done."""
        seen = self.filtered(lambda one: one.state == "previewed")
        seen._clear_preview()
        seen.sudo().write({"state": "draft"})

    def _clear_preview(self):
        for table in ("ap_reimputation_line", "ap_reimputation_total"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE reimputation_id = ANY(%s)",
                    SQL.identifier(table),
                    self.ids,
                )
            )
        self.env["ap.reimputation.line"].invalidate_model()
        self.env["ap.reimputation.total"].invalidate_model()
        self.invalidate_recordset(["total_ids"])

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()

    def _check_role(self, role, sentence):
        if not self.env.su and not self.env.user.has_group(f"ap_base.group_{role}"):
            raise AccessError(sentence)

    def _hold(self):
        """One after the other: who waited starts again on what the first one did."""
        self.flush_recordset()
        for statement in (
            "SELECT id FROM ap_reimputation WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            "UPDATE ap_reimputation SET write_date = write_date WHERE id = ANY(%s)",
        ):
            self.env.cr.execute(statement, (self.ids,))
        self.invalidate_recordset(["state"])

    # Screens -----------------------------------------------------------------------------
    def action_open_lines(self):
        """The lines, with what they carry now and then."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_analytic.ap_reimputation_line_action"
        )
        action["domain"] = [("reimputation_id", "=", self.id)]
        return action

    def action_open_changes(self):
        """The trace of this re-imputation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_analytic.ap_imputation_change_action"
        )
        return action | {"domain": [("reimputation_id", "=", self.id)], "context": {}}

    # What it would change ----------------------------------------------------------

    def action_preview(self):
        """Find the lines and compute what they will carry; nothing is changed yet."""
        self.ensure_one()
        self._check_role(
            "apprentice",
            self.env._("Preparing a re-imputation takes the role Apprentice or above."),
        )
        self.check_access("write")
        self._hold()
        self._check_open()
        self._check_complete()
        self.company_id._ap_check_analytic_lock([self.date_from])
        preview = ReimputationPreview(self)
        preview.compute()
        self._clear_preview()
        preview.store()
        return True

    def _check_complete(self):
        needed = {
            "replace": ["from_account_id", "to_account_id"],
            "distribution": ["analytic_distribution"],
            "key": ["key_id"],
            "rules": [],
        }[self.method]
        if self.current == "missing":
            needed.append("current_plan_id")
        if self.current == "account":
            needed.append("current_account_id")
        for name in needed:
            if not self[name]:
                label = self._fields[name]._description_string(self.env)
                raise UserError(
                    self.env._("Fill in “%(field)s” before the preview.", field=label)
                )
        if not analytic.prefixes(self.account_prefix or ""):
            raise UserError(
                self.env._(
                    "Say which accounts: their first figures, such as 613, 6226."
                )
            )

    # The change itself, and taking it back: few statements, whatever the number of lines ---

    def action_apply(self):
        """Write what the preview shows. Refused where something changed since."""
        self._prepare_change(
            self.env._("Applying a re-imputation takes the role Accountant or above.")
        )
        self._check_open()
        if self.state != "previewed":
            raise UserError(
                self.env._("%(name)s: look at the preview first.", name=self.name)
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("Say why these lines are imputed anew: fill in “Reason”.")
            )
        rows = self._rows()
        if not rows:
            raise UserError(self.env._("No line would change: choose others."))
        if self.problem_count:
            raise UserError(
                self.env._(
                    "%(count)s lines would no longer carry the axes that their accounts "
                    "require: see them in the preview, under Problems.",
                    count=self.problem_count,
                )
            )
        self._rewrite(rows, "old_distribution", "new_distribution", "apply")
        self._mark_versions(rows)
        self.sudo().write(
            {
                "state": "applied",
                "applied_by_id": self.env.uid,
                "applied_on": fields.Datetime.now(),
            }
        )
        return True

    def action_revert(self):
        """Give the lines back exactly what they carried. Refused where one of them was
        changed since."""
        self._prepare_change(
            self.env._(
                "Taking a re-imputation back takes the role Accountant or above."
            )
        )
        if self.state != "applied":
            raise UserError(
                self.env._("%(name)s is not applied: there is nothing to take back.",
                           name=self.name)
            )  # fmt: skip
        self._rewrite(self._rows(), "new_distribution", "old_distribution", "revert")
        self.sudo().write(
            {
                "state": "reverted",
                "reverted_by_id": self.env.uid,
                "reverted_on": fields.Datetime.now(),
            }
        )
        return True

    def _prepare_change(self, sentence):
        self.ensure_one()
        self._check_role("accountant", sentence)
        self.check_access("write")
        self._hold()

    def _rows(self):
        rows = self.env["ap.reimputation.line"].search(
            [("reimputation_id", "=", self.id)]
        )
        rows.fetch(["move_line_id", "old_distribution", "new_distribution", "why"])
        return rows

    def _rewrite(self, rows, before, after, kind):
        """From one imputation to the other: lines, analytic items, trace, chatter."""
        lines = rows.move_line_id
        lines.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM account_move_line WHERE id = ANY(%s)"
                " ORDER BY id FOR UPDATE",
                lines.ids,
            )
        )
        lines.invalidate_recordset(["analytic_distribution", "parent_state"])
        self._refuse_changed(rows, before)
        self.company_id._ap_check_analytic_lock(lines.mapped("date"))
        self._write_distributions(rows, after, kind)
        self._rebuild_items(lines)
        self.env["ap.imputation.change"]._keep(
            [(row.move_line_id, row[before], row[after]) for row in rows], kind, self
        )
        self._notify_entries(lines, kind)

    def _refuse_changed(self, rows, before):
        """Name the lines that are not what they were."""
        changed = [
            row
            for row in rows
            if row.move_line_id.parent_state != "posted"
            or (row.move_line_id.analytic_distribution or None) != (row[before] or None)
        ]
        if not changed:
            return
        names = [
            f"• {row.move_id.name or '?'} — {row.label or row.account_id.display_name}"
            for row in changed[:NAMED]
        ]
        if len(changed) > NAMED:
            names.append(self.env._("… and %(count)s more", count=len(changed) - NAMED))
        raise UserError(
            self.env._(
                "These lines were changed, reset or deleted meanwhile; nothing was "
                "written:\n%(lines)s",
                lines="\n".join(names),
            )
        )

    def _write_distributions(self, rows, after, kind):
        """One statement: nothing of the ledger is computed again. Where the imputation
        comes from goes with it."""
        whys = [(kind == "apply" and row.why) or row.old_why for row in rows]
        self.env.cr.execute(
            SQL(
                _UPDATE,
                self.env.uid,
                rows.move_line_id.ids,
                [json.dumps(row[after]) if row[after] else None for row in rows],
                [json.dumps(why) if why else None for why in whys],
            )
        )
        lines = rows.move_line_id
        changed = ["analytic_distribution", "ap_analytic_why"]
        lines.invalidate_recordset(changed, flush=False)
        lines.modified(changed)

    def _rebuild_items(self, lines):
        """The analytic items of these lines anew."""
        own = lines.sudo().with_context(
            skip_analytic_sync=True, ap_analytic_follows=FOLLOWS_ENTRY
        )
        own.analytic_line_ids.unlink()
        own._create_analytic_lines()

    def _mark_versions(self, rows):
        """Versions of keys that were used are never changed again."""
        ids = {one for row in rows for one in row.version_ids or ()}
        versions = self.env["ap.allocation.key.version"].sudo().browse(ids).exists()
        versions.filtered(lambda version: not version.is_used).is_used = True

    def _notify_entries(self, lines, kind):
        """One message for each entry."""
        bodies = {}
        for move, mine in lines.grouped("move_id").items():
            values = {
                "count": len(mine),
                "name": self.name,
                "reason": self.reason or "",
            }
            if kind == "apply":
                text = self.env._(
                    "%(count)s lines imputed anew by %(name)s: %(reason)s", **values
                )
            else:
                text = self.env._(
                    "%(name)s taken back: %(count)s lines carry again what they did",
                    **values,
                )
            bodies[move.id] = escape(text)
        lines.move_id._message_log_batch(bodies)
