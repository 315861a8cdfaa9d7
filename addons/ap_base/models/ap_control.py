# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked at, by which rule, and how much it matters."""

import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import groupby

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from . import arguments, control_night, control_together
from .control_reads import LOOK, ground_sources
from .control_together import TOGETHER
from .engine_pass import shared_readings
from .finding_value import UNCHECKED, FindingValue

SEVERITIES = [("info", "Info"), ("warning", "Warning"), ("blocking", "Blocking")]
_logger = logging.getLogger(__name__)
TURNS = 3
MOST_BROKEN = 20  # documents on which a control may break before it is broken itself
NIGHTLY_GAP = timedelta(hours=1)  # a control is not run again by the cron within it


class ApControl(models.Model):
    """A rule that looks at a set of records and states what is wrong.

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
        action = self.env["ir.actions.act_window"]._for_xml_id("ap_base.ap_finding_action")
        action["context"] = {"search_default_control_id": self.id, "search_default_open": 1}
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

    # Running the controls: on demand, when posting, and every night ----------------

    @api.model
    def check(self, company_id, codes=None, res_model=None, res_ids=None):
        """Run the controls of one company that are in force today, and store what they
        find.

        `codes` limits the controls, `res_model` and `res_ids` the documents: only
        findings of those documents are refreshed and resolved. Gives
        `{code: {"found", "new", "resolved"}}` for the controls that were run; of
        several, one that breaks has "error" beside zeros, and does not stop the others.
        """
        return self._check(company_id, codes, res_model, res_ids)

    @api.model
    def _check(self, company_id, codes=None, res_model=None, res_ids=None, date=None):
        """As `check`, on another day: no client chooses it, or findings of today would
        be resolved by naming a day on which they did not hold."""
        company = self._company_to_check(company_id)
        if res_ids is not None and not res_model:
            raise UserError(
                self.env._("Say of which model the documents are (res_model).")
            )
        self._refuse_unknown(codes)
        day = self._day(company, date)
        engine = self.sudo().with_company(company)
        engine.env.flush_all()
        controls = engine._in_force(company, day, codes, res_model)
        with shared_readings():
            result = controls._run_each(company, res_ids, day)
        if codes is None and res_model is None:
            engine._resolve_out_of_force(company, day)
        return result

    def _run_each(self, company, res_ids, day) -> dict:
        """Run these controls: together where none of them breaks, else each by itself."""
        if not self[1:]:
            with TOGETHER.open(None):
                return {one.code: one._run(company, res_ids, day) for one in self}
        result = control_together.run(self, company, res_ids, day)
        if result is None:
            result = {one.code: one._run_beside_others(company, res_ids, day) for one in self}
        return result

    def _run_beside_others(self, company, res_ids, day) -> dict:
        """Look, and store; what fails is noted, and undoes its own work only."""
        try:
            # Nothing waits to be flushed; a flush would run what waits for the commit.
            with self.env.cr.savepoint(flush=False), TOGETHER.open(None):
                return self._run(company, res_ids, day)
        except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            _logger.exception("Control %s failed for %s", self.code, company.name)
            if res_ids is None:
                self._remember_run(company, error=str(error))
            stated = self.env._("The control broke: the server log says where.")
            return {"found": 0, "new": 0, "resolved": 0, "error": stated}

    def _run(self, company, res_ids, day) -> dict:
        """Look, and store. One control, as superuser."""
        self.ensure_one()
        name = self._method_name()
        method = getattr(self, name, None)
        if method is None:
            raise UserError(
                self.env._(
                    "The control %(control)s cannot run: no add-on brings its method "
                    "%(method)s. Install that add-on or archive the control.",
                    control=self.display_name,
                    method=name,
                )
            )
        records = None
        if res_ids is not None:
            records = self.env[self.res_model].browse(res_ids).exists()
        if records is None:
            return self._run_on_all(method, company, day)
        values = self._look(method, company, records, day) if records else []
        return self.env["ap.finding"]._store(self, company, values, res_ids)

    def _run_on_all(self, method, company, day) -> dict:
        """Look at all documents; at night at those of which something changed."""
        shared = TOGETHER.value
        look = shared.looks.get(self.id) if shared else control_night.look_of(self, company)
        compared = look is not None and look.changed is not None
        before = control_night.said(self, company) if compared else None
        with LOOK.open(look):
            nothing = look is not None and look.ids == []
            values = [] if nothing else self._look(method, company, None, day)
            counts = self.env["ap.finding"]._store(self, company, values)
        missed = []
        if compared:
            missed = control_night.missed(look, before, control_night.said(self, company))
            control_night.report_missed(self, company, missed)
        self._remember_run(company, counts, look=look, missed=len(missed))
        return counts

    def _look(self, method, company, records, day) -> list:
        """What the control finds. A document on which it breaks is reported to be unchecked,
        and does not stop the check of the others."""
        if TOGETHER.is_open:
            return list(method(company, records, day))
        found, error = self._tried(method, company, records, day)
        if error is None:
            return found
        asked_for = records is not None and len(records) == 1
        if records is None:
            records = self._usual_scope(company, day)
        if not records:
            raise error
        most = 1 if asked_for else min(MOST_BROKEN, len(records) - 1)
        return self._look_apart(method, company, records, day, most)

    def _look_apart(self, method, company, records, day, most) -> list:
        """Look at halves until the documents on which the control breaks are alone. Where it
        breaks on more than `most`, it is not for the documents, and the error is raised."""
        found, broken, waiting = [], records.browse(), [records]
        while waiting:
            some = waiting.pop()
            values, error = self._tried(method, company, some, day)
            if error is None:
                found += values
            elif len(some) > 1:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
            else:
                broken |= some
                if len(broken) > most:
                    raise error
                _logger.error(
                    "Control %s could not check %s", self.code, some, exc_info=error
                )
                found.append(FindingValue(some._name, some.id, UNCHECKED, UNCHECKED))
        return found

    def _tried(self, method, company, records, day):
        """What the method finds, and None; or nothing, and what went wrong."""
        try:
            with self.env.cr.savepoint(flush=False):  # `check` has flushed
                return list(method(company, records, day)), None
        except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            return [], error

    def _is_of_bills_only(self) -> bool:
        """Whether the control's method looks at bills, credit notes and receipts of
        suppliers only: other entries are posted without it."""
        self.ensure_one()
        return self._method_name() in self._methods_of_bills()

    def _method_name(self) -> str:
        """The method of the model that looks."""
        return self.method or f"_find_{self.code}"

    @api.model
    def _methods_of_bills(self) -> frozenset[str]:
        """Names of the methods that look at no other entry than purchase documents.
        Heirs add theirs."""
        return frozenset()

    def _usual_scope(self, company, day):
        """The documents that the control looks at when all are asked for, to find those on
        which it breaks; none where that is not known. Heirs know it for their models."""
        return self.env[self.res_model].browse()

    def _company_to_check(self, company_id):
        takes = self.env._("Running controls takes the role Apprentice or above.")
        arguments.require_role(self.env, "ap_base.group_apprentice", takes)
        return arguments.company(self.env, company_id).sudo()

    def _refuse_unknown(self, codes):
        if codes is None:
            return
        known = (
            self.sudo().with_context(active_test=False).search([("code", "in", codes)])
        )
        unknown = sorted(set(codes) - set(known.mapped("code")))
        if unknown:
            raise UserError(
                self.env._(
                    "There is no control with the code %(codes)s.",
                    codes=", ".join(unknown),
                )
            )

    def _day(self, company, date):
        return arguments.day(self.env, date) if date else company._company_today()

    @api.model
    def _in_force(self, company, day, codes=None, res_model=None):
        """The active controls that apply to the company on that day."""
        country = company.account_fiscal_country_id or company.country_id
        domain = [
            "|", ("date_from", "=", False), ("date_from", "<=", day),
            "|", ("date_to", "=", False), ("date_to", ">=", day),
            "|", ("country_ids", "=", False), ("country_ids", "in", country.ids),
            "|", ("company_ids", "=", False), ("company_ids", "in", company.ids),
        ]  # fmt: skip
        if codes is not None:
            domain.append(("code", "in", codes))
        if res_model:
            domain.append(("res_model", "=", res_model))
        return self.search(domain)

    def _resolve_out_of_force(self, company, day):
        """Close what was found by controls that no longer apply to the company."""
        gone = self.search([("active", "in", [True, False])]) - self._in_force(
            company, day
        )
        self.env["ap.finding"]._resolve_of_controls(gone, company)

    def _remember_run(self, company, counts=None, error=None, look=None, missed=0):
        """Keep when the control looked at the company."""
        row = control_night.run_row(self, company, counts, error, look, missed)
        if TOGETHER.is_open:
            TOGETHER.value.runs.append(row)
            return
        control_night.remember(self.env, [row])
        self.env["ap.control.run"].invalidate_model()

    @api.model
    def _sources(self) -> dict:
        """What bills stand on, by the names that `reads` declares; rooms add theirs."""
        return ground_sources()

    @api.model
    def _says_nothing(self) -> frozenset[str]:
        """Columns of companies that say nothing of their bills; rooms add theirs."""
        return frozenset()

    @api.model
    def _cron_check(self):
        """Run every control for every company; what fails is noted and does not stop
        the others. Called again, it goes on where it was."""
        due = self._due_tonight()
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for company, pairs in groupby(due, key=lambda pair: pair[1]):
            with shared_readings(), control_night.tonight(self.env, company):
                controls = self.browse(control.id for control, _company in pairs)
                for some in control_night.parts(controls, company):
                    some._check_or_note(company)
                    if not self.env["ir.cron"]._commit_progress(len(some)):
                        return
        day = fields.Date.context_today(self)
        for company in self.env["res.company"].search([("active", "=", True)]):
            self._resolve_out_of_force(company, day)

    def _check_or_note(self, company):
        """Check; when somebody checks the same at that moment, once more."""
        for turn in range(TURNS):
            try:
                self.check(company.id, codes=self.mapped("code"))
                return
            except Exception as error:
                self.env.cr.rollback()
                at_once = isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
                if at_once and turn < TURNS - 1:
                    continue
                if self[1:]:
                    for control in self:
                        control._check_or_note(company)
                        self.env["ir.cron"]._commit_progress()
                    return
                _logger.exception("Control %s failed for %s", self.code, company.name)
                self._remember_run(company, error=str(error))
                return

    def _due_tonight(self):
        """Pairs of control and company, those seen least recently first."""
        limit = fields.Datetime.now() - NIGHTLY_GAP
        runs = self.env["ap.control.run"].search([("date", ">", limit)])
        done = {(run.control_id.id, run.company_id.id) for run in runs}
        day = fields.Date.context_today(self)
        return [
            (control, company)
            for company in self.env["res.company"].search([])
            for control in self._in_force(company, day)
            if (control.id, company.id) not in done
        ]
