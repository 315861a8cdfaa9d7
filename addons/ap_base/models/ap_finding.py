# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the controls found, and what people decided about it."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date, ormcache

from . import second_person
from .finding_store import FindingStore
from .finding_value import OPEN_STATES, RANKS, UNCHECKED, fill, plain
from .words import amount_text


class ApFinding(models.Model):
    """One cause found on one record.

    Rows are written by the controls and change only through the methods below: nobody
    edits them, so that the trace in the chatter is complete.
    """

    _name = "ap.finding"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Finding"
    _order = "rank desc, holding desc, asking desc, amount desc nulls last, first_seen, id"
    _rec_name = "message_plain"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    control_id = fields.Many2one(
        "ap.control", required=True, index=True, readonly=True, ondelete="restrict"
    )
    control_code = fields.Char(related="control_id.code", store=True, string="Code")
    severity = fields.Selection(related="control_id.severity", store=True)
    rank = fields.Integer(compute="_compute_rank", store=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("assigned", "Assigned"),
            ("waived", "Waived"),
            ("resolved", "Resolved"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    res_model = fields.Char(required=True, readonly=True, string="Document model")
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True, string="Document id"
    )
    record_ref = fields.Reference(
        selection="_selection_model", compute="_compute_record_ref", string="Record"
    )
    document = fields.Char(compute="_compute_document")
    key = fields.Char(required=True, default="", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null")
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    message = fields.Text(compute="_compute_message", search="_search_message")
    message_plain = fields.Text(readonly=True, string="Message in English")
    message_code = fields.Char(readonly=True)
    message_values = fields.Json(readonly=True)
    cause = fields.Char(readonly=True, help="Digest of what was found.")
    evidence = fields.Json(readonly=True, string="Evidence (JSON)")
    evidence_html = fields.Html(
        compute="_compute_evidence_html", string="Evidence", sanitize=False
    )
    remedy = fields.Text(related="control_id.remedy")
    reference = fields.Text(related="control_id.reference")
    first_seen = fields.Datetime(readonly=True)
    last_seen = fields.Datetime(readonly=True)
    date_resolved = fields.Datetime(string="Resolved on", readonly=True)
    age_days = fields.Integer(string="Age (days)", compute="_compute_age_days")
    user_id = fields.Many2one("res.users", string="Assigned to", readonly=True)
    assigned_by_hand = fields.Boolean(
        readonly=True, help="A person chose who is assigned; else the control did."
    )
    date_due = fields.Date(string="To clear by", readonly=True)
    holds = fields.Boolean(
        string="Holds the payment",
        default=True,
        readonly=True,
        help="The payment waits for it, if its control holds payments.",
    )
    as_checked = fields.Boolean(
        readonly=True,
        help="As the last night of its control wrote it: nobody wrote on it since.",
    )
    holding = fields.Boolean(
        string="Payment waits",
        compute="_compute_holding",
        store=True,
        help="What holds a payment comes before what is only to be known.",
    )
    asking = fields.Boolean(
        string="Asked before posting",
        compute="_compute_asking",
        store=True,
        help="Known before the bill is posted; it comes before what is only to be known.",
    )
    waive_reason = fields.Text(readonly=True)
    waive_user_id = fields.Many2one("res.users", string="Waived by", readonly=True)
    waive_date = fields.Datetime(string="Waived on", readonly=True)
    next_action = fields.Selection(
        [("take", "Assign to me"), ("open", "Open the document"), ("waive", "Waive")],
        compute="_compute_next_action",
    )
    can_waive = fields.Boolean(compute="_compute_next_action")

    _cause_once = models.UniqueIndex(
        "(company_id, control_id, res_model, res_id, key)",
        "That cause is already a finding of this document.",
    )
    _document_idx = models.Index("(res_model, res_id) WHERE state <> 'resolved'")
    _again_idx = models.Index("(control_id, company_id) WHERE as_checked IS NOT TRUE")
    _open_idx = models.Index("(company_id, rank) WHERE state IN ('open', 'assigned')")

    @api.depends("severity")
    def _compute_rank(self):
        for finding in self:
            finding.rank = RANKS.get(finding.severity, 0)

    @api.depends("holds", "control_id.hold_payment")
    def _compute_holding(self):
        for finding in self:
            finding.holding = finding.holds and finding.control_id.hold_payment

    @api.depends("control_id.ask_first", "control_id.hold_transfers_only", "holding")
    def _compute_asking(self):
        for finding in self:
            control = finding.control_id
            holds = finding.holding and not control.hold_transfers_only
            finding.asking = control.ask_first or holds

    @api.model
    def _selection_model(self):
        return [*self._models_in_words()]

    @api.model
    @ormcache("self.env.lang")
    def _models_in_words(self):
        """(technical name, name in the reader's language) of each model: Odoo asks it of
        each row of a list."""
        models_ = self.env["ir.model"].sudo().search_fetch([], ["model", "name"])
        return tuple((model.model, model.name) for model in models_)

    @api.depends("res_model", "res_id")
    def _compute_record_ref(self):
        """The document, where it still exists and the reader may see it."""
        for name, findings in self.grouped("res_model").items():
            visible = {}
            if name in self.env and self.env[name].has_access("read"):
                documents = self.env[name].browse(findings.mapped("res_id")).exists()
                visible = {one.id: one for one in documents._filtered_access("read")}
            for finding in findings:  # a text would be asked of the database, row by row
                finding.record_ref = visible.get(finding.res_id, False)

    @api.depends("record_ref")
    def _compute_document(self):
        """What people call the document: the supplier's number of a bill, or its name."""
        for finding in self:
            record = finding.record_ref
            is_bill = record and record._name == "account.move"
            finding.document = (is_bill and record.ref) or (
                record and record.display_name
            )

    @api.depends_context("lang")
    @api.depends("message_code", "message_values", "control_id.template_ids.text")
    def _compute_message(self):
        texts = self.env["ap.control.message"]._texts()
        for finding in self:
            finding.message = finding._render(texts.get(finding.control_id.id, {}))

    @api.model
    def _search_message(self, operator, value):
        """Search the English copy, which also holds references, names and amounts."""
        if operator not in ("ilike", "not ilike", "like", "not like", "=ilike", "in"):
            return NotImplemented
        return Domain("message_plain", operator, value)

    @api.depends_context("lang")
    @api.depends("evidence")
    def _compute_evidence_html(self):
        labels = self.env["ap.control"]._evidence_labels()
        for finding in self:
            finding.evidence_html = finding._evidence_table(labels)

    @api.depends("first_seen")
    def _compute_age_days(self):
        today = fields.Datetime.now()
        for finding in self:
            seen = finding.first_seen or today
            finding.age_days = (today - seen).days

    @api.depends_context("uid")
    @api.depends("state", "severity", "user_id")
    def _compute_next_action(self):
        """The one thing to do next: take it, look at it, or let it pass."""
        user = self.env.user
        entitled = self._severities_user_may_waive()
        takes_part = user.has_group("ap_base.group_apprentice")
        for finding in self:
            is_open = finding.state in OPEN_STATES
            finding.can_waive = (
                is_open and finding.severity in entitled and not finding._waived_elsewhere()
            )
            if finding.can_waive and finding.severity == "info":
                finding.next_action = "waive"
            elif is_open and takes_part and not finding.user_id:
                finding.next_action = "take"
            else:
                finding.next_action = "open"

    @api.depends("message")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = finding.message or finding.control_code

    def write(self, vals):
        own = set(vals) & set(self._fields_of_the_engine())
        if own and not self.env.su:
            raise AccessError(
                self.env._(
                    "Findings are not edited: assign or waive them, or mend the document."
                )
            )
        # Whatever is written, the next night looks at the document again.
        result = super().write({"as_checked": False, **vals})
        self._read_again_on_documents(self.mapped("res_model"))
        return result

    @api.model
    def _read_again_on_documents(self, names):
        """Findings have changed: documents of these models forget what they show of them."""
        for name in set(names):
            document = self.env.get(name)
            if hasattr(document, "_ap_shows_of_findings"):
                document.invalidate_model(document._ap_shows_of_findings(), flush=False)

    @api.model
    def _store(self, control, company, values, res_ids=None) -> dict:
        """Make the stored findings of a control equal to what it found, as superuser; see
        `FindingStore.store`."""
        return FindingStore(self.env).store(control, company, values, res_ids)

    @api.model
    def _resolve_of_controls(self, controls, company=None) -> None:
        """Close every finding of controls that are archived or no longer apply."""
        FindingStore(self.env).resolve_of_controls(controls, company)

    def _fields_of_the_engine(self):
        prefixes = ("message_follower", "message_partner", "message_ids", "activity_")
        return [
            name
            for name, field in self._fields.items()
            if not name.startswith((*prefixes, "website_", "my_activity"))
            and name != "message_main_attachment_id"
        ]

    # What people do ---------------------------------------------------------------

    def waive(self, reason):
        """Let these findings pass, for a reason that stays with them.

        Accountants waive infos and warnings, the head of accounting blocking ones too.
        What blocks a document or holds its payment is waived by somebody else than who
        entered or posted it, or entered the bank account that it is paid to. Refused for
        findings that are decided at another place (differences to an order).
        """
        self._refuse_waiver()
        self._refuse_waived_elsewhere()
        alone = second_person.refuse_own(self)
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Give the reason why this can pass."))
        done = self.filtered(lambda finding: finding.state == "resolved")
        if done:
            raise UserError(
                self.env._(
                    "“%(finding)s” is already resolved: there is nothing to waive.",
                    finding=done[0].display_name,
                )
            )
        self._write_and_log(
            {
                "state": "waived",
                "waive_reason": reason,
                "waive_user_id": self.env.uid,
                "waive_date": fields.Datetime.now(),
            },
            self.env._("Waived: %(reason)s", reason=reason),
        )
        second_person.log_alone(alone)
        return True

    def assign(self, user_id):
        """Give these findings to a person; to nobody with an empty `user_id`."""
        self._refuse_outsiders()
        user = self.env["res.users"].browse(user_id or [])
        if user and not user.sudo().exists().has_group("ap_base.group_apprentice"):
            raise UserError(
                self.env._(
                    "%(user)s has no role that treats findings: Apprentice or above.",
                    user=user.sudo().exists().display_name or user_id,
                )
            )
        for company in self.company_id:
            if user and company not in user.sudo().company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s does not work in %(company)s.",
                        user=user.sudo().display_name,
                        company=company.sudo().display_name,
                    )
                )
        open_ones = self.filtered(lambda finding: finding.state in OPEN_STATES)
        name = user.sudo().display_name if user else self.env._("nobody")
        open_ones._write_and_log(
            {
                "user_id": user.id,
                "assigned_by_hand": bool(user),
                "state": "assigned" if user else "open",
            },
            self.env._("Assigned to %(user)s.", user=name),
        )
        return True

    def reopen(self):
        """Take a waiver back."""
        self._refuse_waiver()
        waived = self.filtered(lambda finding: finding.state == "waived")
        waived._write_and_log(
            {"state": "open", **self._nobody(), **self._no_waiver()},
            self.env._("Waiver taken back."),
        )
        return True

    def action_assign_to_me(self):
        """Assign these findings to the user; those of others are taken over."""
        return self.assign(self.env.uid)

    def action_open_document(self):
        """Open the document that the finding is about."""
        self.ensure_one()
        if not self.record_ref:
            raise UserError(
                self.env._(
                    "The document no longer exists or is not yours to see. The finding "
                    "resolves itself with the next check."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_check_again(self):
        """Run the controls of these findings on their documents."""
        totals = {"found": 0, "new": 0, "resolved": 0}
        groups = self.grouped(lambda f: (f.company_id, f.control_id, f.res_model))
        for (company, control, model), findings in groups.items():
            counts = self.env["ap.control"].check(
                company.id, [control.code], model, findings.mapped("res_id")
            )
            for count in counts.values():
                totals = {name: totals[name] + count[name] for name in totals}
        return self.env["ap.control"]._notify_counts(totals)

    def action_waive(self):
        """Ask for the reason, then waive."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_base.ap_finding_waive_action"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action

    # Roles --------------------------------------------------------------------------

    def _severities_user_may_waive(self):
        if self.env.user.has_group("ap_base.group_head"):
            return {"info", "warning", "blocking"}
        if self.env.user.has_group("ap_base.group_accountant"):
            return {"info", "warning"}
        return set()

    def _refuse_outsiders(self):
        if not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Treating findings takes the role Apprentice or above.")
            )
        self.check_access("read")

    def _refuse_waiver(self):
        entitled = self._severities_user_may_waive()
        if not entitled:
            raise AccessError(
                self.env._("Waiving findings takes the role Accountant or above.")
            )
        self.check_access("read")
        above = self.filtered(lambda finding: finding.severity not in entitled)
        if above:
            raise AccessError(
                self.env._(
                    "“%(finding)s” is blocking: only the head of accounting can waive it.",
                    finding=above[0].display_name,
                )
            )

    def _waived_elsewhere(self) -> bool:
        """Whether the finding is decided at another place; higher rooms say which."""
        return False

    def _refuse_waived_elsewhere(self):
        """Refuse, with the way to that place; higher rooms that have one do it."""

    def _write_and_log(self, vals, body):
        self.sudo().write(vals)
        self._message_log_batch(dict.fromkeys(self.ids, body))

    def _nobody(self):
        """Values of a finding that nobody took; the next check names its owner."""
        return {"user_id": False, "assigned_by_hand": False}

    def _no_waiver(self):
        return {"waive_reason": False, "waive_user_id": False, "waive_date": False}

    # Sentences and evidence in the reader's language -----------------------------------

    def _render(self, templates) -> str:
        """The message of this finding, from the templates of its control by code."""
        template = templates.get(self.message_code or "")
        if not template and self.message_code == UNCHECKED:
            return self.env._(
                "%(control)s: this document could not be checked. The server log says why: "
                "tell your administrator.",
                control=self.control_id.name,
            )
        template = template or templates.get("")
        if not template:
            return self.control_id.name or ""
        return fill(template, self.message_values or {}, self._shown)

    def _shown(self, value) -> str:
        """A value in the way of the reader's language."""
        if isinstance(value, list):
            return ", ".join(map(self._shown, value))
        if isinstance(value, dict) and "date" in value:
            return format_date(self.env, fields.Date.to_date(value["date"]))
        if isinstance(value, dict) and "term" in value:
            model, res_id, field = value["term"]
            record = self.env[model].sudo().browse(res_id).exists()
            return record[field] if record else plain(value)
        if isinstance(value, dict) and "amount" in value:
            currency = self.env["res.currency"].browse(value.get("currency_id") or [])
            currency = currency or self.company_id.currency_id
            return amount_text(self.env, float(value["amount"]), currency)
        return plain(value)

    def _evidence_table(self, labels) -> Markup:
        """Evidence as two columns, documents as links, in the order of the labels (the
        database does not keep that of the keys)."""
        places = {code: place for place, code in enumerate(labels)}
        evidence = sorted(
            (self.evidence or {}).items(),
            key=lambda pair: places.get(pair[0], len(places)),
        )
        rows = [
            Markup("<tr><th class='pe-3 fw-normal text-muted'>%s</th><td>%s</td></tr>")
            % (labels.get(code, code), self._evidence_cell(value))
            for code, value in evidence
        ]
        if not rows:
            return Markup()
        return Markup("<table class='table table-sm'>%s</table>") % Markup().join(rows)

    def _evidence_cell(self, value) -> Markup | str:
        if isinstance(value, list):
            return Markup("<br/>").join(map(self._evidence_cell, value))
        if isinstance(value, dict) and "model" in value:
            return Markup("<a href='/odoo/%s/%s'>%s</a>") % (
                value["model"],
                value["id"],
                value.get("name") or value["id"],
            )
        return self._shown(value)
