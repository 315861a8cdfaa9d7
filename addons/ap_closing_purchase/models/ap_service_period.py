# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_closing.models.service_period.values import Proposal


class ApServicePeriod(models.AbstractModel):
    """The service dates of an order hold for its bills."""

    _inherit = "ap.service.period"

    @api.model
    def _sources(self):
        sources = super()._sources()
        place = sources.index("product")
        return [*sources[:place], "order", *sources[place:]]

    @api.model
    def _labels(self):
        return {**super()._labels(), "order": self.env._("Purchase order")}

    @api.model
    def _reasons(self):
        return {**super()._reasons(), "order": self.env._("order %(document)s")}

    def _from_order(self, lines) -> dict:
        found = {}
        for line in lines.filtered("purchase_line_id"):
            ordered = line.purchase_line_id
            start, end = ordered.service_start_date, ordered.service_end_date
            if start and end and start <= end:
                values = {"document": ordered.order_id.name}
                found[line] = Proposal(Period(start, end), "order", values)
        return found
