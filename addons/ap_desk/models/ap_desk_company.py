# SPDX-License-Identifier: AGPL-3.0-or-later
"""The companies of a person side by side: what waits in each, each figure a list."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import day_words

# {field: codes of the counters of the dashboard that it adds up, all of one list}
COLUMNS = {
    "blocking": ("finding_blocking",),
    "bills": ("bill_mend", "bill_post", "bill_look", "bill_fill"),
    "matches": ("match_person",),
    "orders": ("open_order",),
    "bank": ("bank_to_match",),
    "statements": ("supplier_statement",),
    "reviews": ("supplier_review",),
    "expenses": ("expense_review",),
    "overdue": ("bill_overdue",),
    "tasks": ("closing_task_left",),
    "tasks_late": ("closing_task_late",),
    "months": ("closing_open",),
}


class ApDeskCompany(models.Model):
    """One row for each company of who looks, whether it is switched on or not. Nothing is
    kept: a column is the counter of the dashboard, one statement for all companies."""

    _name = "ap.desk.company"
    _description = "What waits in a company"
    _auto = False
    _order = "sequence, name, id"

    company_id = fields.Many2one("res.company", string="Record of the company", readonly=True)
    name = fields.Char(string="Company", readonly=True)
    sequence = fields.Integer(readonly=True)
    blocking = fields.Integer(string="Blocking", compute="_compute_figures")
    bills = fields.Integer(string="Bills", compute="_compute_figures")
    matches = fields.Integer(string="Matches", compute="_compute_figures")
    orders = fields.Integer(string="Open orders", compute="_compute_figures")
    bank = fields.Integer(string="Bank lines", compute="_compute_figures")
    statements = fields.Integer(compute="_compute_figures")
    reviews = fields.Integer(string="Suppliers", compute="_compute_figures")
    expenses = fields.Integer(string="Expenses", compute="_compute_figures")
    overdue = fields.Integer(string="Overdue", compute="_compute_figures")
    tasks = fields.Integer(string="Tasks left", compute="_compute_figures")
    tasks_late = fields.Integer(string="Late", compute="_compute_figures")
    months = fields.Integer(string="Months", compute="_compute_figures")
    month_end = fields.Date(
        string="Month", compute="_compute_month", help="The first one that is not closed."
    )
    closing_day = fields.Date(
        string="To close by", compute="_compute_month", help="The day of its last task."
    )
    days_left = fields.Char(compute="_compute_month")
    is_late = fields.Boolean(compute="_compute_month")

    @property
    def _table_query(self):
        return (
            "SELECT company.id, company.id AS company_id, company.name, company.sequence"
            " FROM res_company company WHERE company.active"
        )

    def _counters(self):
        """The counters that columns add up, counting in all companies of these rows."""
        codes = [code for group in COLUMNS.values() for code in group]
        counters = self.env["ap.desk.counter"]
        return counters.with_context(allowed_company_ids=self.company_id.ids).search(
            [("code", "in", codes)]
        )

    @api.depends_context("uid")
    def _compute_figures(self):
        """One statement for each column, whatever the number of companies."""
        known = self._counters()
        for name, codes in COLUMNS.items():
            column = known.filtered(lambda one, codes=codes: one.code in codes)
            figures = column._by_company()
            for row in self:
                row[name] = figures.get(row.company_id.id, 0)

    @api.depends_context("uid", "lang")
    def _compute_month(self):
        """The first month that is open in each company, and the day of its last task."""
        here = {"allowed_company_ids": self.company_id.ids}
        months = self.env["ap.closing"].with_context(**here)
        first = dict(
            months._read_group([("is_closed", "=", False)], ["company_id"], ["date_end:min"])
        )
        tasks = self.env["ap.closing.task"].with_context(**here)
        last = {
            (company.id, month): day
            for company, month, day in tasks._read_group(
                [("closing_id.is_closed", "=", False)],
                ["company_id", "date_end:day"], ["date_due:max"],
            )
        }  # fmt: skip
        first = {company.id: month for company, month in first.items()}
        today = fields.Date.context_today(self)
        for row in self:
            row.month_end = first.get(row.company_id.id)
            day = row.closing_day = last.get((row.company_id.id, row.month_end))
            row.is_late = bool(day and day < today)
            row.days_left = bool(day) and day_words.left(self.env, (day - today).days)

    def action_open(self, column):
        """Open the list of a column in that company, as long as the person works there."""
        self.ensure_one()
        if column not in COLUMNS:
            raise UserError(self.env._("There is no column %(name)s.", name=column))
        counters = self._counters().filtered(lambda one: one.code in COLUMNS[column])
        if not counters:
            raise UserError(
                self.env._("This list is not for your role: ask the head of accounting for it.")
            )
        title = self._fields[column]._description_string(self.env)
        return counters._opened_in(self.company_id, f"{title} – {self.name}")

    def action_enter(self):
        """The dashboard in that company alone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_base.ap_desk_counter_action"
        )
        return {**action, "context": {"allowed_company_ids": self.company_id.ids}}
