# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class PurchaseOrder(models.Model):
    """When the order left for the supplier: Odoo forgets it once it is confirmed."""

    _inherit = "purchase.order"

    ap_date_sent = fields.Date(
        string="Sent on",
        copy=False,
        help="Day on which the order left for the supplier; filled in when it is sent "
        "by mail or printed from here.",
    )

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
