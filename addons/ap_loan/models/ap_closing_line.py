# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from .closing_kinds import ESTIMATED
from .provision import JUDGE
from .revaluation import APART


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    review_code = fields.Selection(
        selection_add=[
            (ESTIMATED, "Index of the loan not published"),
            (APART, "Ledger and schedule of the loan differ"),
            (JUDGE, "Exchange loss to be provided for, unless hedged"),
        ]
    )

    def _selection_source(self):
        return [*super()._selection_source(), ("ap.loan", "Loan")]
