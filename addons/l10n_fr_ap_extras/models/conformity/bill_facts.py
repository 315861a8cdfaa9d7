# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts of any number of bills, read by a constant number of statements."""

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.control_together import kept_together
from odoo.addons.ap_base.models.engine_pass import READINGS, kept_readings
from odoo.addons.ap_einvoice.models.bill_document_value import BillDocument

from ...rules import vat
from .bill_value import BillFacts, Party

BILLS = """
SELECT move.id, move.ref, move.move_type, move.invoice_date, move.invoice_date_due,
       CASE WHEN move.state = 'posted' THEN move.date END AS entry,
       COALESCE(move.invoice_date, move.date, move.create_date::date) AS day,
       move.currency_id, currency.name AS currency,
       currency.rounding::text AS step, move.invoice_origin,
       abs(move.amount_untaxed)::text AS untaxed, abs(move.amount_tax)::text AS tax,
       abs(move.amount_total)::text AS total,
       abs(move.amount_untaxed_signed)::text AS untaxed_company,
       partner.id AS partner_id, partner.name, partner.street, partner.vat,
       partner.ap_siren AS siren, country.code AS country,
       partner.ap_vat_regime AS regime, partner.ap_issuer_size AS size,
       partner.ap_vat_on_debits AS on_debits, partner.ap_sole_trader AS sole_trader,
       partner.is_company,
       partner.ap_terms_case ->> %(company)s::text AS term_case,
       buyer.name AS buyer_name, buyer_country.code AS buyer_country,
       buyer.ap_siren AS buyer_siren, buyer.vat AS buyer_vat,
       buyer.street AS buyer_street,
       line.lines, line.rebate,
       -- changes with each write of the row: what it holds is large
       document.id AS document_id, document.xmin::text || document.ctid::text AS version
       %(document)s
  FROM account_move move
  JOIN res_currency currency ON currency.id = move.currency_id
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
  LEFT JOIN res_country country ON country.id = partner.country_id
  JOIN res_company company ON company.id = move.company_id
  JOIN res_partner buyer ON buyer.id = company.partner_id
  LEFT JOIN res_country buyer_country ON buyer_country.id = buyer.country_id
  LEFT JOIN ap_bill_document document ON document.move_id = move.id
  CROSS JOIN LATERAL (
       SELECT COUNT(*) AS lines, bool_or(line.discount > 0) AS rebate
         FROM account_move_line line
        WHERE line.move_id = move.id AND line.display_type = 'product') line
 WHERE move.company_id = %(company)s AND %(chosen)s
 ORDER BY move.id
"""
# What it holds, in the same statement where nothing of it can be known yet.
DOCUMENT = SQL(", document.data, document.coverage, document.text, document.problem")
CHOSEN = "SELECT move.id FROM account_move move WHERE move.company_id = %s AND %s ORDER BY move.id"
DOCUMENTS = """
SELECT move_id, data, coverage, text, problem FROM ap_bill_document WHERE id = ANY(%s)
"""
# Base and VAT per tax, in the currency of the bill; a tax whose shares cancel each other
# is owed by the customer.
TAXES = """
WITH base AS (
    SELECT line.move_id, rel.account_tax_id AS tax_id, SUM(line.amount_currency) AS amount
      FROM account_move_line line
      JOIN account_move_line_account_tax_rel rel ON rel.account_move_line_id = line.id
     WHERE line.move_id = ANY(%(ids)s) AND line.display_type = 'product'
     GROUP BY 1, 2
), charged AS (
    SELECT move_id, tax_line_id AS tax_id, SUM(amount_currency) AS amount
      FROM account_move_line
     WHERE move_id = ANY(%(ids)s) AND tax_line_id IS NOT NULL
     GROUP BY 1, 2
)
SELECT base.move_id, tax.amount::text AS rate, abs(SUM(base.amount))::text AS base,
       abs(SUM(COALESCE(charged.amount, 0)))::text AS vat,
       EXISTS (SELECT FROM account_tax_repartition_line part
                WHERE part.tax_id = tax.id AND part.factor_percent < 0
                  AND part.document_type = 'invoice'
                  AND part.repartition_type = 'tax') AS reverse,
       country.code AS country
  FROM base
  JOIN account_tax tax ON tax.id = base.tax_id
  JOIN res_country country ON country.id = tax.country_id
  LEFT JOIN charged USING (move_id, tax_id)
 WHERE tax.amount_type = 'percent'
 GROUP BY base.move_id, tax.id, country.code
 ORDER BY base.move_id, tax.amount DESC
"""


