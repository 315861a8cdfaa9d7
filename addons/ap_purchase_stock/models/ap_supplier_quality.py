# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import SQL


class ApSupplierQuality(models.Model):
    """What the warehouse took in counts as received on its day."""

    _inherit = "ap.supplier.quality"

    def _receipt_days_sql(self) -> SQL:
        return SQL(
            "(%s) UNION ALL (SELECT purchase_line_id, date::date FROM stock_move"
            " WHERE state = 'done' AND purchase_line_id IS NOT NULL"
            " AND origin_returned_move_id IS NULL)",
            super()._receipt_days_sql(),
        )
