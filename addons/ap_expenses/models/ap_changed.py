# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from .ap_expense import OPEN


class ApChanged(models.AbstractModel):
    """What a person decides of an expense is looked at before it is saved."""

    _inherit = "ap.changed"

    @api.model
    def _watched_by_checks(self):
        return {**super()._watched_by_checks(), "ap.expense": OPEN}
