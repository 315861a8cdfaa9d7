# SPDX-License-Identifier: AGPL-3.0-or-later
"""No payment of a bill on hold, and none to an account that nobody trusts.

Every way goes through here: the register wizard, forms, batches and RPC end in a payment
whose state becomes one of `SENT`. What is looked at is the payment as it stands after the
change, so that no order of writes gets round it.
"""

from odoo import api, models
from odoo.exceptions import UserError

SENT = ("in_process", "paid")
# What may turn a payment that was sent into another one.
WATCHED = {
    "state", "payment_type", "partner_id", "partner_bank_id", "journal_id", "company_id",
    "payment_method_line_id", "invoice_ids", "partner_type",
}  # fmt: skip


class AccountPayment(models.Model):
    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments.filtered(lambda pay: pay.state in SENT)._ap_refuse_to_pay()
        return payments

    def write(self, vals):
        if not WATCHED & vals.keys():
            return super().write(vals)
        if vals.get("state") in SENT:  # before Odoo makes the entry, with our sentence
            self.filtered(lambda pay: pay.state not in SENT)._ap_refuse_to_pay()
        before = {payment: payment._ap_payment_facts() for payment in self}
        result = super().write(vals)
        self.filtered(
            lambda pay: pay.state in SENT and pay._ap_payment_facts() != before[pay]
        )._ap_refuse_to_pay()
        return result

    def _ap_payment_facts(self) -> tuple:
        """What a refusal depends on; `paid` after `in_process` changes none of it."""
        names = sorted(WATCHED - {"state"})
        return self.state in SENT, *(self[name] for name in names)

    def _ap_refuse_to_pay(self):
        out = self.filtered(lambda pay: pay._ap_is_out())
        for transfer, some in out.grouped(lambda pay: pay._ap_is_transfer()).items():
            some.sudo().invoice_ids._ap_refuse_held(transfer)
        if out:
            out._ap_refuse_untrusted()

    def _ap_is_transfer(self) -> bool:
        """Whether money goes to the supplier's account: neither a card, a check nor what
        the supplier collects itself."""
        return not self.sudo().payment_method_line_id.ap_without_account

    def _ap_is_out(self):
        return self.payment_type == "outbound"

    # Bank accounts --------------------------------------------------------------------

    def _ap_refuse_untrusted(self):
        """Refuse payments to accounts that nobody trusts yet, or of somebody else."""
        accounts = {payment: payment._ap_accounts_used() for payment in self.sudo()}
        foreign = [
            (payment, account)
            for payment, used in accounts.items()
            for account in used
            if account.partner_id not in payment._ap_payees()
        ]
        if foreign:
            raise UserError(self._ap_wrong_holder(*foreign[0]))
        untrusted = self.env["res.partner.bank"].sudo().union(
            *(
                used.filtered(lambda one, payment=payment: not payment._ap_trusts(one))
                for payment, used in accounts.items()
            )
        )  # fmt: skip
        if untrusted:
            raise UserError(self._ap_untrusted(untrusted))

    def _ap_payees(self):
        """Whose account may get the money: the payee, or the company it belongs to."""
        return self.partner_id | self.partner_id.commercial_partner_id

    def _ap_trusts(self, account) -> bool:
        """Trusted, or moved between accounts of our own: of a bank journal of the payee."""
        return account.allow_out_payment or account._ap_is_own()

    def _ap_accounts_used(self):
        """The accounts that this payment sends money to, when the company wants them
        trusted; else none."""
        nothing = self.env["res.partner.bank"]
        line = self.payment_method_line_id
        if (
            not self.company_id.ap_require_trusted_bank
            or self.journal_id.type != "bank"
            or line.ap_without_account
            or line.code not in self._ap_codes_of_transfers()
        ):
            return nothing
        return self.partner_bank_id or self.invoice_ids.partner_bank_id

    @api.model
    def _ap_codes_of_transfers(self):
        return {
            *self._get_method_codes_using_bank_account(),
            *self._get_method_codes_needing_bank_account(),
        }

    def _ap_wrong_holder(self, payment, account) -> str:
        return self.env._(
            "Nothing was paid: the bank account %(account)s belongs to %(holder)s, and "
            "the money is for %(payee)s. Choose an account of %(payee)s; a factor is paid "
            "as the payee itself.",
            account=account.acc_number,
            holder=account.partner_id.display_name,
            payee=payment.partner_id.display_name or self.env._("nobody named"),
        )

    def _ap_untrusted(self, accounts) -> str:
        lines = [
            f"• {account.partner_id.display_name}: {account.acc_number}"
            for account in accounts
        ]
        return self.env._(
            "Nothing was paid, because nobody trusts these bank accounts yet:\n"
            "%(accounts)s\n\n"
            "A changed bank account is the most common fraud on suppliers: call the "
            "supplier at a number you know, then let somebody else than the one who "
            "entered the account trust it. %(people)s can. To pay by card, check or "
            "direct debit, choose a payment method that does not use the account.",
            accounts="\n".join(lines),
            people=accounts._ap_who_may_trust_text(self.company_id),
        )
