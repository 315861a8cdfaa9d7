# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the XML and the PDF of a supplier bill say, read once and kept."""

import hashlib
import logging
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_amount, format_date

from ..rules import einvoice_json
from ..rules.bill_files import MOST_XML, BillFile, Reading, kind, read_files
from ..rules.einvoice_arithmetic import CENT, mismatches
from ..rules.einvoice_draft import draft
from ..rules.einvoice_shape import Precision
from ..rules.einvoice_summary import summary
from ..rules.pdf_reader import Limits, PdfReading
from .bill_document_value import BillDocument
from .reading_words import reading_problems

PROBLEMS = [
    ("external", "Points to files outside itself"),
    ("doctype", "Declares entities"),
    ("many", "Holds two different e-invoices"),
    ("encoding", "Is not written in the encoding it declares"),
    ("xml", "XML that is broken"),
    ("large", "Too large to be read"),
    ("heavy", "Takes too much time or memory to read"),
    ("encrypted", "Asks for a password"),
    ("pdf", "PDF that is broken"),
    ("large_inside", "Holds a file that is too large"),
    ("empty", "Empty file"),
    ("old", "E-invoice of an old format (ZUGFeRD 1)"),
    ("syntax", "XML that is no invoice"),
    ("archive", "Archive to unpack"),
    ("unread", "Could not be read"),
]
_logger = logging.getLogger(__name__)
READ_AT_ONCE = 50
MOST_MISMATCHES = 20
# Columns that the e-invoice fills.
FIGURES = (
    "data", "number", "bill_type", "is_credit", "issue_date", "due_date",
    "currency_code", "currency_id", "seller_name", "seller_siren", "seller_vat",
    "buyer_siren", "buyer_vat", "amount_untaxed", "amount_tax", "amount_total",
    "amount_rounding", "total_known", "line_count", "nature", "vat_on_debits",
    "accounts", "rates", "nets", "remarks", "rule_count", "amount_prepaid", "amount_due",
    "due_known", "days", "instalments", "vat_currency_code", "vat_accounts", "problems",
    "mismatches",
)  # fmt: skip
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
# Files on the bill itself; XML also on its messages: stock takes it off the bill.
_FILES = """
SELECT file.move_id,
       array_agg(file.id ORDER BY file.id) AS ids,
       string_agg(file.checksum, ',' ORDER BY file.id) AS checksums
  FROM (SELECT DISTINCT ON (found.move_id, found.checksum) found.*
          FROM (SELECT res_id AS move_id, id, COALESCE(checksum, '') AS checksum
                  FROM ir_attachment
                 WHERE res_model = 'account.move' AND res_field IS NULL
                   AND type = 'binary' AND %(on_bill)s
                UNION ALL
                SELECT message.res_id, attachment.id, COALESCE(attachment.checksum, '')
                  FROM mail_message message
                  JOIN message_attachment_rel rel ON rel.message_id = message.id
                  JOIN ir_attachment attachment ON attachment.id = rel.attachment_id
                 WHERE message.model = 'account.move'
                   AND message.message_type IN ('email', 'comment', 'notification')
                   AND lower(attachment.name) LIKE '%%.xml' AND %(on_message)s
               ) found
         ORDER BY found.move_id, found.checksum, found.id) file
 GROUP BY file.move_id
"""


