# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.fields import Domain

from odoo.addons.ap_closing.models.checklist.closing_counts import ClosingCount


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _registered(self):
        return [*super()._registered(), ReceiptsWaiting()]


class ReceiptsWaiting(ClosingCount):
    """Order lines expected by the day, of which nobody recorded that they came, that they
    come later, that the rest is given up, or that nothing is to be accrued."""

    code = "receipts_waiting"
    sequence = 10
    model = "purchase.order.line"
    action = "ap_purchase.ap_receipt_to_record_action"

    def label(self, env):
        return env._("Receipts to record")

    def waiting(self, env, company, day):
        after = company._day_after_utc(day)
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("ap_to_receive", "=", True),
                ("date_planned", "<", after),
                ("order_id.date_approve", "<", after),
                ("ap_no_accrual_reason", "in", [False, ""]),
                ("order_id.ap_no_accrual_reason", "in", [False, ""]),
            ]
        )
        closures = env["ap.order.closure"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", day),
            ]
        )
        return domain & Domain("id", "not in", closures.purchase_line_id.ids)
