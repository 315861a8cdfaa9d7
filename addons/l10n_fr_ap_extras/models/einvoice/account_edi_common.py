# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the import of an e-invoice may do to suppliers and their bank accounts."""

from odoo import fields, models

from ...rules.einvoice_summary import bare
from ...rules.mentions import FRENCH


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


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _import_partner(self, company_id, name, phone, email, vat, **kwargs):
        """A supplier that the import makes is marked, so that somebody looks at it.

        Who imports need not hold the right to make contacts: without the card stock
        gives the whole e-invoice up. The search of stock keeps to the company by itself.
        """
        desk = self.env.user.has_group("ap_base.group_apprentice")
        importer = self.sudo() if desk else self
        newest = self.env["res.partner"].sudo().with_context(active_test=False)
        last = newest.search([], order="id desc", limit=1).id
        partner, logs = super(AccountEdiCommon, importer)._import_partner(
            company_id, name, phone, email, vat, **kwargs
        )
        if partner and partner.id > last:
            lang = partner._ap_home_lang()
            partner.sudo().write({"ap_made_by_import": True, "lang": lang})
        return partner.with_env(self.env), logs

    def _import_document_allowance_charges(self, tree, record, tax_type, qty_factor=1):
        """The amount of an allowance counts, as it is written: stock takes the whole base
        where there is no percentage."""
        paths = self._get_document_allowance_charge_xpaths()
        for allowance in tree.iterfind(paths["root"]):
            base = allowance.find(paths["base_amount"])
            if base is not None and allowance.findtext(paths["amount"]):
                base.text = "0"
        return super()._import_document_allowance_charges(
            tree, record, tax_type, qty_factor
        )

    def _import_partner_bank(self, invoice, bank_details):
        """Take an account that the supplier has; an unknown one is no account to pay.

        Stock creates it, or wakes an archived one, and puts it on the bill. It stays in
        the e-invoice, where the control of bank accounts finds it.
        """
        if invoice.is_inbound():
            return
        told = {bare(number) for number in bank_details if number}
        supplier = invoice.partner_id
        banks = (supplier | supplier.commercial_partner_id).bank_ids.filtered(
            lambda bank: bank.company_id
            in (bank.company_id.browse(), invoice.company_id)
        )
        known = banks.filtered(lambda bank: bare(bank.acc_number) in told)
        if known:
            invoice.partner_bank_id = known.sorted("allow_out_payment")[-1:]
