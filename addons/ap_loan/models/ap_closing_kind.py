# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .closing_kinds import LoanCosts, LoanInsurance, LoanInterest
from .provision import LoanProvision
from .revaluation import LoanRevaluation


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _registered(self):
        mine = [
            LoanInterest(), LoanCosts(), LoanInsurance(), LoanRevaluation(), LoanProvision(),
        ]  # fmt: skip
        return [*super()._registered(), *mine]
