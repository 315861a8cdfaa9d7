# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from . import bank_reader
from .import_bank_statement import BankStatementTarget


class ApImportProfile(models.Model):
    _inherit = "ap.import.profile"

    @api.model
    def _readers(self):
        """Statement files are read for bank statements only; the choice names them all."""
        if any(profile.target != BankStatementTarget.code for profile in self):
            return super()._readers()
        return [*super()._readers(), *bank_reader.readers(self.env)]
