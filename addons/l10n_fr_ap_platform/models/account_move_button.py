# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buttons of the bill: a status at once, or the wizard where it takes reasons."""

from odoo import models

from ..rules.lifecycle import STATUSES


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_ap_lifecycle(self):
        """What a button of the page does: `ap_status` of the context is its status."""
        code = self.env.context.get("ap_status")
        if code not in STATUSES or not STATUSES[code].reason:
            return bool(self.ap_set_status(code))
        self._lifecycle_refuse_role(code)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_fr_ap_platform.ap_bill_status_set_action"
        )
        action["context"] = {"default_code": code, "active_ids": self.ids}
        action["name"] = self._lifecycle_name(code)
        return action
