# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import tie_outs


class ApTieOut(models.Model):
    """The comparisons of closings."""

    _inherit = "ap.tie.out"

    def _registered(self):
        return [
            *super()._registered(),
            tie_outs.AccruedExpenses(), tie_outs.AccruedAssets(), tie_outs.CreditDue(),
            tie_outs.Prepaid(), tie_outs.AccruedOther(), tie_outs.AccruedVat(),
            tie_outs.Suspense(),
        ]  # fmt: skip
