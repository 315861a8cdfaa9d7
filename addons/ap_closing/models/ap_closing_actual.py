# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes after a proposal: late documents, and the bills that accruals waited for."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import scaled, variance


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

    def _mark_stale_of_moves(self, moves, kinds) -> None:
        """Flag the runs of these kinds whose month the entries belong to."""
        for company in moves.company_id:
            days = moves.filtered(lambda move, company=company: move.company_id == company)
            self._mark_stale(company, min(days.mapped("date")), kinds)

    def _mark_stale(self, company, day, kinds) -> None:
        """Flag the proposed and posted runs of months that end on `day` or later."""
        self.flush_model(["state", "is_stale", "kind"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE ap_closing_run run SET is_stale = TRUE
                  FROM ap_closing closing
                 WHERE closing.id = run.closing_id AND closing.company_id = %s
                   AND closing.date_end >= %s AND run.kind = ANY(%s)
                   AND run.state IN ('proposed', 'reviewed', 'posted')
                   AND NOT COALESCE(run.is_stale, FALSE)
             RETURNING run.id
                """,
                company.id,
                day,
                list(kinds),
            )
        )
        stale = self.browse([row[0] for row in rows])
        stale.invalidate_recordset(["is_stale"])
        stale.modified(["is_stale"])


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _meet_bills(self, bills) -> None:
        """Write actual amount and variance on the posted accruals of these bills."""
        bills.flush_recordset()
        self.flush_model()
        self.env["account.move.line"].flush_model()
        order_lines = bills.invoice_line_ids.purchase_line_id.ids
        found = self._read_actuals(order_lines, bills.invoice_line_ids.ids)
        for line_id, *cells in found:
            values = _settled(*(Decimal(cell or 0) for cell in cells))
            self.env.cr.execute(
                SQL(
                    "UPDATE ap_closing_line SET actual_amount = %s, actual_quantity = %s,"
                    " variance = %s, settled_estimate = %s, has_actual = %s WHERE id = %s",
                    *values,
                    line_id,
                )
            )
        self.browse([row[0] for row in found]).invalidate_recordset()

    def _read_actuals(self, order_line_ids, item_ids) -> list[tuple]:
        """Estimate and later bills of each posted accrual, as text for Decimal."""
        return self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.amount_untaxed::text, line.amount_computed::text,
                       line.amount::text, line.quantity::text,
                       SUM(item.balance)::text,
                       SUM(CASE WHEN line.source_model = 'account.move.line'
                                THEN line.quantity ELSE sign(item.balance)
                                * abs(item.quantity) * COALESCE(uom.factor, 1)::numeric
                                / COALESCE(own.factor, 1)::numeric END)::text,
                       COUNT(item.id)::text
                  FROM ap_closing_line line
                  LEFT JOIN purchase_order_line pol
                         ON line.source_model = 'purchase.order.line'
                        AND pol.id = line.source_id
                  LEFT JOIN account_move_line item
                         ON item.parent_state = 'posted' AND item.date > line.date_end
                        AND item.display_type = 'product'
                        AND (item.purchase_line_id = pol.id
                             OR line.source_model = 'account.move.line'
                            AND item.id = line.source_id)
                  LEFT JOIN uom_uom uom ON uom.id = item.product_uom_id
                  LEFT JOIN uom_uom own ON own.id = pol.product_uom_id
                 WHERE line.state = 'posted' AND line.kind IN ('received', 'draft_bill')
                   AND (line.source_model = 'purchase.order.line'
                        AND line.source_id = ANY(%s)
                        OR line.source_model = 'account.move.line'
                        AND line.source_id = ANY(%s))
                 GROUP BY line.id
                """,
                order_line_ids,
                item_ids,
            )
        )


def _settled(untaxed, computed, amount, quantity, actual, actual_quantity, count):
    """(actual amount, its quantity, variance, estimate of it, has actual) of one accrual.

    Of bills for more than was accrued, the accrued quantity's share is compared.
    """
    if not count:
        return 0.0, 0.0, 0.0, 0.0, False
    estimate = scaled(untaxed, computed, amount) if computed else untaxed
    if quantity and actual_quantity > quantity:
        actual = scaled(actual, actual_quantity, quantity)
        actual_quantity = quantity
    gap = variance(estimate, quantity, actual, actual_quantity)
    return (
        float(actual), float(actual_quantity), float(gap), float(actual - gap), True
    )  # fmt: skip
