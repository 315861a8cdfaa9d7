# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill and what its files say."""

from odoo import fields, models

from ...rules.bill_files import embedded_xml
from ...rules.pdf_reader import read_pdf


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_document_ids = fields.One2many(
        "ap.bill.document", "move_id", string="What the files say", copy=False
    )

    def _ap_read_documents(self, again=False, readings=None):
        """Read the files of these bills that changed since they were read."""
        documents = self.env["ap.bill.document"].sudo()
        bills = self if again else self.browse(documents._unread(self))
        if bills:
            documents._read(bills, readings)

    def _extend_with_attachments(self, files_data, new=False):
        result = super()._extend_with_attachments(files_data, new)
        if self.is_purchase_document(include_receipts=True):
            readings = {
                file_data["attachment"].checksum: file_data["ap_pdf"]
                for file_data in files_data
                if file_data.get("ap_pdf") and file_data["attachment"]
            }
            self._ap_read_documents(readings=readings)
        return result

    def _unwrap_attachment(self, file_data, recurse=True):
        """The XML files inside a PDF, read within bounds and once."""
        if file_data["import_file_type"] != "pdf":
            return super()._unwrap_attachment(file_data, recurse)
        if "ap_pdf" not in file_data:
            file_data["ap_pdf"] = read_pdf(file_data["raw"] or b"")
        embedded = [
            self._ap_embedded(file_data, name, content)
            for name, content in embedded_xml(file_data["ap_pdf"])
        ]
        if embedded and recurse:
            embedded.extend(self._unwrap_attachments(embedded))
        return embedded

    def _ap_embedded(self, file_data, name, content):
        embedded = {
            "name": name,
            "raw": content,
            "mimetype": "application/xml",
            "attachment": None,
            "origin_attachment": file_data["origin_attachment"],
            "origin_import_file_type": file_data["origin_import_file_type"],
        }
        embedded["xml_tree"] = self._get_xml_tree(embedded)
        embedded["import_file_type"] = self._get_import_file_type(embedded)
        return embedded
