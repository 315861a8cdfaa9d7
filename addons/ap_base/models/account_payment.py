# SPDX-License-Identifier: AGPL-3.0-or-later
"""No payment of a bill on hold, and none to an account that nobody trusts.

Every way goes through here: the register wizard, forms, batches and RPC end in a payment
whose state becomes one of `SENT`.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

SENT = ("in_process", "paid")


class AccountPayment(models.Model):
    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments.filtered(lambda pay: pay.state in SENT)._ap_refuse_to_pay()
        return payments

    def write(self, vals):
        if vals.get("state") in SENT:
            self.filtered(lambda pay: pay.state not in SENT)._ap_refuse_to_pay()
        result = super().write(vals)
        if vals.keys() & {"invoice_ids", "partner_bank_id"}:
            self.filtered(lambda pay: pay.state in SENT)._ap_refuse_to_pay()
        return result

    def _ap_refuse_to_pay(self):
        out = self.filtered(lambda pay: pay._ap_is_out())
        if out:
            out.sudo().invoice_ids._ap_refuse_held()
            out._ap_refuse_untrusted()

    def _ap_is_out(self):
        return self.payment_type == "outbound"

    def _ap_refuse_untrusted(self):
        """Refuse payments to accounts of suppliers that nobody trusts yet."""
        refused = {}
        for payment in self.sudo():
            account = payment._ap_account_to_trust()
            own = account.partner_id.ref_company_ids
            if account and not own and not account.allow_out_payment:
                refused.setdefault(account, self.browse())
                refused[account] |= payment
        if not refused:
            return
        accounts = self.env["res.partner.bank"].sudo().union(*refused)
        lines = [
            f"• {account.partner_id.display_name}: {account.acc_number}"
            for account in accounts
        ]
        raise UserError(
            self.env._(
                "Nothing was paid, because nobody trusts these bank accounts yet:\n"
                "%(accounts)s\n\n"
                "A changed bank account is the most common fraud on suppliers: call the "
                "supplier at a number you know, then let somebody else than the one who "
                "entered the account trust it. %(people)s can. To pay by card, check or "
                "direct debit, choose a payment method that does not use the account.",
                accounts="\n".join(lines),
                people=accounts._ap_who_may_trust_text(self.company_id),
            )
        )

    def _ap_account_to_trust(self):
        """The supplier's account that this payment sends money to, when the company
        wants it trusted; else nothing."""
        nothing = self.env["res.partner.bank"]
        line = self.payment_method_line_id
        if (
            not self.company_id.ap_require_trusted_bank
            or self.partner_type != "supplier"
            or self.journal_id.type != "bank"
            or line.ap_without_account
            or line.code not in self._ap_codes_of_transfers()
        ):
            return nothing
        account = self.partner_bank_id or self.invoice_ids.partner_bank_id.filtered(
            lambda bank: not bank.allow_out_payment
        )
        return account[:1]

    @api.model
    def _ap_codes_of_transfers(self):
        return {
            *self._get_method_codes_using_bank_account(),
            *self._get_method_codes_needing_bank_account(),
        }


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    ap_without_account = fields.Boolean(
        string="Without the supplier's account",
        help="Card, check or direct debit: no transfer goes to the bank account of the "
        "supplier, so that account need not be trusted.",
    )
