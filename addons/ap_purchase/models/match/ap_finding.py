# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApFinding(models.Model):
    """Whether a bill came twice is decided on the finding: matching follows."""

    _inherit = "ap.finding"

    def _write_and_log(self, vals, body):
        result = super()._write_and_log(vals, body)
        if "state" in vals:
            told = self.filtered(lambda one: one.control_code == "duplicate_bill")
            bills = self.env["account.move"].sudo().browse(told.mapped("res_id"))
            self.env["ap.changed"]._note(bills, None, "ap.finding")
        return result
