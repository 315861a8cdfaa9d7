# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the board shows of a deferral at the reader's day."""

import json

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.arithmetic.calendar import month_end
from odoo.addons.ap_base.arithmetic.deferral import aside_at

NEXT = """
SELECT DISTINCT ON (part.deferral_id) part.deferral_id, part.date, part.amount
  FROM ap_deferral_part part
  JOIN ap_deferral deferral ON deferral.id = part.deferral_id
 WHERE part.deferral_id = ANY(%s)
   AND part.date > COALESCE((
       SELECT MAX(closing.date_end)
         FROM ap_closing_run run JOIN ap_closing closing ON closing.id = run.closing_id
        WHERE run.company_id = deferral.company_id AND run.state = 'posted'
          AND run.kind = CASE deferral.method
              WHEN 'stock' THEN 'prepaid' ELSE 'release' END), '0001-01-01')
 ORDER BY part.deferral_id, part.date
"""


class ApDeferral(models.Model):
    _inherit = "ap.deferral"

    charged = fields.Monetary(
        string="Charged to date",
        compute="_compute_today",
        help="By the plan, up to today; the rest is prepaid.",
    )
    balance = fields.Monetary(string="Prepaid today", compute="_compute_today")
    next_date = fields.Date(string="Next closing", compute="_compute_next")
    next_amount = fields.Monetary(
        string="Next cost", compute="_compute_next", help="By the plan."
    )
    balance_graph = fields.Text(compute="_compute_balance_graph")
    entry_count = fields.Integer(compute="_compute_counts")
    line_count = fields.Integer(compute="_compute_counts")
    is_to_transfer = fields.Boolean(
        string="To move to prepaid",
        compute="_compute_is_to_transfer",
        search="_search_is_to_transfer",
        help="Its bill is posted and nothing is on the prepaid account yet: the next "
        "release run does it.",
    )

    @api.depends("amount", "date_start", "date_end", "date_ended", "state")
    def _compute_today(self):
        today = fields.Date.context_today(self)
        for one in self:
            rest = float(aside_at(one._terms(), today)) if one.state == "running" else 0
            one.balance = rest
            one.charged = 0 if one.state == "cancelled" else one.amount - rest

    @api.depends("part_ids", "state")
    def _compute_next(self):
        rows = self.env.execute_query(SQL(NEXT, self.ids)) if self.ids else []
        found = {one: (day, float(amount)) for one, day, amount in rows}
        for one in self:
            one.next_date, one.next_amount = found.get(one.id, (False, 0))

    @api.depends("part_ids.balance")
    def _compute_balance_graph(self):
        for one in self:
            points = [(one.date_start, one.amount)] if one.date_start else []
            points += [(part.date, part.balance) for part in one.part_ids]
            one.balance_graph = json.dumps(
                [
                    {
                        "key": self.env._("Prepaid"),
                        "area": True,
                        "values": [
                            {
                                "x": format_date(self.env, day, date_format="MMM yy"),
                                "y": balance,
                                "name": format_date(self.env, day),
                            }
                            for day, balance in points
                        ],
                    }
                ]
            )

    def _compute_counts(self):
        lines = self.env["ap.closing.line"]
        # Odoo's own accounting roles see the entries; closings are the desk's.
        shown = lines.has_access("read")
        for one in self:
            one.entry_count = len(one._closing_moves())
            one.line_count = lines.search_count(one._closing_domain()) if shown else 0

    @api.depends("method", "state", "is_kept")
    def _compute_is_to_transfer(self):
        due = self.filtered_domain(self._to_transfer_domain())
        for one in self:
            one.is_to_transfer = one in due

    def _to_transfer_domain(self):
        end = month_end(fields.Date.context_today(self))
        return [
            ("method", "=", "release"),
            ("state", "=", "running"),
            ("held", "=", 0),
            ("date_end", ">", fields.Date.to_string(end)),
            ("date_ended", "=", False),
        ]

    def _search_is_to_transfer(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        domain = fields.Domain(self._to_transfer_domain())
        return domain if (operator == "in") == (True in value) else ~domain
