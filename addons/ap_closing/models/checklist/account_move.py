# SPDX-License-Identifier: AGPL-3.0-or-later
"""An entry that comes later takes the green off the tasks of its month, at once.

Comparing the figures on every posting would cost a set of sums each time. Instead one
statement marks what is signed, only what is not marked yet, so that the hundredth bill
of a batch finds nothing to write; the next look (a step of the closing, the hourly job,
a person's button, closing the month) compares for good.
"""

from odoo import models
from odoo.tools import SQL


class AccountMove(models.Model):
    _inherit = "account.move"

    def _tell_closings(self, cause):
        result = super()._tell_closings(cause)
        tasks = self.env["ap.closing.task"].sudo()
        for company, moves in self.filtered("date").grouped("company_id").items():
            tasks._mark_to_check(company, min(moves.mapped("date")))
        return result


class ApClosingTask(models.Model):
    _inherit = "ap.closing.task"

    def _mark_to_check(self, company, day) -> None:
        """Mark the signed tasks of months that end on `day` or later."""
        self.flush_model(["state", "kind", "to_check", "company_id", "date_end"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE ap_closing_task SET to_check = TRUE
                 WHERE company_id = %s AND date_end >= %s AND kind <> 'manual'
                   AND state IN ('done', 'reviewed') AND NOT COALESCE(to_check, FALSE)
             RETURNING id
                """,
                company.id,
                day,
            )
        )
        self.browse([row[0] for row in rows]).invalidate_recordset(["to_check"])
