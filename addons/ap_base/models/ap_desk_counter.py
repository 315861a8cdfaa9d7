# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dashboard of the desk: what waits, counted for who looks, each figure a list."""

from datetime import UTC, datetime, time, timedelta

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.safe_eval import safe_eval

from . import day_words
from .words import amount_text

SECTIONS = [
    ("blocks", "What blocks"),
    ("mine", "For me"),
    ("bills", "Bills and orders"),
    ("payments", "Payments"),
    ("month", "Month-end"),
]
SEVERITIES = [("blocks", "Blocks"), ("todo", "To do"), ("info", "To know")]
AGES = [("due", "Days left"), ("oldest", "Age of the oldest")]
NARROWING = ("search_default_", "searchpanel_default_", "group_by")
LOOKS = ("uid", "allowed_company_ids", "lang", "tz", "ap_whole_group", "ap_since")
CAUSES = 5  # bars of a card: more say nothing at a glance


class ApDeskCounter(models.Model):
    """How many records of a list wait, and their amount, with the rights and in the
    companies of who looks. Each add-on registers its own as data records: the list is
    an action that it has already, `domain` says which of its records are counted.

    What is counted and what the list shows are one domain: `_counted`.
    """

    _name = "ap.desk.counter"
    _description = "Counter of the dashboard"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    why = fields.Char(required=True, translate=True, help="What it is, in one line.")
    section = fields.Selection(SECTIONS, required=True, group_expand="_sections_in_order")
    severity = fields.Selection(SEVERITIES, required=True, default="todo")
    sequence = fields.Integer(default=10)
    action_id = fields.Many2one(
        "ir.actions.act_window", string="Opens", required=True, ondelete="cascade"
    )
    res_model = fields.Char(
        related="action_id.res_model", store=True, string="Model", help="Of what is counted."
    )
    domain = fields.Char(
        required=True,
        default="[]",
        help="Which records of the list; knows uid and company_ids, and Odoo's words for "
        "days: 'today +7d'.",
    )
    amount_field = fields.Char(
        string="Field of the amount",
        help="A stored amount, summed for each currency; currencies are never added."
    )
    is_owed = fields.Boolean(
        string="Owed", help="The books hold it as negative; here what is owed is positive."
    )
    date_field = fields.Char(
        string="Field of the day", help="A stored day, of which the first one is shown."
    )
    age = fields.Selection(AGES, string="First day", help="How the first day is shown.")
    is_balance = fields.Boolean(
        string="Balance", help="The amount is the figure; how many records it has is not."
    )
    cause_field = fields.Char(
        string="Field of the cause", help="A stored field; the commonest values are drawn."
    )
    group_ids = fields.Many2many(
        "res.groups", required=True, help="Who sees it, where the model can be read."
    )
    count = fields.Integer(compute="_compute_figures")
    amounts = fields.Char(compute="_compute_figures")
    age_text = fields.Char(string="Age or days left", compute="_compute_figures")
    is_late = fields.Boolean(string="Late", compute="_compute_figures")
    day_text = fields.Char(
        string="At", compute="_compute_day_text", help="The day up to which it counts."
    )
    causes_html = fields.Html(string="Causes", compute="_compute_causes", sanitize=False)
    shown = fields.Boolean(
        compute="_compute_shown",
        search="_search_shown",
        help="The model is the user's to read, and the desk is in use.",
    )

    _code_once = models.UniqueIndex("(code)", "Another counter has that code.")

    @api.constrains(
        "action_id", "domain", "amount_field", "date_field", "cause_field", "age", "group_ids"
    )
    def _check_countable(self):
        """A counter that cannot be counted is refused when its add-on is installed, not
        when somebody opens the dashboard."""
        for counter in self:
            known = counter.res_model in self.env
            names = {counter.amount_field, counter.date_field, counter.cause_field} - {False}
            known = known and names <= self.env[counter.res_model]._fields.keys()
            if not (known and counter.group_ids) or (counter.date_field and not counter.age):
                raise ValidationError(
                    self.env._(
                        "The counter %(code)s needs a list, fields that its records "
                        "have, and a group.",
                        code=counter.code,
                    )
                )
            counter._counted().validate(self.env[counter.res_model])

    @api.model
    def _sections_in_order(self, sections, _domain):
        return [code for code, _label in SECTIONS if code in sections]

    # Who sees what ----------------------------------------------------------------------

    def _compute_shown(self):
        shown = self.filtered_domain(self._search_shown("in", [True]))
        for counter in self:
            counter.shown = counter in shown

    @api.model
    def _search_shown(self, operator, value):
        """Odoo turns the other operators of a condition into `in` when it learns that
        they are not known here."""
        if operator != "in":
            return NotImplemented
        groups = self.sudo()._read_group([], ["res_model"])
        readable = [name for (name,) in groups if self.env[name].has_access("read")]
        shown = Domain("res_model", "in", readable if self._in_use(readable) else [])
        return shown if True in value else ~shown

    @api.model
    def _in_use(self, readable) -> bool:
        """Whether these companies have anything yet: a bill, or a record of the desk's
        own among what is counted. Without, first steps are shown instead of zeros."""
        bills = self.env["account.move"]
        types = bills.get_purchase_types(include_receipts=True)
        if bills.has_access("read") and bills.search_count(
            [("move_type", "in", types)], limit=1
        ):
            return True
        own = [
            name
            for name in readable
            if name.startswith("ap.") and "company_id" in self.env[name]._fields
        ]
        return any(self.env[name].search_count([], limit=1) for name in own)

    @api.model
    def get_empty_list_help(self, help_message):
        """The title that the action has, then a paragraph for each first step."""
        title = super().get_empty_list_help(help_message)
        steps = [Markup("<p>%s</p>") % step for step in self._first_steps()]
        return Markup(title or "") + Markup().join(steps)

    @api.model
    def _first_steps(self) -> list[Markup]:
        """What to begin with, each with its link; add-ons put theirs before or after."""
        return [
            self.env._(
                "%(link)sLoad a file of another tool%(end)s: a dry run shows what it would "
                "change.",
                link=Markup('<a href="/odoo/ap-imports">'), end=Markup("</a>"),
            ),
            self.env._(
                "%(link)sSee what is set and what is missing%(end)s, each with its screen.",
                link=Markup('<a href="/odoo/ap-first-steps">'), end=Markup("</a>"),
            ),
            self.env._(
                "%(link)sSee what is looked for%(end)s: the controls, and which of them "
                "block.",
                link=Markup('<a href="/odoo/ap-controls">'), end=Markup("</a>"),
            ),
        ]  # fmt: skip

    # What is counted --------------------------------------------------------------------

    def _counted(self) -> Domain:
        """The records counted: those of the action, of which the counter's; of these, those
        that are new, where the screen asks what has come since."""
        names = {"uid": self.env.uid, "company_ids": self.env.companies.ids}
        action = self.sudo().action_id
        texts = (action.domain or "[]", self.domain)
        domains = [Domain(safe_eval(text, dict(names))) for text in texts]
        since = self._since()
        if since:
            kept = self.env[self.res_model]._fields.get("create_date")
            when = "create_date" if kept and kept.store else self.date_field
            domains.append(Domain(when, ">=", since) if when else Domain.FALSE)
        return Domain.AND(domains)

    def _since(self):
        """From which moment on the screen counts (UTC); False: from the first day."""
        asked = self.env.context.get("ap_since")
        if asked == "seen":
            return self.env["ap.desk.visit"]._last_seen()
        if asked != "yesterday":
            return False
        eve = fields.Date.context_today(self) - timedelta(days=1)
        midnight = self.env.tz.localize(datetime.combine(eve, time.min))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def _looked_at(self):
        """The counters as the screen asks: in all companies of who looks, switched on or
        not, or in those that are switched on."""
        if not self.env.context.get("ap_whole_group"):
            return self
        return self.with_context(allowed_company_ids=list(self.env.user._get_company_ids()))

    @api.depends_context(*LOOKS)
    def _compute_figures(self):
        """One statement for each counter, with the rights of who looks."""
        for counter in self:
            count, amounts, first = counter._looked_at()._figures()
            counter.count = count
            counter.amounts = counter._amounts_text(amounts)
            counter.is_late, counter.age_text = counter._age(first)

    @api.depends_context("lang", "tz")
    def _compute_day_text(self):
        """The day, where what is counted depends on the day."""
        today = format_date(self.env, fields.Date.context_today(self))
        for counter in self:
            dated = "today" in (counter.domain or "")
            counter.day_text = dated and self.env._("at %(day)s", day=today)

    @api.depends_context(*LOOKS)
    def _compute_causes(self):
        """The commonest causes as bars, one statement for each counter that has some."""
        for counter in self:
            rows = counter._looked_at()._causes() if counter.cause_field else []
            counter.causes_html = counter._bars(rows)

    def _causes(self):
        """[(cause in words, how many)], the commonest first."""
        model = self.env[self.res_model]
        if not model.has_access("read"):
            return []
        rows = model._read_group(
            self._counted(), [self.cause_field], ["__count"],
            order="__count desc", limit=CAUSES,
        )  # fmt: skip
        return [(self._cause_words(model, cause), count) for cause, count in rows]

    def _cause_words(self, model, cause):
        if isinstance(cause, models.BaseModel):
            return cause.sudo().display_name  # the name of what was counted by right
        labels = dict(model._fields[self.cause_field]._description_selection(self.env))
        return labels.get(cause, cause)

    @api.model
    def _bars(self, rows):
        most = max((count for _name, count in rows), default=0)
        bars = [
            Markup(
                '<div class="o_ap_cause"><span>%s</span><b>%s</b>'
                '<i style="width:%s%%"></i></div>'
            ) % (escape(name or "–"), count, round(100 * count / most))
            for name, count in rows
        ]  # fmt: skip
        return Markup().join(bars)

    def _figures(self):
        """Return how many wait, {currency: amount}, and the first day or False."""
        model = self.env[self.res_model]
        if not model.has_access("read"):
            return 0, {}, False
        aggregates = ["__count", f"{self.date_field or 'id'}:min"]
        groupby = []
        if self.amount_field:
            groupby = [self._currency_group(model)]
            aggregates.append(f"{self.amount_field}:sum")
        rows = model._read_group(self._counted(), groupby, aggregates)
        amounts, days, count = {}, [], 0
        for row in rows:
            owner, (number, day, *sums) = (row[0], row[1:]) if groupby else (None, row)
            count += number
            days += [day] if self.date_field and day else []
            if sums and owner:
                sign = -1 if self.is_owed else 1
                currency = owner if owner._name == "res.currency" else owner.currency_id
                amounts[currency] = amounts.get(currency, 0) + sign * (sums[0] or 0)
        return count, amounts, min(days, default=False)

    def _currency_group(self, model) -> str:
        """The field that keeps currencies apart: that of the amount, or the company."""
        name = model._fields[self.amount_field].get_currency_field(model)
        return name if model._fields[name].store else "company_id"

    # How it is shown --------------------------------------------------------------------

    def _amounts_text(self, amounts):
        parts = [
            amount_text(self.env, amount, currency)
            for currency, amount in amounts.items()
            if not currency.is_zero(amount)
        ]
        return " · ".join(parts) or False

    def _age(self, day):
        """Return whether the day is past where it ought not to be, and its words."""
        if not day:
            return False, False
        day = fields.Date.to_date(day)
        days = (fields.Date.context_today(self) - day).days
        if self.age == "oldest":
            return False, day_words.since(self.env, days)
        return days > 0, day_words.first_due(self.env, -days)

    def action_open(self):
        """The list of what is counted: no filter of the action, and no favourite of the
        user, narrows it."""
        self.ensure_one()
        here = self._looked_at()
        action = here._opened(here._counted(), self.name)
        if self.env.context.get("ap_whole_group"):
            action["context"]["allowed_company_ids"] = here.env.companies.ids
        return action

    def action_seen(self):
        """Remember for the one who presses that all of it was seen now."""
        self.env["ap.desk.visit"]._stamp()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _opened(self, domain, name):
        """The action of the counter on the records of the domain."""
        action = self.sudo().action_id._get_action_dict()
        context = safe_eval(action["context"] or "{}", {"uid": self.env.uid})
        del action["id"]  # favourites of the action would filter by themselves
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(domain),
            "context": {
                key: value for key, value in context.items() if not key.startswith(NARROWING)
            },
        }

    # By company -------------------------------------------------------------------------

    def _together(self) -> Domain:
        """What these counters of one list count, each record once."""
        return Domain.OR([counter._counted() for counter in self])

    def _by_company(self) -> dict[int, int]:
        """{company id: how many wait} of these counters of one list, in the companies that
        are switched on: one statement for all of them."""
        model = self.env[self[:1].res_model] if self else None
        if model is None or not model.has_access("read"):
            return {}
        rows = model._read_group(self._together(), ["company_id"], ["__count"])
        return {company.id: count for company, count in rows}

    def _opened_in(self, company, name):
        """The list of what these counters of one list count in that company."""
        here = self.with_context(allowed_company_ids=company.ids)
        domain = here._together() & Domain("company_id", "=", company.id)
        action = here[:1]._opened(domain, name)
        return {
            **action, "context": {**action["context"], "allowed_company_ids": company.ids},
        }  # fmt: skip
