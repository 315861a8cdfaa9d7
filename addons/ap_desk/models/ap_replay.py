# SPDX-License-Identifier: AGPL-3.0-or-later
"""A change of rules or limits tried over months that are over, before it is switched on.

Nothing is written but the replay itself: each day is asked with what was known on it, by
the rules that the rooms themselves use. What people decided is the reference.
"""

import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_closing.models.res_company import CONVENTIONS

from ..rules import replay_values
from . import replay_words
from .replay import KINDS
from .replay.store import insert_day

KIND_NAMES = [
    ("bank", "Matching of bank lines"),
    ("bills", "Matching of bills with orders"),
    ("closings", "Closings"),
    ("controls", "A control"),
]
MOST_AT_ONCE = 31  # days that a button works through while somebody waits
SETUP = {
    "name", "company_id", "kind", "date_from", "date_to", "basis", "rules_after",
    "bank_rule_ids", "policy_ids", "has_limits", "small_limit", "fee_limit",
    "convention", "has_accrual_limit", "accrual_limit", "control_id", "parameters",
    "parameters_text",
}  # fmt: skip


class ApReplay(models.Model):
    _name = "ap.replay"
    _description = "Replay of past months"
    _inherit = ["ap.guarded"]
    _order = "id DESC"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KIND_NAMES, string="What is replayed", required=True, default="bank")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    basis = fields.Selection(
        [("entered", "What had been entered by then"), ("dated", "What is dated by then")],
        string="Known on a day",
        required=True,
        default="entered",
        help="The second for months that were taken over from another system at once.",
    )
    rules_after = fields.Selection(
        [("tried", "As they were, with what is tried"), ("today", "As they are today")],
        string="Rules afterwards",
        required=True,
        default="tried",
    )
    bank_rule_ids = fields.Many2many(
        "ap.bank.rule",
        string="Rules tried",
        check_company=True,
        context={"active_test": False},
        help="Rules that are archived are tried without being switched on.",
    )
    policy_ids = fields.Many2many(
        "ap.match.policy",
        string="Policies tried",
        context={"active_test": False},
        domain="[('company_id', 'in', (False, company_id))]",
        help="Each takes the place of the one that holds for the same. Archived ones are "
        "tried without being switched on.",
    )
    has_limits = fields.Boolean(string="Try other limits")
    small_limit = fields.Monetary(string="Difference at most")
    fee_limit = fields.Monetary(string="Fee at most")
    convention = fields.Selection(
        CONVENTIONS, help="Tried for every cost with a period. Empty: as each line had it."
    )
    has_accrual_limit = fields.Boolean(string="Try another smallest amount")
    accrual_limit = fields.Monetary(string="Smallest amount to accrue")
    control_id = fields.Many2one(
        "ap.control", string="Control", ondelete="restrict", context={"active_test": False}
    )
    parameters = fields.Json(string="Parameters tried")
    parameters_text = fields.Text(
        string="Parameters",
        compute="_compute_parameters_text",
        inverse="_inverse_parameters_text",
        help='Those that are tried, as on the control: {"days": 30}. Others stay.',
    )

    state = fields.Selection(
        [("draft", "Draft"), ("waiting", "Waiting"), ("running", "Running"), ("done", "Done"),
         ("failed", "Failed")],
        required=True, default="draft", copy=False,
    )  # fmt: skip
    progress = fields.Integer(copy=False, string="Done (%)", aggregator=False)
    day_done = fields.Date(copy=False)
    message = fields.Text(copy=False, string="What is not known")
    asked_by_id = fields.Many2one("res.users", string="Asked by", copy=False)
    done_on = fields.Datetime(copy=False)
    fingerprint = fields.Char(copy=False, help="Two runs that say the same have the same one.")
    fingerprint_before = fields.Char(copy=False, string="Fingerprint of the run before")
    counts = fields.Json(copy=False)
    line_ids = fields.One2many("ap.replay.line", "replay_id", string="Documents")
    line_count = fields.Integer(copy=False, string="Documents replayed")
    changed_count = fields.Integer(copy=False, string="Change sides")
    summary_html = fields.Html(compute="_compute_summary_html", sanitize=False)
    same_text = fields.Char(compute="_compute_same_text", string="Run again")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(SETUP | {"line_ids"})

    @api.model
    def _kinds(self) -> dict:
        """{kind: its class}: add-ons add theirs."""
        return KINDS

    @api.constrains("date_from", "date_to", "company_id")
    def _check_period(self):
        for replay in self:
            if replay.date_to < replay.date_from:
                raise ValidationError(self.env._("The last day is before the first."))
            if replay.date_to >= replay.company_id._company_today():
                raise ValidationError(self.env._("Only days that are over are replayed."))

    @api.constrains("kind", "control_id")
    def _check_control(self):
        if self.filtered(lambda one: one.kind == "controls" and not one.control_id):
            raise ValidationError(self.env._("Choose the control that looks again."))

    @api.constrains("small_limit", "fee_limit", "accrual_limit")
    def _check_limits(self):
        if self.filtered(lambda one: min(one.small_limit, one.fee_limit, one.accrual_limit) < 0):
            raise ValidationError(self.env._("Limits of differences have no sign."))

    def write(self, vals):
        if vals.keys() & (SETUP - {"name"}) and self.filtered(lambda one: one.state != "draft"):
            raise UserError(
                self.env._("This replay has run: duplicate it to try something else.")
            )
        return super().write(vals)

    @api.depends("parameters", "control_id")
    def _compute_parameters_text(self):
        for replay in self:
            shown = replay.parameters or replay.control_id.parameters or {}
            replay.parameters_text = json.dumps(shown, indent=2, ensure_ascii=False)

    def _inverse_parameters_text(self):
        for replay in self:
            replay.parameters = replay._read_parameters(replay.parameters_text or "{}")

    @api.model
    def _read_parameters(self, text) -> dict:
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ValidationError(
                self.env._('Write the parameters between braces, like {"days": 30}.')
            )
        return value

    @api.depends("counts")
    @api.depends_context("lang")
    def _compute_summary_html(self):
        for replay in self:
            replay.summary_html = replay_words.summary(replay) if replay.counts else False

    @api.depends("fingerprint", "fingerprint_before")
    @api.depends_context("lang")
    def _compute_same_text(self):
        same = self.env._("The same as the run before.")
        other = self.env._("Not the same as the run before: documents or their matching changed.")
        for replay in self:
            then = replay.fingerprint_before
            replay.same_text = then and replay.fingerprint and (
                same if then == replay.fingerprint else other
            )

    # Scripts ---------------------------------------------------------------------------

    @api.model
    def run(self, kind, company_id, date_from, date_to, change=None):
        """Replay a kind of decision over days that are over, and wait for the result.

        `kind`: `bank`, `bills`, `closings`, `controls`. `change`: `{"basis" (entered, dated),
        "rules_after" (tried, today), "rule_ids", "policy_ids", "small_limit", "fee_limit",
        "convention", "accrual_limit", "control" (its code), "parameters"}`, all optional but
        the control of `controls`. Gives `{"replay_id", "documents", "changed", "before", "after", "fingerprint", "unknown"}`: `before` and
        `after` count the verdicts. Takes the role Accountant; refuses days to come, and
        more than 366 days.
        """
        self._refuse_below_accountant()
        company = arguments.company(self.env, company_id)
        first, last = (arguments.day(self.env, one) for one in (date_from, date_to))
        if kind not in self._kinds():
            raise UserError(self.env._("Nothing replays “%(kind)s”.", kind=kind))
        if (last - first).days > 366:
            raise UserError(self.env._("Replay a year at most at once."))
        replay = self.with_company(company).create(
            {"company_id": company.id, "kind": kind, "date_from": first, "date_to": last}
            | self._asked(company, change or {})
            | {"name": self.env._("From %(first)s to %(last)s", first=first, last=last)}
        )
        replay._start()
        replay.sudo()._work()
        return replay._result()

    def _asked(self, company, change) -> dict:
        """The values of a change that a script asks for."""
        known = {
            "basis", "rules_after", "rule_ids", "policy_ids", "small_limit", "fee_limit",
            "convention", "accrual_limit", "control", "parameters",
        }  # fmt: skip
        if not isinstance(change, dict) or change.keys() - known:
            raise UserError(
                self.env._("A change has these keys: %(keys)s.", keys=", ".join(sorted(known)))
            )
        values = self._asked_limits(change) | self._asked_control(change)
        values |= {
            name: arguments.text(change[name])
            for name in ("basis", "rules_after", "convention")
            if change.get(name)
        }
        for name in values.keys() & {"basis", "rules_after", "convention"}:
            options = dict(self._fields[name].selection)
            if values[name] not in options:
                raise UserError(
                    self.env._("%(value)s is none of: %(names)s.", value=values[name],
                               names=", ".join(options))
                )  # fmt: skip
        for key, name in (("rule_ids", "bank_rule_ids"), ("policy_ids", "policy_ids")):
            if change.get(key):
                records = self.env[self._fields[name].comodel_name]
                known = records.with_context(active_test=False).search(
                    [("company_id", "in", (False, company.id))]
                )
                asked = arguments.among(self.env, change[key], known)
                values[name] = [fields.Command.set(asked.ids)]
        return values

    def _asked_limits(self, change) -> dict:
        """The limits of a change, each with the switch that it needs."""
        switches = {
            "small_limit": "has_limits", "fee_limit": "has_limits",
            "accrual_limit": "has_accrual_limit",
        }  # fmt: skip
        values = {}
        for name, switch in switches.items():
            number = arguments.number(self.env, change.get(name))
            if number is not None:
                values |= {name: number, switch: True}
        return values

    def _asked_control(self, change) -> dict:
        """The control of a change, and its parameters."""
        values = {}
        if change.get("parameters"):
            values["parameters"] = self._read_parameters(json.dumps(change["parameters"]))
        if change.get("control"):
            controls = self.env["ap.control"].with_context(active_test=False)
            code = arguments.text(change["control"])
            found = controls.search([("code", "=", code)])
            if not found:
                raise UserError(self.env._("There is no control %(code)s.", code=code))
            values["control_id"] = found.id
        return values

    def _result(self) -> dict:
        self.ensure_one()
        return {
            "replay_id": self.id,
            "documents": self.line_count,
            "changed": self.changed_count,
            "before": self.counts["before"],
            "after": self.counts["after"],
            "fingerprint": self.fingerprint,
            "unknown": (self.message or "").splitlines(),
        }

    # Buttons ---------------------------------------------------------------------------

    def action_run(self):
        """Run it, or run it again: at once where the days are few, else in the background."""
        self._refuse_below_accountant()
        for replay in self:
            replay._start()
            if (replay.date_to - replay.date_from).days < MOST_AT_ONCE:
                replay.sudo()._work()
        waiting = self.filtered(lambda one: one.state == "waiting")
        if waiting:
            self.env.ref("ap_desk.ir_cron_replay").sudo()._trigger()
        return True

    def action_lines(self):
        """The documents, those that change sides first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "ap.replay.line",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("replay_id", "=", self.id)],
            "context": {"create": False, "search_default_changes": bool(self.changed_count)},
        }

    def _refuse_below_accountant(self):
        sentence = self.env._("Replaying past months takes the role Accountant or above.")
        arguments.require_role(self.env, "ap_base.group_accountant", sentence)

    # Work ------------------------------------------------------------------------------

    def _start(self):
        """Forget the result of before, and wait for work."""
        self.ensure_one()
        self.check_access("write")
        replay = self.sudo()
        replay.lock_for_update()
        if replay.state in ("waiting", "running"):
            raise UserError(self.env._("This replay is running already."))
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM ap_replay_line WHERE replay_id = %s", self.id))
        self.env["ap.replay.line"].invalidate_model()
        replay.write(
            {
                "state": "waiting", "progress": 0, "day_done": False, "message": False,
                "asked_by_id": self.env.uid, "done_on": False, "counts": False,
                "fingerprint_before": replay.fingerprint, "fingerprint": False,
                "line_count": 0, "changed_count": 0,
            }
        )  # fmt: skip

    def _work(self, commit=None) -> bool:
        """Work through the days that are left; `commit`: what keeps each day, and says
        whether there is time for another. Return whether all is done."""
        self.ensure_one()
        kind = self._kinds()[self.kind](self)
        days = kind.days()
        for done, day in enumerate(days, 1):
            if self.day_done and day <= self.day_done:
                continue
            insert_day(self, kind, day)
            self.write(
                {"state": "running", "day_done": day, "progress": 100 * done // len(days)}
            )
            if commit and not commit(0):
                return False
            if commit and not self.try_lock_for_update():
                return False  # somebody else took it up
        self._finish(kind)
        return True

    def _finish(self, kind):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT res_model, res_id, before, after, before_verdict, after_verdict,"
                " changes_side, unseen FROM ap_replay_line WHERE replay_id = %s"
                " ORDER BY res_model, res_id",
                self.id,
            )
        )
        self.write(
            {
                "state": "done", "progress": 100, "done_on": fields.Datetime.now(),
                "message": "\n".join(kind.unknown()), "line_count": len(rows),
                "changed_count": sum(row[6] for row in rows),
                "counts": {
                    "before": replay_values.counted(row[4] for row in rows),
                    "after": replay_values.counted(row[5] for row in rows),
                },
                "fingerprint": replay_values.digest(
                    (*row[:2], *map(replay_values.nameless, row[2:4]), *row[4:]) for row in rows
                ),
            }
        )  # fmt: skip
        self.env["ap.replay.line"].invalidate_model()

    @api.model
    def _cron_run(self):
        """Work through what waits or was interrupted, the oldest first, a day at a time."""
        todo = self._waiting()
        self.env["ir.cron"]._commit_progress(remaining=len(todo))
        todo._run_by_itself()

    @api.model
    def _waiting(self):
        return self.sudo().search([("state", "in", ("waiting", "running"))], order="id")

    def _run_by_itself(self):
        job = self.env["ir.cron"]
        for replay in self:
            if not replay.try_lock_for_update() or replay.state not in ("waiting", "running"):
                continue
            user = replay.asked_by_id
            replay = replay.with_context(lang=user.lang, tz=user.tz)
            if not replay._work(job._commit_progress) or not job._commit_progress(1):
                return

    @api.depends("name", "date_from", "date_to")
    def _compute_display_name(self):
        for replay in self:
            replay.display_name = replay.name or format_date(self.env, replay.date_from)
