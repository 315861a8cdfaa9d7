# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message of the platform, brought by hand."""

from odoo import fields, models
from odoo.exceptions import UserError


class ApBillStatusUpload(models.TransientModel):
    """A message of the platform, brought by hand."""

    _name = "ap.bill.status.upload"
    _description = "Import a life-cycle message"

    message_file = fields.Binary(
        string="Message (XML)", required=True, attachment=False
    )
    message_name = fields.Char()

    def action_import(self):
        """Read the message of the platform, and open the bill that it is about."""
        self.ensure_one()
        if not self.message_file:
            raise UserError(self.env._("Choose the file of the message."))
        result = self.env["ap.bill.status"].import_message(self.message_file.decode())
        bill = self.env["account.move"].browse(result["move_id"])
        action = bill._get_records_action()
        if result["result"] == "already":
            text = self.env._("This message was imported before: nothing was changed.")
        else:
            text = self.env._(
                "%(bill)s: %(status)s.",
                bill=bill.display_name,
                status=bill._lifecycle_name(result["status"]),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": text, "next": action},
        }
