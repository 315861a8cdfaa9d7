# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill and what its files say."""

from odoo import api, fields, models

from ...rules.bill_files import embedded_xml, several
from ...rules.pdf_reader import read_pdf


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_document_ids = fields.One2many(
        "ap.bill.document", "move_id", string="What the files say", copy=False
    )

    ap_file_syntax = fields.Selection(
        related="ap_document_ids.syntax", string="Kind of file", related_sudo=True
    )
    ap_vat_to_take = fields.Boolean(
        compute="_compute_ap_vat_to_take", compute_sudo=True
    )

    @api.depends("state", "ap_document_ids.nature", "invoice_line_ids.tax_ids")
    def _compute_ap_vat_to_take(self):
        """Whether a draft bears the VAT of goods for services, or the other way round."""
        told = self.filtered(lambda m: m.state == "draft" and m.ap_document_ids.nature)
        rows = self.env["ap.control"]._wrong_moments(told._origin) if told else []
        wrong = {row["id"] for row in rows}
        for move in self:
            move.ap_vat_to_take = move._origin.id in wrong

    def action_ap_open_document(self):
        """What the files of this bill say."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What the files say"),
            "res_model": "ap.bill.document",
            "res_id": self.ap_document_ids.id,
            "views": [(False, "form")],
        }

    def _ap_read_documents(self, again=False, readings=None):
        """Read the files of these bills that changed since they were read."""
        documents = self.env["ap.bill.document"].sudo()
        bills = self if again else self.browse(documents._unread(self))
        if bills:
            documents._read(bills, readings)

    def _ap_check_on_post(self):
        """Nothing is posted on what an older file said."""
        bills = self.filtered(lambda move: move.is_purchase_document(True))
        if bills:
            bills._ap_read_documents()
        return super()._ap_check_on_post()

    def _extend_with_attachments(self, files_data, new=False):
        bill = self.journal_id.type == "purchase"
        trees = [data["raw"] for data in files_data if data["xml_tree"] is not None]
        if bill and several(trees):  # which one holds is not for a program to say
            for file_data in files_data:
                file_data["decoder_info"] = None
        result = super()._extend_with_attachments(files_data, new)
        if self.is_purchase_document(include_receipts=True):
            readings = {
                file_data["attachment"].checksum: file_data["ap_pdf"]
                for file_data in files_data
                if file_data.get("ap_pdf") and file_data["attachment"]
            }
            self._ap_read_documents(readings=readings)
            self.env["ap.control"]._check_documents(self)
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

    def action_ap_take_vat_of_einvoice(self):
        """Put the VAT of services, or of goods, on the lines of drafts that bear the other
        one, where the e-invoice tells which."""
        self.env["ap.bill.document"]._refuse_others()
        control = self.env["ap.control"].sudo()
        drafts = self.filtered(lambda move: move.state == "draft")
        for row in control._wrong_moments(drafts):
            right = {
                tax: control._right_tax(tax, row["nature"])
                for tax in control.env["account.tax"].browse(row["tax_ids"])
            }
            for line in self.env["account.move.line"].browse(row["lines"]):
                taxes = [right.get(tax) or tax for tax in line.tax_ids.sudo()]
                line.tax_ids = self.env["account.tax"].browse([tax.id for tax in taxes])
        control._check_documents(self)
        return True
