# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills not received by how long they have been waited for."""

from odoo import fields, models
from odoo.tools import SQL

from ..models.ap_closing_line import REVIEW

AGE = """
SELECT line.id, line.id AS line_id, line.company_id, line.date_end, line.run_id, line.kind,
       line.partner_id, line.account_id, line.product_id, line.label, line.date_source,
       line.age_days, line.review_code, line.state, line.amount,
       CASE WHEN line.age_days <= 30 THEN 'd30' WHEN line.age_days <= 60 THEN 'd60'
            WHEN line.age_days <= 90 THEN 'd90' ELSE 'older' END AS bucket,
       CASE WHEN COALESCE(line.age_days, 0) <= 30 THEN line.amount ELSE 0 END AS amount_30,
       CASE WHEN line.age_days BETWEEN 31 AND 60 THEN line.amount ELSE 0 END AS amount_60,
       CASE WHEN line.age_days BETWEEN 61 AND 90 THEN line.amount ELSE 0 END AS amount_90,
       CASE WHEN line.age_days > 90 THEN line.amount ELSE 0 END AS amount_older
  FROM ap_closing_line line
 WHERE line.state <> 'cancelled' AND line.amount <> 0 AND line.kind = ANY(%s)
"""


class ApClosingAge(models.Model):
    _name = "ap.closing.age"
    _description = "Bills not received by age"
    _inherit = ["ap.report"]
    _auto = False
    _order = "date_end DESC, age_days DESC, id"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_end = fields.Date(string="Closing date", readonly=True)
    run_id = fields.Many2one("ap.closing.run", readonly=True)
    line_id = fields.Many2one("ap.closing.line", readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["ap.closing.kind"]._selection(), readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    account_id = fields.Many2one("account.account", string="Expense account", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    label = fields.Char(readonly=True)
    date_source = fields.Date(string="Since", readonly=True)
    age_days = fields.Integer(string="Age (days)", aggregator="max", readonly=True)
    bucket = fields.Selection(
        [
            ("d30", "0 to 30 days"),
            ("d60", "31 to 60 days"),
            ("d90", "61 to 90 days"),
            ("older", "Over 90 days"),
        ],
        string="Age",
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)
    amount_30 = fields.Monetary(string="0–30", readonly=True)
    amount_60 = fields.Monetary(string="31–60", readonly=True)
    amount_90 = fields.Monetary(string="61–90", readonly=True)
    amount_older = fields.Monetary(string="Over 90", readonly=True)
    review_code = fields.Selection(REVIEW, string="To review", readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("posted", "Posted")], readonly=True
    )
    explanation = fields.Text(related="line_id.explanation")

    @property
    def _table_query(self):
        self.env["ap.closing.line"].flush_model()
        return SQL(AGE, self._kinds_not_billed())

    def _kinds_not_billed(self) -> list[str]:
        """The kinds that wait for a supplier's bill: those of account 408."""
        kinds = self.env["ap.closing.kind"]._kinds().values()
        return [
            kind.code
            for kind in kinds
            if kind.cost_sign > 0 and kind.counterpart == "ap_accrued_expense_account_id"
        ]

    def _report_title(self):
        return self.env._("Bills not received by age")

    def _report_fields(self):
        return [
            "date_end", "partner_id", "label", "date_source", "age_days", "amount_30",
            "amount_60", "amount_90", "amount_older", "amount", "review_code",
            "explanation",
        ]  # fmt: skip

    def action_open_line(self):
        """The closing line behind the row."""
        self.ensure_one()
        return self.line_id.get_formview_action()
