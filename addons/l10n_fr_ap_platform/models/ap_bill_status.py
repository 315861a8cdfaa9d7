# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statuses of a bill in its life cycle: one row each time, never changed."""

import base64
import binascii
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ap_base.models.words import in_a_row

from ..rules import cdar
from ..rules.lifecycle import BUYER, STATUSES, label_of, may_follow, may_set

ORIGINS = [
    ("person", "Person"),
    ("message", "Message"),
    ("posting", "Posting"),
    ("payment", "Payment"),
    ("reception", "Reception"),
]
ACTORS = [("buyer", "Buyer"), ("seller", "Supplier"), ("platform", "Platform")]
CODES = [(status.code, status.name) for status in STATUSES.values()]
# What is known only after a message was made or handed over.
_OF_MESSAGES = {
    "message_identifier",
    "message_file",
    "message_name",
    "problem",
    "platform_reference",
}
PARIS = ZoneInfo("Europe/Paris")  # messages write the time of France, without saying so
OFFICE = cdar.Party("DFH", ((cdar.PLATFORM_SCHEME, "9998"),), "PPF")
MOST_BYTES = 5_000_000
CREDIT_TYPES = {"381", "396", "502", "503", "261"}


class ApBillStatus(models.Model):
    """Written by `account.move._lifecycle_log` only."""

    _name = "ap.bill.status"
    _description = "Life-cycle status of a bill"
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        required=True,
        index=True,
        readonly=True,
        check_company=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Supplier"
    )
    sequence = fields.Integer(required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    status = fields.Selection(CODES, compute="_compute_status", store=True)
    date = fields.Datetime(required=True, readonly=True)
    origin = fields.Selection(ORIGINS, required=True, readonly=True)
    actor = fields.Selection(ACTORS, string="Set by", readonly=True)
    user_id = fields.Many2one("res.users", string="Entered by", readonly=True)
    reason_ids = fields.Many2many(
        "ap.lifecycle.reason", string="Reasons", readonly=True
    )
    reason_codes = fields.Char(
        readonly=True, help="As the message gives them, known or not."
    )
    note = fields.Text(readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Attachments", readonly=True,
        help="They go with the message to the supplier.",
    )  # fmt: skip
    why = fields.Text(compute="_compute_why")
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    message_identifier = fields.Char(readonly=True)
    message_file = fields.Binary(string="Message", readonly=True, attachment=True)
    message_name = fields.Char(readonly=True)
    problem = fields.Char(
        string="Why there is no message", readonly=True, translate=False
    )
    platform_reference = fields.Char(string="Reference of the platform", readonly=True)
    _sequence_unique = models.UniqueIndex(
        "(move_id, sequence)", "Somebody else set a status of this bill at that moment."
    )
    _message_unique = models.UniqueIndex(
        "(company_id, message_identifier) WHERE message_identifier IS NOT NULL",
        "That message was imported before.",
    )

    @api.depends("code")
    def _compute_status(self):
        for row in self:
            row.status = row.code if row.code in STATUSES else False

    @api.depends("code", "status")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["status"]._description_selection(self.env))
        for row in self:
            name = names.get(row.status)
            row.display_name = f"{name} ({row.code})" if name else row.code

    @api.depends("reason_ids.name", "reason_codes", "note")
    @api.depends_context("lang")
    def _compute_why(self):
        """Reasons and note in one text; codes that nobody knows as they came."""
        for row in self:
            known = row.reason_ids.mapped("code")
            codes = (row.reason_codes or "").split()
            odd = [code for code in codes if code not in known]
            stated = [*row.reason_ids.mapped("name"), *odd, row.note or ""]
            row.why = in_a_row(self.env, stated) or False

    def write(self, vals):
        computed = {"status"} if self.env.su else set()
        if vals.keys() - _OF_MESSAGES - computed or not self.env.su:
            raise AccessError(
                self.env._("A status of a bill stays as it was set: set the next one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("A status of a bill stays as it was set: set the next one.")
        )

    # The buyer's statuses as messages for the platform -----------------------------

    def _send_message(self, content):
        """Queue one message (XML) for the company's platform, and return its reference;
        False where there is no platform, or the bill did not come by it: the file waits to be
        taken away.

        This runs inside the transaction, which Odoo may start again: the message is sent
        once it is committed, by the job, or the supplier would be notified of a status that
        was never set, or of one status twice."""
        self.ensure_one()
        return self.env["ap.platform.flow"]._queue(self, content)

    def export_message(self):
        """The message of this status as `{name, content}`, content in base64."""
        self.ensure_one()
        self.check_access("read")
        if not self.message_file:
            raise UserError(
                self.problem or self.env._("This status has no message to export.")
            )
        return {"name": self.message_name, "content": self.message_file.decode()}

    def action_make_messages(self):
        """Make the messages that could not be made, once the cause is mended."""
        self.env["account.move"]._lifecycle_refuse_role("204")
        self.check_access("read")
        self.filtered(lambda row: not row.message_file)._make_messages()
        return True

    def _make_messages(self):
        """Messages of the statuses the buyer set; where that cannot be, why."""
        for row in self.sudo():
            if row.actor != BUYER or row.origin == "message":
                continue
            problem = row._message_problem()
            if problem:
                row.problem = problem
                continue
            message = row._message()
            content = cdar.write(message)
            row.write(
                {
                    "message_identifier": message.identifier,
                    "message_file": base64.b64encode(content),
                    "message_name": f"{message.name.replace('/', '-')}.xml",
                    "problem": False,
                }
            )
            reference = row._send_message(content)
            if reference:
                row.platform_reference = reference

    def _message_problem(self):
        bill = self.move_id
        company, supplier = self.company_id.partner_id, bill.commercial_partner_id
        if not bill.ref:
            return self.env._("The bill has no number of the supplier.")
        if not bill.invoice_date:
            return self.env._("The bill has no date.")
        for partner in (company, supplier):
            if not partner.ap_siren:
                return self.env._(
                    "%(partner)s has no SIREN.", partner=partner.display_name
                )
        return False

    def _message(self) -> cdar.Message:
        """This status as a value. Official rules: BR-FR-CDV-01 to 16."""
        bill, status = self.move_id, STATUSES[self.code]
        moment = in_paris(self.date)
        kind = self._message_invoice_type()
        number = bill.ref.strip()
        seller = bill.commercial_partner_id
        stamp = f"{moment:%Y%m%d%H%M%S}"
        return cdar.Message(
            # The number of the row keeps two statuses of one second apart.
            identifier=f"{number}_{self.code}_{stamp}_{self.sequence}"
            f"#{kind}_{bill.invoice_date:%Y%m%d}",
            name=f"{number}_CDV-{self.code}_{status.label}",
            process="REGULATED",
            created=moment,
            issuer=cdar.Party(
                "BY", self._siren_ids(self.company_id), self.company_id.name
            ),
            recipients=self._message_recipients(seller, status),
            phase=cdar.PROCESSING,
            status_date=moment,
            invoice=number,
            document_code=status.document_code,
            invoice_type=kind,
            received=in_paris(self._message_received()),
            invoice_date=bill.invoice_date,
            status=self.code,
            label=status.label,
            seller_ids=self._siren_ids(seller),
            details=self._message_details(),
            attachments=tuple(
                cdar.Attachment(one.name, one.mimetype or "", one.raw or b"")
                for one in self.attachment_ids
            ),
        )

    def _siren_ids(self, owner):
        partner = owner.partner_id if owner._name == "res.company" else owner
        return ((cdar.SIREN_SCHEME, partner.ap_siren),)

    def _message_recipients(self, seller, status):
        """The supplier; and the tax office, for statuses that must be reported to it."""
        address = self._stated_address() or seller.ap_siren
        if seller.peppol_eas == cdar.ADDRESS_SCHEME and seller.peppol_endpoint:
            address = seller.peppol_endpoint
        supplier = cdar.Party(
            "SE", self._siren_ids(seller), seller.name, address, cdar.ADDRESS_SCHEME
        )
        return (supplier, OFFICE) if status.mandatory else (supplier,)

    def _stated_address(self):
        """The supplier's address in the directory as its e-invoice gives it (BT-34)."""
        document = self.env["ap.bill.document"].sudo()._of(self.move_id).get(self.move_id.id)
        stated = document.invoice if document else None
        if stated is None or stated.seller.endpoint_scheme != cdar.ADDRESS_SCHEME:
            return ""
        return stated.seller.endpoint

    def _message_invoice_type(self):
        stated = self.move_id.ap_document_ids.filtered("bill_type")[:1].bill_type
        return stated or ("381" if self.move_id.move_type == "in_refund" else "380")

    def _message_received(self):
        """When the platform received the bill, else when it came here."""
        arrived = self.move_id.ap_lifecycle_ids.filtered(lambda row: row.code == "202")
        return arrived[:1].date or self.move_id.create_date

    def _message_details(self):
        if self.code == "211":
            return (cdar.Detail(figures=self._message_figures()),)
        if not self.reason_ids:
            return ()
        first = [cdar.Detail(r.code, r.label or r.name) for r in self.reason_ids]
        if self.note:
            last = self.reason_ids[-1]
            first[-1] = cdar.Detail(last.code, last.label or last.name, note=self.note)
        return tuple(first)

    def _message_figures(self):
        bill = self.move_id
        amount = Decimal(str(self.amount or bill.amount_total)).normalize()
        currency = (self.currency_id or bill.currency_id).name
        day = in_paris(self.date).date()
        return (cdar.Figure("MPA", amount, currency, day=day),)

    # Messages of the platform: all of one is taken, or nothing, and once -----------

    @api.model
    def import_message(self, content_base64):
        """Take a life-cycle message (CDAR) in: `{result, move_id, status}`.

        `result`: imported, or already when it was taken before. `content_base64`: the
        XML file in base64. Errors say what is wrong; then nothing was changed.
        """
        self.env["account.move"]._lifecycle_refuse_role("204")
        content = self._decoded(content_base64)
        message = cdar.read(content)
        if isinstance(message, str):
            raise UserError(self._why_no_message(message))
        bill = self._bill_of(message)
        self._refuse_other_buyer(message, bill)
        bill._lifecycle_lock()
        known = self._known(message, bill)
        if not known:
            self._refuse_message(message, bill)
            bill._lifecycle_log(message.status, "message", self._message_values(message, content))
        return {
            "result": "already" if known else "imported",
            "move_id": bill.id,
            "status": message.status,
        }

    def _decoded(self, content_base64):
        try:
            raw = content_base64 or ""
            content = base64.b64decode(raw, validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise UserError(self.env._("The file must be given in base64.")) from None
        if len(content) > MOST_BYTES:
            raise UserError(
                self.env._(
                    "The file is too large for a life-cycle message: %(size)s MB; at "
                    "most %(most)s MB are read.",
                    size=len(content) // 1_000_000,
                    most=MOST_BYTES // 1_000_000,
                )
            )
        return content

    def _why_no_message(self, problem):
        return {
            "doctype": self.env._(
                "The file defines a document type, which a life-cycle message never "
                "does: it was not read. Ask the platform where it comes from."
            ),
            "xml": self.env._("The file is no XML."),
            "syntax": self.env._("The file is XML, but no life-cycle message (CDAR)."),
            "many": self.env._(
                "The message is about several invoices; only messages about one are read."
            ),
            "incomplete": self.env._(
                "The message lacks its identifier, the number of the invoice, the status "
                "or who says it."
            ),
            "value": self.env._("A date or an amount of the message cannot be read."),
        }[problem]

    def _bill_of(self, message):
        """The one bill that the message is about."""
        credit = message.invoice_type in CREDIT_TYPES
        bills = self.env["account.move"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("move_type", "=", "in_refund" if credit else "in_invoice"),
                ("ref", "=", message.invoice),
                ("state", "!=", "cancel"),
            ]
        )
        siren = message.seller_siren
        bills = bills.filtered(
            lambda bill: bill._lifecycle_applies()
            and siren
            in (
                bill.commercial_partner_id.ap_siren,
                *bill.ap_document_ids.mapped("seller_siren"),
            )
        )
        if len(bills) == 1:
            return bills
        if bills:
            text = self.env._(
                "Several bills have the number %(number)s and the supplier %(siren)s: "
                "%(bills)s. Cancel the one captured twice.",
                number=message.invoice,
                siren=siren,
                bills=", ".join(bills.mapped("display_name")),
            )
        else:
            text = self.env._(
                "There is no bill with the number %(number)s of a supplier with the SIREN "
                "%(siren)s in %(companies)s. Capture the bill first.",
                number=message.invoice,
                siren=siren or "?",
                companies=", ".join(self.env.companies.mapped("name")),
            )
        raise UserError(text)

    def _refuse_other_buyer(self, message, bill):
        parties = (message.issuer, *message.recipients)
        buyers = {p.siren for p in parties if p.role == "BY" and p.siren}
        own = bill.company_id.partner_id.ap_siren
        if buyers and own and own not in buyers:
            raise UserError(
                self.env._(
                    "The message is for the buyer with the SIREN %(buyer)s, not for "
                    "%(company)s (%(own)s).",
                    buyer=", ".join(sorted(buyers)),
                    company=bill.company_id.name,
                    own=own,
                )
            )

    def _known(self, message, bill):
        """Taken before: the same message, or the same event stated in another flow."""
        rows = self.sudo().search(
            [
                ("company_id", "=", bill.company_id.id),
                ("message_identifier", "=", message.identifier),
            ]
        )
        if rows and (rows.move_id != bill or rows.code != message.status):
            raise UserError(
                self.env._(
                    "A message with the identifier %(identifier)s was taken before, and "
                    "had another content: %(status)s of %(bill)s.",
                    identifier=message.identifier,
                    status=rows.display_name,
                    bill=rows.move_id.display_name,
                )
            )
        if rows or not message.status_date:
            return rows
        moment = from_paris(message.status_date)
        return bill.sudo().ap_lifecycle_ids.filtered(
            lambda row: row.code == message.status and row.date == moment
        )

    def _refuse_message(self, message, bill):
        bill._lifecycle_refuse_role(message.status)
        if not may_set(message.issuer.role, message.status):
            raise UserError(
                self.env._(
                    "%(status)s (%(code)s) is not for %(role)s to say.",
                    status=label_of(message.status),
                    code=message.status,
                    role=message.issuer.role,
                )
            )
        current = bill.ap_lifecycle or ""
        if message.status in STATUSES and not may_follow(current, message.status):
            raise UserError(bill._lifecycle_why_not(message.status))

    def _message_values(self, message, content):
        """The values of the row."""
        status = STATUSES.get(message.status)
        codes = [d.reason_code for d in message.details if d.reason_code]
        reasons = self.env["ap.lifecycle.reason"].search([("code", "in", codes)])
        figures = [
            f for d in message.details for f in d.figures if f.amount is not None
        ]
        currency = self.env["res.currency"].with_context(active_test=False)
        stated = [
            " – ".join(filter(None, (d.reason, d.action, d.note)))
            for d in message.details
        ]
        return {
            "date": from_paris(message.status_date or message.created)
            if message.status_date or message.created
            else fields.Datetime.now(),
            "actor": status.actor if status else False,
            "reason_ids": [(6, 0, reasons.ids)],
            "reason_codes": " ".join(codes) or False,
            "note": "\n".join(filter(None, stated)) or False,
            "amount": float(sum(f.amount for f in figures)),
            "currency_id": currency.search(
                [("name", "=", figures[0].currency)], limit=1
            ).id
            if figures
            else False,
            "message_identifier": message.identifier,
            "message_file": base64.b64encode(content),
            "message_name": f"{(message.name or message.identifier).replace('/', '-')}.xml",
        }


def in_paris(moment):
    """A moment of the database, as messages write it."""
    return moment.replace(tzinfo=UTC).astimezone(PARIS).replace(tzinfo=None)


def from_paris(moment):
    """A moment of a message, as the database keeps it."""
    return moment.replace(tzinfo=PARIS).astimezone(UTC).replace(tzinfo=None)
