# SPDX-License-Identifier: AGPL-3.0-or-later
"""From 19.0.1.4: a bill line that is one sum for some pieces counts as what it pays for.

Its link said so, and Odoo's quantity of the line was counted all the same.
"""

from odoo import SUPERUSER_ID, api

from odoo.addons.ap_purchase.models.match.billed_quantities import recount


def migrate(cr, version):
    cr.execute(
        """UPDATE ap_match_line k
              SET shared = TRUE
             FROM ap_match m, account_move_line a
             LEFT JOIN uom_uom au ON au.id = a.product_uom_id,
                  purchase_order_line l
             LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
            WHERE m.id = k.match_id AND m.applied AND NOT k.shared
              AND a.id = k.bill_line_id AND a.purchase_line_id = k.purchase_line_id
              AND l.id = k.purchase_line_id AND k.order_quantity <> 0
              AND abs(abs(k.order_quantity)
                      - abs(a.quantity) * COALESCE(au.factor, lu.factor, 1)
                        / COALESCE(lu.factor, 1)) > 0.00001
        RETURNING k.purchase_line_id"""
    )
    lines = sorted({row[0] for row in cr.fetchall()})
    if lines:
        env = api.Environment(cr, SUPERUSER_ID, {})
        recount(env, lines)
        env.flush_all()
