# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills whose lines bear a tax that falls due at another moment than their e-invoice's."""

from odoo.tools import SQL

from odoo.addons.ap_base.models.control_reads import chosen

MOMENTS = {"services": "on_payment", "goods": "on_invoice"}
SCOPES = {"services": "service", "goods": "consu"}
_WRONG_MOMENT = """
SELECT document.move_id AS id, move.commercial_partner_id AS partner_id,
       sum(line.price_subtotal) AS amount, move.currency_id, document.nature,
       array_agg(DISTINCT tax.id) AS tax_ids, array_agg(line.id ORDER BY line.id) AS lines
  FROM ap_bill_document document
  JOIN account_move move ON move.id = document.move_id
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
  JOIN account_move_line line
    ON line.move_id = move.id AND line.display_type = 'product'
  JOIN account_move_line_account_tax_rel rel ON rel.account_move_line_id = line.id
  JOIN account_tax tax ON tax.id = rel.account_tax_id
 WHERE move.state IN ('draft', 'posted')
   AND tax.amount > 0
   AND (document.nature = 'services' AND tax.tax_scope = 'consu'
        AND tax.tax_exigibility = 'on_invoice'
        AND NOT COALESCE(document.vat_on_debits, FALSE)
        AND NOT COALESCE(partner.ap_vat_on_debits, FALSE)
        OR document.nature = 'goods' AND tax.tax_exigibility = 'on_payment')
   AND NOT EXISTS (SELECT 1 FROM account_tax_repartition_line part
                    WHERE part.tax_id = tax.id AND part.factor_percent < 0)
   AND %(chosen)s
 GROUP BY document.move_id, move.commercial_partner_id, move.currency_id, document.nature
"""


def wrong_moments(env, records=None, company=None) -> list[dict]:
    """Rows of bills whose lines bear a tax of the wrong moment: `id`, `partner_id`,
    `amount`, `currency_id`, `nature`, `tax_ids`, `lines`; of these bills, or of a company."""
    of_these = chosen("move.id", records)
    if company:
        of_these = SQL("%s AND move.company_id = %s", of_these, company.id)
    for model in (
        "ap.bill.document",
        "account.move.line",
        "account.tax",
        "res.partner",
    ):
        env[model].flush_model()
    return env.execute_query_dict(SQL(_WRONG_MOMENT, chosen=of_these))


def right_tax(tax, nature):
    """The tax of that rate for `goods` or for `services`, empty if there is none."""
    candidates = tax.search(
        [
            *tax._check_company_domain(tax.company_id),
            ("type_tax_use", "=", "purchase"),
            ("amount_type", "=", "percent"),
            ("amount", "=", tax.amount),
            ("tax_scope", "=", SCOPES[nature]),
            ("tax_exigibility", "=", MOMENTS[nature]),
            ("tax_group_id", "=", tax.tax_group_id.id),
        ]
    )
    same = candidates.filtered(
        lambda other: other.price_include == tax.price_include
        and not other.has_negative_factor
    )
    return same[:1]
