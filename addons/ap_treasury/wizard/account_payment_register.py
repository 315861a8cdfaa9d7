# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering payments: bank lines that may be the payment already are named before."""

from odoo import api, fields, models
from odoo.tools import format_date

MOST_SHOWN = 5


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    ap_bank_line_text = fields.Text(
        string="Bank lines that may be this payment",
        compute="_compute_ap_bank_line_text",
        compute_sudo=True,
    )

    @api.depends_context("lang")
    @api.depends("line_ids")
    def _compute_ap_bank_line_text(self):
        for wizard in self:
            items = wizard.line_ids._origin.with_user(self.env.user)  # a client names any
            items = items._filtered_access("read").sudo()
            matches = self.env["ap.bank.match"].sudo()._that_may_pay(items)
            lines = [
                f"{format_date(self.env, one.date)}  {one.currency_id.format(one.amount)}  "
                f"{one.label}"
                for one in matches[:MOST_SHOWN]
            ]
            wizard.ap_bank_line_text = "\n".join(lines) or False
