# SPDX-License-Identifier: AGPL-3.0-or-later
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

FREQUENCIES = [
    ("0", "Once"),
    ("3", "Every quarter"),
    ("6", "Every half-year"),
    ("12", "Every year"),
]


class ApLoanCovenant(models.Model):
    """What the borrower promises to the bank, and the day by which it is proved."""

    _name = "ap.loan.covenant"
    _inherit = ["ap.guarded"]
    _description = "Covenant of a loan"
    _order = "loan_id, date_next, id"

    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)
    name = fields.Char(string="Covenant", required=True)
    limit_text = fields.Char(string="Limit", help="“Net debt / EBITDA below 3.5”.")
    frequency = fields.Selection(FREQUENCIES, required=True, default="12")
    date_next = fields.Date(string="To be proved by")
    notice_days = fields.Integer(string="Reminder (days before)", default=30)
    user_id = fields.Many2one("res.users", string="Responsible")
    last_result = fields.Selection(
        [("kept", "Kept"), ("broken", "Broken")], string="Last time", readonly=True
    )
    last_value = fields.Char(string="Figure", readonly=True)
    last_on = fields.Date(string="Proved on", readonly=True)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"last_result", "last_value", "last_on"}

    def action_kept(self):
        """It was kept: the next day it is to be proved on is set."""
        return self._prove("kept")

    def action_broken(self):
        """It was not kept: somebody speaks to the bank."""
        return self._prove("broken")

    def _prove(self, result):
        self.loan_id._check_role("ap_base.group_apprentice")
        for covenant in self:
            months = int(covenant.frequency)
            day = covenant.date_next
            following = day and months and day + relativedelta(months=months)
            covenant.sudo().write(
                {
                    "last_result": result,
                    "last_on": covenant.company_id._company_today(),
                    "date_next": following or False,
                }
            )
            covenant._note(result)
        return True

    def _note(self, result):
        """Who vouched for it, on the loan; the reminder is done."""
        labels = dict(self._fields["last_result"]._description_selection(self.env))
        body = self.env._(
            "Covenant “%(name)s”: %(result)s.", name=self.name, result=labels[result].lower()
        )
        self.loan_id._message_log(body=body)
        reminders = self.loan_id.sudo().activity_ids
        reminders.filtered(lambda one: one.summary == self.name).action_done()
