# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each month of a deferral bears, as planned, beside what was posted."""

from odoo import api, fields, models
from odoo.tools import SQL

POSTED = """
SELECT part.id, line.id, line.move_id
  FROM ap_deferral_part part
  JOIN ap_deferral deferral ON deferral.id = part.deferral_id
  JOIN ap_closing_line line
    ON line.state = 'posted' AND line.date_end = part.date
   AND (line.source_model = 'ap.deferral' AND line.source_id = deferral.id
        OR line.source_model = 'account.move.line' AND line.kind = 'prepaid'
           AND line.source_id = deferral.line_id)
 WHERE part.id = ANY(%s)
 ORDER BY line.id
"""


class ApDeferralPart(models.Model):
    _name = "ap.deferral.part"
    _description = "Month of a deferred expense"
    _order = "date, id"
    _rec_name = "date"

    deferral_id = fields.Many2one(
        "ap.deferral", required=True, index=True, ondelete="cascade"
    )
    # Those of the deferral: one key is checked for each month, not four.
    company_id = fields.Many2one(related="deferral_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="deferral_id.partner_id", string="Supplier")
    account_id = fields.Many2one(related="deferral_id.account_id", string="Expense account")
    date = fields.Date(string="Month", required=True, index=True)
    amount = fields.Monetary(string="Cost of the month")
    balance = fields.Monetary(
        string="Prepaid after it", help="What stays aside at the end of the month."
    )
    closing_line_id = fields.Many2one("ap.closing.line", compute="_compute_posted")
    entry_id = fields.Many2one(
        "account.move", string="Posted entry", compute="_compute_posted"
    )

    @api.depends("deferral_id", "date")
    def _compute_posted(self):
        self.env["ap.closing.line"].flush_model()
        rows = self.env.execute_query(SQL(POSTED, self.ids)) if self.ids else []
        found = {part: (line, move) for part, line, move in rows}
        for part in self:
            part.closing_line_id, part.entry_id = found.get(part.id, (False, False))
