# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _definitions(self):
        return {
            "receipts_waiting": self.env._("Receipts to record"),
            **super()._definitions(),
        }

    def _screens(self):
        return {
            **super()._screens(),
            "receipts_waiting": "ap_purchase.ap_receipt_to_record_action",
        }

    def _counted_receipts_waiting(self, company, day):
        """Order lines expected by the day, of which nobody recorded that they came, that
        they come later, that the rest is given up, or that nothing is to be accrued."""
        after = company._day_after_utc(day)
        lines = self.env["purchase.order.line"]
        domain = fields.Domain(
            [
                ("company_id", "=", company.id),
                ("ap_to_receive", "=", True),
                ("date_planned", "<", after),
                ("order_id.date_approve", "<", after),
                ("ap_no_accrual_reason", "in", [False, ""]),
                ("order_id.ap_no_accrual_reason", "in", [False, ""]),
            ]
        )
        closures = self.env["ap.order.closure"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", day),
            ]
        )
        closed = closures.purchase_line_id.ids
        return lines._name, domain & fields.Domain("id", "not in", closed)
