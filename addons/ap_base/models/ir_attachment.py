# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file that comes to an entry is a change of it."""

from odoo import api, models

PLACE = {"res_model", "res_id"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._ap_note_file()
        return files

    def write(self, vals):
        result = super().write(vals)
        if not PLACE.isdisjoint(vals):
            self._ap_note_file()
        return result

    def _ap_note_file(self):
        ids = [file.res_id for file in self if file.res_model == "account.move"]
        moves = self.env["account.move"].browse(filter(None, ids))
        self.env["ap.changed"]._note(moves, None, "ir.attachment")
