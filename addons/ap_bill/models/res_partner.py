# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier that is moved: whose its bank accounts are, and who pays to them."""

from odoo import models

# What changes whose account it is, and which companies may pay to it.
MOVES_ACCOUNTS = {"parent_id", "company_id", "is_company"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if not MOVES_ACCOUNTS & vals.keys():
            return super().write(vals)
        accounts = self._ap_trusted_accounts()
        before = {account: account._ap_trusted_for() for account in accounts}
        result = super().write(vals)
        for account in accounts:
            supplier, payers = account._ap_trusted_for()
            if supplier != before[account][0] or payers - before[account][1]:
                account._ap_forget_trust(self.env._("its holder was moved"))
        return result

    def _ap_trusted_accounts(self):
        """The trusted bank accounts of these partners and of those below them."""
        return self.env["res.partner.bank"].sudo().search(
            [("partner_id", "child_of", self.ids), ("allow_out_payment", "=", True)]
        )  # fmt: skip
