# SPDX-License-Identifier: AGPL-3.0-or-later
"""A closing file stays as it was made, and so does what proves a signed task."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules.checklist import SIGNED

FIXED = {
    "raw", "datas", "db_datas", "name", "res_model", "res_id", "res_field", "type", "url",
    "mimetype", "ap_closing_version",
}  # fmt: skip


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment", "ap.guarded"]

    ap_closing_version = fields.Integer(
        string="Version of the closing file", readonly=True, copy=False
    )

    def write(self, vals):
        """Nobody overwrites a closing file, or makes one by hand; Odoo's own storage
        moves it as superuser."""
        if FIXED & vals.keys() and not self.env.su:
            self._refuse_closing_files()
            self._refuse_evidence()
        return super().write(vals)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_closing_version"}

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("Closing files are made by their closing, not typed in.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never_closing_files(self):
        self._refuse_closing_files()
        self._refuse_evidence()

    def action_download(self):
        """Fetch the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.id}?download=true",
            "target": "download",
        }

    def _refuse_evidence(self):
        """What proves a signed task stays what it was; where Odoo itself removes it, the
        task falls."""
        if self.env.su:
            return
        task = self.env["ap.closing.task"].sudo().search(
            [("attachment_ids", "in", self.ids), ("state", "in", (*SIGNED, "waived"))],
            limit=1,
        )  # fmt: skip
        if task:
            raise UserError(
                self.env._(
                    "This document proves “%(task)s”, which is signed: have the task "
                    "redone to replace it.",
                    task=task.display_name,
                )
            )

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
