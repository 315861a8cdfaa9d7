# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class PurchaseOrder(models.Model):
    """Orders know when they left and were cancelled (Odoo forgets both), what was received
    and compared; what changes is noted for matching."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "ap.guarded"]

    ap_date_cancel = fields.Datetime(
        string="Cancelled on",
        copy=False,
        readonly=True,
        help="Until then the order counts in the position at a date.",
    )
    ap_date_sent = fields.Date(
        string="Sent on",
        copy=False,
        help="Day on which the order left for the supplier; filled in when it is sent "
        "by mail or printed from here.",
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
    ap_match_count = fields.Integer(
        compute="_compute_ap_match_count", compute_sudo=True, string="Bills compared"
    )

    def _compute_ap_receipt_count(self):
        counts = dict(
            self.env["ap.receipt"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.ap_receipt_count = counts.get(order._origin, 0)

    def _compute_ap_match_count(self):
        rows = self.env["ap.match.line"]._read_group(
            [("purchase_line_id.order_id", "in", self.ids)],
            ["purchase_line_id", "match_id"],
        )
        found = {(line.order_id, match) for line, match in rows}
        for order in self:
            order.ap_match_count = sum(order == one for one, _match in found)

    @api.depends("order_line.invoice_lines.move_id")
    def _compute_invoice(self):
        """Bills that bill several orders by one line are bills of each."""
        result = super()._compute_invoice()
        for order in self:
            parts = order.sudo().order_line.ap_shared_ids
            if parts:
                order.invoice_ids |= parts.bill_line_id.move_id
                order.invoice_count = len(order.invoice_ids)
        return result

    @api.model
    def _ap_engine_fields(self):
        """The moment of a cancellation is that of its button."""
        return super()._ap_engine_fields() | {"ap_date_cancel"}

    def write(self, vals):
        result = super().write(vals)
        self.env["ap.changed"]._note(self, vals)
        if "state" in vals and "ap_date_cancel" not in vals:
            cancelled = vals["state"] == "cancel"
            self.sudo().ap_date_cancel = cancelled and fields.Datetime.now()
        if vals.get("state") == "purchase":
            self._notify_begun_services()
        return result

    def message_post(self, **kwargs):
        if self.env.context.get("mark_rfq_as_sent"):
            self._ap_mark_sent()
        return super().message_post(**kwargs)

    def print_quotation(self):
        self._ap_mark_sent()
        return super().print_quotation()

    def _ap_mark_sent(self):
        """Keep the first day on which the order left."""
        for company, orders in self.grouped("company_id").items():
            unsent = orders.filtered(lambda order: not order.ap_date_sent)
            unsent.ap_date_sent = company._company_today()

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

    def action_ap_matches(self):
        """Show the bills compared with this order."""
        lines = self.env["ap.match.line"].search(
            [("purchase_line_id.order_id", "in", self.ids)]
        )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ap_purchase.ap_match_action"
        )
        action["domain"] = [("id", "in", lines.match_id.ids)]
        action["context"] = {}
        return action
