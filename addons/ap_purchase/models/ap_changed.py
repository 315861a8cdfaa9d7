# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.models.changed_queue import MATCH, Phase, beside_others

from .match.match_changes import compare_marked

OF_BILLS = frozenset(
    {
        "ref", "partner_id", "invoice_date", "currency_id", "move_type", "state",
        "company_id", "invoice_line_ids", "line_ids", "invoice_origin", "narration",
        "payment_reference",
    }
)  # fmt: skip
OF_BILL_LINES = frozenset(
    {
        "name", "price_unit", "quantity", "discount", "tax_ids", "product_id",
        "product_uom_id", "purchase_line_id", "is_downpayment",
    }
)  # fmt: skip
OF_ORDERS = frozenset(
    {"state", "partner_id", "partner_ref", "name", "currency_id", "user_id"}
)
OF_ORDER_LINES = frozenset(
    {
        "product_qty", "price_unit", "discount", "product_uom_id", "tax_ids", "name",
        "product_id", "qty_received", "qty_received_manual", "analytic_distribution",
    }
)  # fmt: skip


class ApChanged(models.AbstractModel):
    """Bills are compared with orders again when one of them changes."""

    _inherit = "ap.changed"

    @api.model
    def _phases(self):
        watched = self._watched_by_matching()
        return [*super()._phases(), Phase("match_bills", MATCH, watched, _match_bills)]

    @api.model
    def _watched_by_matching(self) -> dict:
        """Which changes let bills be compared: {source: fields}, None for any change."""
        return {
            "account.move": OF_BILLS,
            "account.move.line": OF_BILL_LINES,
            "ap.finding": None,
            "ap.match": None,
            "purchase.order": OF_ORDERS,
            "purchase.order.line": OF_ORDER_LINES,
            "ap.receipt": None,
        }


def _match_bills(env, changed):
    bills = changed.get("account.move", [])
    orders = changed.get("purchase.order", [])
    with beside_others(env, "Bills %s could not be compared", bills):
        compare_marked(env, bills, orders)
