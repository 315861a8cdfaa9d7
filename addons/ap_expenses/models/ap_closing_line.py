# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _selection_source(self):
        return [*super()._selection_source(), ("ap.expense", "Expense")]
