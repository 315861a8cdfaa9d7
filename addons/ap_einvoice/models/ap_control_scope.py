# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which bills controls look at, when nobody names some."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class ApControl(models.Model):
    _inherit = "ap.control"

    def _usual_bills(self, date) -> SQL:
        return SQL(
            """(move.state = 'draft' OR move.date >= %(since)s OR EXISTS (
                SELECT FROM ap_finding finding
                 WHERE finding.control_id = %(control)s
                   AND finding.res_model = 'account.move'
                   AND finding.res_id = move.id AND finding.state <> 'resolved'))""",
            since=date - timedelta(days=self.parameter("days", 92)),
            control=self.id,
        )

    def _usual_scope(self, company, date):
        if self.res_model != "account.move":
            return super()._usual_scope(company, date)
        query = SQL(
            "SELECT id FROM account_move move WHERE company_id = %s AND %s ORDER BY id",
            company.id,
            self._usual_bills(date),
        )
        rows = self.env.execute_query(query)
        return self.env["account.move"].browse([row[0] for row in rows])
