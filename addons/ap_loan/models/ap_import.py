# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from .import_schedule import ScheduleTarget


class ApImport(models.Model):
    _inherit = "ap.import"

    ap_loan_id = fields.Many2one(
        "ap.loan",
        string="Loan",
        check_company=True,
        help="Of the bank's table. Empty: the loan whose contract number is in the file, or "
        "in its name.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() - {"ap_loan_id"}

    def write(self, vals):
        if "ap_loan_id" in vals:
            self._start_again()
        return super().write(vals)

    def _registered_targets(self):
        return [*super()._registered_targets(), ScheduleTarget]

    def _file_sentences(self):
        return {
            **super()._file_sentences(),
            "pdf_without_text": self.env._(
                "The PDF has no text: it is a scan. Ask the bank for a workbook."
            ),
            "pdf_damaged": self.env._(
                "The PDF cannot be opened: it is damaged or closed by a password. Print it to "
                "a new PDF, or ask the bank for a workbook."
            ),
            "pdf_no_rows": self.env._(
                "The PDF has no table of a loan: no two lines begin with a day and amounts. "
                "Ask the bank for a workbook."
            ),
            "pdf_uneven": self.env._(
                "The table of the PDF has a line with more or fewer amounts than the others "
                "(line %(line)s of its text). Ask the bank for a workbook."
            ),
            "pdf_no_columns": self.env._(
                "No column of the PDF is the capital that a loan leaves, row after row. Ask "
                "the bank for a workbook."
            ),
        }
