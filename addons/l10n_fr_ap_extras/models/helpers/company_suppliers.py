# SPDX-License-Identifier: AGPL-3.0-or-later
"""The suppliers of a company, with the facts of their cards."""

from odoo.tools import SQL

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


def read_suppliers(env, company, records=None):
    """The suppliers of the company, by id, their facts read at once; `records` (partners or
    their accounts): only the suppliers of these."""
    chosen, billed = SQL(), SQL()
    if records is not None:
        ids = list(records.commercial_partner_id.ids)
        chosen = SQL("AND partner.id = ANY(%s)", ids)
        billed = SQL("AND commercial_partner_id = ANY(%s)", ids)
    query = SQL(SUPPLIERS, company=company.id, chosen=chosen, billed_chosen=billed)
    ids = [row[0] for row in env.execute_query(query)]
    partners = env["res.partner"].with_company(company)
    return partners.search_fetch([("id", "in", ids)], FACTS, order="id")
