# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of plain PDF files: filled from the page."""

import logging
import zlib

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import errors

from . import bill_parts

_logger = logging.getLogger(__name__)

# Below every reader of structured files: an e-invoice inside a PDF wins.
PRIORITY = 5
# What Odoo's reader of PDF files raises for files that are damaged, locked or odd, and for all of
# them beside PyPDF2 3; the database's errors are none of these.
UNREADABLE = (
    AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError, AssertionError,
    zlib.error,
    *(
        getattr(errors, name)
        for name in ("PyPdfError", "PdfReadError", "DeprecationError", "DependencyError")
        if hasattr(errors, name)
    ),
)  # fmt: skip


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_capture_ids = fields.One2many(
        "ap.capture", "move_id", string="Read from the page", copy=False,
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )  # fmt: skip
    ap_capture_value_ids = fields.One2many(
        "ap.capture.value", compute="_compute_ap_capture_value_ids", string="Values of the page",
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )  # fmt: skip

    ap_capture_missing = fields.Char(
        compute="_compute_ap_capture_missing", string="To check or to enter",
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )  # fmt: skip

    ap_capture_splits = fields.Boolean(
        compute="_compute_ap_capture_splits", help="The file of the draft has pages to be parted.",
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )  # fmt: skip

    @api.depends("ap_capture_ids.page_count", "ap_capture_ids.attachment_id")
    def _compute_ap_capture_splits(self):
        for move in self:
            capture = move.ap_capture_ids[:1]
            move.ap_capture_splits = capture.page_count > 1 and bool(capture.attachment_id)

    @api.depends("ap_capture_ids.missing")
    def _compute_ap_capture_missing(self):
        for move in self:
            move.ap_capture_missing = ", ".join(filter(None, move.ap_capture_ids.mapped("missing")))

    def _ap_waits_for_a_person(self):
        waits = self.sudo().ap_capture_missing
        if not waits:
            return super()._ap_waits_for_a_person()
        return self.env._("To check or to enter: %(values)s.", values=waits)

    def _autopost_bill(self):
        """What was read from a page is posted by itself only where a policy of matching
        lets it, whatever the supplier's card says."""
        if not self.sudo().ap_capture_ids:
            return super()._autopost_bill()
        if self.partner_id.autopost_bills == "always":
            text = self.env._("Read from a page: not posted by itself.")
            self.message_post(body=f"{text} {self._ap_waits_for_a_person()}".rstrip())
        return None

    def _post(self, soft=True):
        """What a posted bill says otherwise than its page was read teaches the next reading."""
        posted = super()._post(soft)
        # sudo: whoever may post these bills teaches; nobody writes what was learned
        captures = posted.sudo().ap_capture_ids.filtered(lambda one: one.kind in ("bill", "credit"))
        if captures:
            self.env["ap.capture.habit"].sudo()._learn(captures)
        return posted

    def action_ap_beside_page(self):
        """Open the draft beside the page that it was read from."""
        self.ensure_one()
        if not self.ap_capture_ids:
            raise UserError(self.env._("%s was not read from a page.", self.display_name))
        return self.ap_capture_ids[:1].action_open_bill()

    def action_ap_whole_bill(self):
        """Open the whole bill: controls, matching, what was said of it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "account.move", "res_id": self.id,
            "name": self.env._("Bill"), "views": [(False, "form")],
        }  # fmt: skip

    def action_ap_next_captured(self):
        """Open the next captured draft that lacks something, the list where none does."""
        self.ensure_one()
        captures = self.env["ap.capture"]
        return captures.next_to_check(self.id) or {
            **self.env["ir.actions.act_window"]._for_xml_id("ap_capture.ap_capture_action"),
            "target": "main",
        }

    def _compute_ap_capture_value_ids(self):
        for move in self:
            move.ap_capture_value_ids = move.ap_capture_ids.value_ids

    def action_ap_split_pages(self):
        """Ask which pages of the file of this draft are which bill."""
        self.ensure_one()
        if not self.ap_capture_ids:
            raise UserError(self.env._("%s was not read from a page.", self.display_name))
        return self.ap_capture_ids[:1].action_split()

    # Files that hold several bills ------------------------------------------------------------

    def _create_records_from_attachments(self, attachments, grouping_method=None):
        """A file that surely holds several bills makes a draft of each."""
        journal = self.env["account.journal"].browse(self.env.context.get("default_journal_id"))
        if journal.type != "purchase":
            return super()._create_records_from_attachments(attachments, grouping_method)
        attachments, wholes = bill_parts.taken_apart(self.env, journal.company_id, attachments)
        bills = super()._create_records_from_attachments(attachments, grouping_method)
        bill_parts.tell(wholes)
        return bills

    def _message_post_after_hook(self, new_message, message_values):
        """So does one that comes by mail to the address of the journal."""
        by_mail = self.env.context.get("from_alias") and new_message.message_type in ("email", "comment")
        if not by_mail or self.journal_id.type != "purchase" or not new_message.attachment_ids:
            return super()._message_post_after_hook(new_message, message_values)
        files, wholes = bill_parts.taken_apart(self.env, self.company_id, new_message.attachment_ids)
        if wholes:
            new_message.attachment_ids = [Command.set(files.ids)]
        result = super()._message_post_after_hook(new_message, message_values)
        bill_parts.tell(wholes)
        return result

    def _unwrap_attachment(self, file_data, recurse=True):
        """The files inside a PDF. Odoo's reader fails on some files, and on all of them beside
        PyPDF2 3 (`isEncrypted`): the page can be read all the same, and the log says so."""
        if file_data["import_file_type"] != "pdf":
            return super()._unwrap_attachment(file_data, recurse)
        try:
            with self.env.cr.savepoint():
                return super()._unwrap_attachment(file_data, recurse)
        except UNREADABLE:
            _logger.warning("Files inside %s were not read", file_data["name"], exc_info=True)
            return []

    def _get_edi_decoder(self, file_data, new=False):
        """Plain PDF files are read from their pages where nothing better reads them."""
        found = super()._get_edi_decoder(file_data, new)
        journal = self.journal_id.type
        if found or file_data["import_file_type"] != "pdf" or journal not in (False, "purchase"):
            return found
        return {"priority": PRIORITY, "decoder": _decode}


def _decode(bill, file_data, new):
    """Fill the draft from the page; gives the reason in words where nothing is filled."""
    if bill.invoice_line_ids:
        return bill._reason_cannot_decode_has_invoice_lines()
    # Of a file that a script drops on the journal Odoo makes an entry, until a decoder says
    # more. An entry that people wrote, to which a page is attached, stays what it is.
    if new and bill.move_type == "entry" and bill.journal_id.type == "purchase" and not bill.line_ids:
        bill.move_type = "in_invoice"
    if bill.state != "draft" or not bill.is_purchase_document(True):
        return bill.env._("it is no draft of a supplier bill")
    company = bill.company_id or bill.env.company
    captures = bill.env["ap.capture"].sudo()
    source = file_data["attachment"]
    capture, reading = captures._read(company, file_data["name"], file_data["raw"] or b"", source)
    first = capture.move_id - bill
    if capture.kind == "several":
        bills = ", ".join(capture.part_ids.move_id.mapped("display_name"))
        return bill.env._("the same file is %(bill)s already", bill=bills)
    if first and first.state != "cancel":  # one bill of one file: who drops it again is told
        return bill.env._("the same file is %(bill)s already", bill=first.display_name)
    if not capture.attachment_id:
        capture.attachment_id = source
    if reading is None:  # read before, into a draft or by `read_file`
        found, reading = captures._pages_and_reading(company, file_data["raw"] or b"")
        reading, _learned = captures._taught(company, found, reading)
    if capture.kind in ("bill", "credit"):
        capture._fill(bill, reading)
        return None
    capture.move_id = capture.move_id or bill
    why = dict(capture._fields["why"]._description_selection(bill.env)).get(capture.why, "")
    return bill.env._("%(why)s. Enter the bill by hand.", why=why)
