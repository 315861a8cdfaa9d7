# SPDX-License-Identifier: AGPL-3.0-or-later
"""A change of a supplier's bank details, from the request to the account.

Nothing outside this model changes where a supplier is paid: what comes in by a screen, a
script, an import or a merge of contacts opens a case. One person opens it, another calls
the supplier at a number known before, a third (a second, where there are but two)
approves; after the days of cooling off the account is changed. Meanwhile the supplier is
not paid. What happened stands in `ap.bank.change.event`.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from ..rules import bank_change_number, bank_change_steps
from . import (
    bank_change_applying,
    bank_change_evidence,
    bank_change_people,
    bank_change_telling,
    bank_change_words,
)
from .bank_change_door import OPEN

GIVEN = frozenset(
    {
        "partner_id", "account_id", "kind", "acc_number", "acc_holder_name", "bank_id",
        "clearing_number", "source", "source_text", "sender",
    }
)  # fmt: skip
WRITTEN = frozenset({"note", "user_id"})
BY_PERSON = ("new", "replace", "remove")
BRINGS = ("new", "replace", "trust")
CALLS = [("confirmed", "Confirmed"), ("denied", "Denied"), ("no_answer", "No answer")]
ANSWERS = [
    ("match", "Match"),
    ("close_match", "Close match"),
    ("no_match", "No match"),
    ("not_possible", "Not possible"),
]


class ApBankChange(models.Model):
    _name = "ap.bank.change"
    _description = "Change of bank details"
    _inherit = ["mail.thread", "mail.activity.mixin", "ap.guarded"]
    _order = "state, id desc"

    name = fields.Char(string="Number", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", readonly=True, index=True, help="Empty: of all that pay the supplier."
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("new", "New account"),
            ("replace", "Another number"),
            ("trust", "Trust in an account"),
            ("holder", "Another holder or bank"),
            ("remove", "Account to remove"),
        ],
        string="What is asked",
        required=True,
        default="new",
    )
    account_id = fields.Many2one(
        "res.partner.bank",
        string="Account",
        ondelete="restrict",
        context={"active_test": False},
        help="The account that is changed, removed, or waits for this case.",
    )
    acc_number = fields.Char(string="Account number")
    acc_holder_name = fields.Char(string="Holder said")
    bank_id = fields.Many2one("res.bank", string="Bank")
    clearing_number = fields.Char()
    old_number = fields.Char(string="Number before", readonly=True, copy=False)
    key = fields.Char(readonly=True, copy=False)
    source = fields.Selection(
        [
            ("hand", "Noted by hand"),
            ("request", "Request of the supplier"),
            ("bill", "Bill"),
            ("door", "Written on the account"),
            ("merge", "Contacts merged or moved"),
        ],
        string="Came by",
        required=True,
        default="hand",
    )
    source_text = fields.Text(string="What was written")
    sender = fields.Char(help="The mail address that it came from, as it says itself.")
    note = fields.Text()
    user_id = fields.Many2one("res.users", string="Responsible")
    state = fields.Selection(
        [
            ("open", "In review"),
            ("approved", "Cooling off"),
            ("applied", "Applied"),
            ("refused", "Refused"),
        ],
        string="Status",
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
    )
    opened_by_id = fields.Many2one(
        "res.users",
        string="Opened by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.uid,
    )
    # Evidence
    known = fields.Json(string="Known before (JSON)", readonly=True, copy=False)
    known_phones = fields.Text(string="Numbers known before", compute="_compute_known")
    known_mails = fields.Text(string="Addresses known before", compute="_compute_known")
    signs = fields.Json(string="Warning signs (JSON)", readonly=True, copy=False)
    signs_text = fields.Text(string="Warning signs", compute="_compute_known")
    level = fields.Selection(
        [("high", "Grave"), ("warning", "To look at"), ("info", "To know")],
        string="Gravest sign",
        readonly=True,
        copy=False,
    )
    document_count = fields.Integer(string="Documents", compute="_compute_document_count")
    # Call-back
    call_result = fields.Selection(CALLS, string="Call-back", readonly=True, copy=False)
    call_phone = fields.Char(string="Number called", readonly=True, copy=False)
    call_is_known = fields.Boolean(string="Known before", readonly=True, copy=False)
    call_note = fields.Text(string="Who said what", readonly=True, copy=False)
    called_by_id = fields.Many2one(
        "res.users", string="Called by", readonly=True, copy=False
    )
    called_on = fields.Datetime(string="Called on", readonly=True, copy=False)
    # Verification of payee
    payee_result = fields.Selection(
        ANSWERS, string="Verification of payee", readonly=True, copy=False
    )
    payee_sent = fields.Char(string="Name sent", readonly=True, copy=False)
    payee_returned = fields.Char(string="Name returned", readonly=True, copy=False)
    payee_name = fields.Char(string="Name at the bank", readonly=True, copy=False)
    payee_next = fields.Selection(
        [
            ("accept", "A second person accepts"),
            ("call", "Call back"),
            ("evidence", "Other evidence"),
        ],
        string="What follows",
        readonly=True,
        copy=False,
    )
    payee_by_id = fields.Many2one(
        "res.users", string="Asked by", readonly=True, copy=False
    )
    payee_on = fields.Datetime(string="Asked on", readonly=True, copy=False)
    # Decision
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False
    )
    approved_on = fields.Datetime(string="Approved on", readonly=True, copy=False)
    date_apply = fields.Date(string="Applied from", readonly=True, copy=False)
    settled_by_id = fields.Many2one(
        "res.users", string="Settled by", readonly=True, copy=False
    )
    settled_on = fields.Datetime(string="Settled on", readonly=True, copy=False)
    refuse_reason = fields.Text(string="Why it was refused", readonly=True, copy=False)
    event_ids = fields.One2many(
        "ap.bank.change.event", "case_id", string="History", readonly=True
    )
    alarm_count = fields.Integer(string="Alarms", readonly=True, copy=False)
    # What is to be done
    next_step = fields.Selection(
        [
            ("call", "Call back"),
            ("payee", "Verify the payee"),
            ("evidence", "Attach evidence"),
            ("approve", "Approve"),
            ("refuse", "Refuse"),
            ("wait", "Cooling off"),
            ("apply", "Apply"),
        ],
        string="Next step",
        compute="_compute_next_step",
    )
    missing_text = fields.Text(string="An approval waits for", compute="_compute_next_step")
    held_count = fields.Integer(string="Bills held", compute="_compute_held")
    held_amount = fields.Monetary(string="Amount held", compute="_compute_held")
    currency_id = fields.Many2one("res.currency", compute="_compute_held")

    _once = models.UniqueIndex(
        "(partner_id, key) WHERE state IN ('open', 'approved')",
        "A case for this is open already.",
    )
    _open_idx = models.Index("(partner_id) WHERE state IN ('open', 'approved')")

    # Made ------------------------------------------------------------------------------

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(GIVEN | WRITTEN)

    @api.model
    def _ap_fixed_fields(self):
        return super()._ap_fixed_fields() | GIVEN

    @api.model_create_multi
    def create(self, vals_list):
        """Each case with its number, the evidence, the alert of whom we know."""
        cases = super().create(vals_list)
        bank_change_evidence.complete(cases.sudo())
        bank_change_evidence.look(cases.sudo(), "opened")
        bank_change_telling.opened(cases.sudo())
        return cases

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A case of bank details is refused, never deleted."))

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.name or ''} {case.partner_id.name or ''}".strip()

    # Shown -----------------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("known", "signs")
    def _compute_known(self):
        for case in self:
            known = case.known or {}
            phones = known.get("phones") or ()
            case.known_phones = "\n".join(
                f"{one['number']} ({one['name']})" for one in phones if not one["recent"]
            )
            case.known_mails = "\n".join(known.get("mails") or ())
            case.signs_text = "\n".join(
                bank_change_words.sign_text(self.env, sign) for sign in case.signs or ()
            )

    @api.depends("message_attachment_count")
    def _compute_document_count(self):
        for case in self:
            case.document_count = case.message_attachment_count

    @api.depends_context("lang")
    @api.depends("state", "call_result", "payee_result", "level", "date_apply")
    def _compute_next_step(self):
        today = fields.Date.context_today(self)
        for case in self:
            facts = case._facts()
            case.next_step = bank_change_steps.next_step(facts, today) or False
            lacking = bank_change_steps.missing(facts) if case.state == "open" else []
            case.missing_text = "\n".join(
                bank_change_words.missing_text(self.env, code) for code in lacking
            )

    @api.depends_context("company")
    def _compute_held(self):
        currency = self.env.company.currency_id
        held = bank_change_evidence.held(self)
        for case in self:
            case.currency_id = currency
            case.held_count, case.held_amount = held.get(case.partner_id.id, (0, 0.0))

    def _facts(self):
        """What the rules of steps look at."""
        self.ensure_one()
        return bank_change_steps.Case(
            state=self.state,
            brings_number=self.kind in BRINGS,
            is_number_wrong=self.kind in BRINGS
            and bank_change_number.check(self.acc_number).is_wrong,
            call=self.call_result or "",
            is_phone_known=self.call_is_known,
            payee=self.payee_result or "",
            payee_next=self.payee_next or "",
            documents=self.document_count,
            level=self.level or "",
            date_apply=self.date_apply,
        )

    # Steps -----------------------------------------------------------------------------

    @api.model
    def call_back(self, ids, result, note, phone=None):
        """Record that the supplier was called: `result` is `confirmed`, `denied` or
        `no_answer`, `note` says who said what. `phone`: the number that was called, else
        the first one known before the case. Returns `[{"id", "state", …}]`.
        """
        cases = self._asked(ids)
        for case in cases:
            bank_change_people.call_back(case, result, note, phone)
        return cases._summary()

    @api.model
    def record_payee(self, ids, result, name_sent, name_returned="", note=""):
        """Record the bank's verification of payee: `result` is `match`, `close_match`,
        `no_match` or `not_possible`; the names are those sent and returned. Attach the
        proof to the case. Returns `[{"id", "state", …}]`.
        """
        cases = self._asked(ids)
        for case in cases:
            bank_change_people.record_payee(case, result, name_sent, name_returned, note)
        return cases._summary()

    @api.model
    def approve(self, ids):
        """Approve the cases as a second person; they are applied after the days of
        cooling off. What is approved already stays so. Returns `[{"id", "state", …}]`.
        """
        cases = self._asked(ids)
        for case in cases:
            bank_change_people.approve(case)
        return cases._summary()

    @api.model
    def refuse(self, ids, reason):
        """Refuse the cases for a reason, as a second person: nothing is changed, and the
        supplier is paid as before. Returns `[{"id", "state", …}]`.
        """
        cases = self._asked(ids)
        for case in cases:
            bank_change_people.refuse(case, reason)
        return cases._summary()

    @api.model
    def _asked(self, ids):
        """The cases of these ids, locked, that the user may read."""
        cases = self.browse(arguments.some_ids(self.env, ids)).exists()
        cases.check_access("read")
        cases._lock()
        return cases

    def _lock(self):
        """One step at a time: who comes second sees what the first one did."""
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM ap_bank_change WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [self.ids],
        )
        self.invalidate_recordset()

    def _summary(self) -> list[dict]:
        return [
            {
                "id": case.id,
                "name": case.name,
                "state": case.state,
                "next_step": case.next_step or "",
                "missing": (case.missing_text or "").splitlines(),
                "date_apply": fields.Date.to_string(case.date_apply) or "",
            }
            for case in self
        ]

    def _note_event(self, kind, source_key=None, **values):
        """Write a line of the history (as superuser; the user is who asks)."""
        event = self.env["ap.bank.change.event"].sudo()
        return event.create(
            [
                {
                    "case_id": case.id,
                    "kind": kind,
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "values": values,
                    "source_key": source_key,
                }
                for case in self
            ]
        )

    def _settle(self, **values):
        """Write fields of the engine; holds of payments are read anew."""
        self.sudo().write(values)
        self.env["account.move"].invalidate_model(
            ["ap_payment_hold", "ap_payment_hold_text"]
        )

    # Buttons ---------------------------------------------------------------------------

    def action_next(self):
        """Do the step that is recommended, or open the window that asks for it."""
        self.ensure_one()
        if self.next_step in ("call", "payee", "refuse"):
            return self._ask(self.next_step)
        if self.next_step == "approve":
            self.approve(self.ids)
        elif self.next_step == "apply":
            self.apply_due(self.ids)
        return False

    def action_call(self):
        """Open the window that records a call."""
        return self._ask("call")

    def action_payee(self):
        """Open the window that records the answer of the bank."""
        return self._ask("payee")

    def action_refuse(self):
        """Open the window that asks for the reason."""
        return self._ask("refuse")

    def action_approve(self):
        """Approve, and stay on the case."""
        self.approve(self.ids)
        return False

    def action_look(self):
        """Look at the evidence again, with what is known today."""
        self.check_access("read")
        bank_change_people.take_role(self)
        bank_change_evidence.look(self.filtered(lambda one: one.state == "open").sudo(), "evidence")
        return False

    def action_held(self):
        """The bills of the supplier that wait for this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_bill.ap_payment_hold_moves_action"
        )
        action.pop("path", None)
        action["domain"] = [
            ("commercial_partner_id", "=", self.partner_id.id),
            ("ap_payment_hold", "=", True),
            ("payment_state", "not in", ("paid", "in_payment", "reversed")),
        ]
        action["context"] = {}
        return action

    def _ask(self, kind) -> dict:
        self.ensure_one()
        bank_change_people.take_role(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "ap.bank.change.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, "default_kind": kind},
        }

    # Applied ---------------------------------------------------------------------------

    @api.model
    def apply_due(self, ids):
        """Apply approved cases whose days of cooling off are over. Returns
        `[{"id", "state", …}]`.
        """
        cases = self._asked(ids)
        bank_change_people.take_role(cases, "ap_base.group_accountant")
        bank_change_applying.apply_due(cases)
        return cases._summary()

    @api.model
    def _cron_apply(self):
        bank_change_applying.run(self)

    # From other rooms and doors ---------------------------------------------------------

    @api.model
    def _open_for(self, partners):
        """The open cases of these suppliers, whoever asks."""
        return self.sudo().search(
            [("partner_id", "in", partners.commercial_partner_id.ids), ("state", "in", OPEN)]
        )

    @api.model
    def _all_open(self):
        """Every open case, whoever asks: there are few at a time."""
        return self.sudo().search([("state", "in", OPEN)])

    def _held_text(self) -> str:
        self.ensure_one()
        return self.env._(
            "The bank details of the supplier are being changed (%(case)s).", case=self.name
        )

    def _refusal_text(self, what) -> str:
        """Why nothing is paid."""
        self.ensure_one()
        return self.env._(
            "Nothing was paid (%(what)s): the bank details of %(supplier)s are being "
            "changed. The payments wait until %(case)s is applied or refused, under "
            "Suppliers, Bank details.",
            what=what,
            supplier=self.partner_id.display_name,
            case=self.name,
        )

    @api.model
    def _ask_for(self, account, values, source="door", text=""):
        """Open a case for what somebody wanted to write on an account, or add to the one
        that is open for the same; returns it, as superuser."""
        return bank_change_evidence.ask_for(self.sudo(), account.sudo(), values, source, text)

    @api.model
    def _ask_from_mail(self, account, request):
        """Open a case for an account that a supplier's mail names; returns it, as
        superuser. The account may be one that nobody has entered."""
        return bank_change_evidence.ask_from_mail(self.sudo(), account, request)
