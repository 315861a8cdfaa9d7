# SPDX-License-Identifier: AGPL-3.0-or-later
"""The buyer's statuses as messages for the platform."""

import base64
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError

from ..rules import cdar
from ..rules.lifecycle import BUYER, STATUSES

PARIS = ZoneInfo("Europe/Paris")  # messages write the time of France, without saying so
OFFICE = cdar.Party("DFH", ((cdar.PLATFORM_SCHEME, "9998"),), "PPF")


def in_paris(moment):
    """A moment of the database, as messages write it."""
    return moment.replace(tzinfo=UTC).astimezone(PARIS).replace(tzinfo=None)


def from_paris(moment):
    """A moment of a message, as the database keeps it."""
    return moment.replace(tzinfo=PARIS).astimezone(UTC).replace(tzinfo=None)


class ApBillStatus(models.Model):
    _inherit = "ap.bill.status"

    def _send_message(self, content):
        """Hand one message (XML) over to the accredited platform, and return its
        reference. Here there is no platform: the file waits to be taken away.

        An add-on of a platform overrides this; what it raises undoes the status. It runs
        inside the transaction, which Odoo may start again: queue the message there and
        send it once it is committed (`cr.postcommit`, or a job), never at once, or the
        supplier hears of a status that was never set, or of one status twice."""
        self.ensure_one()
        return False

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
        """Messages of what the buyer said; where that cannot be, why."""
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
        )

    def _siren_ids(self, owner):
        partner = owner.partner_id if owner._name == "res.company" else owner
        return ((cdar.SIREN_SCHEME, partner.ap_siren),)

    def _message_recipients(self, seller, status):
        """The supplier; and the tax office, for statuses that it must be told."""
        address = seller.ap_siren
        if seller.peppol_eas == cdar.ADDRESS_SCHEME and seller.peppol_endpoint:
            address = seller.peppol_endpoint
        supplier = cdar.Party(
            "SE", self._siren_ids(seller), seller.name, address, cdar.ADDRESS_SCHEME
        )
        return (supplier, OFFICE) if status.mandatory else (supplier,)

    def _message_invoice_type(self):
        said = self.move_id.ap_document_ids.filtered("bill_type")[:1].bill_type
        return said or ("381" if self.move_id.move_type == "in_refund" else "380")

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
