# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class PartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """What the cards taught is of the one that stays; what they taught alike is kept once:
        Odoo would delete all lines of a card of which one is there already."""
        # sudo: nobody deletes what was learned of a company that they do not see; the cards are one
        self.env["ap.capture.habit"].sudo()._before_merge(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
