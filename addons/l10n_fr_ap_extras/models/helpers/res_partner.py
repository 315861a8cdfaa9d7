# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers of companies in France: who they are by law, and what is checked of it."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import format_date

from ...rules import supplier as rules
from ...rules.identifiers import compact, rcs, siren, siret, vat
from ...rules.vat_deduction import nature_from_row

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
SIGNS = {
    rules.RIGHT: ("✓", "text-success"),
    rules.WRONG: ("✗", "text-danger"),
    rules.UNKNOWN: ("?", "text-warning"),
}
YEAR = 366  # days of bills of which the due date is looked at
LINKS = 5


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
    ap_card_html = fields.Html(
        string="Checks", compute="_compute_ap_card_html", sanitize=False
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

    # The supplier card: what is right, wrong or not known, in words ----------------

    @api.depends_context("lang", "company")
    @api.depends(
        "company_registry", "vat", "ap_rcs", "country_id", "ap_vat_regime",
        "ap_sole_trader", "property_supplier_payment_term_id", "ap_terms_case",
        "bank_ids.acc_number", "bank_ids.allow_out_payment",
    )  # fmt: skip
    def _compute_ap_card_html(self):
        checks = self._ap_card_checks()
        law = self._ap_law()
        words = {**self._ap_card_wrong_words(), **self._ap_card_words()}
        twins = self._ap_twins()
        today = fields.Date.context_today(self)
        for partner in self:
            rows = [
                partner._ap_card_row(check, words, law, today)
                for check in checks[partner]
            ]
            rows += partner._ap_card_trust()
            rows += partner._ap_card_twins(twins.get(partner, []))
            partner.ap_card_html = Markup(
                "<table class='table table-sm mb-0 o_ap_card'>%s</table>"
            ) % Markup().join(rows)

    def _ap_card_checks(self) -> dict:
        """All checks of each partner, twins excepted."""
        terms = self._ap_term_checks()
        return {
            partner: [
                *rules.check_numbers(partner._ap_supplier()),
                terms[partner],
                *(rules.check_bank(bank.acc_number) for bank in partner.bank_ids),
            ]
            for partner in self
        }

    def _ap_term_checks(self) -> dict:
        """The payment term of each partner against its cap, each term looked at once."""
        law, known, result = self._ap_law(), {}, {}
        for partner in self:
            term = partner.property_supplier_payment_term_id
            key = term, partner.ap_terms_case or ""
            if key not in known:
                known[key] = rules.check_terms(law, key[1], self._ap_due_dates(term))
            result[partner] = known[key]
        return result

    def _ap_supplier(self) -> rules.Supplier:
        return rules.Supplier(
            self.company_registry or "",
            self.vat or "",
            self.ap_rcs or "",
            self.country_id.code or "",
            self.ap_vat_regime or "normal",
            self.ap_sole_trader,
        )

    @api.model
    def _ap_due_dates(self, term):
        """Pairs of bill and last due date for each day of a year to come."""
        if not term:
            return []
        start = fields.Date.context_today(self)
        days = [start + timedelta(days=shift) for shift in range(YEAR)]
        return [
            (day, max(line._get_due_date(day) for line in term.line_ids))
            for day in days
            if term.line_ids
        ]

    def _ap_twins(self) -> dict:
        """Other suppliers of the same SIREN, addresses excepted, by partner."""
        numbers = {partner: partner.ap_siren for partner in self if partner.ap_siren}
        if not numbers:
            return {}
        others = self.with_context(active_test=False).search_fetch(
            [
                ("ap_siren", "in", list(set(numbers.values()))),
                ("parent_id", "=", False),
            ],
            ["display_name", "ap_siren", "active"],
        )
        by_siren = others.grouped("ap_siren")
        return {
            partner: by_siren[number] - partner.commercial_partner_id._origin
            for partner, number in numbers.items()
            if number in by_siren
        }

    def _ap_card_row(self, check, words, law, today) -> Markup:
        shown = {name: self._ap_card_value(value) for name, value in check.values}
        sentence = words.get(f"{check.subject}_{check.code}") or words.get(
            check.subject, check.code
        )
        article = law.cite(check.reference, today) if check.reference else ""
        return self._ap_card_line(
            check.status, check.subject, sentence % shown, article
        )

    def _ap_card_trust(self) -> list[Markup]:
        """Whether a transfer may go to each account, where the company asks for trust."""
        if not self.env.company.ap_require_trusted_bank:
            return []
        rows = []
        for bank in self.bank_ids:
            status, sentence = rules.RIGHT, self.env._("%s: payments may go to it.")
            if not bank.allow_out_payment:
                status, sentence = rules.UNKNOWN, self.env._(
                    "%s: no transfer goes to it before an accountant who did not enter "
                    "it trusts it."
                )
            rows.append(self._ap_card_line(status, "trust", sentence % bank.acc_number))
        return rows

    def _ap_card_value(self, value) -> str:
        """Numbers typed over and over in blocks stay as typed; days as the reader has."""
        if hasattr(value, "isoformat"):
            return format_date(self.env, value)
        return "" if value is None else str(value)

    def _ap_card_line(self, status, subject, sentence, article="") -> Markup:
        sign, colour = SIGNS[status]
        subjects = self._ap_card_subjects()
        return Markup(
            "<tr><td class='%s fw-bold text-center' style='width:2rem'>%s</td>"
            "<th class='text-nowrap pe-3 fw-normal'>%s</th><td>%s</td>"
            "<td class='text-muted text-nowrap small'>%s</td></tr>"
        ) % (colour, sign, subjects[subject], sentence, article)

    def _ap_card_twins(self, twins) -> list[Markup]:
        if not twins:
            return []
        links = Markup(", ").join(
            Markup("<a href='/odoo/res.partner/%s'>%s</a>")
            % (twin.id, twin.display_name)
            for twin in twins[:LINKS]
        )
        more = len(twins) - LINKS
        if more > 0:
            links += self.env._(" and %(count)s more", count=more)
        sentence = self.env._("The SIREN is also on %(links)s.", links=links)
        return [self._ap_card_line(rules.UNKNOWN, "duplicate", sentence)]

    # -- nothing typed is lost ---------------------------------------------------------
    def _check_vat(self, validation="error"):
        """A wrong VAT number is kept as it was typed and becomes a finding; the numbers
        of one's own companies stay strict."""
        if validation != "error" or not self._ap_in_france():
            return super()._check_vat(validation=validation)
        # pylint: disable=no-search-all
        # companies are few
        own = self.env["res.company"].sudo().search(Domain.TRUE).partner_id
        super(ResPartner, self & own)._check_vat(validation=validation)
        for partner in self - own:
            kept = partner._ap_kept_vat()
            if kept != partner.vat:
                partner.vat = kept
        return None

    def _ap_in_france(self) -> bool:
        """Whether the company one works in is French: others keep what Odoo does."""
        return self.env.company.account_fiscal_country_id.code == "FR"

    def _ap_kept_vat(self):
        """A right number as Odoo writes it; a wrong one as it was typed."""
        country = self.commercial_partner_id.country_id
        right, _code = self._run_vat_checks(country, self.vat, validation="setnull")
        return right or self.vat

    @api.model
    def _run_vat_checks(self, country, vat, partner_name="", validation="error"):
        """An import must not empty a wrong number either."""
        result, code = super()._run_vat_checks(country, vat, partner_name, validation)
        kept = validation == "setnull" and self._ap_in_france()
        if kept and vat and not compact(result):
            return vat, code
        return result, code

    # The law as the helpers need it: read once, kept until a row changes -----------

    @api.model
    def _ap_law(self):
        return self.env["ap.legal.reference"]._ap_law()

    @api.model
    @tools.ormcache()
    def _ap_natures(self):
        """VAT natures of expenses, as the rules want them."""
        names = [
            "code",
            "share",
            "cap_code",
            "reference_code",
            "valid_from",
            "valid_to",
        ]
        return [
            nature_from_row(row) for row in self.env["ap.vat.nature"]._ap_rows(names)
        ]

    @api.model
    @tools.ormcache("self.env.lang")
    def _ap_nature_selection(self):
        # pylint: disable=no-search-all
        # the law: a few dozen rows
        natures = self.env["ap.vat.nature"].sudo().search(Domain.TRUE, order="name, id")
        return list(
            {nature.code: (nature.code, nature.name) for nature in natures}.values()
        )

    # The sentences of the supplier card. What is wrong, in the words of its finding ---

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
