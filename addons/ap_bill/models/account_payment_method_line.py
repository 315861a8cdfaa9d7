# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payment methods that need no bank account of the supplier."""

from odoo import api, fields, models


class AccountPaymentMethodLine(models.Model):
    _name = "account.payment.method.line"
    _inherit = ["account.payment.method.line", "ap.guarded"]

    ap_without_account = fields.Boolean(
        string="Without the supplier's account",
        copy=False,
        help="Card, check or direct debit: no transfer goes to the bank account of the "
        "supplier, so that account need not be trusted. Set by the head of accounting; "
        "the journal keeps who and when.",
    )

    @api.model
    def _ap_engine_fields(self):
        head = self.env.user.has_group("ap_base.group_head")
        own = super()._ap_engine_fields()
        return own if head else own | {"ap_without_account"}

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "Whether a payment method goes without the supplier's bank account is set by "
            "the head of accounting."
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered("ap_without_account")._ap_log_without_account()
        return lines

    def write(self, vals):
        before = {line: line.ap_without_account for line in self}
        result = super().write(vals)
        self.filtered(
            lambda line: line.ap_without_account != before[line]
        )._ap_log_without_account()
        return result

    def _ap_log_without_account(self):
        """In the messages of the journal: who lets payments go to untrusted accounts."""
        for line in self:
            text = (
                self.env._("%(method)s: no trusted bank account is needed any more.", method=line.name)
                if line.ap_without_account
                else self.env._("%(method)s: bank accounts are to be trusted again.", method=line.name)
            )  # fmt: skip
            line.journal_id.sudo()._message_log(body=text)
