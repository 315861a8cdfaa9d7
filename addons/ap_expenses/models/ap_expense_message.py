# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import choices


class ApExpenseMessage(models.Model):
    """A mail to an employee or an approver about expenses, as it was sent."""

    _name = "ap.expense.message"
    _inherit = ["ap.guarded"]
    _description = "Message about expenses"
    _order = "id desc"
    _rec_name = "subject"

    company_id = fields.Many2one("res.company", required=True, index=True)
    purpose = fields.Selection(choices.PURPOSES, required=True)
    employee_id = fields.Many2one("hr.employee", string="To", ondelete="set null")
    email = fields.Char(string="Address", required=True)
    lang = fields.Char(string="Language")
    subject = fields.Char(required=True)
    body = fields.Html()
    user_id = fields.Many2one("res.users", string="Sent by", required=True)
    day = fields.Date(string="Sent on", required=True, index=True)
    mail_id = fields.Many2one("mail.mail", ondelete="set null")
    state = fields.Selection(related="mail_id.state", string="State of the mail")
    line_ids = fields.One2many("ap.expense.message.line", "message_id")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("Messages are kept as they were sent.")
