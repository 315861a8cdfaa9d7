# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.readers import Reader

from .import_schedule import ScheduleTarget
from .pdf_reader import is_pdf, read_pdf


class ApImportProfile(models.Model):
    _inherit = "ap.import.profile"

    @api.model
    def _readers(self):
        """Only banks' tables are read from the text of a PDF; the choice names it for
        every profile."""
        if any(profile.target != ScheduleTarget.code for profile in self):
            return super()._readers()
        label, noun = self.env._("PDF (its text)"), self.env._("a PDF with text")
        return [*super()._readers(), Reader("loan_pdf", label, noun, is_pdf, read_pdf)]
