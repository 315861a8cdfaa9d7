# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .closing_kinds import LoanCosts, LoanInsurance, LoanInterest


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _registered(self):
        return [*super()._registered(), LoanInterest(), LoanCosts(), LoanInsurance()]
