# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import fields, models


class ApOrderPositionAt(models.TransientModel):
    """The day at which one wants to see the orders."""

    _name = "ap.order.position.at"
    _description = "Position of orders at a date"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        string="Position on",
        required=True,
        default=lambda self: self._default_date(),
        help="At the end of that day; receipts, bills and rates of later days are "
        "left out.",
    )
    with_complete = fields.Boolean(
        string="Also lines received and billed in full",
    )

    def _default_date(self):
        return self.env.company._company_today().replace(day=1) - timedelta(days=1)

    def action_open(self):
        """Fill the list with the position of that day and open it."""
        self.ensure_one()
        lines = self.env["ap.order.position.line"]
        return lines._open(self.company_id, self.date, self.with_complete)
