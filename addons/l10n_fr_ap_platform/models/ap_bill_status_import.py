# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages of the platform: all of one is taken, or nothing, and once."""

import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import cdar
from ..rules.lifecycle import STATUSES, label_of, may_follow, may_say
from .ap_bill_status_message import from_paris

MOST_BYTES = 5_000_000
CREDIT_TYPES = {"381", "396", "502", "503", "261"}


class ApBillStatus(models.Model):
    _inherit = "ap.bill.status"

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
            bill._lifecycle_log(message.status, "message", self._said(message, content))
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
        """Taken before: the same message, or the same event told in another flow."""
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
                    "said something else: %(status)s of %(bill)s.",
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
        if not may_say(message.issuer.role, message.status):
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

    def _said(self, message, content):
        """The values of the row."""
        status = STATUSES.get(message.status)
        codes = [d.reason_code for d in message.details if d.reason_code]
        reasons = self.env["ap.lifecycle.reason"].search([("code", "in", codes)])
        figures = [
            f for d in message.details for f in d.figures if f.amount is not None
        ]
        currency = self.env["res.currency"].with_context(active_test=False)
        said = [
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
            "note": "\n".join(filter(None, said)) or False,
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
