# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes after a proposal: late documents, and the bills that accruals waited for."""

from odoo import models
from odoo.tools import SQL

from . import posted_accruals


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

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


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _meet_bills(self, bills, left=None) -> None:
        """Write actual amount and variance on the posted accruals of these bills.

        `left`: other sources, {model: ids}, that one of the bills has left.
        """
        bills.flush_recordset()
        posted_accruals.meet(self.env, bills, left or {})

    def _meet_bills_again(self) -> None:
        """A difference posted later meets the bills that are there already."""
        grouped = self.grouped("source_model")
        self._meet({model: lines.mapped("source_id") for model, lines in grouped.items()})

    def _meet(self, sources: dict[str, list[int]]) -> None:
        """Write actual amount and variance on the posted lines of these sources, by
        model: of a room that has other documents than bills."""
        posted_accruals.meet(self.env, self.env["account.move"], sources)
