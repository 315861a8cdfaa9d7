# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_purchase.models.ap_order_position import MAX_REFERENCES

from . import warehouse_sql


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

    def _receipt_line_sql(self, company, day) -> SQL:
        return SQL(
            "(%s) UNION ALL (%s)",
            super()._receipt_line_sql(company, day),
            SQL(
                warehouse_sql.RECEIPT_LINES,
                moves=self._move_sql(company, day),
                zone=str(company._company_timezone()),
            ),
        )

    def _early_sql(self, company, day) -> SQL:
        return SQL(
            "%s UNION ALL %s",
            super()._early_sql(company, day),
            SQL(warehouse_sql.EARLY, after=company._day_after_utc(day)),
        )

    def _warehouse_sql(self, company, day) -> SQL:
        """Return the quantities of the warehouse; own product first, else kits."""
        return SQL(
            warehouse_sql.RECEIPTS,
            moves=self._move_sql(company, day),
            net_kits=SQL(warehouse_sql.KITS, SQL("COALESCE(quantity, 0)")),
            gross_kits=SQL(warehouse_sql.KITS, SQL("COALESCE(taken_in, 0)")),
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
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return SQL(
            warehouse_sql.MOVES,
            half=Decimal("0.5").scaleb(-digits),
            after=company._day_after_utc(day),
            is_return=_is_return("m", "goes", between),
            was_return=_is_return("o", "o_goes", between),
            was_dropshipped=SQL(
                "(%s AND %s)",
                _beyond("o_comes", "supplier"),
                _beyond("o_goes", "customer"),
            ),
            dropship_return=SQL(
                "(%s AND %s)", _beyond("comes", "customer"), _beyond("goes", "supplier")
            ),
        )


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
