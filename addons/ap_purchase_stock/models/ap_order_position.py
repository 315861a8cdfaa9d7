# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_purchase.models.ap_order_position import MAX_REFERENCES


class ApOrderPosition(models.AbstractModel):
    """Receipts of the warehouse, with the meaning that Odoo gives to each transfer.

    A move counts as Odoo's received quantity counts it (purchase_stock), but at the end
    of a day of the company: into the company or straight to a customer it adds; back to
    the supplier for good it takes away; an exchange (returned, not to be refunded, and
    what comes for it) changes nothing; nor does a drop-shipped good that the customer
    returns to our own stock. What goes to scrap was received all the same.

    When the moves are of other products than the line, it was a kit: whole kits are
    counted, by the component that is shortest.
    """

    _inherit = "ap.order.position"

    def _receipt_sql(self, company, day) -> SQL:
        return SQL(
            "(%s) UNION ALL (%s)",
            super()._receipt_sql(company, day),
            self._warehouse_sql(company, day),
        )

    def _warehouse_sql(self, company, day) -> SQL:
        """Return the quantities of the warehouse; own product first, else kits."""
        return SQL(
            """
            WITH move AS (%(moves)s), component AS (
                SELECT line_id, factor, ordered, own, product_id,
                       SUM(quantity * sign) AS quantity,
                       SUM(quantity) FILTER (WHERE sign < 0) AS returned,
                       SUM(quantity) FILTER (WHERE sign > 0) AS taken_in,
                       SUM(demand) AS demand,
                       MAX(date) FILTER (WHERE sign > 0) AS last_date,
                       (array_agg(reference ORDER BY date DESC)
                           FILTER (WHERE sign <> 0))[1:%(references)s] AS refs
                  FROM move
                 GROUP BY line_id, factor, ordered, own, product_id
            ), counted AS (
                SELECT line_id, own, quantity, COALESCE(returned, 0) AS returned,
                       last_date, refs
                  FROM component
                 WHERE own
                UNION ALL
                SELECT line_id, FALSE,
                       %(net_kits)s * MIN(factor),
                       (%(gross_kits)s - %(net_kits)s) * MIN(factor),
                       MAX(last_date),
                       (array_agg(refs[1]))[1:%(references)s]
                  FROM component
                 WHERE NOT own AND demand > 0
                 GROUP BY line_id
            )
            SELECT DISTINCT ON (line_id)
                   line_id, quantity, returned,
                   (last_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       AS last_date,
                   refs
              FROM counted
             ORDER BY line_id, own DESC
            """,
            moves=self._move_sql(company, day),
            net_kits=SQL(KITS, SQL("COALESCE(quantity, 0)")),
            gross_kits=SQL(KITS, SQL("COALESCE(taken_in, 0)")),
            references=MAX_REFERENCES,
            zone=str(company._company_timezone()),
        )

    def _move_sql(self, company, day) -> SQL:
        """Return the moves of the lines, in reference units, each with its sign.

        The demand of a component is what was asked for, received or not.
        """
        between = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_inter_company", raise_if_not_found=False
        )
        return SQL(
            """
            SELECT line.id AS line_id, line.factor, line.ordered, m.product_id,
                   m.product_id = line.product_id AS own, m.date, m.reference,
                   CASE WHEN m.state = 'done' AND m.date < %(after)s
                        THEN m.quantity * uom.factor ELSE 0 END AS quantity,
                   CASE WHEN m.origin_returned_move_id IS NULL
                             AND goes.usage <> 'supplier'
                        THEN GREATEST(m.product_uom_qty, m.quantity) * uom.factor
                        ELSE 0 END AS demand,
                   CASE WHEN m.state <> 'done' OR m.date >= %(after)s THEN 0
                        WHEN %(is_return)s THEN
                            CASE WHEN m.origin_returned_move_id IS NULL OR m.to_refund
                                 THEN -1 ELSE 0 END
                        WHEN %(was_dropshipped)s AND NOT %(dropship_return)s THEN 0
                        WHEN %(was_return)s AND m.to_refund IS NOT TRUE THEN 0
                        ELSE 1 END AS sign
              FROM stock_move m
              JOIN line ON line.id = m.purchase_line_id
              JOIN uom_uom uom ON uom.id = m.product_uom
              JOIN stock_location comes ON comes.id = m.location_id
              JOIN stock_location goes ON goes.id = m.location_dest_id
              LEFT JOIN stock_move o ON o.id = m.origin_returned_move_id
              LEFT JOIN stock_location o_comes ON o_comes.id = o.location_id
              LEFT JOIN stock_location o_goes ON o_goes.id = o.location_dest_id
             WHERE line.by_warehouse AND m.state <> 'draft'
               AND goes.usage <> 'inventory'
            """,
            after=company._day_after_utc(day),
            is_return=_is_return("m", "goes", between),
            was_return=_is_return("o", "o_goes", between),
            was_dropshipped=SQL(
                "(%s AND %s)", _beyond("o_comes", "supplier"), _beyond("o_goes", "customer")
            ),
            dropship_return=SQL(
                "(%s AND %s)", _beyond("comes", "customer"), _beyond("goes", "supplier")
            ),
        )


# The shortest component decides; ratios are rounded against 2.9999999 kits.
KITS = "FLOOR(ROUND(MIN(%s / demand * ordered), 6))"


def _is_return(move: str, goes: str, between: int | None) -> SQL:
    """Return whether a move goes back to the supplier; never null."""
    return SQL(
        "(COALESCE(%(goes)s.usage = 'supplier', FALSE)"
        " OR COALESCE(%(move)s.origin_returned_move_id IS NOT NULL"
        " AND %(goes)s.id = %(between)s, FALSE))",
        move=SQL.identifier(move),
        goes=SQL.identifier(goes),
        between=between or 0,
    )


def _beyond(location: str, usage: str) -> SQL:
    """Return whether a location is of that usage, or on the way to another company."""
    return SQL(
        "COALESCE(%(location)s.usage = %(usage)s"
        " OR %(location)s.usage = 'transit' AND %(location)s.company_id IS NULL, FALSE)",
        location=SQL.identifier(location),
        usage=usage,
    )
