# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from .account_move import READERS


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ap_shared_ids = fields.One2many(
        "ap.match.line",
        "bill_line_id",
        domain=[("shared", "=", True)],
        string="Order lines that share it",
        copy=False,
        groups=READERS,
    )

    def write(self, vals):
        """Bills whose lines are linked to other order lines than before notify it, with the
        order lines of before and of now; see `_ap_links_written`."""
        before = self.purchase_line_id if "purchase_line_id" in vals else None
        result = super().write(vals)
        if before is not None:
            self.move_id._ap_links_written((before | self.purchase_line_id).ids)
        return result
