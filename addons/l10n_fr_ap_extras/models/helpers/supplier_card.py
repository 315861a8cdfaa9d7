# SPDX-License-Identifier: AGPL-3.0-or-later
"""The supplier card: what is right, wrong or not known, in words."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...rules import supplier as rules
from ...rules.identifiers import compact

SIGNS = {
    rules.RIGHT: ("✓", "text-success"),
    rules.WRONG: ("✗", "text-danger"),
    rules.UNKNOWN: ("?", "text-warning"),
}
YEAR = 366  # days of bills of which the due date is looked at
LINKS = 5


class ResPartner(models.Model):
    _inherit = "res.partner"

    ap_card_html = fields.Html(
        string="Checks", compute="_compute_ap_card_html", sanitize=False
    )

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
