# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .tie_outs import Accrual, Capital, Costs, InterestLines, Revaluation


class ApTieOut(models.Model):
    _inherit = "ap.tie.out"

    def _registered(self):
        mine = [Capital(), InterestLines(), Accrual(), Costs(), Revaluation()]
        return [*super()._registered(), *mine]
