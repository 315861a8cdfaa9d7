# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from ..client.directory import Directory
from ..client.errors import PlatformError
from ..rules.cdar import ADDRESS_SCHEME
from .platform_words import words_of


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_ap_read_directory(self):
        """Look the supplier up in the directory, and keep its address where it has one only."""
        self.ensure_one()
        arguments.require_role(
            self.env, "ap_base.group_accountant",
            self.env._("Looking suppliers up takes the role Accountant or above."),
        )  # fmt: skip
        self.check_access("read")
        card = self.commercial_partner_id
        if not card.ap_siren:
            raise UserError(
                self.env._("%s has no SIREN: enter it, then look it up.", card.display_name)
            )
        platform = self.env["ap.platform"]._asked(self.env.company.id)
        try:
            lines = Directory(platform._connection()).lines(card.ap_siren)
        except PlatformError as error:
            return platform._notification("danger", words_of(self.env, error))
        active = [line.address for line in lines if line.receives]
        if len(active) == 1:
            # The desk keeps addresses, whoever may write cards.
            card.sudo().write({"peppol_eas": ADDRESS_SCHEME, "peppol_endpoint": active[0]})
        text = self.env._(
            "%(supplier)s: %(addresses)s.",
            supplier=card.display_name,
            addresses=", ".join(active) or self.env._("no address in the directory"),
        )
        return platform._notification("success" if active else "warning", text)
