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
            "pdf_table": self.env._(
                "No table of a loan was found in the PDF (%(why)s, line %(line)s). Ask the "
                "bank for a workbook."
            ),
        }
