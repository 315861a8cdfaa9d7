# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals that come back month after month and have no document: bonuses, taxes."""

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.calendar import month_number

APPLIES = [
    ("1", "Every month"),
    ("3", "Every quarter"),
    ("6", "Every half-year"),
    ("12", "At the end of the year"),
]


class ApAccrualTemplate(models.Model):
    _name = "ap.accrual.template"
    _description = "Template of accruals"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(readonly=True, copy=False, help="Of the country's data.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    applies = fields.Selection(
        APPLIES,
        string="In the closings of",
        required=True,
        default="1",
        help="Counted back from the end of the fiscal year.",
    )
    line_ids = fields.One2many("ap.accrual.template.line", "template_id", copy=True)
    note = fields.Char(translate=True)

    def _applies_at(self, day) -> bool:
        """Whether the closing of that day takes this template."""
        self.ensure_one()
        year_end = self.company_id.compute_fiscalyear_dates(day)["date_to"]
        return (month_number(year_end) - month_number(day)) % int(self.applies) == 0

    # -- the country's templates ------------------------------------------------------

    @api.model
    def _load_countries(self):
        """For every company with a chart of accounts; called when modules change."""
        for company in self.env["res.company"].search([("chart_template", "!=", False)]):
            self._load_country(company)

    @api.model
    def _load_country(self, company):
        """Make the templates of the company's country that it does not have.

        A localisation gives them by `_ap_accrual_templates_<chart>` on the chart of
        accounts: names, account codes and shares, no records. It stands below this
        room, which turns codes into the company's accounts. What a person changed or
        archived stays.
        """
        charts = self.env["account.chart.template"].with_company(company)
        methods = (
            getattr(charts, f"_ap_accrual_templates_{code}", None)
            for code in charts._get_parent_template(company.chart_template)
        )
        give = next((method for method in methods if method), None)
        if not give:
            return
        mine = self.sudo().with_context(active_test=False)
        known = set(mine.search([("company_id", "=", company.id)]).mapped("code"))
        for sequence, values in enumerate(give(), 1):
            if values["code"] not in known:
                self.sudo()._make(company, 10 * sequence, values)

    def _make(self, company, sequence, values):
        template = self.create(
            {
                "company_id": company.id,
                "sequence": sequence,
                **{name: values[name] for name in ("name", "code", "applies")},
            }
        )
        self._translate(template, "name", values)
        made = []
        for place, line in enumerate(values["lines"], 1):
            base = line.get("of")
            record = self.env["ap.accrual.template.line"].create(
                {
                    "template_id": template.id,
                    "sequence": place,
                    "label": line["label"],
                    "account_id": self._account_of(company, line["account"]).id,
                    "counterpart_account_id": self._account_of(
                        company, line["counterpart"]
                    ).id,
                    "percent": line.get("percent", 0.0),
                    "base_line_id": made[base].id if base is not None else False,
                }
            )
            self._translate(record, "label", line)
            made.append(record)

    def _translate(self, record, name, values):
        """Texts in the other languages, given as `name@fr`."""
        for code, _label in self.env["res.lang"].get_installed():
            text = values.get(f"{name}@{code.split('_')[0]}")
            if text:
                record.with_context(lang=code)[name] = text

    def _account_of(self, company, code):
        """The company's first account of that code, or empty: a person chooses."""
        accounts = self.env["account.account"].with_company(company)
        return accounts.search(
            [*accounts._check_company_domain(company), ("code", "=like", f"{code}%")],
            order="code",
            limit=1,
        )
