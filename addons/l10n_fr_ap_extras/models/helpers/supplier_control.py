# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the supplier card states, as findings: for all suppliers of a company at once."""

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.models.finding_value import FindingValue, day, link

from ...rules import supplier as rules

# Those with a purchase document in the company, its own, and those of nobody yet.
SUPPLIERS = """
WITH billed AS (
    SELECT commercial_partner_id AS id, bool_or(company_id = %(company)s) AS here
      FROM account_move
     WHERE move_type IN ('in_invoice', 'in_refund', 'in_receipt')
       AND state <> 'cancel' AND commercial_partner_id IS NOT NULL %(billed_chosen)s
     GROUP BY commercial_partner_id
)
SELECT partner.id
  FROM res_partner partner
  LEFT JOIN billed ON billed.id = partner.id
 WHERE partner.active AND partner.commercial_partner_id = partner.id
   AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
   AND (billed.here OR (billed.id IS NULL AND partner.supplier_rank > 0)
        OR (partner.company_id = %(company)s AND partner.supplier_rank > 0))
   %(chosen)s
 ORDER BY partner.id
"""
FACTS = [
    "company_registry", "vat", "ap_rcs", "ap_siren", "country_id", "ap_vat_regime",
    "ap_sole_trader", "property_supplier_payment_term_id", "ap_terms_case", "name",
]  # fmt: skip
NUMBERS = ("siret", "vat", "rcs")


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_supplier_number(self, company, records, date):
        """SIRET, VAT number or RCS that cannot be right."""
        return [
            self._supplier_finding(partner, check, f"{check.subject}_{check.code}")
            for partner in self._suppliers(company, records)
            for check in rules.check_numbers(partner._ap_supplier())
            if check.subject in NUMBERS and check.status == rules.WRONG
        ]

    def _find_supplier_agreement(self, company, records, date):
        """Numbers that are right each, and name different companies."""
        return [
            self._supplier_finding(partner, check, check.code)
            for partner in self._suppliers(company, records)
            for check in rules.check_numbers(partner._ap_supplier())
            if check.subject == "agreement" and check.status == rules.WRONG
        ]

    def _find_supplier_missing(self, company, records, date):
        """French suppliers without SIRET or VAT number, as far as they need one."""
        return [
            self._supplier_finding(partner, check, check.subject)
            for partner in self._suppliers(company, records)
            for check in rules.check_numbers(partner._ap_supplier())
            if check.subject in ("siret", "vat") and check.code in ("empty", "usual")
        ]

    def _find_supplier_duplicate(self, company, records, date):
        """Suppliers of one SIREN: the finding is on each but the oldest."""
        suppliers = self._suppliers(company, None).filtered("ap_siren")
        found = []
        for siren, group in suppliers.grouped("ap_siren").items():
            first, *others = group.sorted("id")
            found += [
                FindingValue(
                    "res.partner",
                    other.id,
                    values={"siren": siren, "other": first.name or ""},
                    partner_id=other.id,
                    evidence={"other_document": link("res.partner", first.id, first.name or "")},
                )
                for other in others
                if records is None or other in records
            ]
        return found

    def _find_supplier_terms(self, company, records, date):
        """Payment terms that lead beyond the legal cap."""
        suppliers = self._suppliers(company, records)
        checks = suppliers._ap_term_checks()
        return [
            self._supplier_finding(partner, checks[partner], "too_late")
            for partner in suppliers
            if checks[partner].status == rules.WRONG
        ]

    def _find_supplier_bank(self, company, records, date):
        """Account numbers of suppliers whose keys are wrong."""
        domain = [("partner_id.commercial_partner_id", "in", self._suppliers(company, None).ids)]
        if records is not None:
            domain.append(("id", "in", records.ids))
        banks = self.env["res.partner.bank"].search_fetch(domain, ["acc_number", "partner_id"])
        found = []
        for bank in banks:
            check = rules.check_bank(bank.acc_number)
            if check.status == rules.WRONG:
                found.append(
                    FindingValue(
                        "res.partner.bank",
                        bank.id,
                        message_code=check.code,
                        values=dict(check.values),
                        partner_id=bank.partner_id.commercial_partner_id.id,
                    )
                )
        return found

    def _suppliers(self, company, records):
        """The suppliers of the company among the records, their facts read at once."""
        chosen, billed = SQL(), SQL()
        if records is not None:
            ids = list(records.commercial_partner_id.ids)
            chosen = SQL("AND partner.id = ANY(%s)", ids)
            billed = SQL("AND commercial_partner_id = ANY(%s)", ids)
        self.env.cr.execute(
            SQL(SUPPLIERS, company=company.id, chosen=chosen, billed_chosen=billed)
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        partners = self.env["res.partner"].with_company(company)
        return partners.search_fetch([("id", "in", ids)], FACTS, order="id")

    def _supplier_finding(self, partner, check, message_code) -> FindingValue:
        values = {
            name: day(value) if hasattr(value, "isoformat") else value
            for name, value in check.values
        }
        return FindingValue(
            "res.partner",
            partner.id,
            key=check.subject if check.subject in NUMBERS else message_code,
            message_code=message_code,
            values=values,
            partner_id=partner.id,
        )
