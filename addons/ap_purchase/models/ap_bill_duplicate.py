# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.duplicates import Billed
from odoo.addons.ap_base.arithmetic.money import to_decimal

# What the bills bill of order lines that several of them bill, in the unit of the order.
_ORDER_LINES = """
WITH billed AS (
    SELECT line.move_id, line.purchase_line_id AS order_line,
           SUM(line.quantity * COALESCE(unit.factor / NULLIF(own.factor, 0), 1)) AS quantity,
           COUNT(*) OVER (PARTITION BY line.purchase_line_id) AS bills
      FROM account_move_line line
      JOIN purchase_order_line ordered ON ordered.id = line.purchase_line_id
      LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
      LEFT JOIN uom_uom own ON own.id = ordered.product_uom_id
     WHERE line.move_id = ANY(%(ids)s) AND line.display_type = 'product'
     GROUP BY line.move_id, line.purchase_line_id
)
SELECT billed.move_id, billed.order_line, round(billed.quantity, 6)::text AS quantity,
       ordered.product_qty::text AS ordered
  FROM billed
  JOIN purchase_order_line ordered ON ordered.id = billed.order_line
 WHERE billed.bills > 1
 ORDER BY billed.order_line, billed.move_id
"""


class ApBillDuplicate(models.AbstractModel):
    """An order line billed twice supports other reasons; only matching knows it."""

    _inherit = "ap.bill.duplicate"

    @api.model
    def _billed_order_lines(self, ids) -> dict[int, list[Billed]]:
        found = defaultdict(list, super()._billed_order_lines(ids))
        for row in self.env.execute_query_dict(SQL(_ORDER_LINES, ids=list(ids))):
            quantity, ordered = to_decimal(row["quantity"]), to_decimal(row["ordered"])
            found[row["move_id"]].append(Billed(row["order_line"], quantity, ordered))
        return found
