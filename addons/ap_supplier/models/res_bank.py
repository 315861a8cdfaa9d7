# SPDX-License-Identifier: AGPL-3.0-or-later
"""The BIC of a bank says where money goes to where the account number is no IBAN."""

from odoo import models
from odoo.exceptions import UserError

from ..rules.bank_change_number import check
from .bank_change_door import is_shut

NAMES_SHOWN = 5


class ResBank(models.Model):
    _inherit = "res.bank"

    def write(self, vals):
        if "bic" in vals and is_shut(self.env):
            self.sudo()._ap_refuse_other_bic(vals["bic"])
        return super().write(vals)

    def _ap_refuse_other_bic(self, bic):
        """Refuse another BIC of banks of suppliers' trusted accounts that are no IBAN. As
        superuser."""
        wanted = (bic or "").strip().upper()
        changed = self.filtered(lambda one: one.bic and one.bic.upper() != wanted)
        accounts = self.env["res.partner.bank"].search(
            [("bank_id", "in", changed.ids), ("allow_out_payment", "=", True)]
        ) if changed else self.env["res.partner.bank"]  # fmt: skip
        paid = accounts._ap_guarded().filtered(
            lambda one: check(one.acc_number).reason == "no_iban"
        )
        if paid:
            raise UserError(
                self.env._(
                    "%(bank)s keeps its BIC: suppliers are paid there by it (%(suppliers)s). "
                    "Create another bank, and ask for the change of each account: it "
                    "becomes a case of bank details.",
                    bank=paid[0].bank_id.name,
                    suppliers=", ".join(paid.partner_id.mapped("name")[:NAMES_SHOWN]),
                )
            )
