# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the XML and the PDF of a supplier bill say, read once and kept."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date

from .bill_document_value import BillDocument

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
        string="VAT due when invoiced", help="Said by the e-invoice (BT-8)."
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
                    _told_at(self.env, at),
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


def _told_at(env, at) -> str:
    """Where a rule is broken, and by which value if there is one."""
    place, *words = [part for part in at if part] or [""]
    if not words:
        return place
    return env._("%(name)s: %(value)s", name=place, value=": ".join(words))
