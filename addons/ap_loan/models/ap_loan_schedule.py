# SPDX-License-Identifier: AGPL-3.0-or-later
"""A version of a loan's schedule: kept as it was made, never changed."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import choices, comparing, schedule_store

TOTALS = """
UPDATE ap_loan_schedule schedule
   SET row_count = total.number, interest = total.interest, debit = total.debit,
       date_last = total.last, is_estimated = total.estimated
  FROM (SELECT COUNT(*) AS number, SUM(interest) AS interest, SUM(debit) AS debit,
               MAX(date) AS last, BOOL_OR(is_estimated) AS estimated
          FROM ap_loan_row WHERE schedule_id = %(id)s) total
 WHERE schedule.id = %(id)s
"""


class ApLoanSchedule(models.Model):
    """Which version counts at a date is decided by `date_from`: the last one begun."""

    _name = "ap.loan.schedule"
    _inherit = ["ap.guarded"]
    _description = "Version of a loan schedule"
    _order = "loan_id, number DESC"

    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="loan_id.currency_id")
    number = fields.Integer(string="Version", required=True)
    event = fields.Selection(choices.EVENTS, string="Why", required=True)
    date_from = fields.Date(string="From", required=True)
    user_id = fields.Many2one("res.users", string="By")
    import_id = fields.Many2one("ap.import", string="File", ondelete="restrict")
    note = fields.Char()
    terms = fields.Json(required=True, help="The contract that it was made by.")
    row_ids = fields.One2many("ap.loan.row", "schedule_id", string="Rows")
    row_count = fields.Integer(string="Number of rows")
    interest = fields.Monetary(string="Interest")
    debit = fields.Monetary(string="Paid in all")
    date_last = fields.Date(string="Last instalment")
    is_estimated = fields.Boolean(string="With estimated rates")
    is_current = fields.Boolean(compute="_compute_is_current")
    comparison = fields.Json(help="Where the bank's table and ours part.")
    comparison_text = fields.Text(string="Beside ours", compute="_compute_texts")
    remarks = fields.Json(string="Remarks as values", help="What the table contradicts itself in.")
    remark_text = fields.Text(string="Remarks", compute="_compute_texts")

    _once = models.UniqueIndex("(loan_id, number)")

    @api.depends("number", "event")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["event"]._description_selection(self.env))
        for version in self:
            version.display_name = f"{version.number} – {labels.get(version.event, '')}"

    @api.depends("loan_id.schedule_id")
    def _compute_is_current(self):
        for version in self:
            version.is_current = version == version.loan_id.schedule_id

    @api.depends("comparison", "remarks")
    @api.depends_context("lang")
    def _compute_texts(self):
        for version in self:
            version.comparison_text = comparing.words(version, version.comparison)
            version.remark_text = comparing.remark_words(version, version.remarks)

    @api.model
    def _ap_engine_fields(self):
        """A version is made by the engine and stays as it is."""
        return super()._ap_engine_fields() | self._ap_all_fields_but({"note"})

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "A schedule is computed, imported, or made anew by an event of its loan; it is "
            "not written by hand."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if schedule_store.DROPPING.is_open:
            return
        running = self.loan_id.filtered(lambda loan: loan.state != "draft")
        if running or self.row_ids.filtered("move_id"):
            raise UserError(self.env._("A version of a schedule is kept."))

    def _total(self):
        """Sums of the rows, which were written by COPY."""
        self.ensure_one()
        self.env.cr.execute(SQL(TOTALS, id=self.id))
        self.invalidate_recordset()

    def _compare(self, terms):
        """Keep how the bank's table differs from the one of the terms, and from itself."""
        self.ensure_one()
        mine = schedule_store.in_force(self.loan_id).get(self.loan_id.id)
        found = comparing.of(terms, mine.schedule)
        self.sudo().write({"comparison": found, "remarks": comparing.remarks_of(mine.schedule)})
