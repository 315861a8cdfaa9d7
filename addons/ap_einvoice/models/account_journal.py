# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file that comes into a purchase journal is a bill, whether it can be read or not."""

from odoo import models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _create_document_from_attachment(self, attachment_ids):
        journal = self or self.browse(self.env.context.get("default_journal_id"))
        stated = self.env.context.get("default_move_type")
        if not stated and journal.type == "purchase":
            self = self.with_context(default_move_type="in_invoice")
        return super()._create_document_from_attachment(attachment_ids)
