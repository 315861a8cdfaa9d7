# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked at, by which rule, and how much it matters."""

import json

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

SEVERITIES = [("info", "Info"), ("warning", "Warning"), ("blocking", "Blocking")]


class ApControl(models.Model):
    """A rule that looks at a set of records and tells what is wrong.

    To add one: a data record with its `code`, and a method of that name,

        _inherit = "ap.control"

        def _find_<code>(self, company, records, date):
            return [FindingValue(...), ...]

    `self` is the control (for its parameters), run as superuser; `records` is the
    recordset to look at, or None for everything of the company. The method looks at
    that company only, in bulk, and returns every finding that holds now: the engine
    stores, reopens and resolves.
    """

    _name = "ap.control"
    _inherit = ["mail.thread", "ap.guarded"]
    _description = "Control"
    _order = "sequence, code"

    code = fields.Char(required=True, copy=False)
    name = fields.Char(string="Title", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    severity = fields.Selection(
        SEVERITIES, required=True, default="warning", tracking=True
    )
    reference = fields.Text(
        translate=True, help="The law, the contract or the policy behind the control."
    )
    remedy = fields.Text(
        string="What to do", translate=True, help="Shown to whoever treats a finding."
    )
    date_from = fields.Date(string="Valid from", tracking=True)
    date_to = fields.Date(string="Valid until", help="Included.", tracking=True)
    country_ids = fields.Many2many(
        "res.country", string="Countries", help="Empty: everywhere."
    )
    company_ids = fields.Many2many(
        "res.company", string="Companies", help="Empty: all of them."
    )
    res_model = fields.Char(string="Looks at", required=True)
    method = fields.Char(help="Empty: the method that carries the code of the control.")
    check_on_post = fields.Boolean(
        string="Check when posting",
        tracking=True,
        help="Journal entries are checked by it in the moment they are posted.",
    )
    check_on_change = fields.Boolean(
        string="Check when changed",
        tracking=True,
        help="Draft bills, and other documents that say so, are checked by it before what "
        "changed them is saved.",
    )
    ask_first = fields.Boolean(
        string="Asks before posting",
        tracking=True,
        help="Whoever posts a bill on a screen is asked first while such a finding is "
        "open. Findings that hold the payment always ask.",
    )
    hold_payment = fields.Boolean(
        string="Holds the payment",
        tracking=True,
        help="While a finding of it is open, the bill is not paid, whoever pays and "
        "from wherever.",
    )
    hold_transfers_only = fields.Boolean(
        string="Holds transfers only",
        tracking=True,
        help="The supplier collects it: what it collects is recorded with a payment method "
        "without the supplier's account, or matched on the bank statement.",
    )
    marks_cost = fields.Boolean(
        string="Bears on the amount",
        default=True,
        tracking=True,
        help="While a finding of it is open on a bill, what month-end closings accrue "
        "for that bill is to review. Not for what is only a matter of form.",
    )
    second_person = fields.Boolean(
        string="Waived by a second person",
        tracking=True,
        help="Never by who made the document, whatever the severity. Findings that block "
        "or hold a payment always are.",
    )
    parameters = fields.Json(string="Parameters (JSON)")
    parameters_text = fields.Text(
        string="Parameters",
        compute="_compute_parameters_text",
        inverse="_inverse_parameters_text",
    )
    template_ids = fields.One2many(
        "ap.control.message", "control_id", string="Sentences", copy=True
    )
    run_ids = fields.One2many("ap.control.run", "control_id", string="Last checks")
    open_count = fields.Integer(string="Open findings", compute="_compute_open_count")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is another control with that code."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The validity of a control must end after it starts.",
    )

    @api.depends("parameters")
    def _compute_parameters_text(self):
        for control in self:
            text = json.dumps(control.parameters or {}, indent=2, ensure_ascii=False)
            control.parameters_text = text

    def _inverse_parameters_text(self):
        for control in self:
            try:
                value = json.loads(control.parameters_text or "{}")
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The parameters of %(control)s are no valid JSON: %(error)s. "
                        'Write them like {"days": 30}.',
                        control=control.code,
                        error=error,
                    )
                ) from None
            if not isinstance(value, dict):
                raise ValidationError(
                    self.env._(
                        'Write the parameters of %(control)s between braces, like {"days": 30}.',
                        control=control.code,
                    )
                )
            control.parameters = value

    def _compute_open_count(self):
        groups = self.env["ap.finding"]._read_group(
            [("control_id", "in", self.ids), ("state", "in", ("open", "assigned"))],
            ["control_id"],
            ["__count"],
        )
        counts = {control.id: count for control, count in groups}
        for control in self:
            control.open_count = counts.get(control.id, 0)

    @api.constrains("method")
    def _check_method(self):
        for control in self.filtered("method"):
            if not control.method.startswith("_find_"):
                raise ValidationError(
                    self.env._(
                        "The method of %(control)s must be one whose name starts with _find_.",
                        control=control.code,
                    )
                )

    @api.constrains("res_model")
    def _check_res_model(self):
        for control in self:
            if control.res_model not in self.env:
                raise ValidationError(
                    self.env._(
                        "%(control)s looks at %(model)s, which does not exist here.",
                        control=control.code,
                        model=control.res_model,
                    )
                )

    @api.model
    def _ap_fixed_fields(self):
        """Findings, tasks and methods know a control by its code."""
        return super()._ap_fixed_fields() | {"code"}

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "The code of a control stays: its findings and its tasks are known by it. "
            "Archive the control, and make another one."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_with_findings(self):
        """What was found and waived stays to be seen."""
        found = self.env["ap.finding"].sudo().search(
            [("control_id", "in", self.ids)], limit=1
        )  # fmt: skip
        if found:
            raise UserError(
                self.env._(
                    "“%(control)s” has findings, waived ones among them: archive it "
                    "instead of deleting it.",
                    control=found.control_id.name,
                )
            )

    def unlink(self):
        """Delete them. An add-on that goes leaves those that found something, archived:
        what was found and waived stays to be seen."""
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        groups = self.env["ap.finding"].sudo()._read_group(
            [("control_id", "in", self.ids)], ["control_id"]
        )  # fmt: skip
        kept = self.browse(control.id for (control,) in groups)
        kept.active = False
        return super(ApControl, self - kept).unlink()

    @api.model
    def _load_records_create(self, vals_list):
        """Create what a data file brings; an add-on that comes back takes up the controls
        that it had left behind, with their findings."""
        codes = [vals.get("code") for vals in vals_list]
        named = self.with_context(active_test=False).search([("code", "in", codes)])
        left = {
            control.code: control
            for control in named
            if not control.active and not control.get_external_id()[control.id]
        }
        new = iter(
            super()._load_records_create(
                [vals for vals in vals_list if vals.get("code") not in left]
            )
        )
        records = self.browse()
        for vals in vals_list:
            control = left.get(vals.get("code"))
            if control:
                values = {name: vals[name] for name in vals if name != "code"}
                control.write({"active": True, **values})
            records += control or next(new)
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self.env["ap.finding"].sudo()._resolve_of_controls(self)
        return result

    def action_open_findings(self):
        """The findings of this control that are open."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_base.ap_finding_action"
        )
        action["context"] = {
            "search_default_control_id": self.id,
            "search_default_open": 1,
        }
        return action

    def action_check(self):
        """Run these controls now, for the companies the user works in."""
        totals = {"found": 0, "new": 0, "resolved": 0}
        for company in self.env.companies:
            counts = self.check(company.id, codes=self.mapped("code"))
            for count in counts.values():
                totals = {name: totals[name] + count[name] for name in totals}
        return self._notify_counts(totals)

    def _notify_counts(self, totals):
        message = self.env._(
            "%(found)s findings, of which %(new)s are new; %(resolved)s resolved.",
            **totals,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if totals["found"] else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.private
    def parameter(self, name, default=None):
        """The value of one parameter of the control."""
        return (self.parameters or {}).get(name, default)

    @api.model
    def _evidence_labels(self):
        """Translated labels of evidence, by code; heirs add theirs."""
        return {
            "document": self.env._("Document"),
            "other_document": self.env._("Other document"),
            "reference": self.env._("Reference"),
            "date": self.env._("Date"),
            "amount": self.env._("Amount"),
            "expected": self.env._("Expected"),
            "got": self.env._("Found"),
            "difference": self.env._("Difference"),
            "partner": self.env._("Partner"),
            "account": self.env._("Account"),
            "count": self.env._("Number"),
        }


class ApControlMessage(models.Model):
    """A sentence of a control, with places like %(reference)s for what was found."""

    _name = "ap.control.message"
    _inherit = ["ap.remembered.table"]
    _description = "Message of a control"
    _order = "control_id, id"
    _rec_name = "code"

    control_id = fields.Many2one(
        "ap.control", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(help="Empty: the message used when the control names none.")
    text = fields.Text(required=True, translate=True)

    _code_unique = models.UniqueIndex(
        "(control_id, COALESCE(code, ''))", "A control has one message per code."
    )

    @api.model
    @tools.ormcache("self.env.lang")
    def _texts(self) -> dict[int, dict[str, str]]:
        """The sentences in the reader's language: {id of the control: {code: text}}."""
        texts = {}
        # pylint: disable=no-search-all
        for message in self.sudo().search([]):  # a few hundred sentences
            texts.setdefault(message.control_id.id, {})[message.code or ""] = message.text
        return texts


class ApControlRun(models.Model):
    """When a control last looked at a company, and what came of it."""

    _name = "ap.control.run"
    _description = "Last check of a control"
    _order = "date desc, id"
    _rec_name = "control_id"

    control_id = fields.Many2one(
        "ap.control", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True)
    found_count = fields.Integer(string="Found")
    new_count = fields.Integer(string="New")
    resolved_count = fields.Integer(string="Resolved")
    error = fields.Text()

    _control_company_unique = models.UniqueIndex("(control_id, company_id)")
