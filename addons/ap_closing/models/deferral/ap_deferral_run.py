# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of deferrals: the trace of each release, and what stays as it was begun."""

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import next_day

from .. import later_documents
from . import held_keys

RELEASED = """
SELECT line.source_id, line.company_id, line.counterpart_account_id, line.date_end,
       -line.amount,
       CASE WHEN deferral.method = 'release'
            THEN COALESCE(line.explanation_values ->> 'nature', 'release')
            ELSE 'unwind' END,
       line.move_id, line.id, line.run_id, %(key)s
  FROM ap_closing_line line
  JOIN ap_deferral deferral ON deferral.id = line.source_id
 WHERE line.run_id = %(run)s AND line.state = 'posted' AND line.posting = %(posting)s
   AND line.source_model = 'ap.deferral' AND line.amount <> 0
"""
TAKEN_BACK = """
SELECT line.source_id, line.company_id, line.counterpart_account_id, opposite.date,
       line.amount, 'cancellation', opposite.id, line.id, line.run_id, %(key)s
  FROM ap_closing_line line
  JOIN account_move entry ON entry.id = line.move_id
  JOIN account_move opposite ON opposite.id = entry.ap_cancelled_by_id
 WHERE line.id = ANY(%(lines)s) AND line.source_model = 'ap.deferral'
   AND line.amount <> 0
"""
OF_RUN = """
SELECT deferral.id FROM ap_closing_line line
  JOIN ap_deferral deferral ON deferral.id = line.source_id
 WHERE line.run_id = %(run)s AND line.state = 'posted' AND NOT deferral.is_kept
   AND line.source_model = 'ap.deferral'
UNION ALL
SELECT deferral.id FROM ap_closing_line line
  JOIN ap_deferral deferral ON deferral.line_id = line.source_id
 WHERE line.run_id = %(run)s AND line.state = 'posted' AND NOT deferral.is_kept
   AND line.source_model = 'account.move.line'
"""
# Over, and nothing is held any more.
DONE = """
UPDATE ap_deferral SET state = 'done'
 WHERE company_id = %s AND method = %s AND state = 'running' AND held = 0
   AND date_bill <= %s AND LEAST(date_end, date_ended) <= %s
"""
METHOD = {"prepaid": "stock", "release": "release"}


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

    def _post_one(self) -> None:
        result = super()._post_one()
        if self.kind == "release":
            self.env.flush_all()
            self.env["ap.deferral.entry"].sudo()._log(
                SQL(RELEASED, run=self.id, posting=self.posting, key=SQL(held_keys.OF_LINE))
            )
            self._tell_later_releases(self.date_end)
        if self.kind in METHOD:
            self._settle_deferrals()
        return result

    def _tell_later_releases(self, day) -> None:
        """What a month released, later ones must not release again."""
        later_documents.note(self.company_id, {self: next_day(day)}, ("release",), "released")
        self.sudo()._mark_stale(self.company_id, next_day(day), ("release",))

    def _settle_deferrals(self) -> None:
        self.env["ap.deferral"].flush_model()
        method, day = METHOD[self.kind], self.date_end
        self.env.cr.execute(SQL(DONE, self.company_id.id, method, day, day))
        self.env["ap.deferral"].invalidate_model(["state"])

    def _keep_conventions(self) -> None:
        result = super()._keep_conventions()
        if self.kind not in METHOD:
            return result
        rows = self.env.execute_query(SQL(OF_RUN, run=self.id))
        begun = self.env["ap.deferral"].sudo().browse([row[0] for row in rows])
        if begun:
            self.env.cr.execute(
                SQL("UPDATE ap_deferral SET is_kept = TRUE WHERE id = ANY(%s)", begun.ids)
            )
            begun.invalidate_recordset(["is_kept"])
            begun._keep()
        return result

    def _cancel(self, reason: str) -> None:
        lines = self.env["ap.closing.line"]
        if self.kind == "release":
            mine = fields.Domain("run_id", "=", self.id)
            lines = lines.search(mine & fields.Domain("state", "=", "posted"))
        result = super()._cancel(reason)
        if lines:
            self.env.flush_all()
            entries = self.env["ap.deferral.entry"].sudo()
            entries._log(SQL(TAKEN_BACK, lines=lines.ids, key=SQL(held_keys.OF_LINE)))
            self.env.cr.execute(
                SQL(
                    "UPDATE ap_deferral SET state = 'running'"
                    " WHERE state = 'done' AND held <> 0 AND company_id = %s",
                    self.company_id.id,
                )
            )
            self.env["ap.deferral"].invalidate_model(["state"])
            self._tell_later_releases(self.date_end)
        return result
