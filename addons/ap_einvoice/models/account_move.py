# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill and what its files say."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import frozendict

from ..rules.bill_files import embedded_xml, several
from ..rules.einvoice import EInvoice
from ..rules.einvoice_reader import read_tree
from ..rules.pdf_reader import read_pdf
from .draft_maker import DraftMaker
from .instalments import shares

# Odoo's own decoders of UBL and CII have 20.
PRIORITY = 20
DIFFERENCES = ("einvoice_amount", "einvoice_difference")


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_document_ids = fields.One2many(
        "ap.bill.document",
        "move_id",
        string="What the files say",
        copy=False,
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )

    ap_file_syntax = fields.Selection(
        related="ap_document_ids.syntax", string="Kind of file", related_sudo=True
    )
    ap_draft_differs = fields.Boolean(
        string="Draft differs from the e-invoice",
        compute="_compute_ap_draft_differs",
        compute_sudo=True,
    )

    @api.model
    def _ap_shows_of_findings(self):
        return [*super()._ap_shows_of_findings(), "ap_draft_differs"]

    @api.depends("state", "ap_document_ids.data")
    def _compute_ap_draft_differs(self):
        """Whether a draft says something else than its e-invoice."""
        drafts = self.filtered(lambda move: move.state == "draft" and move.ap_file_syntax)
        for move in self:
            move.ap_draft_differs = move in drafts and any(
                finding.control_code in DIFFERENCES for finding in move.ap_open_finding_ids
            )

    ap_instalments = fields.Json(
        string="Instalments",
        copy=False,
        help="Days and amounts of the e-invoice, [[day, amount], …]; empty: one day.",
    )

    # Made from an e-invoice ------------------------------------------------------------

    def _ap_makes_drafts(self):
        """Whether the desk makes the draft of this bill, or of a bill to be made."""
        company = self.company_id or self.env.company
        kind = self.journal_id.type
        return company.ap_einvoice_draft and kind in (False, "purchase")

    def _ap_imports_at_once(self):
        return self.journal_id.type == "purchase" and self._ap_makes_drafts()

    def _get_edi_decoder(self, file_data, new=False):
        """Structured bills are made from our reading; Odoo's decoders keep the formats that
        we do not read, and the documents of sales."""
        stock = super()._get_edi_decoder(file_data, new)
        tree = file_data["xml_tree"]
        if tree is None or not self._ap_makes_drafts():
            return stock
        invoice = read_tree(tree)
        if not isinstance(invoice, EInvoice):
            return stock

        def decode(bill, data, is_new):
            if bill._ap_imports_at_once():
                return bill._ap_fill_from(invoice, data, is_new)
            return stock["decoder"](bill, data, is_new) if stock else None

        return {**(stock or {}), "priority": PRIORITY, "decoder": decode}

    def _ap_fill_from(self, invoice, file_data, new):
        """Fill this bill; gives the reason in words where it is not to be filled."""
        if self.invoice_line_ids:
            return self._reason_cannot_decode_has_invoice_lines()
        bills = ("in_invoice", "in_refund", "in_receipt")
        if self.state != "draft" or (not new and self.move_type not in bills):
            return self.env._("it is no draft of a supplier bill")
        source = file_data["attachment"] or self.env["ir.attachment"]
        DraftMaker(self, invoice).make(file_data["xml_tree"], source)
        return None

    @api.model
    def _ap_tax_of_einvoice(self, tax, invoice, line):
        """The tax that a line takes where its rate gives `tax`; heirs know what the law of
        a country makes of the rest of the e-invoice."""
        return tax

    def action_ap_make_again(self):
        """Make these drafts anew from their e-invoices: what was changed by hand is lost."""
        self.env["ap.bill.document"]._refuse_others()
        self.check_access("write")
        documents = self.env["ap.bill.document"].sudo()
        for bill in self:
            stated = documents._of(bill).get(bill.id)
            if bill.state != "draft" or not stated or stated.invoice is None:
                raise UserError(
                    self.env._(
                        "%(bill)s is no draft with an e-invoice that can be read.",
                        bill=bill.display_name,
                    )
                )
            bill.invoice_line_ids.unlink()
            bill.sudo().ap_instalments = False
            DraftMaker(bill, stated.invoice).make()
            bill.invoice_line_ids.is_imported = True
        self._ap_read_documents(again=True)
        self.env["ap.control"]._check_documents(self)
        return True

    # Instalments -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ap_refuse_instalments(vals.get("ap_instalments"))
        return super().create(vals_list)

    def write(self, vals):
        if "ap_instalments" in vals:
            self._ap_refuse_instalments(True)
        elif "invoice_date_due" in vals or "invoice_payment_term_id" in vals:
            kept = self.sudo().filtered("ap_instalments")
            if kept:  # who sets a day or terms by hand wants those
                kept.ap_instalments = False
        return super().write(vals)

    def _ap_refuse_instalments(self, given):
        if given and not self.env.su:
            raise AccessError(
                self.env._("Instalments come from the e-invoice: set a due date or terms.")
            )

    @api.depends("ap_instalments")
    def _compute_needed_terms(self):
        """The days and amounts of the e-invoice, as long as they sum to the bill."""
        result = super()._compute_needed_terms()
        for move in self:
            terms = move.needed_terms
            if not move.ap_instalments or move.invoice_payment_term_id or len(terms) != 1:
                continue
            [(key, values)] = terms.items()
            parts = shares(move.ap_instalments, values, move.currency_id, move.company_id)
            if parts:
                move.needed_terms = {
                    frozendict({**key, "date_maturity": when}): {**values, **amounts}
                    for when, amounts in parts
                }
        return result

    # What the files say ------------------------------------------------------------------

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
        """Nothing is posted on what an older file stated."""
        bills = self.filtered(lambda move: move.is_purchase_document(True))
        if bills:
            bills._ap_read_documents()
        return super()._ap_check_on_post()

    def _extend_with_attachments(self, files_data, new=False):
        bill = self._ap_imports_at_once()
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
        ours = (self.company_id or self.env.company).ap_einvoice_draft
        if file_data["import_file_type"] != "pdf" or not ours:
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
