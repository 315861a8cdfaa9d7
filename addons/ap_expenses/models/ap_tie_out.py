# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .tie_outs import Cards, Wallet


class ApTieOut(models.Model):
    _inherit = "ap.tie.out"

    def _registered(self):
        return [*super()._registered(), Wallet(), Cards()]
