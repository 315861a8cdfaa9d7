# SPDX-License-Identifier: AGPL-3.0-or-later
"""No payment to a supplier whose bank details are being changed, with or without a bill."""

from odoo import models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _ap_refuse_to_pay(self):
        out = self.sudo().filtered(lambda pay: pay._ap_is_out())
        payees = out.partner_id | out.partner_bank_id.partner_id
        cases = self.env["ap.bank.change"]._open_for(payees) if payees else None
        for payment in out if cases else ():
            paid = payment.partner_id | payment.partner_bank_id.partner_id
            case = cases.filtered_domain(
                [("partner_id", "in", paid.commercial_partner_id.ids)]
            )[:1]
            if case:
                raise UserError(case._refusal_text(payment.display_name))
        return super()._ap_refuse_to_pay()
