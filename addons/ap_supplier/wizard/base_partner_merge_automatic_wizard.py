# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contacts that are merged: an account that comes to a supplier so waits for a case."""

from odoo import models

from ..models.bank_change_door import DOOR, is_shut


class PartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_bank_accounts(self, src_partners, dst_partner):
        """The accounts of those who disappear, and of the contacts below them, come to the
        one who stays."""
        if not is_shut(self.env):
            return super()._merge_bank_accounts(src_partners, dst_partner)
        moved = self.env["res.partner.bank"].sudo().search(
            [("partner_id", "child_of", src_partners.ids)]
        )  # fmt: skip
        moved = moved.filtered(
            lambda one: one.partner_id.commercial_partner_id
            != dst_partner.commercial_partner_id
        )
        strangers = src_partners.sudo() - src_partners.sudo()._ap_guarded_suppliers()
        if strangers and dst_partner.sudo()._ap_guarded_suppliers():
            strangers._ap_note_moved()
        guarded = (src_partners | dst_partner).sudo()._ap_guarded_suppliers()
        with DOOR.open():
            result = super()._merge_bank_accounts(src_partners, dst_partner)
        self.env.flush_all()
        left = moved.exists().filtered("active") if guarded else moved.browse()
        left._ap_put_away_for_case("merge")
        return result
