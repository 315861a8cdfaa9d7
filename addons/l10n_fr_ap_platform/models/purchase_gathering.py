# SPDX-License-Identifier: AGPL-3.0-or-later
"""The foreign purchases of a span of days, read in one statement, and what the rules make of
them."""

from collections import namedtuple
from decimal import Decimal

from odoo.tools import SQL

from ..rules.foreign_purchases import EU, NOWHERE, WORLD, Purchase, decide

# French territory for VAT, whose suppliers send e-invoices. A card without a country says it
# by its VAT number, or by a SIREN; one that says nothing is to review.
AT_HOME = ("FR", "MC", "GP", "MQ", "RE")
Group = namedtuple("Group", "move partner day kind tax amount balance country business rule")
Found = namedtuple("Found", "group zone treatment decision")
_GROUPS = """
SELECT move.id, move.commercial_partner_id, move.invoice_date, move.move_type, tax.id,
       sum(line.amount_currency), sum(line.balance), place.code,
       partner.is_company OR COALESCE(partner.vat, '') NOT IN ('', '/'),
       COALESCE(move.ap_processing_rule, '')
  FROM account_move move
  JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
  LEFT JOIN res_country country ON country.id = partner.country_id
  LEFT JOIN LATERAL (
       SELECT min(rel.account_tax_id) AS id FROM account_move_line_account_tax_rel rel
        WHERE rel.account_move_line_id = line.id) tax ON TRUE
  CROSS JOIN LATERAL (
       SELECT COALESCE(country.code, CASE
                  WHEN partner.vat ~* '^EL' THEN 'GR'
                  WHEN partner.vat ~* '^[A-Z]{2}' THEN upper(left(partner.vat, 2))
                  WHEN partner.company_registry ~ '^[0-9]{9}([0-9]{5})?$' THEN 'FR'
                  ELSE '' END) AS code) place
 WHERE move.company_id = %(company)s AND move.state = 'posted'
   AND move.move_type IN ('in_invoice', 'in_refund')
   AND move.invoice_date BETWEEN %(start)s AND %(end)s
   AND place.code NOT IN %(home)s AND NOT COALESCE(partner.ap_established, FALSE)
 GROUP BY move.id, partner.id, tax.id, place.code
 ORDER BY move.invoice_date, move.id, tax.id
"""


def groups_of(env, company, start, end) -> list[Group]:
    """Lines of the posted bills of foreign suppliers, by bill and tax; amounts as the books
    have them, a bill positive."""
    env.flush_all()
    query = SQL(_GROUPS, company=company.id, start=start, end=end, home=AT_HOME)
    return [
        Group(*row[:5], Decimal(str(row[5])), Decimal(str(row[6])), *row[7:])
        for row in env.execute_query(query)
    ]


def found_of(env, company, start, end) -> list[Found]:
    """Each of them with the rule that decides it."""
    rules = env["ap.purchase.report.rule"]._values()
    treatments = _treatments(env, company)
    union = set(env.ref("base.europe").sudo().country_ids.mapped("code"))
    found = []
    for group in groups_of(env, company, start, end):
        zone = NOWHERE if not group.country else EU if group.country in union else WORLD
        treatment = treatments.get(group.tax) or _treatment_of(env, group.tax, zone)
        purchase = Purchase(group.day, zone, treatment, group.rule == "B2B", group.business)
        found.append(Found(group, zone, treatment, decide(rules, purchase)))
    return found


def _treatments(env, company) -> dict:
    """The treatment of each tax that the company takes for one."""
    taxes = env["ap.vat.choice"]._taxes(company)
    return {tax.id: treatment for (treatment, _rate), tax in taxes.items() if tax}


def _treatment_of(env, tax_id, zone) -> str:
    """What a tax outside the tables is: its amount, or that it is taken off again."""
    tax = env["account.tax"].sudo().browse(tax_id or ())
    if not tax or not tax.amount:
        return "none"
    factors = tax.invoice_repartition_line_ids.filtered(
        lambda line: line.repartition_type == "tax"
    ).mapped("factor_percent")
    if sum(factors) > 0:
        return "charged"
    if tax.tax_scope == "consu":
        return "eu_goods" if zone == EU else "import"
    return "services_eu" if zone == EU else "services_world"
