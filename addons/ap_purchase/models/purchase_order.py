# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "ap.guarded"]

    ap_date_cancel = fields.Datetime(
        string="Cancelled on",
        copy=False,
        readonly=True,
        help="Until then the order counts in the position at a date.",
    )
    ap_no_accrual_reason = fields.Char(
        string="No accrual because",
        copy=False,
        tracking=True,
        help="When filled, month-end closings propose no accrual for this order.",
    )
    ap_receipt_count = fields.Integer(
        string="Receipts recorded", compute="_compute_ap_receipt_count", compute_sudo=True
    )

    def _compute_ap_receipt_count(self):
        counts = dict(
            self.env["ap.receipt"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.ap_receipt_count = counts.get(order._origin, 0)

    @api.model
    def _ap_engine_fields(self):
        """The moment of a cancellation is that of its button."""
        return super()._ap_engine_fields() | {"ap_date_cancel"}

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals and "ap_date_cancel" not in vals:
            cancelled = vals["state"] == "cancel"
            self.sudo().ap_date_cancel = cancelled and fields.Datetime.now()
        if vals.get("state") == "purchase":
            self._notify_begun_services()
        return result

    def _notify_begun_services(self):
        """Services that began before their order was confirmed: months change."""
        begun = self.order_line.filtered(
            lambda line: line.service_mode == "elapsed" and line.service_start_date
        )
        positions = self.env["ap.order.position"]
        for company, lines in begun.grouped("company_id").items():
            days = {line: line.service_start_date for line in lines}
            positions._receipts_changed(company, days, "changed")

    def action_ap_receipts(self):
        """Open the receipts of the order, ready to record the next one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_purchase.ap_receipt_action"
        )
        return {
            **action,
            "path": False,
            "domain": [("order_id", "=", self.id)],
            "context": {"ap_receipt_order_id": self.id},
        }
