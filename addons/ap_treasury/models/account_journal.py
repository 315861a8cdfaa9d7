# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files dropped on a bank journal of the dashboard go through the import."""

from odoo import models

from .statement_checks import BANK_TYPES


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def create_document_from_attachment(self, attachment_ids):
        """Files of a bank journal: checked, and shown before they count. Who has no role
        of ours does what Odoo lets him do."""
        journal = self or self.browse(self.env.context.get("default_journal_id"))
        ours = self.env.user.has_group("ap_base.group_apprentice")
        if not ours or journal.type not in BANK_TYPES:
            return super().create_document_from_attachment(attachment_ids)
        return journal._ap_import_statements(self.env["ir.attachment"].browse(attachment_ids))

    def action_ap_bank_lines(self):
        """The queue of this account's lines."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_treasury.ap_bank_match_action"
        )
        chosen = {"search_default_open": 1, "searchpanel_default_journal_id": self.id}
        return {**action, "context": chosen}

    def _ap_import_statements(self, files):
        """The imports of these files for the journal, with what each would bring."""
        self.ensure_one()
        files.check_access("read")
        profile = self.env.ref("ap_treasury.ap_import_profile_bank_statement")
        imports = self.env["ap.import"].with_context(default_journal_id=False).create(
            [
                {
                    "company_id": self.company_id.id,
                    "profile_id": profile.id,
                    "filename": file.name,
                    "file": file.datas,
                    "ap_bank_journal_id": self.id,
                }
                for file in files
            ]
        )
        imports.action_dry_run()
        action = self.env["ir.actions.act_window"]._for_xml_id("ap_treasury.ap_bank_import_action")
        if len(imports) == 1:
            return {**action, "res_id": imports.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", imports.ids)]}
