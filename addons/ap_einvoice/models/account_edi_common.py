# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Odoo's own decoders may do to suppliers and their bank accounts, for formats that
the desk does not read. A company that switches the desk's reading off has Odoo's ways."""

from odoo import models

from .supplier_finder import known_account


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _import_partner(self, company_id, name, phone, email, vat, **kwargs):
        """A supplier that the import makes is marked, so that somebody looks at it.

        Who imports need not hold the right to make contacts: without the card stock
        gives the whole e-invoice up. The search of stock keeps to the company by itself.
        """
        if not company_id.ap_einvoice_draft:
            return super()._import_partner(company_id, name, phone, email, vat, **kwargs)
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
        if record.company_id.ap_einvoice_draft:
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
        if not invoice.company_id.ap_einvoice_draft:
            return super()._import_partner_bank(invoice, bank_details)
        known = known_account(invoice, bank_details)
        if not invoice.is_inbound() and known:
            invoice.partner_bank_id = known
        return None
