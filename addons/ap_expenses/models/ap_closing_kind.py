# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .closing_kind import ExpenseSpend


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _registered(self):
        return [*super()._registered(), ExpenseSpend()]
