# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers that an import brings in, and how a seller is recognised among the cards."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..rules.einvoice_party import Card, Identity, plain
from ..rules.einvoice_summary import FRENCH, bare


class ResPartner(models.Model):
    _inherit = "res.partner"

    ap_made_by_import = fields.Boolean(
        string="Made by an import",
        copy=False,
        readonly=True,
        help="An e-invoice brought this supplier in; nobody has checked the card yet.",
    )

    def _ap_home_lang(self) -> str:
        """French for a supplier of France, English for the others; else the reader's."""
        home = "fr_FR" if self.country_id.code in FRENCH else "en_US"
        installed = dict(self.env["res.lang"].get_installed())
        return next(
            (lang for lang in (home, "en_US", self.env.lang) if lang in installed),
            "en_US",
        )

    def action_ap_card_checked(self):
        """Somebody has looked at the cards that an import made."""
        self.env["ap.bill.document"]._refuse_others()
        for partner in self.filtered("ap_made_by_import"):
            partner.sudo().ap_made_by_import = False
            partner.message_post(body=self.env._("Card checked: made by an import."))
        return True

    @api.model
    def _ap_identity_domain(self, seller: Identity) -> Domain:
        """Cards that may bear one of the seller's numbers; heirs add their country's."""
        numbers = [n for n in (seller.register, seller.establishment) if n]
        found = Domain.FALSE
        if numbers:
            found |= Domain("company_registry", "in", numbers)
            found |= Domain("company_registry", "=like", f"{numbers[0]}%")
        return found

    def _ap_register_number(self) -> str:
        """The number of the card in its register, without spaces: of an establishment
        (SIRET) that of its company. Heirs know others."""
        number = bare(self.company_registry)
        return number[:9] if len(number) == 14 and number.isdigit() else number

    def _ap_card(self) -> Card:
        """The card as the rule that chooses suppliers wants it."""
        registry = bare(self.company_registry)
        return Card(
            self.id,
            Identity(
                vat=bare(self.vat),
                register=self._ap_register_number(),
                establishment=registry,
                names=tuple(filter(None, (plain(self.name or ""),))),
                email=(self.email or "").strip().lower(),
            ),
            own=bool(self.company_id),
            whole=not self.parent_id,
        )
