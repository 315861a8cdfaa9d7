# SPDX-License-Identifier: AGPL-3.0-or-later
"""One click: a message to the supplier that asks for exactly what is missing."""

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...rules import mentions

# Findings that a rectified invoice of the supplier mends.
ASKED = ("bill_vat", "bill_vat_regime", "bill_identifier")
TEMPLATE = "l10n_fr_ap_extras.mail_template_missing_mentions"


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_ap_ask_supplier(self):
        """Open a message to the supplier, in its language, about what the bill lacks."""
        self.ensure_one()
        if not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Writing to suppliers takes the role Apprentice or above.")
            )
        self.check_access("write")
        if not self._ap_missing_mentions() and not self._ap_wrong_sentences():
            raise UserError(
                self.env._("Nothing is missing from this bill, as far as can be told.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the supplier"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref(TEMPLATE).id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    def _ap_supplier_lang(self) -> str:
        """The supplier's language if it is installed, else that of its country."""
        installed = dict(self.env["res.lang"].get_installed())
        partner = self.partner_id
        known = partner.lang in installed
        return partner.lang if known else partner._ap_home_lang()

    def _ap_missing_mentions(self) -> list:
        """{"name", "reference"} of each part that is missing."""
        law = self.env["ap.legal.reference"]._ap_law()
        asked = {part.code: part for part in self.env["ap.bill.mention"]._ap_parts()}
        _names, parts = self._ap_mention_names()
        day = self.invoice_date or self.date
        return [
            {
                "name": parts[part.code],
                "reference": law.cite(asked[part.code].reference, day),
            }
            for results in self._ap_mention_results().values()
            for result in results
            for part in result.parts
            if part.status == mentions.MISSING
        ]

    def _ap_wrong_findings(self):
        """What was found on these bills that the supplier must mend."""
        found = self.sudo().ap_open_finding_ids
        return found.filtered(lambda finding: finding.control_code in ASKED)

    def _ap_wrong_sentences(self) -> list:
        return self._ap_wrong_findings().mapped("message")