class ApBillDocument(models.Model):
    """One row per bill that has files; the e-invoice among them is the truth."""

    _name = "ap.bill.document"
    _description = "Document of a bill"
    _order = "move_id desc"
    _rec_name = "file_name"

    move_id = fields.Many2one(
        "account.move", string="Bill", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(related="move_id.partner_id", string="Supplier")
    move_state = fields.Selection(related="move_id.state", string="State of the bill")
    attachment_id = fields.Many2one(
        "ir.attachment",
        string="File",
        index="btree_not_null",
        ondelete="set null",
        help="The file that is the invoice, or else the one that has a problem.",
    )
    file_name = fields.Char()
    signature = fields.Char(help="Of all files that were read.")
    checksum = fields.Char(help="SHA-1 of the file.")
    read_date = fields.Datetime(string="Read on")
    syntax = fields.Selection(
        [("cii", "CII"), ("ubl", "UBL"), ("pdf", "PDF only"), ("none", "None")],
        string="E-invoice",
        required=True,
        default="none",
    )
    coverage = fields.Selection(
        [("full", "Whole invoice"), ("partial", "Without lines")],
        help="MINIMUM and BASIC WL files leave out lines, so that what they lack is not "
        "missing from the invoice.",
    )
    data = fields.Json(help="The e-invoice as it was read.")
    text = fields.Text(string="Text of the PDF")
    problem = fields.Selection(PROBLEMS)
    problem_file = fields.Char(string="File with the problem")
    number = fields.Char(string="Invoice number")
    bill_type = fields.Char(string="Type", help="Code of the e-invoice (BT-3).")
    is_credit = fields.Boolean(string="Credit note")
    issue_date = fields.Date(string="Issued on")
    due_date = fields.Date(string="Due on")
    currency_code = fields.Char(string="Currency of the e-invoice")
    currency_id = fields.Many2one("res.currency", index="btree_not_null")
    seller_name = fields.Char(string="Seller")
    seller_siren = fields.Char(string="SIREN of the seller")
    seller_vat = fields.Char(string="VAT number of the seller")
    buyer_siren = fields.Char(string="SIREN of the buyer")
    buyer_vat = fields.Char(string="VAT number of the buyer")
    amount_untaxed = fields.Monetary(string="Total without tax")
    amount_tax = fields.Monetary(string="VAT")
    amount_total = fields.Monetary(string="Total")
    amount_rounding = fields.Monetary(string="Rounding")
    total_known = fields.Boolean(help="The e-invoice writes a total.")
    amount_prepaid = fields.Monetary(string="Paid before")
    amount_due = fields.Monetary(string="To be paid")
    due_known = fields.Boolean(
        string="Amount due is written", help="The e-invoice writes what is to be paid."
    )
    days = fields.Json(string="Days to pay by")
    instalments = fields.Json(help="Day and amount of each instalment, if several.")
    vat_currency_code = fields.Char(string="Currency of the accounts")
    vat_accounts = fields.Char(
        string="VAT in the accounts", help="In the currency of the accounts (BT-111)."
    )
    problems = fields.Json(
        string="Fields that cannot be read",
        help="Fields that cannot be read: code, term, line, value.",
    )
    mismatches = fields.Json(
        string="Sums that do not add up",
        help="Sums that do not add up: code, expected, written, where, in our favour."
    )
    line_count = fields.Integer(string="Lines")
    nature = fields.Selection(
        [("goods", "Goods"), ("services", "Services"), ("mixed", "Goods and services")]
    )
    vat_on_debits = fields.Boolean(
        string="VAT due when invoiced", help="Stated by the e-invoice (BT-8)."
    )
    accounts = fields.Char(
        string="Bank accounts", help="IBANs of the e-invoice, as it writes them."
    )
    rates = fields.Json(help="Rate, base and VAT, per rate.")
    nets = fields.Json(help="Net amount of each line.")
    remarks = fields.Json(help="Rules of e-invoices that it breaks.")
    rule_count = fields.Integer(string="Rules broken")
    days_text = fields.Char(string="To be paid by", compute="_compute_days_text")
    remarks_html = fields.Html(
        string="Rules that it breaks", compute="_compute_remarks_html", sanitize=False
    )
    _move_unique = models.Constraint(
        "UNIQUE(move_id)", "The files of a bill are read into one row."
    )

    @api.depends_context("lang")
    @api.depends("days", "instalments", "currency_id")
    def _compute_days_text(self):
        """Days with their amounts where the e-invoice writes several instalments."""
        for document in self:
            parts = document.instalments or [(day, "") for day in document.days or []]
            shown = []
            for day, amount in parts:
                when = format_date(self.env, day)
                if amount:
                    money = format_amount(self.env, float(amount), document.currency_id)
                    when = self.env._("%(amount)s on %(day)s", amount=money, day=when)
                shown.append(when)
            document.days_text = ", ".join(shown)

    @api.depends_context("lang")
    @api.depends("remarks")
    def _compute_remarks_html(self):
        sentences = self.env["ap.einvoice.rule"]._by_code()
        heads = Markup("<thead><tr><th>%s</th><th>%s</th><th>%s</th></tr></thead>") % (
            self.env._("Broken rule"),
            self.env._("What it asks"),
            self.env._("Where and what the e-invoice says"),
        )
        for document in self:
            rows = Markup().join(
                Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
                % (
                    rule,
                    sentences[rule].name if rule in sentences else "",
                    _place_text(self.env, at),
                )
                for rule, *at in document.remarks or []
            )
            table = Markup('<table class="table table-sm">%s%s</table>') % (heads, rows)
            none = self.env._("It breaks none of the rules that are checked.")
            document.remarks_html = table if rows else none

    @api.model
    def _of(self, moves) -> dict:
        """What the documents of these bills say: {id of the bill: BillDocument}.

        One query for any number of bills; bills without a document are left out.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT move_id, data, coverage, text, problem FROM ap_bill_document"
                " WHERE move_id = ANY(%s)",
                list(moves.ids),
            )
        )
        return {move_id: BillDocument.from_row(*row) for move_id, *row in rows}

    # Reading the files of bills: when they arrive, on demand, and every night ------

    def action_read_again(self):
        """Read the files of these bills again, whether they have changed or not."""
        self._refuse_others()
        self.move_id._ap_read_documents(again=True)
        self.env["ap.control"]._check_documents(self.move_id)
        return True

    def action_make_again(self):
        """Make the drafts of these files anew from their e-invoices."""
        return self.move_id.action_ap_make_again()

    def _refuse_others(self):
        if not self.env.su and not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._(
                    "Reading the files of a bill takes the role Apprentice or above."
                )
            )

    @api.model
    def _cron_read(self):
        """Read the files of bills that nobody has read since they changed."""
        unread = self._unread()
        self.env["ir.cron"]._commit_progress(remaining=len(unread))
        for start in range(0, len(unread), READ_AT_ONCE):
            some = unread[start : start + READ_AT_ONCE]
            self._read(self.env["account.move"].browse(some))
            if not self.env["ir.cron"]._commit_progress(len(some)):
                return

    @api.model
    def _unread(self, moves=None) -> list[int]:
        """Bills whose files are not, or no longer, those that were read."""
        self.env["ir.attachment"].flush_model()
        self.env["mail.message"].flush_model()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT move.id FROM (%(files)s) files
                     JOIN account_move move ON move.id = files.move_id
                     LEFT JOIN ap_bill_document document ON document.move_id = move.id
                    WHERE move.move_type = ANY(%(types)s) AND move.state <> 'cancel'
                      AND document.signature IS DISTINCT FROM md5(files.checksums)
                    ORDER BY move.id DESC""",
                files=self._files_query(moves),
                types=list(PURCHASES),
            )
        )
        return [row[0] for row in rows]

    def _files_query(self, moves):
        if moves is None:
            on_bill, on_message = SQL("res_id > 0"), SQL("message.res_id > 0")
        else:
            ids = list(moves.ids)
            on_bill = SQL("res_id = ANY(%s)", ids)
            on_message = SQL("message.res_id = ANY(%s)", ids)
        return SQL(_FILES, on_bill=on_bill, on_message=on_message)

    @api.model
    def _read(self, moves, readings=None):
        """Read the files of these bills and keep what they say; gives the rows.

        `readings` {checksum: PdfReading} spares PDFs that were read just before.
        """
        documents = self.sudo()
        documents.env["ir.attachment"].flush_model()
        documents.env["mail.message"].flush_model()
        rows = documents.env.execute_query(documents._files_query(moves))
        codes = documents._codes()
        old = documents.search([("move_id", "in", moves.ids)]).grouped("move_id")
        for move_id, ids, checksums in rows:
            move = moves.browse(move_id)
            values = documents._read_one(ids, readings or {}, codes)
            values["signature"] = hashlib.md5(
                checksums.encode(), usedforsecurity=False
            ).hexdigest()
            if move in old:
                old[move].write(values)
            else:
                old[move] = documents.create({"move_id": move_id, **values})
        gone = (
            documents.browse()
            .union(*old.values())
            .filtered(
                lambda document: document.move_id.id not in {row[0] for row in rows}
            )
        )
        gone.unlink()
        return documents.browse().union(*old.values()) - gone

    def _read_one(self, ids, readings, codes) -> dict:
        """The values of one row, from the attachments of one bill."""
        attachments = self.env["ir.attachment"].browse(ids)
        main = {a.id for a in attachments if kind(a.name or "", b"") == "pdf"}
        attachments = attachments.sorted(lambda a: (a.id not in main, a.id))
        files = [self._file(attachment, readings) for attachment in attachments]
        try:
            reading = read_files(files)
        except Exception:  # one file that nobody thought of does not stop the others
            _logger.exception("The files %s could not be read", ids)
            reading = Reading(problem="unread", file=files[0].name)
        named = attachments.filtered(lambda a: a.name == reading.file)
        place = reading.source
        source = attachments[place] if place is not None else named or attachments
        return {
            "attachment_id": source[:1].id,
            "file_name": source[:1].name,
            "checksum": source[:1].checksum,
            "read_date": fields.Datetime.now(),
            "syntax": reading.syntax,
            "coverage": reading.coverage or False,
            "text": reading.text,
            "problem": reading.problem or False,
            "problem_file": reading.file or False,
            **self._values_read(reading.invoice, codes),
        }

    def _file(self, attachment, readings) -> BillFile:
        """A file without its content when that is too much to hold."""
        name = attachment.name or ""
        most = MOST_XML if name.lower().endswith(".xml") else Limits().size
        if (attachment.file_size or 0) > most:
            large = kind(name, b"") or "pdf" in (attachment.mimetype or "")
            problem = PdfReading(problem="large") if large else None
            return BillFile(name, b"-", problem)
        pdf = readings.get(attachment.checksum)
        return BillFile(name, attachment.raw or b"", pdf)

    def _values_read(self, invoice, codes) -> dict:
        """What the e-invoice says, in columns; empty ones without e-invoice."""
        if invoice is None:
            return dict.fromkeys(FIGURES, False)
        remarks = self._remarks(invoice, codes)
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", invoice.currency or "-")], limit=1)
        step = Decimal(str(currency.rounding)) if currency.rounding else CENT
        stated = summary(invoice, draft(invoice, Precision(step=step)))
        return {
            "data": einvoice_json.to_json(invoice),
            "number": stated.number,
            "bill_type": stated.type,
            "is_credit": stated.credit,
            "issue_date": stated.issue,
            "due_date": stated.due,
            "currency_code": stated.currency,
            "currency_id": currency.id,
            "seller_name": stated.seller_name,
            "seller_siren": stated.seller_siren,
            "seller_vat": stated.seller_vat,
            "buyer_siren": stated.buyer_siren,
            "buyer_vat": stated.buyer_vat,
            "nature": self._nature(invoice) or False,
            "vat_on_debits": stated.debits,
            "accounts": " ".join(stated.accounts),
            "remarks": remarks,
            "rule_count": len({rule for rule, *_at in remarks}),
            **self._amounts_read(stated),
            **self._doubts(invoice, currency, step),
        }

    def _amounts_read(self, stated) -> dict:
        """Amounts and days of the e-invoice, in columns."""
        vat = stated.vat_in_accounts
        return {
            "amount_untaxed": stated.untaxed or 0,
            "amount_tax": stated.vat or 0,
            "amount_total": stated.total or 0,
            "amount_rounding": stated.rounding,
            "total_known": stated.total is not None,
            "line_count": stated.lines,
            "rates": [list(map(str, row)) for row in stated.rates],
            "nets": list(map(str, stated.nets)),
            "amount_prepaid": stated.prepaid or 0,
            "amount_due": stated.amount_due or 0,
            "due_known": stated.amount_due is not None,
            "days": [one.isoformat() for one in stated.days],
            "instalments": [[one.isoformat(), str(sum_)] for one, sum_ in stated.instalments],
            "vat_currency_code": stated.vat_currency,
            "vat_accounts": str(vat) if vat is not None else False,
        }

    def _doubts(self, invoice, currency, step) -> dict:
        """What cannot be read, and what does not add up."""
        return {
            "problems": [
                [one.code, one.term, one.line, one.value, one.of_amount]
                for one in reading_problems(invoice, currency)
            ],
            "mismatches": [
                [one.code, str(one.expected), str(one.written), one.where, one.favour]
                for one in mismatches(invoice, step)[:MOST_MISMATCHES]
            ],
        }

    # What countries ask ---------------------------------------------------------------------
    def _codes(self):
        """What the rules of countries need, read once for many files; heirs give it."""
        return {}

    def _remarks(self, invoice, codes) -> list:
        """[rule, business term, value] of each rule of a country that the e-invoice breaks."""
        return []

    def _nature(self, invoice) -> str:
        """goods, services or mixed, where the e-invoice says so; "" where it does not."""
        return ""


def _place_text(env, at) -> str:
    """Where a rule is broken, and by which value if there is one."""
    place, *words = [part for part in at if part] or [""]
    if not words:
        return place
    return env._("%(name)s: %(value)s", name=place, value=": ".join(words))
