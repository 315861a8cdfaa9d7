# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a supplier asks, until it is answered: by mail, portal or by hand.

The mail is read by rules (`rules/request_*`), the answer is drafted from what the books say
on the day, a person sends it. The sender of a mail proves nothing: figures go to contacts
that were known before, or that somebody checked.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ap_base.models import arguments

from ..rules.request_mail import bare_subject
from . import (
    request_answers,
    request_clock,
    request_facts,
    request_intake,
    request_owners,
    request_receipt,
)
from .request_owners import TODO
from .supplier_accounts import OWED, accounts_of

OPEN = request_intake.OPEN
GIVEN = frozenset({"source", "requester_email"})
WRITTEN = frozenset(
    {
        "name", "company_id", "partner_id", "type_id", "lang", "text", "move_ids", "user_id",
        "answer_subject", "answer", "priority", "requester_id",
    }
)  # fmt: skip


class ApSupplierRequest(models.Model):
    _name = "ap.supplier.request"
    _description = "Request of a supplier"
    _inherit = ["mail.thread", "mail.activity.mixin", "ap.guarded"]
    _order = "is_open desc, priority desc, date_due, id"
    _primary_email = "requester_email"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True)
    number = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", index=True)
    requester_id = fields.Many2one("res.partner", string="Contact")
    requester_email = fields.Char(string="Asked by")
    trust = fields.Selection(
        [
            ("contact", "Known contact"),
            ("domain", "Known domain"),
            ("unknown", "Unknown sender"),
        ],
        string="Sender",
        readonly=True,
        copy=False,
    )
    sender_signs = fields.Char(readonly=True, copy=False)
    sender_text = fields.Text(string="Against the sender", compute="_compute_sender_text")
    checked_by_id = fields.Many2one(
        "res.users", string="Sender checked by", readonly=True, copy=False
    )
    source = fields.Selection(
        [("mail", "Mail"), ("hand", "Noted by hand"), ("portal", "Portal")],
        string="Came by",
        required=True,
        default="hand",
    )
    text = fields.Text(string="What was asked")
    lang = fields.Selection([("fr", "French"), ("en", "English")], string="Language")
    type_id = fields.Many2one("ap.supplier.request.type", string="Type", index=True)
    type_code = fields.Char(related="type_id.code")
    type_is_sure = fields.Boolean(string="Type is sure", readonly=True, copy=False)
    type_words = fields.Char(string="Told by", readonly=True, copy=False)
    move_ids = fields.Many2many("account.move", string="Bills", check_company=True)
    unknown_numbers = fields.Char(string="Numbers not found", readonly=True, copy=False)
    accounts = fields.Char(string="Bank accounts named", readonly=True, copy=False)
    has_files = fields.Boolean(readonly=True, copy=False)
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0")
    user_id = fields.Many2one("res.users", string="Responsible", tracking=True)
    state = fields.Selection(
        [
            ("new", "To answer"),
            ("waiting", "Waits for the supplier"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("joined", "Joined to another"),
        ],
        string="Status",
        required=True,
        default="new",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    asked_on = fields.Datetime(
        readonly=True, copy=False, default=fields.Datetime.now, help="It came, or came again."
    )
    date_due = fields.Datetime(string="To answer by", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    acknowledged_on = fields.Datetime(string="Reception told on", readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, copy=False
    )
    join_id = fields.Many2one(
        "ap.supplier.request", string="May belong to", readonly=True, copy=False
    )
    bank_change_id = fields.Many2one(
        "ap.bank.change", string="Case of bank details", readonly=True, copy=False
    )
    answer_subject = fields.Char(copy=False)
    answer = fields.Html(string="Answer", copy=False)
    facts_digest = fields.Char(string="Books when drafted", readonly=True, copy=False)
    is_stale = fields.Boolean(string="Books changed", compute="_compute_facts")
    facts = fields.Html(compute="_compute_facts", string="What the books say", sanitize=False)

    # Made ------------------------------------------------------------------------------

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(GIVEN | WRITTEN)

    @api.model
    def _ap_fixed_fields(self):
        return super()._ap_fixed_fields() | GIVEN

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests.sudo():
            request._complete()
        return requests

    def write(self, vals):
        """What the answer rests on was changed: it is drafted anew, unless it is written
        in the same breath."""
        result = super().write(vals)
        if "answer" in vals and not self.env.su:  # written by somebody who saw the books
            for request in self.sudo().filtered("is_open"):
                request.facts_digest = request._digest()
        rests = self._answer_rests_on() & vals.keys()
        if rests and not self.env.su and "answer" not in vals:
            for request in self.sudo().filtered("is_open"):
                if "type_id" in vals:
                    request._set_deadline()
                    request._open_bank_case()
            self.filtered("is_open")._draft()
        return result

    @api.model
    def _answer_rests_on(self) -> frozenset:
        """The fields of which a draft is made: when one changes, it is drafted anew."""
        return frozenset({"type_id", "lang", "move_ids", "partner_id"})

    @api.constrains("move_ids", "partner_id")
    def _check_move_ids(self):
        """Nobody is told of the bills of others."""
        for request in self.sudo().filtered("partner_id"):
            firm = request.partner_id.commercial_partner_id
            other = request.move_ids.filtered(
                lambda bill, firm=firm: bill.commercial_partner_id != firm
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(bill)s is a bill of %(supplier)s: a request is about bills of its "
                        "own supplier.",
                        bill=other[0].display_name,
                        supplier=other[0].commercial_partner_id.display_name,
                    )
                )

    def _complete(self):
        """Number, reading of the text, deadline, draft. As superuser."""
        self.number = self.env["ir.sequence"].next_by_code("ap.supplier.request")
        if not self.trust:
            contact, trust = request_intake.sender_of(self.env, self.requester_email)
            by_hand = self.source == "hand" and self.partner_id and not self.requester_email
            self.trust = "contact" if by_hand else trust
            if not self.partner_id:
                self.partner_id = contact.commercial_partner_id
        request_intake.read(self)
        if not self.user_id:
            self.user_id = request_owners.owner_of(self)
        self._open_bank_case()
        self._draft()

    def _set_deadline(self):
        """The hours of work of the type, by the calendar of the company."""
        for request in self:
            request.date_due = request_clock.due(
                request.company_id, request.asked_on, request.type_id.hours or 16.0
            )

    def _open_bank_case(self):
        """A mail that names an account opens a case, never more. As superuser."""
        if self.type_code != "bank_change" or not self.accounts or not self.partner_id:
            return
        number = self.accounts.split(", ")[0]
        account = self.env["res.partner.bank"].new(
            {"partner_id": self.partner_id.id, "acc_number": number}
        )
        known = self.env["res.partner.bank"].search(
            [("partner_id", "child_of", self.partner_id.id), ("acc_number", "=", number)]
        )
        if known.filtered("allow_out_payment"):
            return
        self.bank_change_id = self.env["ap.bank.change"]._ask_from_mail(
            known[:1] or account, self
        )

    # Shown -----------------------------------------------------------------------------

    @api.depends("state")
    def _compute_is_open(self):
        for request in self:
            request.is_open = request.state in OPEN

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for request in self:
            request.is_late = bool(
                request.state == "new" and request.date_due and request.date_due < now
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "=", "new") & fields.Domain(
            "date_due", "<", fields.Datetime.now()
        )
        return late if set(value) == {True} else ~late

    @api.depends_context("lang")
    @api.depends("trust", "sender_signs")
    def _compute_sender_text(self):
        texts = {
            "reply_to": self.env._("Answers would go to another domain than the sender's."),
            "auth": self.env._("The receiving server found the sender's address forged."),
            "name": self.env._("The name of the sender holds another address."),
        }
        for request in self:
            signs = (request.sender_signs or "").split(",")
            request.sender_text = "\n".join(texts[one] for one in signs if one in texts)

    @api.depends_context("lang")
    @api.depends("move_ids", "partner_id", "type_id", "state", "facts_digest")
    def _compute_facts(self):
        for request in self:
            bills = request._origin.move_ids.filtered(lambda one: one.has_access("read"))
            request.facts = request_answers.facts_table(
                request, request_facts.of_bills(bills)
            )
            request.is_stale = request.state == "new" and bool(
                request.facts_digest and request.facts_digest != request._digest()
            )

    def _digest(self) -> str:
        """What the answer rests on, in a few signs: another one is another answer."""
        bills = self._origin.sudo().move_ids or request_facts.open_bills(self._origin)
        return request_facts.digest(request_facts.of_bills(bills))

    @api.depends("number", "name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = f"{request.number or ''} {request.name or ''}".strip()

    def _may_be_told(self) -> bool:
        """Whether figures may go to who asks: a known contact of the supplier without a
        sign against it, or one that somebody checked."""
        self.ensure_one()
        if not self.partner_id:
            return False
        return bool(self.checked_by_id) or (
            self.trust == "contact" and not self.sender_signs
        )

    # Mail ------------------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail opens a request, or goes on with the one whose mark it bears."""
        self.check_access("create")
        found = request_intake.thread_of(self.sudo(), msg_dict)
        if found:
            found.message_update(msg_dict)
            return found
        values = request_intake.values_of_mail(self.sudo(), msg_dict, custom_values)
        return self.create(values)

    def _message_post_after_hook(self, message, msg_vals):
        """The mail that opened a request stands in it: its sender is told so."""
        result = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == "email":
            request_receipt.acknowledge(self.sudo())
        return result

    def message_update(self, msg_dict, update_vals=None):
        """Who writes again is to be answered again; the first who asked stays the one."""
        self.check_access("write")
        result = super().message_update(msg_dict, update_vals)
        self._ask_again()
        return result

    def _ask_again(self):
        """The supplier wrote again, by whatever way: these are to be answered."""
        for request in self.sudo().filtered(lambda one: one.state != "joined"):
            if request.state != "new":
                request.write(
                    {"state": "new", "answered_on": False, "asked_on": fields.Datetime.now()}
                )
                request._set_deadline()

    # Steps -----------------------------------------------------------------------------

    def _draft(self):
        for request in self.sudo():
            subject, body = request_answers.draft(request)
            request.write(
                {"answer_subject": subject, "answer": body, "facts_digest": request._digest()}
            )

    def action_draft(self):
        """Write the draft anew from what the books say now."""
        self._take_role()
        self._draft()
        return False

    def action_take(self):
        """Become the one who answers."""
        self._take_role()
        self.user_id = self.env.user
        return False

    def action_check_sender(self):
        """Say that one has checked who the sender is; figures may then be told."""
        self._take_role()
        for request in self:
            if not request.partner_id:
                raise UserError(self.env._("Choose the supplier first."))
            request.sudo().checked_by_id = self.env.user
            request._message_log(
                body=self.env._("Sender checked: %(sender)s", sender=request.requester_email or "")
            )
        self._draft()
        return False

    def action_read_again(self):
        """Read the text again: type, language, documents; a type that was chosen stays."""
        self._take_role()
        for request in self.sudo():
            request_intake.read(request)
        self._draft()
        return False

    @api.model
    def send_answer(self, ids):
        """Send the answers as they stand, each to who asked first. Returns
        `[{"id", "state", "sent_to"}]`.
        """
        self._take_role()
        requests = self.browse(arguments.some_ids(self.env, ids)).exists()
        requests.check_access("read")
        return [request._send() for request in requests]

    def action_send(self):
        """Send the answer as it stands."""
        self.send_answer(self.ids)
        return False

    def _send(self) -> dict:
        self.ensure_one()
        if self.state == "joined":
            raise UserError(
                self.env._("This was joined to %(other)s: answer there.", other=self.join_id.display_name)
            )
        email = self.requester_email or self.requester_id.email or self.partner_id.email
        if not email:
            raise UserError(self.env._("Say to which address the answer goes."))
        if not bare_subject(self.answer_subject) or not (self.answer or "").strip():
            raise UserError(self.env._("Write the answer first, or have it drafted."))
        if self.is_stale:
            raise UserError(
                self.env._(
                    "The books have changed since %(request)s was drafted: draft it again, "
                    "or change the answer yourself.",
                    request=self.number,
                )
            )
        files = self._files_of_answer()
        self.sudo().message_post(
            author_id=self.env.user.partner_id.id,
            body=self.answer,
            subject=self.answer_subject,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            outgoing_email_to=email,
            attachment_ids=files.ids,
        )
        waits = self.type_code in ("dispute", "record_change", "missing_bill")
        self.sudo().write(
            {
                "state": "waiting" if waits else "answered",
                "answered_on": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
                "user_id": self.user_id.id or self.env.uid,
            }
        )
        self.sudo().activity_unlink([TODO])
        return {"id": self.id, "state": self.state, "sent_to": email}

    def _documents_named(self, texts, unknown) -> list[str]:
        """The numbers of the texts that are none of ours: other rooms link the documents
        that they know by them, and leave the rest. As superuser."""
        return unknown

    def _order_names(self) -> list[str]:
        """The orders that the answer is about."""
        self.ensure_one()
        return list(dict.fromkeys(filter(None, self.move_ids.mapped("invoice_origin"))))

    def _orders_attached(self) -> list[str]:
        """The orders of which a copy goes with the answer: rooms of orders add theirs."""
        return []

    def _files_of_answer(self):
        """The statement of account, where it was asked for and may be told. Other rooms
        add the documents that they know."""
        none = self.env["ir.attachment"]
        if self.type_code != "statement" or not self._may_be_told():
            return none
        spoken = self.with_context(lang=request_answers.lang_of(self))
        items = spoken.env["ap.supplier.item"]
        day = self.company_id._company_today()
        told = accounts_of(self.company_id, day, OWED)  # accruals are nobody's but ours
        accounts = self.env["account.account"].browse([one.id for one in told])
        rows = items._at(self.company_id, day, self.partner_id, accounts)
        made = rows.export([("id", "in", rows.ids)], "pdf")
        return none.sudo().create(
            {
                "name": made["name"],
                "datas": made["content"],
                "mimetype": made["mimetype"],
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def action_close(self):
        """Close without an answer."""
        self._take_role()
        self.sudo().write({"state": "closed"})
        self.sudo().activity_unlink([TODO])
        return False

    def action_reopen(self):
        """To be answered again."""
        self._take_role()
        self.sudo().write({"state": "new", "answered_on": False})
        return False

    def action_join(self):
        """Put the messages into the request that it belongs to."""
        self._take_role()
        for request in self.filtered("join_id"):
            other = request.join_id.sudo()
            moved = request.sudo().message_ids
            moved.write({"res_id": other.id})
            request._message_attachments_to(other)
            other.write(
                {"move_ids": [fields.Command.link(one) for one in request.move_ids.ids]}
            )
            request.sudo().write({"state": "joined"})
        return False

    def _message_attachments_to(self, other):
        files = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )  # fmt: skip
        files.write({"res_id": other.id})

    def action_not_joined(self):
        """It is a request of its own."""
        self._take_role()
        self.sudo().write({"join_id": False})
        return False

    def action_open_bills(self):
        """The bills that are named."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bills"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.move_ids.ids)],
        }

    def _take_role(self):
        self.check_access("read")
        text = self.env._("Answering suppliers takes the role Apprentice or above.")
        arguments.require_role(self.env, "ap_base.group_apprentice", text)

    # Late penalties ----------------------------------------------------------------------

    def _late_claims(self) -> list[dict]:
        """What the law of the country makes of late payments of the bills named: number,
        due, parts (days, percent, amount), interest, indemnity, currency. Countries say."""
        return []

    # Reminders ---------------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind of what is late, and of suppliers that keep silent."""
        request_owners.remind(self.sudo())
