# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from . import expense_reader
from .import_expense import ExpenseTarget


class ApImportProfile(models.Model):
    _inherit = "ap.import.profile"

    @api.model
    def _readers(self):
        """Files of tools are read for expenses only; the choice names them all."""
        if any(profile.target != ExpenseTarget.code for profile in self):
            return super()._readers()
        chosen = any(profile.format == expense_reader.CODE for profile in self)
        return [*super()._readers(), expense_reader.reader(self.env, chosen)]
