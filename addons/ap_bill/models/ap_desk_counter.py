# SPDX-License-Identifier: AGPL-3.0-or-later
from markupsafe import Markup

from odoo import api, models


class ApDeskCounter(models.Model):
    _inherit = "ap.desk.counter"

    @api.model
    def _first_steps(self):
        """Bills come first."""
        bills = self.env._(
            "%(link)sDrop the first supplier bills%(end)s: each is read and checked at once.",
            link=Markup('<a href="/odoo/ap-bills">'), end=Markup("</a>"),
        )  # fmt: skip
        return [bills, *super()._first_steps()]
