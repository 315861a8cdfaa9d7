# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


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
