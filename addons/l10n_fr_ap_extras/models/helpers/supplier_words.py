# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the supplier card. What is wrong is said as its finding says it."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _ap_card_subjects(self) -> dict:
        return {
            "siret": self.env._("SIRET"),
            "vat": self.env._("VAT number"),
            "rcs": self.env._("RCS"),
            "agreement": self.env._("Agreement"),
            "duplicate": self.env._("Same company"),
            "terms": self.env._("Payment terms"),
            "bank": self.env._("Bank account"),
            "trust": self.env._("Trusted for payments"),
        }

    def _ap_card_words(self) -> dict:
        """Sentences by subject and code, for what is right or not known."""
        return {
            "siret_ok": self.env._("%(number)s: format and key are right."),
            "siret_empty": self.env._("No SIRET: ask the supplier for it."),
            "siret_siren_given": self.env._(
                "%(number)s is a SIREN: the five digits of the establishment are missing."
            ),
            "vat_ok": self.env._("%(number)s: format and key are right."),
            "vat_empty": self.env._("No VAT number: bills above the small amount bear it."),
            "vat_usual": self.env._(
                "No VAT number. The usual one of this SIREN is %(usual)s: to be confirmed "
                "by a bill."
            ),
            "vat_country": self.env._(
                "%(number)s: no check is known for the numbers of this country."
            ),
            "rcs_ok": self.env._("%(number)s: the SIREN in it is right."),
            "rcs_empty": self.env._("Not noted. Companies write it on their bills."),
            "agreement_agree": self.env._("The numbers name one company."),
            "terms_none": self.env._("No payment term: bills are due at once."),
            "terms_ok": self.env._(
                "At the latest %(days)s days after the bill: within the legal cap."
            ),
            "terms_only_if_eom": self.env._(
                "Up to %(days)s days: allowed only if 45 days end of month were expressly "
                "agreed (a bill of %(issue)s would be due on %(due)s). Note what was "
                "agreed."
            ),
            "terms_unknown": self.env._("The legal cap of this case is not known."),
            "bank_ok": self.env._("%(number)s: the key of the IBAN is right."),
            "bank_ok_rib": self.env._("%(number)s: the keys of IBAN and RIB are right."),
            "bank_rib": self.env._(
                "%(number)s is a RIB with a right key: ask for the IBAN."
            ),
            "bank_no_iban": self.env._("%(number)s is no IBAN: it cannot be checked."),
        }

    def _ap_card_wrong_words(self) -> dict:
        """Sentences of the findings, by subject and code, as the controls hold them."""
        subjects = {
            "supplier_number": "",
            "supplier_agreement": "agreement_",
            "supplier_terms": "terms_",
            "supplier_bank": "bank_",
        }
        messages = self.env["ap.control.message"].sudo()
        found = messages.search([("control_id.code", "in", list(subjects))])
        return {
            f"{subjects[message.control_id.code]}{message.code or ''}": message.text
            for message in found
        }
