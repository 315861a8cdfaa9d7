# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every change of the imputation of a posted line: what it was, is, who and when."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.ap_base.models.bulk import copy_rows

COLUMNS = (
    "company_id", "kind", "reimputation_id", "reason", "move_line_id", "move_id",
    "move_name", "date", "account_id", "partner_id", "label", "balance",
    "old_distribution", "new_distribution", "user_id", "changed_on",
)  # fmt: skip


class ApImputationChange(models.Model):
    """Written by the engine only, by COPY: no role may create one, and nobody changes
    or deletes one."""

    _name = "ap.imputation.change"
    _inherit = ["ap.report"]
    _description = "Change of imputation"
    _order = "changed_on desc, id desc"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("hand", "By hand"), ("apply", "Re-imputation"), ("revert", "Taken back")],
        string="How",
        required=True,
    )
    reimputation_id = fields.Many2one(
        "ap.reimputation",
        string="Re-imputation",
        index="btree_not_null",
        ondelete="restrict",
    )
    reason = fields.Char()
    move_line_id = fields.Many2one(
        "account.move.line", string="Line", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one("account.move", string="Entry", ondelete="set null")
    move_name = fields.Char(string="Entry number")
    date = fields.Date(string="Accounting date", required=True)
    account_id = fields.Many2one("account.account", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Supplier", ondelete="restrict")
    label = fields.Char()
    balance = fields.Monetary(string="Amount")
    old_distribution = fields.Json()
    new_distribution = fields.Json()
    old_text = fields.Char(string="Before", compute="_compute_texts")
    new_text = fields.Char(string="After", compute="_compute_texts")
    user_id = fields.Many2one("res.users", string="Changed by", ondelete="restrict")
    changed_on = fields.Datetime(string="Changed on", required=True)

    @api.depends_context("lang")
    @api.depends("old_distribution", "new_distribution")
    def _compute_texts(self):
        words = self.env["account.move.line"]._ap_distribution_texts
        old = words(self.mapped("old_distribution"))
        new = words(self.mapped("new_distribution"))
        for change, before, after in zip(self, old, new, strict=True):
            change.old_text = before
            change.new_text = after

    def write(self, vals):
        if vals or not self.env.su:
            raise AccessError(self._written_by_itself())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self._written_by_itself())

    def _written_by_itself(self):
        return self.env._(
            "Changes of imputation are written when they happen: nobody changes or "
            "deletes one."
        )

    @api.model
    def _keep(self, changes, kind="hand", document=None):
        """Write down changes (line, before, after)."""
        if not changes:
            return
        now, user = fields.Datetime.now(), self.env.uid
        reason = document.reason if document else None
        copy_rows(
            self.env.cr,
            self._table,
            COLUMNS,
            (
                (
                    line.company_id.id, kind, document.id if document else None, reason,
                    line.id, line.move_id.id, line.move_name, line.date,
                    line.account_id.id, line.partner_id.id, line.name, line.balance,
                    before or None, after or None, user, now,
                )
                for line, before, after in changes
            ),
        )  # fmt: skip
        self.invalidate_model()

    def _report_title(self):
        return self.env._("Changes of imputation")

    def _report_fields(self):
        return [
            "changed_on", "user_id", "kind", "reimputation_id", "reason", "date",
            "move_name", "partner_id", "account_id", "label", "balance", "old_text",
            "new_text",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"kind", "partner_id", "label", "reimputation_id"}

    def action_open_entry(self):
        """The entry of the line."""
        self.ensure_one()
        return self.move_id.get_formview_action()
