# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals of orders: the order that one comes from, and the bills that it waited for."""

from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import settled_part
from odoo.addons.ap_closing.models.ap_closing_actual import ACCRUED
from odoo.addons.ap_purchase.rules.story import paid

# Each posted accrual of an order line beside each of its bills, in their order. Bills of
# the month itself count when they were linked after the accrual was posted: `known` is
# what was billed then.
OF_ORDERS = """
SELECT %(accrued)s,
       pol.product_qty::text AS ordered,
       (SELECT first.explanation_values ->> 'billed' FROM ap_closing_line first
         WHERE first.run_id = line.run_id AND first.source_key = line.source_key
           AND first.state = 'posted'
         ORDER BY first.posting LIMIT 1) AS known,
       (sign(item.balance) * abs(item.quantity)
        * COALESCE(uom.factor, 1)::numeric
        / COALESCE(own.factor, 1)::numeric)::text AS billed
  FROM ap_closing_line line
  LEFT JOIN purchase_order_line pol ON pol.id = line.source_id
  LEFT JOIN account_move_line item
         ON item.parent_state = 'posted' AND item.display_type = 'product'
        AND item.purchase_line_id = pol.id
  LEFT JOIN uom_uom uom ON uom.id = item.product_uom_id
  LEFT JOIN uom_uom own ON own.id = pol.product_uom_id
 WHERE line.state = 'posted' AND line.kind = 'received'
   AND line.source_model = 'purchase.order.line' AND line.source_id = ANY(%(ids)s)
 ORDER BY line.id, item.date, item.id
"""


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    @api.model
    def _selection_source(self):
        return [
            ("purchase.order", self.env._("Purchase order")),
            *super()._selection_source(),
        ]

    @api.depends("source_model", "source_id")
    def _compute_source_ref(self):
        result = super()._compute_source_ref()
        ours = self.filtered(lambda line: line.source_model == "purchase.order.line")
        ordered = self.env["purchase.order.line"].browse(ours.mapped("source_id"))
        order_of = {item.id: item.order_id.id for item in ordered.exists()}
        for line in ours:
            if order_of.get(line.source_id):
                line.source_ref = f"purchase.order,{order_of[line.source_id]}"
        return result

    def _sources_of_bills(self, bills):
        sources = super()._sources_of_bills(bills)
        sources["purchase.order.line"] = bills.invoice_line_ids.purchase_line_id.ids
        return sources

    def _read_actuals(self, sources):
        ids = sources.get("purchase.order.line")
        found = super()._read_actuals(sources)
        if ids:
            query = SQL(OF_ORDERS, accrued=SQL(ACCRUED), ids=list(ids))
            found += self.env.execute_query_dict(query)
        return found

    def _settled_part(self, bills, line):
        if bills[0]["kind"] != "received":
            return super()._settled_part(bills, line)
        line["ordered"] = Decimal(bills[0]["ordered"] or 0)
        before = line["before"] + _known_units(bills, line)
        return settled_part(_paid(bills, line), line["quantity"], before)


def _paid(bills, line) -> list[tuple[Decimal, Decimal]]:
    """The units that each bill pays for, and its amount."""
    came = [(Decimal(row["billed"]), Decimal(row["billed_amount"])) for row in bills]
    if line["quantity"] and line["ordered"]:
        return paid(came, line["untaxed"] / line["quantity"], line["ordered"])
    return came


def _known_units(bills, line) -> Decimal:
    """The units of the month's own bills that the accrual was posted beside; what was
    linked since settles it."""
    early = [row for row in bills if not row["is_later"]]
    total = sum((units for units, _amount in _paid(early, line)), Decimal(0))
    known = bills[0]["known"]
    if known is None:
        return total
    known = Decimal(known)
    return known if (total - known) * total > 0 else total
