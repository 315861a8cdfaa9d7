# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import SQL


class ApMatch(models.Model):
    """Transfers are delivery notes that a bill may name."""

    _inherit = "ap.match"

    def _receipts_sql(self, lines) -> SQL:
        return SQL(
            "(%s) UNION ALL (%s)",
            super()._receipts_sql(lines),
            SQL(
                """SELECT m.purchase_line_id, COALESCE(p.name, m.reference),
                          m.quantity * u.factor / lu.factor, m.date::date
                     FROM stock_move m
                     JOIN purchase_order_line l ON l.id = m.purchase_line_id
                     JOIN uom_uom u ON u.id = m.product_uom
                     JOIN uom_uom lu ON lu.id = l.product_uom_id
                     LEFT JOIN stock_picking p ON p.id = m.picking_id
                    WHERE m.purchase_line_id = ANY(%s) AND m.state = 'done'
                      AND m.origin_returned_move_id IS NULL""",
                lines,
            ),
        )
