# SPDX-License-Identifier: AGPL-3.0-or-later
"""The companies of a person side by side: key figures of a month against their targets."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules import kpi_values
from . import kpi_months

# The key figures of the columns, by their codes.
COLUMNS = (
    "touchless", "first_match", "exceptions", "findings_old", "days_to_approve", "paid_late",
    "late_penalties", "accrual_accuracy", "days_to_close", "statement_coverage",
    "bank_by_itself",
)  # fmt: skip


class ApDeskScore(models.Model):
    """One row for each company of who looks, whether it is switched on or not. Nothing is
    kept: a cell is the key figure of that company as its own screen shows it.

    A cell is {"text": the figure, "note": its target in words, "reaches": yes, no or
    unknown, "documents": how many were counted}."""

    _name = "ap.desk.score"
    _description = "Key figures of a company against their targets"
    _auto = False
    _order = "sequence, name, id"

    company_id = fields.Many2one("res.company", string="Record of the company", readonly=True)
    name = fields.Char(string="Company", readonly=True)
    sequence = fields.Integer(readonly=True)
    month_text = fields.Char(compute="_compute_figures", string="Month")
    touchless = fields.Json(string="Without a hand", compute="_compute_figures")
    first_match = fields.Json(string="First match", compute="_compute_figures")
    exceptions = fields.Json(string="Exceptions", compute="_compute_figures")
    findings_old = fields.Json(string="Old findings", compute="_compute_figures")
    days_to_approve = fields.Json(string="Free to pay", compute="_compute_figures")
    paid_late = fields.Json(string="Paid late", compute="_compute_figures")
    late_penalties = fields.Json(string="Penalties", compute="_compute_figures")
    accrual_accuracy = fields.Json(string="Accruals", compute="_compute_figures")
    days_to_close = fields.Json(string="To close", compute="_compute_figures")
    statement_coverage = fields.Json(string="Statements", compute="_compute_figures")
    bank_by_itself = fields.Json(string="Bank lines", compute="_compute_figures")

    @property
    def _table_query(self):
        return (
            "SELECT company.id, company.id AS company_id, company.name, company.sequence"
            " FROM res_company company WHERE company.active"
        )

    def _kpis(self):
        """The key figures of the columns."""
        return self.env["ap.kpi"]._all().filtered(lambda one: one.code in COLUMNS)

    @api.depends_context("uid", "lang", "ap_kpi_month")
    def _compute_figures(self):
        """One statement for each key figure, whatever the number of companies."""
        kpis, companies = self._kpis(), self.company_id
        first, last = kpis._shown_month()
        sums = kpi_months.across(kpis, companies, first, last)
        targets = self._targets(kpis, companies)
        self.month_text = format_date(self.env, first, date_format="MMM yyyy")
        for kpi in kpis:
            for row in self:
                at = (kpi.id, row.company_id.id)
                row[kpi.code] = self._cell(kpi, sums.get(at, kpi_values.Sums()), targets.get(at))

    @api.model
    def _targets(self, kpis, companies) -> dict:
        """{(key figure id, company id): target} of those that have one; their values of
        all companies stand in one column, which is read once."""
        kpis.flush_recordset(["target", "has_target"])
        query = SQL("SELECT id, has_target, target FROM ap_kpi WHERE id = ANY(%s)", kpis.ids)
        rows = self.env.execute_query(query)
        found = {}
        for company in companies:
            here = kpis.with_company(company)
            values = {
                name: kpis._fields[name].get_company_dependent_fallback(here)
                for name in ("has_target", "target")
            }
            for number, *stored in rows:
                has_target, target = (
                    (one or {}).get(str(company.id), value)
                    for one, value in zip(stored, values.values(), strict=True)
                )
                if has_target:
                    found[number, company.id] = to_decimal(target or 0)
        return found

    @api.model
    def _cell(self, kpi, sums, target) -> dict:
        found = kpi_values.value(sums, kpi.unit)
        good = kpi_values.reaches(found, target, kpi.better)
        note = ""
        if target is not None:
            aim = kpi._in_words(target)
            note = {
                True: self.env._("reached: %(target)s", target=aim),
                False: self.env._("missed: %(target)s", target=aim),
                None: self.env._("target: %(target)s", target=aim),
            }[good]
        return {
            "text": kpi._in_words(found), "note": note, "documents": sums.documents,
            "reaches": {True: "yes", False: "no", None: "unknown"}[good],
        }  # fmt: skip

    def action_open(self, column):
        """Open the documents behind a figure of that company, as long as the person works
        there."""
        self.ensure_one()
        self.check_access("read")
        kpi = self._kpis().filtered(lambda one: one.code == column)
        if not kpi:
            raise UserError(self.env._("There is no column %(name)s.", name=column))
        companies = self.company_id.ids
        here = kpi.with_context(allowed_company_ids=companies)
        action = here.action_documents()
        return {
            **action,
            "name": f"{action['name']} – {self.name}",
            "context": {**action["context"], "allowed_company_ids": companies},
        }

    def action_enter(self):
        """The dashboard in that company alone."""
        self.ensure_one()
        return self.env["ap.desk.company"].browse(self.id).action_enter()
