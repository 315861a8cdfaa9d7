# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came from a platform and what goes to it, each once."""

import base64
import hashlib
import logging
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.ap_base.models import arguments

from ..client.flows import BILL, LIFECYCLE
from ..rules import cdar
from ..rules.lifecycle import admits_statuses, may_follow

_logger = logging.getLogger(__name__)
DIRECTIONS = [("in", "Received"), ("out", "Sent")]
STATES = [
    ("new", "Found"),
    ("received", "File kept"),
    ("drafted", "Bill"),
    ("read", "Message read"),
    ("ignored", "Not for the desk"),
    ("waiting", "To be sent"),
    ("sent", "Sent"),
    ("acknowledged", "Accepted"),
    ("refused", "Refused by the platform"),
    ("failed", "Failed"),
]
KINDS = [
    ("bill", "Bill"), ("message", "Life-cycle message"), ("report", "Purchase report"),
    ("other", "Other"),
]  # fmt: skip
OF_FLOWS = {
    BILL: "bill", LIFECYCLE: "message", "StateTransactionReportLC": "message",
}  # fmt: skip
EXTENSIONS = {"Factur-X": ".pdf"}
FIRST_WAIT = timedelta(minutes=15)


class ApPlatformFlow(models.Model):
    """Written by the engine only: `Pull` and `Sending`."""

    _name = "ap.platform.flow"
    _description = "Flow of a platform"
    _order = "id desc"
    _check_company_auto = True

    platform_id = fields.Many2one(
        "ap.platform", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True)
    name = fields.Char(string="File", required=True, readonly=True)
    flow_id = fields.Char(string="Flow", readonly=True, help="As the platform numbers it.")
    tracking = fields.Char(readonly=True, help="As we number what we send.")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    flow_type = fields.Char(readonly=True)
    syntax = fields.Char(readonly=True)
    rule = fields.Char(string="Processing rule", readonly=True)
    date = fields.Datetime(string="Changed on", readonly=True, help="By the platform.")
    ack = fields.Char(string="Acknowledgement", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    reason = fields.Text(readonly=True)
    tries = fields.Integer(readonly=True)
    retry_on = fields.Datetime(string="Next try", readonly=True)
    file = fields.Binary(string="Content", readonly=True, attachment=True, help="As it was received or sent.")
    checksum = fields.Char(readonly=True, index=True, help="SHA-256 of the file.")
    move_id = fields.Many2one(
        "account.move", string="Bill", readonly=True, index="btree_not_null", ondelete="set null"
    )
    status_id = fields.Many2one(
        "ap.bill.status", readonly=True, index="btree_not_null", ondelete="set null"
    )
    can_retry = fields.Boolean(compute="_compute_can_retry")

    _flow_once = models.UniqueIndex(
        "(platform_id, flow_id) WHERE flow_id IS NOT NULL", "That flow is here already."
    )
    _tracking_once = models.UniqueIndex(
        "(platform_id, tracking) WHERE tracking IS NOT NULL", "That flow was queued already."
    )

    @api.depends("state", "direction")
    def _compute_can_retry(self):
        for flow in self:
            flow.can_retry = flow.state in ("failed", "refused", "new", "received")

    # Received --------------------------------------------------------------------------

    @api.model
    def _found(self, platform, stated):
        """The new rows of flows that the platform lists; those that are known follow it."""
        known = {
            flow.flow_id: flow
            for flow in self.search(
                [("platform_id", "=", platform.id),
                 ("flow_id", "in", [one.flow_id for one in stated])]
            )
        }  # fmt: skip
        latest = {one.flow_id: one for one in sorted(stated, key=lambda one: one.updated)}
        rows = []
        for one in latest.values():
            if one.flow_id in known:
                known[one.flow_id]._follow(one)
            elif one.direction != "Out":
                rows.append(self._row(platform, one))
        return self.create(rows)

    @api.model
    def _row(self, platform, one) -> dict:
        kind = OF_FLOWS.get(one.kind, "other")
        state, reason = "new", False
        if kind == "other" and one.kind != "Undefined":
            state, reason = "ignored", self.env._("%s is not for purchases.", one.kind)
        return {
            "platform_id": platform.id, "company_id": platform.company_id.id,
            "direction": "in", "flow_id": one.flow_id,
            "name": one.name or f"{one.flow_id}{EXTENSIONS.get(one.syntax, '.xml')}",
            "kind": kind, "flow_type": one.kind, "syntax": one.syntax, "rule": one.rule,
            "date": one.updated.replace(tzinfo=None), "ack": one.ack, "state": state,
            "reason": reason,
        }  # fmt: skip

    def _follow(self, one):
        """Take over what the platform changed since."""
        self.ensure_one()
        moment = one.updated.replace(tzinfo=None)
        if self.direction == "out":
            self._acknowledge(one)
        elif moment > (self.date or moment.min):
            values = {"date": moment, "ack": one.ack, "rule": one.rule}
            if self.kind == "other" and one.kind in OF_FLOWS:
                values |= {"kind": OF_FLOWS[one.kind], "flow_type": one.kind, "state": "new"}
            self.write(values)

    def _waits(self):
        """Whether the platform has not finished with it, or a try is not due."""
        if self.ack == "Pending" or self.kind == "other":
            return True
        return bool(self.retry_on and self.retry_on > fields.Datetime.now())

    def _treat(self, flows):
        """Fetch and take in one flow: all of it or nothing but the reason."""
        self.ensure_one()
        if self.ack == "Error":
            self._settle("ignored", self.env._("The platform itself refused it."))
            return
        if not self.file:
            content = flows.original(self.flow_id)
            self.write(
                {
                    "file": base64.b64encode(content), "state": "received",
                    "checksum": hashlib.sha256(content).hexdigest(),
                }
            )  # fmt: skip
        try:
            with self.env.cr.savepoint():
                self._take_in(flows)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as refused:
            self._fail(str(refused))
        except Exception:
            _logger.warning("Flow %s was not taken in", self.flow_id, exc_info=True)
            self._fail(
                self.env._("It holds something that is not known here: see the log of the server.")
            )

    def _take_in(self, flows):
        content = base64.b64decode(self.file)
        if not content:
            raise UserError(self.env._("The file is empty."))
        if self.kind == "message":
            self._take_in_message(content)
            return
        twin = self._twin()
        if twin:
            self.move_id = twin.move_id
            text = self.env._("The same file came as flow %s: one bill.", twin.flow_id)
            self._settle("drafted", text)
            return
        self.move_id = self._draft(content)
        self._settle("drafted")
        self._add_readable(flows)
        self._take_in_charge()

    def _take_in_message(self, content):
        """A status of a bill, or the answer of the tax office to a report."""
        message = cdar.read(content)
        reports = self.env["ap.purchase.report"]
        if isinstance(message, str) or not reports._answered(self.company_id, message):
            statuses = self.env["ap.bill.status"]
            result = statuses.import_message(base64.b64encode(content).decode())
            self.move_id = result["move_id"]
        self._settle("read")

    def _twin(self):
        """The flow of the same file whose bill is there."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id), ("direction", "=", "in"),
                ("checksum", "=", self.checksum), ("id", "!=", self.id),
                ("move_id", "!=", False), ("move_id.state", "!=", "cancel"),
            ], limit=1,
        )  # fmt: skip

    def _draft(self, content):
        """The draft, by the way that every e-invoice goes."""
        platform, company = self.platform_id, self.company_id
        journals = self.env["account.journal"]
        journal = platform.journal_id or journals.search(
            [*journals._check_company_domain(company), ("type", "=", "purchase")], limit=1
        )
        if not journal:
            raise UserError(
                self.env._("%s has no purchase journal: create one first.", company.name)
            )
        if not company.ap_einvoice_draft:
            raise UserError(
                self.env._("Drafts of e-invoices are switched off in the settings: switch them on.")
            )
        is_pdf = content.startswith(b"%PDF")
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.name, "raw": content,
                "mimetype": "application/pdf" if is_pdf else "application/xml",
            }
        )  # fmt: skip
        moves = (
            self.env["account.move"]
            .with_company(company)
            .with_context(
                default_journal_id=journal.id, default_move_type="in_invoice",
                skip_is_manually_modified=True,
            )
            ._create_records_from_attachments(attachment)
        )  # fmt: skip
        bill = moves[:1]
        document = bill.sudo().ap_document_ids
        if len(moves) != 1 or document.syntax not in ("cii", "ubl"):
            names = dict(document._fields["problem"]._description_selection(self.env))
            why = names.get(document.problem) or self.env._("no e-invoice that can be read")
            raise UserError(self.env._("The file makes no bill: %s.", why))
        bill.sudo().ap_processing_rule = self.rule
        return bill

    def _add_readable(self, flows):
        """The page that people read, beside an XML file."""
        if base64.b64decode(self.file).startswith(b"%PDF"):
            return
        page = flows.readable(self.flow_id)
        if page.startswith(b"%PDF"):
            stem = self.name.rpartition(".")[0] or self.name
            self.env["ir.attachment"].create(
                {
                    "name": f"{stem}.pdf", "raw": page, "mimetype": "application/pdf",
                    "res_model": "account.move", "res_id": self.move_id.id,
                }
            )  # fmt: skip

    def _take_in_charge(self):
        """Notify the supplier that the bill has come (204)."""
        bill = self.move_id
        if (
            self.platform_id.send_received
            and admits_statuses(self.rule)
            and may_follow(bill.ap_lifecycle or "", "204")
            and bill._lifecycle_applies()
        ):
            bill._lifecycle_lock()
            bill._lifecycle_log("204", "reception")

    # Sent ------------------------------------------------------------------------------

    @api.model
    def _queue(self, status, content):
        """Queue the message of a status; gives the tracking id, or False where the bill's
        flow admits none, or the company's choice is not to send it."""
        platform = self.env["ap.platform"]._of(status.company_id)
        came = status.move_id.sudo().ap_flow_ids.filtered(
            lambda flow: flow.direction == "in" and flow.platform_id == platform
        )
        if not platform or not came or not admits_statuses(status.move_id.ap_processing_rule):
            return False
        if status.code == "211" and not platform.send_paid:
            return False
        flow = self.sudo().create(
            {
                "platform_id": platform.id, "company_id": platform.company_id.id,
                "direction": "out", "kind": "message", "syntax": "CDAR", "flow_type": LIFECYCLE,
                "rule": status.move_id.ap_processing_rule, "state": "waiting",
                "tracking": str(uuid.uuid4()), "name": status.message_name,
                "file": base64.b64encode(content), "checksum": hashlib.sha256(content).hexdigest(),
                "status_id": status.id, "move_id": status.move_id.id,
            }
        )  # fmt: skip
        self.env.ref("l10n_fr_ap_platform.cron_platform").sudo()._trigger()
        return flow.tracking

    def _send(self, flows):
        """Send one flow, unless it arrived when nobody heard of it."""
        self.ensure_one()
        arrived = flows.of_tracking(self.tracking)
        if not arrived:
            content = base64.b64decode(self.file)
            arrived = flows.send(content, self.name, self.syntax, self.tracking, self.rule or "")
        self.write(
            {"flow_id": arrived.flow_id, "state": "sent", "reason": False, "retry_on": False}
        )
        if self.status_id:
            self.status_id.sudo().platform_reference = arrived.flow_id
        self._acknowledge(arrived)

    def _acknowledge(self, one):
        """What the platform thinks of what was sent."""
        self.ensure_one()
        if one.ack not in ("Ok", "Error") or self.state == "acknowledged":
            return
        values = {"ack": one.ack, "date": one.updated.replace(tzinfo=None)}
        codes = {code for code, _message, _item in one.reasons}
        if one.ack == "Ok" or codes == {"AlreadyExistingFlow"}:
            values |= {"state": "acknowledged", "reason": False}
        else:
            reasons = [": ".join(filter(None, reason)) for reason in one.reasons]
            values |= {"state": "refused", "reason": "\n".join(reasons) or one.ack}
        self.write(values)
        if values["state"] == "refused" and self.kind == "report":
            reports = self.env["ap.purchase.report"].search([("flow_id", "=", self.id)])
            reports.write({"state": "rejected", "reason": values["reason"]})

    # What became of it --------------------------------------------------------------------

    def _settle(self, state, reason=False):
        self.write({"state": state, "reason": reason, "retry_on": False})

    def _fail(self, reason):
        """Keep the failure; it is tried again later, each time after a longer while."""
        wait = FIRST_WAIT * 2**self.tries
        self.write(
            {
                "state": "failed", "reason": reason, "tries": self.tries + 1,
                "retry_on": fields.Datetime.now() + wait,
            }
        )  # fmt: skip

    def action_retry(self):
        """Try these flows again: what came is taken in, what was refused is sent anew."""
        arguments.require_role(
            self.env, "ap_base.group_apprentice",
            self.env._("Trying a flow again takes the role Apprentice or above."),
        )  # fmt: skip
        self.check_access("read")
        again = self.sudo().filtered("can_retry")
        if not again:
            raise UserError(self.env._("There is nothing to try again: choose flows that failed."))
        for flow in again.filtered(lambda one: one.direction == "out"):
            tracking = str(uuid.uuid4()) if flow.state == "refused" else flow.tracking
            flow.write(
                {"state": "waiting", "tracking": tracking, "flow_id": False, "reason": False}
            )
        again.write({"tries": 0, "retry_on": False})
        for platform in again.platform_id:
            platform.with_env(self.env)._pull()
        self.env.ref("l10n_fr_ap_platform.cron_platform").sudo()._trigger()
        return True

    def action_open_bill(self):
        """Open the bill of this flow."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("No bill was made of %s.", self.name))
        return self.move_id._get_records_action()