def read_bills(env, company, chosen) -> list[BillFacts]:
    """The facts of the bills of a company; `chosen`: SQL condition on ``move``. Controls that
    look together read them once; those that look one after the other make them once of each
    bill that says the same."""
    env.flush_all()
    known = kept_together("french_bills")
    if known is None:
        return _read(env, company, chosen)
    ids = [row[0] for row in env.execute_query(SQL(CHOSEN, company.id, chosen))]
    new = [one for one in ids if one not in known]
    if new:
        known.update(dict.fromkeys(new))
        read = _read(env, company, SQL("move.id = ANY(%s)", new))
        known.update({bill.id: bill for bill in read})
    return [known[one] for one in ids if known[one]]


def _read(env, company, chosen) -> list[BillFacts]:
    alone = not READINGS.is_open
    held = DOCUMENT if alone else SQL()
    rows = env.execute_query_dict(SQL(BILLS, company=company.id, chosen=chosen, document=held))
    ids = [row["id"] for row in rows]
    taxes = {}
    for row in env.execute_query_dict(SQL(TAXES, ids=ids)):
        taxes.setdefault(row["move_id"], []).append(row)
    if alone:
        return [_facts(row, taxes.get(row["id"], ()), _document(row)) for row in rows]
    kept = kept_readings("french_bills")
    stated = {row["id"]: (row, taxes.get(row["id"], ())) for row in rows}
    unknown = [one for one in ids if kept.get(one, (None,))[0] != stated[one]]
    documents = _documents(env, [stated[one][0]["document_id"] for one in unknown])
    for one in unknown:
        row, its = stated[one]
        kept[one] = (stated[one], _facts(row, its, documents.get(one, BillDocument())))
    return [kept[one][1] for one in ids]


def _documents(env, ids) -> dict[int, BillDocument]:
    rows = env.execute_query_dict(SQL(DOCUMENTS, [one for one in ids if one]))
    return {row["move_id"]: _document(row) for row in rows}


def _document(row) -> BillDocument:
    return BillDocument.from_row(row["data"], row["coverage"], row["text"], row["problem"])


def _party(row, prefix="", country="") -> Party:
    values = {name: row[prefix + name] or "" for name in Party.__slots__}
    return Party(**{**values, "country": values["country"] or country})


def _facts(row, taxes, document) -> BillFacts:
    charged = [tax for tax in taxes if not tax["reverse"]]
    return BillFacts(
        id=row["id"], number=row["ref"] or "",
        day=row["day"],
        issue=row["invoice_date"],
        due=row["invoice_date_due"],
        entry=row["entry"],
        is_credit=row["move_type"] == "in_refund",
        partner_id=row["partner_id"],
        currency_id=row["currency_id"],
        currency=row["currency"],
        step=to_decimal(row["step"]),
        untaxed=to_decimal(row["untaxed"]),
        tax=to_decimal(row["tax"]),
        total=to_decimal(row["total"]),
        untaxed_company=to_decimal(row["untaxed_company"]),
        seller=_party(row, country="FR"),
        buyer=_party(row, "buyer_"),
        regime=row["regime"] or "normal",
        size=row["size"] or "",
        on_debits=bool(row["on_debits"]),
        sole_trader=bool(row["sole_trader"]),
        is_company=bool(row["is_company"]),
        term_case=row["term_case"] or "",
        order=row["invoice_origin"] or "",
        lines=row["lines"],
        rebate=bool(row["rebate"]),
        reverse_charge=any(tax["reverse"] for tax in taxes),
        rates=tuple(
            vat.RateLine(*(to_decimal(tax[name]) for name in ("rate", "base", "vat")))
            for tax in charged
            if tax["country"] == "FR"
        ),
        document=document,
    )
