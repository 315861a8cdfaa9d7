# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import platform_setup


class ApFinding(models.Model):
    _inherit = "ap.finding"

    def action_open_document(self):
        """A step of a company that is missing opens the screen where it is done."""
        if len(self) == 1 and self.control_code == platform_setup.CONTROL and self.record_ref:
            return platform_setup.screen(self.env, self.record_ref, self.key)
        return super().action_open_document()
