# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApExpenseMessageLine(models.Model):
    """What was asked of one expense."""

    _name = "ap.expense.message.line"
    _inherit = ["ap.guarded"]
    _description = "What was asked about an expense"
    _order = "id desc"
    _rec_name = "asked"

    message_id = fields.Many2one(
        "ap.expense.message", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="message_id.company_id", store=True, index=True)
    expense_id = fields.Many2one(
        "ap.expense", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(string="Code of the finding", default="")
    asked = fields.Text(string="What was asked")
    purpose = fields.Selection(related="message_id.purpose", store=True)
    day = fields.Date(related="message_id.day", store=True, string="Sent on")
    employee_id = fields.Many2one(related="message_id.employee_id", string="To")
    email = fields.Char(related="message_id.email")
    user_id = fields.Many2one(related="message_id.user_id")

    def action_open_message(self):
        """The message as it was sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ap.expense.message",
            "res_id": self.message_id.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("Messages are kept as they were sent.")
