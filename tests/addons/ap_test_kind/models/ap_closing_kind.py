# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .closing_kinds import Expense, LoanInterest


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _registered(self):
        return [*super()._registered(), Expense(), LoanInterest()]


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _selection_source(self):
        return [*super()._selection_source(), ("ap.test.cost", "Cost of another tool")]
