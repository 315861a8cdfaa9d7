# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class ApBankMatchLog(models.Model):
    """What was done with bank lines, by whom and why: only added to."""

    _name = "ap.bank.match.log"
    _inherit = ["ap.guarded"]
    _description = "Log of bank matching"
    _order = "id DESC"
    _rec_name = "event"

    statement_line_id = fields.Many2one(
        "account.bank.statement.line", string="Bank line", index=True, ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", required=True)
    event = fields.Selection(
        [
            ("automatic", "Booked by itself"),
            ("accepted", "Accepted"),
            ("prepared", "Prepared"),
            ("undone", "Undone"),
        ],
        required=True,
    )
    label = fields.Char()
    amount = fields.Monetary()
    score = fields.Integer(aggregator=False)
    proposal = fields.Json()
    reasons = fields.Text()

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused to everybody: a wrong step is undone, and that is logged as well."""
        raise UserError(self.env._("The log of bank matching is only added to."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of bank matching is only added to."))
