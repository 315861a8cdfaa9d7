# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from . import choices


class ApLoanRow(models.Model):
    """A row of a version of a schedule.

    `opening` + `drawn` − `principal` = `closing`; `payment` = interest + principal;
    `debit`, what leaves the bank, has insurance and fees on top.
    """

    _name = "ap.loan.row"
    _inherit = ["ap.report", "ap.guarded"]
    _description = "Row of a loan schedule"
    _order = "loan_id, schedule_id DESC, sequence"
    _rec_name = "number"

    schedule_id = fields.Many2one(
        "ap.loan.schedule", required=True, index=True, ondelete="cascade"
    )
    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    partner_id = fields.Many2one(related="loan_id.partner_id")
    number = fields.Integer(string="N°", required=True, aggregator=False)
    sequence = fields.Integer(required=True, aggregator=False)
    date = fields.Date(string="Due on", required=True, index=True)
    kind = fields.Selection(choices.ROW_KINDS, string="Row", required=True)
    opening = fields.Monetary(string="Capital before", aggregator=False)
    drawn = fields.Monetary(string="Lent")
    interest = fields.Monetary()
    principal = fields.Monetary(string="Capital")
    payment = fields.Monetary(string="Instalment")
    insurance = fields.Monetary()
    fees = fields.Monetary()
    debit = fields.Monetary(string="Leaves the bank")
    closing = fields.Monetary(string="Capital after", aggregator=False)
    is_estimated = fields.Boolean(
        string="Estimated", help="The index was not published for it yet."
    )
    is_current = fields.Boolean(string="In force")
    is_taken_over = fields.Boolean(
        string="Booked before", help="In the opening balance of the loan."
    )
    move_id = fields.Many2one(
        "account.move", string="Entry", index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(
        [("coming", "To come"), ("due", "To book"), ("booked", "Booked")],
        compute="_compute_state",
    )

    @api.depends("date", "move_id", "is_taken_over")
    def _compute_state(self):
        for row in self:
            if row.move_id or row.is_taken_over:
                row.state = "booked"
            else:
                due = row.date and row.date <= row.company_id._company_today()
                row.state = "due" if due else "coming"

    @api.model
    def _ap_engine_fields(self):
        """Rows are those of the version, whoever looks at them."""
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "Rows of a schedule are not written by hand: import the bank's table, or enter "
            "an event of the loan."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unbooked(self):
        if self.filtered("move_id"):
            raise UserError(self.env._("A row that is booked stays."))

    def action_open_entry(self):
        """The entry of the row."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def _report_title(self):
        names = ", ".join(self.loan_id.mapped("name"))
        return self.env._("Loan schedule: %(names)s", names=names)

    def _report_fields(self):
        names = [
            "number", "date", "opening", "drawn", "interest", "principal", "payment",
            "insurance", "fees", "debit", "closing", "is_estimated",
        ]  # fmt: skip
        return names if len(self.loan_id) == 1 else ["loan_id", *names]
