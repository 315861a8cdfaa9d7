# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors of suppliers: automatic posting of their bills."""

from odoo import api, models
from odoo.exceptions import AccessError

from .desk_role import may_post

ALL_BILLS = "always"


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def default_get(self, fields):
        """A default, of the client or kept for the user, is no way either."""
        values = super().default_get(fields)
        if values.get("autopost_bills") == ALL_BILLS and not may_post(self.env):
            values["autopost_bills"] = "ask"
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ap_refuse_automatic(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._ap_refuse_automatic(vals)
        return super().write(vals)

    def _ap_refuse_automatic(self, vals):
        """Odoo posts the bills of such a supplier as they come in, as superuser."""
        asked = vals.get("autopost_bills") == ALL_BILLS
        if asked and not self.env.su and not may_post(self.env):
            raise AccessError(
                self.env._(
                    "Posting the bills of a supplier automatically is posting: it takes "
                    "the role Accountant or above."
                )
            )
