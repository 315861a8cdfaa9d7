# SPDX-License-Identifier: AGPL-3.0-or-later
"""A closing file stays as it was made."""

from odoo import api, fields, models
from odoo.exceptions import UserError

FIXED = {"raw", "datas", "name", "res_model", "res_id", "type", "url", "ap_closing_version"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    ap_closing_version = fields.Integer(
        string="Version of the closing file", readonly=True, copy=False
    )

    def write(self, vals):
        """Nobody overwrites a closing file, or makes one by hand; Odoo's own storage
        moves it as superuser."""
        if FIXED & vals.keys() and not self.env.su:
            self._refuse_closing_files()
            if vals.get("ap_closing_version"):
                self._refuse_by_hand()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("ap_closing_version") for vals in vals_list):
            self._refuse_by_hand()
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_closing_files(self):
        self._refuse_closing_files()

    def action_download(self):
        """Fetch the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.id}?download=true",
            "target": "download",
        }

    def _refuse_closing_files(self):
        kept = self.sudo().filtered("ap_closing_version")
        if kept:
            raise UserError(
                self.env._(
                    "“%(file)s” is a closing file: it is kept as it was made. A new one "
                    "gets the next version.",
                    file=kept[0].name,
                )
            )

    def _refuse_by_hand(self):
        raise UserError(
            self.env._("Closing files are made by their closing, not typed in.")
        )
