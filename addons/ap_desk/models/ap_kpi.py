# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key figures of the desk: each one numerator over denominator, with its documents.

A figure is counted from the ledger and the records as they stand. Once a month is kept,
what it was then stays beside what it would be today, and the difference is told.
"""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models import arguments

from ..rules import kpi_values
from . import kpi_months, kpi_parts
from .kpis import FIGURES

UNITS = [("percent", "%"), ("days", "days"), ("count", "number")]
ANYBODY = ("ap_base.group_apprentice", "ap_base.group_auditor")


class ApKpi(models.Model):
    _name = "ap.kpi"
    _description = "Key figure"
    _inherit = ["ap.guarded"]
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    definition = fields.Text(required=True, translate=True)
    numerator_name = fields.Char(string="Counted", required=True, translate=True)
    denominator_name = fields.Char(string="Out of", required=True, translate=True)
    unit = fields.Selection(UNITS, required=True)
    better = fields.Selection(
        [("higher", "Higher"), ("lower", "Lower")], string="Better when", required=True
    )
    sequence = fields.Integer(default=10)
    target = fields.Float(company_dependent=True, digits=(16, 2))
    has_target = fields.Boolean(company_dependent=True, string="Has a target")
    benchmark_ids = fields.One2many("ap.kpi.benchmark", "kpi_id", string="Published")
    benchmark_text = fields.Char(compute="_compute_benchmark_text", string="Published figure")
    month_text = fields.Char(compute="_compute_figures", string="Month")
    value = fields.Float(compute="_compute_figures", digits=(16, 2))
    value_text = fields.Char(compute="_compute_figures", string="Figure")
    previous_text = fields.Char(compute="_compute_figures", string="Month before")
    counted_text = fields.Char(compute="_compute_figures", string="Counted / out of")
    target_text = fields.Char(compute="_compute_figures", string="Target of the company")
    reaches = fields.Selection(
        [("yes", "Reached"), ("no", "Missed"), ("unknown", "Not known")],
        compute="_compute_figures",
        string="Result",
    )
    is_kept = fields.Boolean(compute="_compute_figures", string="Kept")
    changed_text = fields.Text(compute="_compute_figures", string="Differs today")

    _code_once = models.UniqueIndex("(code)", "Another key figure has that code.")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"code"}

    @api.constrains("code")
    def _check_code(self):
        for kpi in self:
            if kpi.code not in self._figures():
                raise ValidationError(
                    self.env._("Nothing counts the key figure %(code)s.", code=kpi.code)
                )

    @api.model
    def _figures(self) -> dict:
        """{code: Figure}: add-ons add theirs, and a record with its words."""
        return FIGURES

    @api.model
    def _all(self):
        """The key figures in their order."""
        return self.search([("code", "in", list(self._figures()))])

    # Scripts ---------------------------------------------------------------------------

    @api.model
    @api.readonly
    def compute(self, company_id, date_from, date_to):
        """Return [{"code", "name", "unit", "value", "numerator", "denominator",
        "documents"}] of a company from `date_from` to `date_to`, both included, counted
        now; `value` is False where the denominator is zero."""
        company, first, last = self._period(company_id, date_from, date_to)
        rows = []
        for kpi in self._all():
            sums = kpi_values.total(kpi._by_partner(company, first, last))
            found = kpi_values.value(sums, kpi.unit)
            rows.append(
                {
                    "code": kpi.code, "name": kpi.name, "unit": kpi.unit,
                    "value": False if found is None else float(found),
                    "numerator": float(sums.numerator),
                    "denominator": float(sums.denominator), "documents": sums.documents,
                }
            )  # fmt: skip
        return rows

    @api.model
    @api.readonly
    def documents(self, code, company_id, date_from, date_to):
        """Return {"model", "ids"}: the documents of a key figure in that period, in the
        order of their ids, as far as who asks may read them."""
        company, first, last = self._period(company_id, date_from, date_to)
        kpi = self.search([("code", "=", code)])
        if not kpi:
            raise UserError(self.env._("There is no key figure %(code)s.", code=code))
        found = kpi._documents(company, first, last)
        return {"model": found._name, "ids": found.ids}

    @api.model
    @api.readonly
    def breakdown(self, code, company_id, date_from, date_to, by):
        """Return [{"key", "name", "value", "numerator", "denominator", "documents"}], the
        parts of a key figure in that period, those of most documents first. `by`:
        `supplier`; where its documents are findings also `cause` (the control), `owner`
        (who is in charge) and `age` (days at the last day: up to 7, 30, 90; 0: more).
        `key`: an id or days, 0 for none."""
        company, first, last = self._period(company_id, date_from, date_to)
        kpi = self.search([("code", "=", code)])
        if not kpi:
            raise UserError(self.env._("There is no key figure %(code)s.", code=code))
        return kpi._parts(company, first, last, by)

    @api.model
    def keep(self, company_id, month):
        """Keep the key figures of the month of that day, once it is over; what is kept
        already stays. Return {"month", "kept"}: first day, number of figures kept now."""
        company = arguments.company(self.env, company_id)
        sentence = self.env._("Keeping key figures takes the role Accountant or above.")
        arguments.require_role(self.env, "ap_base.group_accountant", sentence)
        first = arguments.day(self.env, month).replace(day=1)
        return {"month": str(first), "kept": kpi_months.keep(self._all(), company, first)}

    def _period(self, company_id, date_from, date_to):
        if not self.env.su and not any(map(self.env.user.has_group, ANYBODY)):
            arguments.require_role(
                self.env, ANYBODY[0], self.env._("Key figures take a role of the desk.")
            )
        company = arguments.company(self.env, company_id)
        first, last = (arguments.day(self.env, one) for one in (date_from, date_to))
        if last < first:
            raise UserError(self.env._("The last day is before the first."))
        return company, first, last

    # Counting --------------------------------------------------------------------------

    def _by_partner(self, company, first, last) -> dict:
        """{supplier id (0: none): Sums}, one statement."""
        self.ensure_one()
        self.env.flush_all()
        rows = self._figures()[self.code].rows(company, first, last)
        return {
            partner or 0: kpi_values.Sums(to_decimal(over), to_decimal(under), count)
            for partner, over, under, count in self.env.execute_query(kpi_months.summed(rows))
        }

    def _parts(self, company, first, last, by) -> list[dict]:
        """See `breakdown`."""
        figure = self._figures()[self.code]
        ways = ["supplier", *figure.by]
        if by not in ways:
            sentence = self.env._("%(name)s is broken down by: %(ways)s.",
                                  name=self.name, ways=", ".join(ways))  # fmt: skip
            raise UserError(sentence)
        self.env.flush_all()
        rows = self.env.execute_query(
            figure.parts(company, first, last, by, self.env[figure.model]._table)
        )
        names = kpi_parts.names(self.env, by, [key for key, *_rest in rows])
        found = []
        for key, over, under, count in rows:
            sums = kpi_values.Sums(to_decimal(over), to_decimal(under), count)
            part = kpi_values.value(sums, self.unit)
            found.append(
                {
                    "key": key or 0, "name": names[key or 0],
                    "value": False if part is None else float(part),
                    "numerator": float(sums.numerator),
                    "denominator": float(sums.denominator), "documents": sums.documents,
                }
            )  # fmt: skip
        return found

    def _documents(self, company, first, last, counted=None):
        """The records that count in a figure; `counted`: those above zero, or not."""
        self.env.flush_all()
        figure = self._figures()[self.code]
        rows = self.env.execute_query(figure.rows(company, first, last))
        ids = sorted(
            row[0] for row in rows if row[0] and (counted is None or bool(row[2]) == counted)
        )
        return self.env[figure.model].browse(ids)._filtered_access("read")

    def _shown_month(self):
        """(first, last) of the month that is looked at: given by the screen, else the
        last whole one."""
        given = fields.Date.to_date(self.env.context.get("ap_kpi_month") or False)
        first = given or fields.Date.context_today(self) - relativedelta(months=1)
        first = first.replace(day=1)
        return first, first + relativedelta(months=1, days=-1)

    @api.depends_context("company", "ap_kpi_month", "lang")
    def _compute_figures(self):
        company, (first, last) = self.env.company, self._shown_month()
        before = first - relativedelta(months=1)
        kept = kpi_months.kept(self, company, first)
        for kpi in self:
            now = kpi._by_partner(company, first, last)
            then = kept.get(kpi.id)
            sums = kpi_values.total(now if then is None else then)
            found = kpi_values.value(sums, kpi.unit)
            old = kpi._by_partner(company, before, first - relativedelta(days=1))
            target = to_decimal(kpi.target) if kpi.has_target else None
            good = kpi_values.reaches(found, target, kpi.better)
            kpi.month_text = format_date(self.env, first, date_format="MMMM yyyy")
            kpi.value = float(found or 0)
            kpi.value_text = kpi._in_words(found)
            kpi.previous_text = kpi._in_words(kpi_values.value(kpi_values.total(old), kpi.unit))
            kpi.counted_text = kpi._counted_words(sums)
            kpi.target_text = kpi._in_words(target) if kpi.has_target else ""
            kpi.reaches = {True: "yes", False: "no", None: "unknown"}[good]
            kpi.is_kept = then is not None
            kpi.changed_text = kpi_months.told(kpi, then, now) if then is not None else ""

    def _in_words(self, found) -> str:
        if found is None:
            return "–"
        digits = 2 if self.unit == "count" else 1
        number = formatLang(self.env, float(found), digits=digits)
        if self.unit == "percent":
            return self.env._("%(number)s %%", number=number)
        return self.env._("%(number)s days", number=number) if self.unit == "days" else number

    def _counted_words(self, sums) -> str:
        numbers = (formatLang(self.env, float(one), digits=0) for one in
                   (sums.numerator, sums.denominator))  # fmt: skip
        return " / ".join(numbers)

    @api.depends("benchmark_ids.value")
    @api.depends_context("lang")
    def _compute_benchmark_text(self):
        for kpi in self:
            kpi.benchmark_text = " · ".join(
                f"{one.name} {kpi._in_words(one.value)}" for one in kpi.benchmark_ids
            )

    # Screens ---------------------------------------------------------------------------

    def action_documents(self):
        """The documents behind the figure of the month that is looked at."""
        self.ensure_one()
        found = self._documents(self.env.company, *self._shown_month())
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.name} – {self.month_text}",
            "res_model": found._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", found.ids)],
            "context": {
                "create": False,
                "group_by": list(self._figures()[self.code].grouped),
            },
        }

    def action_keep(self):
        """Keep the month that is looked at, for all key figures."""
        first, _last = self._shown_month()
        found = self.keep(self.env.company.id, first)
        text = self.env._(
            "%(month)s: %(count)s key figures kept.",
            month=format_date(self.env, first, date_format="MMMM yyyy"), count=found["kept"],
        )  # fmt: skip
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text, "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }  # fmt: skip

    def action_set_targets(self):
        """Ask for one target for several companies at once: all those of the person."""
        self.ensure_one()
        question = self.env["ap.kpi.target"].create({"kpi_id": self.id, "target": self.target})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Target of several companies"),
            "res_model": "ap.kpi.target",
            "res_id": question.id,
            "views": [(False, "form")],
            "target": "new",
        }  # fmt: skip

    @api.model
    def _cron_keep(self):
        """Keep the last whole month of each company of the desk, on its tenth day or later."""
        for company in self._companies_to_keep():
            self._keep_last_month(company)
            self.env["ir.cron"]._commit_progress(1)

    def _last_month(self):
        return (fields.Date.context_today(self) - relativedelta(months=1)).replace(day=1)

    def _companies_to_keep(self):
        if fields.Date.context_today(self).day < kpi_months.FIRST_DAY:
            return self.env["res.company"]
        return self.env["ap.closing"].search([("date_end", ">=", self._last_month())]).company_id

    def _keep_last_month(self, company):
        kpi_months.keep(self._all(), company, self._last_month())
