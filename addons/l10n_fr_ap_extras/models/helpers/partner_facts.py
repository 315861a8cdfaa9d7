# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law asks about a supplier, beyond name and numbers."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...rules.identifiers import rcs, siren, siret, vat

ISSUER_SIZES = [
    ("large", "Large company"),
    ("mid", "Intermediate company (ETI)"),
    ("small", "Small or micro company (PME)"),
]
VAT_REGIMES = [
    ("normal", "Charges VAT"),
    ("franchise", "Franchise: no VAT (CGI 293 B)"),
    ("margin", "Margin scheme: no VAT on the bill (CGI 297 A)"),
    ("exempt", "Exempt"),
]
TERM_CASES = [
    ("net", "Days from the bill's date"),
    ("eom", "End of month, expressly agreed"),
    ("periodic", "Periodic bills"),
    ("transport", "Transport"),
    ("default", "Nothing agreed"),
]
DAS2_CHOICES = [
    ("account", "As its accounts say"),
    ("always", "Always"),
    ("never", "Never"),
]


def siren_of(registry, vat_number, rcs_text) -> str:
    """The SIREN that the first right number of a supplier names, "" if none does.

    >>> siren_of("732 829 320 00074", "FR40303265045", "")
    '732829320'
    >>> siren_of("", "FR44732829320", ""), siren_of("732829321", "", "")
    ('732829320', '')
    """
    plain = siren(registry)
    if plain.valid:
        return plain.normalised
    for result in (siret(registry), vat(vat_number), rcs(rcs_text)):
        if result.valid and result.part("siren"):
            return result.part("siren")
    return ""


class ResPartner(models.Model):
    _inherit = "res.partner"

    ap_siren = fields.Char(
        string="SIREN",
        compute="_compute_ap_siren",
        store=True,
        index="btree_not_null",
        help="Read from the SIRET, else from the VAT number, else from the RCS.",
    )
    ap_rcs = fields.Char(
        string="RCS", help="As it stands on the bills: RCS Paris 732 829 320."
    )
    ap_issuer_size = fields.Selection(
        ISSUER_SIZES,
        string="Size",
        help="Large and intermediate companies issue electronic invoices from "
        "1 September 2026, small ones a year later. Empty: taken for small.",
    )
    ap_vat_regime = fields.Selection(
        VAT_REGIMES, string="VAT of its bills", default="normal"
    )
    ap_vat_on_debits = fields.Boolean(
        string="Pays VAT on debits",
        help="The VAT of its services may be deducted when the bill comes, not when "
        "it is paid (option pour le paiement de la taxe d'après les débits).",
    )
    ap_sole_trader = fields.Boolean(
        string="Sole trader (EI)", help="Its bills bear the words EI."
    )
    ap_construction = fields.Boolean(
        string="Construction subcontractor",
        help="Works on buildings, done for a company that does such works itself: the "
        "customer owes the VAT (CGI 283-2 nonies).",
    )
    ap_established = fields.Boolean(
        string="Established in France",
        help="A foreign supplier whose French establishment makes the supply: it "
        "charges French VAT itself.",
    )
    ap_vat_special = fields.Boolean(
        string="Special reverse charge",
        help="Gas, electricity, telecoms resold, scrap, quotas, gold.",
    )
    ap_terms_case = fields.Selection(
        TERM_CASES,
        string="Terms agreed",
        company_dependent=True,
        help="What the contract says: it decides the legal cap. Empty: not known.",
    )
    ap_das2 = fields.Selection(
        DAS2_CHOICES,
        string="Fees to declare (DAS2)",
        default="account",
        help="“Always” declares every payment, whatever the account of the bill.",
    )

    @api.depends("company_registry", "vat", "ap_rcs")
    def _compute_ap_siren(self):
        for partner in self:
            found = siren_of(partner.company_registry, partner.vat, partner.ap_rcs)
            partner.ap_siren = found or False

    @api.model
    def _ap_identity_domain(self, seller):
        """A SIREN names the card, wherever it stands on it."""
        found = super()._ap_identity_domain(seller)
        if seller.register:
            found |= Domain("ap_siren", "=", seller.register)
        return found

    def _ap_register_number(self):
        return self.ap_siren or super()._ap_register_number()

    @api.model
    def _commercial_fields(self):
        """The addresses of a supplier are the supplier."""
        return [*super()._commercial_fields(), *self._ap_fact_fields()]

    @api.model
    def _ap_fact_fields(self):
        return [
            "ap_rcs", "ap_issuer_size", "ap_vat_regime", "ap_vat_on_debits",
            "ap_sole_trader", "ap_construction", "ap_established", "ap_vat_special",
            "ap_terms_case", "ap_das2",
        ]  # fmt: skip
