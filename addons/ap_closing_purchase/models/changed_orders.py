# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes of orders that change months: repriced, cancelled or excused from accruing.

The months since something of them was received, or billed, are marked as changed.
"""

from datetime import date

from odoo.addons.ap_closing.models.changed_months import ORDERS, mark

# What of an order and of its lines changes an amount.
OF_ORDERS = frozenset(
    (
        "state", "date_approve", "partner_id", "currency_id", "fiscal_position_id",
        "ap_no_accrual_reason",
    )
)  # fmt: skip
OF_ORDER_LINES = frozenset(
    (
        "price_unit", "discount", "product_qty", "product_uom_id", "product_id",
        "tax_ids", "analytic_distribution", "service_mode", "service_start_date",
        "service_end_date", "ap_no_accrual_reason",
    )
)  # fmt: skip


def mark_order_lines(lines) -> None:
    """Mark the months since these order lines were received, or billed."""
    moved = lines.filtered(
        lambda line: line.qty_received or line.qty_invoiced or line.service_mode == "elapsed"
    )
    for company, its in moved.grouped("company_id").items():
        mark(company, {line: _first_move(line) for line in its}, ORDERS, "changed")


def _first_move(line) -> date:
    """The first day on which something of an order line was received."""
    days = line.sudo().ap_receipt_ids.mapped("date")
    if line.service_mode == "elapsed":
        days.append(line.service_start_date)
    ordered = line.date_approve or line.order_id.date_order
    return min(filter(None, days), default=ordered.date())
