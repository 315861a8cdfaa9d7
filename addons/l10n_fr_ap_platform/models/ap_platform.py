# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company's connection to its accredited platform."""

import logging

import requests

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from odoo.addons.ap_base.models import arguments

from ..client.connection import Addresses, Connection, Credentials
from ..client.directory import Directory
from ..client.errors import PlatformError
from ..client.flows import Flows
from . import platform_setup
from .platform_pull import Pull, Taken, Turn
from .platform_send import Sending
from .platform_words import status_of, words_of

_logger = logging.getLogger(__name__)
ADMINISTRATOR = "base.group_system"
STATES = [
    ("new", "Not tested"),
    ("connected", "Connected"),
    ("trouble", "Does not answer"),
]
# What a person sets; all else is the engine's.
OF_PEOPLE = (
    "provider_id", "company_id", "client_id", "client_secret", "organization", "journal_id",
    "date_from", "send_received", "send_paid", "active", "regime_id", "report_since",
)  # fmt: skip
AT_ONCE = 100  # flows that a button treats; the job goes on with the rest


class ApPlatform(models.Model):
    _name = "ap.platform"
    _inherit = ["ap.guarded"]
    _description = "Connection to an accredited platform"
    _order = "company_id, id"
    _rec_name = "provider_id"
    _check_company_auto = True

    provider_id = fields.Many2one(
        "ap.platform.provider", string="Platform", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    client_id = fields.Char(string="Client", copy=False, groups=ADMINISTRATOR)
    client_secret = fields.Char(string="Secret", copy=False, groups=ADMINISTRATOR)
    organization = fields.Char(help="Where one access serves several companies.", copy=False)
    journal_id = fields.Many2one(
        "account.journal", check_company=True, domain="[('type', '=', 'purchase')]",
        help="Empty: the first purchase journal.",
    )  # fmt: skip
    date_from = fields.Date(
        string="Fetch since", required=True, default="2026-09-01",
        help="Flows that the platform changed before that day are left there.",
    )  # fmt: skip
    send_received = fields.Boolean(
        string="Send 204 on reception", default=True,
        help="The supplier sees that the bill was taken in charge once its draft is made.",
    )  # fmt: skip
    send_paid = fields.Boolean(
        string="Send 211 on payment",
        help="The supplier is notified when money that left is matched with the bill.",
    )
    regime_id = fields.Many2one(
        "ap.purchase.report.regime", string="VAT regime",
        help="It says for which days foreign purchases are reported together.",
    )  # fmt: skip
    report_since = fields.Date(
        string="Reports since",
        help="First day whose foreign purchases are reported: 1 September 2026 for large and "
        "mid-size companies and members of a VAT group, 1 September 2027 for the others. "
        "Empty: nothing is reported.",
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(STATES, readonly=True, default="new", copy=False)
    problem = fields.Char(readonly=True, copy=False)
    changed_after = fields.Datetime(string="Read up to", readonly=True, copy=False)
    pulled_on = fields.Datetime(string="Last read on", readonly=True, copy=False)
    webhook_id = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    webhook_key = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    has_webhook = fields.Boolean(
        string="Is called by the platform", readonly=True, copy=False,
        help="The platform calls when something changed; it is read every quarter of an hour "
        "all the same.",
    )  # fmt: skip
    directory_date = fields.Datetime(string="Directory read on", readonly=True, copy=False)
    directory_lines = fields.Json(readonly=True, copy=False)
    directory_text = fields.Text(string="Own addresses", compute="_compute_directory_text")
    missing_text = fields.Text(string="Still to do", compute="_compute_missing_text")
    received_count = fields.Integer(string="Bills received", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")

    _company_once = models.UniqueIndex(
        "(company_id) WHERE active", "That company has a platform already: archive it first."
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(OF_PEOPLE)

    @api.depends("directory_lines")
    @api.depends_context("lang")
    def _compute_directory_text(self):
        for platform in self:
            platform.directory_text = "\n".join(
                f"{line['address']} – {status_of(self.env, line['status'])}"
                for line in platform.directory_lines or []
            )

    def _compute_counts(self):
        groups = self.env["ap.platform.flow"]._read_group(
            [("platform_id", "in", self.ids)], ["platform_id", "state"], ["__count"]
        )
        counts = {(platform.id, state): number for platform, state, number in groups}
        for platform in self:
            platform.received_count = counts.get((platform.id, "drafted"), 0)
            platform.failed_count = sum(
                counts.get((platform.id, state), 0) for state in ("failed", "refused")
            )

    # Access ------------------------------------------------------------------------------

    @api.model
    def _of(self, company):
        """The connection of a company, empty if it has none."""
        return self.sudo().search([("company_id", "=", company.id)], limit=1)

    @api.model
    def _asked(self, company_id):
        """The connection that a script asks for; refuses without role or without one."""
        arguments.require_role(
            self.env, "ap_base.group_apprentice",
            self.env._("Reading the platform takes the role Apprentice or above."),
        )  # fmt: skip
        company = arguments.company(self.env, company_id)
        found = self._of(company)
        if not found:
            raise RedirectWarning(
                self.env._("%s has no accredited platform yet: choose one.", company.name),
                self.env.ref("l10n_fr_ap_platform.ap_platform_action").id,
                self.env._("Accredited platforms"),
            )
        return found

    def _session(self):
        """What carries the calls; tests put theirs here."""
        return requests.Session()

    def _connection(self):
        """A client of the platform; each call is logged."""
        own = self.sudo()
        if not (own.client_id and own.client_secret):
            raise PlatformError("NO_CREDENTIALS")
        provider = own.provider_id
        return Connection(
            Addresses(provider.flow_url, provider.directory_url, provider.token_url),
            Credentials(
                own.client_id, own.client_secret, own.organization or "", provider.scope or ""
            ),
            session=self._session(),
            log=lambda call: self.env["ap.platform.call"].sudo()._log(self, call),
        )

    def _flows(self):
        return Flows(self._connection())

    def _note(self, error=None):
        """What became of the last call."""
        values = {
            "state": "trouble" if error else "connected",
            "problem": words_of(self.env, error) if error else False,
        }
        own = self.sudo()
        changed = {name: value for name, value in values.items() if own[name] != value}
        if changed:
            own.write(changed)

    # What is to be done first ------------------------------------------------------------

    @api.model
    def setup_steps(self, company_id):
        """What a company in France must have done to receive by its platform and to report.

        :return: rows in their order, none for a company elsewhere: `{"code", "label", "done",
            "reason", "action"}`. `reason` says what is missing and how it is mended, empty
            where it is done; `action` opens the screen where it is done. Any role of the desk.
        """
        for group in ("ap_base.group_apprentice", "ap_base.group_auditor", ADMINISTRATOR):
            if self.env.user.has_group(group):
                break
        else:
            raise AccessError(self.env._("The platform is asked by the desk."))
        company = arguments.company(self.env, company_id)
        labels, platform = platform_setup.labels(self.env), self._of(company)
        return [
            {
                "code": step.code, "label": labels[step.code], "done": step.done,
                "reason": sentence,
                "action": platform_setup.screen(self.env, company, step.code, platform),
            }
            for step, sentence in platform_setup.told(self.env, company)
        ]  # fmt: skip

    @api.depends_context("lang")
    @api.depends("company_id", *OF_PEOPLE, "state", "directory_lines")
    def _compute_missing_text(self):
        for platform in self:
            told = platform_setup.told(self.env, platform.company_id) if platform._origin else ()
            missing = [f"• {sentence}" for step, sentence in told if not step.done]
            platform.missing_text = "\n".join(missing)

    def _check_setup(self, companies):
        """Findings of what is missing come and go at once."""
        for company in companies:
            self.env["ap.control"].sudo()._check_setup(company)

    @api.model_create_multi
    def create(self, vals_list):
        platforms = super().create(vals_list)
        platforms._check_setup(platforms.sudo().company_id)
        return platforms

    def write(self, vals):
        companies = self.sudo().company_id
        result = super().write(vals)
        if not vals.keys().isdisjoint((*OF_PEOPLE, "state", "directory_lines")):
            self._check_setup(companies | self.sudo().company_id)
        return result

    # Receiving and sending -----------------------------------------------------------------

    @api.model
    def pull(self, company_id):
        """Read what is new on the company's platform; what waits is sent by the job.

        :return: ``{"found", "drafted", "messages", "failed", "sent", "left", "problem"}``:
            counts of flows; `left` is what the job goes on with; `problem` says why the
            platform could not be read, empty if it could.
        """
        platform = self._asked(company_id)
        return platform._pull(most=AT_ONCE)

    def _pull(self, most=None, keep=None):
        """Read and send; problems of the platform are kept, never raised.

        `keep`: commits what is done so far. Without it nothing is sent: what this transaction
        queues may still be undone.
        """
        self.ensure_one()
        # What is kept is read by the company's people, whoever or whatever asked.
        lang = self.company_id.sudo().partner_id.lang or self.env.lang
        platform = self.sudo().with_context(lang=lang)
        turn = Turn(platform, keep)
        pull, sending = Pull(platform, turn), Sending(platform, turn)
        error = None
        try:
            turn.take()
            flows = platform._flows()
            pull.run(flows, most)
            if keep:
                sending.run(flows)
        except Taken:
            problem = self.env._("It is being read already.")
            return {**pull.counts(), "sent": sending.count, "problem": problem}
        except PlatformError as problem:
            error = problem
        platform._note(error)
        if not error:
            platform.pulled_on = fields.Datetime.now()
        self.env["ap.control"].sudo()._check_platform(platform.company_id)
        return {
            **pull.counts(), "sent": sending.count,
            "problem": platform.problem or "",
        }  # fmt: skip

    @api.model
    def _cron_pull(self):
        """Read each platform, and send what waits; one that fails stops no other."""
        platforms = self.search([("company_id", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(platforms))
        for platform in platforms:
            company = platform.company_id
            here = platform.with_company(company).with_context(allowed_company_ids=company.ids)
            result = here._pull(keep=self.env["ir.cron"]._commit_progress)
            if result["problem"]:
                _logger.warning("Platform of %s: %s", company.name, result["problem"])
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def send_status(self, move_ids, code, reason=None):
        """Set a status of a buyer on bills and queue its messages for the platform.

        `reason`: a code of `ap.lifecycle.reason`, or a list of them. Gives the ids of the
        statuses. Refused as on the bill.
        """
        self.env["account.move"]._lifecycle_refuse_role(str(code))
        bills = self.env["account.move"].browse(arguments.some_ids(self.env, move_ids)).exists()
        if not bills:
            raise UserError(self.env._("There are no such bills."))
        reasons = [reason] if isinstance(reason, str) else list(reason or [])
        return bills.ap_set_status(code, reasons)

    def action_pull(self):
        """Read the platform now, and say what came."""
        self.ensure_one()
        result = self.pull(self.company_id.id)
        kind = "warning" if result["problem"] or result["failed"] else "success"
        text = result["problem"] or self.env._(
            "%(drafted)s bills, %(messages)s messages, %(failed)s failed.", **result
        )
        return self._notification(kind, text)

    def action_test(self):
        """Ask the platform for a token and a page of flows, and say whether it answers."""
        self.ensure_one()
        self._refuse_others()
        error = None
        try:
            flows = self._flows()
            flows.healthy()
        except PlatformError as problem:
            error = problem
        self._note(error)
        text = self.problem or self.env._("The platform answers.")
        return self._notification("danger" if error else "success", text)

    def action_read_directory(self):
        """Keep the addresses at which the company receives, as the directory has them."""
        self.ensure_one()
        self._refuse_others()
        siren = self.company_id.partner_id.ap_siren
        if not siren:
            raise UserError(
                self.env._("%s has no SIREN: enter it on its card.", self.company_id.name)
            )
        try:
            lines = Directory(self._connection()).lines(siren)
        except PlatformError as error:
            self._note(error)
            return self._notification("danger", self.problem)
        self.sudo().write(
            {
                "directory_date": fields.Datetime.now(),
                "directory_lines": [
                    {"address": line.address, "status": line.status} for line in lines
                ],
            }
        )
        text = self.env._("%(count)s addresses of %(siren)s.", count=len(lines), siren=siren)
        return self._notification("success" if lines else "warning", text)

    def action_subscribe(self):
        """Ask the platform to call when something changes, or to stop calling."""
        self.ensure_one()
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("The administrator decides who may call."))
        address = f"{self.get_base_url()}/ap/platform/{self.id}/changed"
        error, values = None, dict.fromkeys(("webhook_id", "webhook_key", "has_webhook"), False)
        try:
            if self.has_webhook:
                self._flows().unsubscribe(self.webhook_id)
            else:
                number, key = self._flows().subscribe(address)
                values = {"webhook_id": number, "webhook_key": key, "has_webhook": True}
            self.sudo().write(values)
        except PlatformError as problem:
            error = problem
        text = words_of(self.env, error) if error else address
        return self._notification("danger" if error else "success", text)

    def _refuse_others(self):
        if not self.env.user.has_group("ap_base.group_apprentice") and not self.env.user.has_group(
            ADMINISTRATOR
        ):
            raise AccessError(self.env._("The platform is asked by the desk."))
        self.check_access("read")

    def _notification(self, kind, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind, "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }  # fmt: skip

    def action_open_flows(self):
        """The flows of this platform."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_fr_ap_platform.ap_platform_flow_action"
        )
        return {**action, "domain": [("platform_id", "=", self.id)], "context": {}}
