# SPDX-License-Identifier: AGPL-3.0-or-later
from markupsafe import Markup

from odoo import api, models

from ..formats.statement_reader import of_lists, pdf_reader
from .import_supplier_statement import SupplierStatementTarget


class ApImportProfile(models.Model):
    _inherit = "ap.import.profile"

    @api.model
    def _readers(self):
        """Lists of suppliers come as PDF as well; without a header row their columns are
        found by themselves, whatever the kind of file."""
        readers = super()._readers()
        if any(profile.target != SupplierStatementTarget.code for profile in self):
            return readers
        label, noun = self.env._("PDF with text"), self.env._("a PDF with text")
        found = [*readers, pdf_reader(label, noun)]
        if len(self) == 1 and self.header_row:
            return found
        return [of_lists(reader) for reader in found] if self else found

    def _what_the_file_holds(self):
        """A list whose columns are found by themselves needs no template."""
        if self.target != SupplierStatementTarget.code or self.header_row:
            return super()._what_the_file_holds()
        return Markup("<p>%s</p>") % self.env._(
            "The list as the supplier sent it: XLSX, XLS, CSV or a PDF with text. Its days, "
            "numbers of documents and amounts (one column, or debit and credit) are found."
        )
