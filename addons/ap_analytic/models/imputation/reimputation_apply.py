# SPDX-License-Identifier: AGPL-3.0-or-later
"""The change itself, and taking it back: few statements, whatever the number of lines."""

import json

from markupsafe import escape

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..analytic.res_company import FOLLOWS_ENTRY

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
    _inherit = "ap.reimputation"

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
