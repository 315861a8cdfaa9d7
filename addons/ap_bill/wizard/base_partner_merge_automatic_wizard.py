# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contacts that are merged: trust in a bank account is not handed on."""

from odoo import models


class PartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_bank_accounts(self, src_partners, dst_partner):
        """Who was trusted alone is not trusted as another: the accounts of all of them
        are to be trusted again, also those of contacts below."""
        accounts = (src_partners | dst_partner)._ap_trusted_accounts()
        accounts._ap_forget_trust(self.env._("its holder was merged with another contact"))
        return super()._merge_bank_accounts(src_partners, dst_partner)
