# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from .import_supplier_statement import SupplierStatementTarget
from .statement_words import directions

ASKED = frozenset({"ap_partner_id", "ap_statement_date", "ap_statement_direction"})


class ApImport(models.Model):
    _inherit = "ap.import"

    ap_partner_id = fields.Many2one(
        "res.partner", string="Supplier", check_company=True, help="Whose list it is."
    )
    ap_statement_date = fields.Date(
        string="List as of", help="Empty: the day that the list states, else its last."
    )
    ap_statement_direction = fields.Selection(
        selection="_selection_statement_direction",
        string="Amounts of the list",
        help="Empty: understood from the documents, or as it was said for the last list of "
        "this supplier.",
    )

    @api.model
    def _selection_statement_direction(self):
        return list(directions(self.env).items())

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() - ASKED

    def write(self, vals):
        if ASKED & set(vals):
            self._start_again()
        return super().write(vals)

    def _registered_targets(self):
        return [*super()._registered_targets(), SupplierStatementTarget]

    def _file_sentences(self):
        return {
            **super()._file_sentences(),
            "statement_no_columns": self.env._(
                "No column of the list is known: it needs days or numbers of documents, and "
                "amounts. Name the columns in a profile of your own, or ask the supplier for "
                "a workbook."
            ),
            "statement_pdf_damaged": self.env._(
                "The PDF cannot be opened: it is damaged or closed by a password. Print it to "
                "a new PDF, or ask the supplier for a workbook."
            ),
            "statement_pdf_scan": self.env._(
                "The PDF has no text: it is a scan. Ask the supplier for a workbook."
            ),
        }
