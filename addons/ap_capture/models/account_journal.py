# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are dropped on a purchase journal."""

from odoo import models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def create_document_from_attachment(self, attachment_ids):
        """A bill that was read from its page opens beside it."""
        action = super().create_document_from_attachment(attachment_ids)
        if action.get("res_model") != "account.move" or not action.get("res_id"):
            return action
        bill = self.env["account.move"].browse(action["res_id"])
        capture = bill.sudo().ap_capture_ids[:1]
        return {**action, **capture.action_open_bill()} if capture else action
