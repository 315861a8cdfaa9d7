# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models import choices, handling

ROWS = """
SELECT MIN(finding.id) AS id, finding.company_id, finding.control_id, finding.severity,
       finding.rank, finding.message_code, finding.expense_nature_id AS nature_id,
       finding.expense_action AS action, MIN(finding.currency_id) AS currency_id,
       COUNT(*) AS finding_count, COUNT(DISTINCT finding.expense_id) AS expense_count,
       COUNT(DISTINCT expense.employee_id) AS employee_count,
       COUNT(DISTINCT finding.expense_id) FILTER (WHERE expense.asked_on IS NOT NULL)
           AS asked_count,
       SUM(ABS(finding.amount)) AS amount, MIN(expense.expense_date) AS oldest
  FROM ap_finding AS finding
  JOIN ap_expense AS expense ON expense.id = finding.expense_id
 WHERE finding.state IN ('open', 'assigned')
 GROUP BY finding.company_id, finding.control_id, finding.severity, finding.rank,
          finding.message_code, finding.expense_nature_id, finding.expense_action
"""


class ApExpenseFindingGroup(models.Model):
    """Open findings of expenses that are alike: same control and sentence, same nature,
    same thing to do. They are handled together."""

    _name = "ap.expense.finding.group"
    _description = "Like findings of expenses"
    _auto = False
    _order = "rank desc, amount desc, id"
    _rec_name = "control_id"
    _depends = {
        "ap.finding": [
            "state", "rank", "amount", "message_code", "expense_id", "expense_nature_id",
            "expense_action",
        ],
        "ap.expense": ["employee_id", "asked_on", "expense_date"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    control_id = fields.Many2one("ap.control", readonly=True)
    severity = fields.Selection(
        [("info", "Info"), ("warning", "Warning"), ("blocking", "Blocking")], readonly=True
    )
    rank = fields.Integer(readonly=True)
    message_code = fields.Char(readonly=True)
    nature_id = fields.Many2one("ap.expense.nature", string="Nature", readonly=True)
    action = fields.Selection(choices.ACTIONS, string="To do", readonly=True)
    finding_count = fields.Integer(string="Findings", readonly=True)
    expense_count = fields.Integer(string="Expenses", readonly=True)
    employee_count = fields.Integer(string="Employees", readonly=True)
    asked_count = fields.Integer(string="Asked", readonly=True)
    amount = fields.Monetary(readonly=True)
    oldest = fields.Date(readonly=True)
    example = fields.Text(compute="_compute_example")

    @property
    def _table_query(self):
        return SQL(ROWS)

    @api.depends_context("lang")
    def _compute_example(self):
        """The sentence of the first of them."""
        messages = {one.id: one.message for one in self.env["ap.finding"].browse(self.ids)}
        for group in self:
            group.example = messages.get(group.id)

    def _findings_domain(self) -> Domain:
        """The open findings of these groups, and no others."""
        return Domain("state", "in", ("open", "assigned")) & Domain.OR(
            Domain("company_id", "=", one.company_id.id)
            & Domain("expense_id", "!=", False)
            & Domain("control_id", "=", one.control_id.id)
            & Domain("message_code", "=", one.message_code)
            & Domain("expense_nature_id", "=", one.nature_id.id)
            & Domain("expense_action", "=", one.action)
            for one in self
        )

    def action_open_findings(self):
        """The findings of these groups, each with its expense."""
        return self.env["ap.finding"]._ap_expense_screen(list(self._findings_domain()))

    def action_recommended(self):
        """Do what is recommended, for all findings of these groups at once."""
        self.env["ap.expense"]._require_apprentice()
        return handling.recommended(self.env["ap.finding"].search(self._findings_domain()))
