# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls on what the bill in the books says against its e-invoice."""

from dataclasses import replace
from datetime import date as Date
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.models.finding_value import day, money

from ..rules.einvoice_compare import Told, differences
from ..rules.einvoice_numbers import ZERO

# A tax that is added and taken off again (reverse charge) charges nothing: rate 0.
_BY_RATE = """
WITH rate AS (
    SELECT tax.id, CASE WHEN EXISTS (
               SELECT 1 FROM account_tax_repartition_line part
                WHERE part.tax_id = tax.id AND part.factor_percent < 0
                  AND part.repartition_type = 'tax')
               THEN 0 ELSE tax.amount END AS amount
      FROM account_tax tax
     WHERE tax.company_id = ANY(%(companies)s) AND tax.amount_type = 'percent'
), base AS (
    SELECT line.id, line.move_id, line.price_subtotal AS amount,
           COALESCE((SELECT sum(rate.amount) FROM account_move_line_account_tax_rel rel
                       JOIN rate ON rate.id = rel.account_tax_id
                      WHERE rel.account_move_line_id = line.id), 0) AS rate
      FROM account_move_line line
     WHERE line.move_id = ANY(%(moves)s) AND line.display_type = 'product'
), told AS (
    SELECT move_id, rate, amount AS base, 0 AS vat FROM base
    UNION ALL
    SELECT line.move_id, rate.amount, 0,
           CASE WHEN move.move_type = 'in_refund'
                THEN -line.amount_currency ELSE line.amount_currency END
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN rate ON rate.id = line.tax_line_id
     WHERE line.move_id = ANY(%(moves)s) AND line.display_type = 'tax'
)
SELECT move_id, rate, sum(base), sum(vat) FROM told GROUP BY move_id, rate
"""
# Money that left after the day of the bill pays what is due; anything else that was matched
# with the bill (an advance, a deposit, a credit note) is what was paid before.
_SETTLED = """
SELECT line.move_id, sum(partial.credit_amount_currency)
  FROM account_partial_reconcile partial
  JOIN account_move_line line ON line.id = partial.credit_move_id
  JOIN account_move bill ON bill.id = line.move_id
  JOIN account_move_line other_line ON other_line.id = partial.debit_move_id
  JOIN account_move other ON other.id = other_line.move_id
  JOIN account_journal journal ON journal.id = other.journal_id
 WHERE line.move_id = ANY(%(ids)s)
   AND (other.date <= bill.invoice_date
        OR other.origin_payment_id IS NULL AND other.statement_line_id IS NULL
        AND journal.type NOT IN ('bank', 'cash', 'credit'))
 GROUP BY line.move_id
"""


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_einvoice_difference(self, company, records, date):
        """Bills that say something else than their e-invoice, value by value; what changes
        the amount to pay is found by `_find_einvoice_amount`."""
        return self._difference_findings(company, records, of_payment=False)

    def _difference_findings(self, company, records, of_payment):
        rows = self._difference_rows(company, records)
        ids = [row["id"] for row in rows]
        rates, nets = self._booked_rates(company, ids), self._booked_nets(ids)
        terms, settled = self._booked_terms(ids), self._booked_settled(ids)
        return [
            self._difference_finding(row, found)
            for row in rows
            for found in differences(
                _said(row),
                replace(
                    _booked(row, rates.get(row["id"], {}), nets.get(row["id"])),
                    settled=settled.get(row["id"], ZERO),
                    **_terms(terms.get(row["id"], ())),
                ),
            )
            if found.of_payment is of_payment
        ]

    def _difference_rows(self, company, records):
        """Bills with an e-invoice: its figures and theirs."""
        return self._document_rows(
            company,
            records,
            SQL(
                """document.number, document.is_credit, document.issue_date,
                   document.due_date, document.currency_code, document.seller_name,
                   document.seller_siren, document.seller_vat, document.amount_untaxed,
                   document.amount_tax, document.amount_total, document.amount_rounding,
                   document.total_known, document.rates, document.nets,
                   document.amount_prepaid, document.amount_due, document.due_known,
                   document.days, document.instalments, document.vat_currency_code,
                   document.vat_accounts,
                   move.ref, move.move_type, move.invoice_date, move.invoice_date_due,
                   move.amount_untaxed AS untaxed,
                   move.amount_tax AS vat, move.amount_total AS total,
                   abs(move.amount_tax_signed) AS vat_company,
                   own.id AS company_currency_id, own.name AS company_currency,
                   currency.name AS currency, partner.name AS partner,
                   %(register)s AS register, partner.vat AS partner_vat""",
                register=self._register_sql(),
            ),
            SQL("document.data IS NOT NULL"),
            SQL(
                """LEFT JOIN res_partner partner
                     ON partner.id = move.commercial_partner_id
                   JOIN res_currency currency ON currency.id = move.currency_id
                   JOIN res_company owner ON owner.id = move.company_id
                   JOIN res_currency own ON own.id = owner.currency_id"""
            ),
        )

    def _booked_terms(self, ids) -> dict:
        """{bill: [(day, amount)]} of what is to be paid, in the currency of the bill."""
        query = SQL(
            """SELECT move_id, date_maturity, abs(sum(amount_currency))
                 FROM account_move_line
                WHERE move_id = ANY(%s) AND display_type = 'payment_term'
                GROUP BY move_id, date_maturity ORDER BY move_id, date_maturity""",
            ids,
        )
        found = {}
        for move_id, when, amount in self.env.execute_query(query):
            found.setdefault(move_id, []).append((when, _decimal(amount)))
        return found

    def _booked_settled(self, ids) -> dict:
        """{bill: amount} that was paid before its date, or set off against it."""
        self.env["account.partial.reconcile"].flush_model()
        rows = self.env.execute_query(SQL(_SETTLED, ids=ids))
        return {move_id: _decimal(amount) for move_id, amount in rows}

    def _booked_rates(self, company, ids) -> dict:
        """{bill: {rate: (base, VAT)}} of the bills' lines."""
        self.env["account.move.line"].flush_model()
        self.env["account.tax"].flush_model()
        companies = (company | company.parent_ids).ids
        query = SQL(_BY_RATE, companies=companies, moves=ids)
        found = {}
        for move_id, rate, base, vat in self.env.execute_query(query):
            exact = Decimal(str(rate)).normalize()
            found.setdefault(move_id, {})[exact] = _decimal(base), _decimal(vat)
        return found

    def _booked_nets(self, ids) -> dict:
        query = SQL(
            "SELECT move_id, array_agg(price_subtotal) FROM account_move_line"
            " WHERE move_id = ANY(%s) AND display_type = 'product' GROUP BY move_id",
            ids,
        )
        return dict(self.env.execute_query(query))

    def _difference_finding(self, row, found):
        shown = [self._shown_value(row, found, v) for v in (found.expected, found.got)]
        values = {"expected": shown[0], "got": shown[1]}
        code, key = found.code, found.code
        if code == "type":
            code = "credit" if found.expected else "debit"
        if code == "prepaid":
            values["prepaid"] = money(row["amount_prepaid"], row["currency_id"])
        if found.rate is not None:
            values["rate"] = f"{found.rate:f}"
            key = f"{code} {found.rate:f}"
        return self._bill_finding({**row, "amount": row["total"]}, code, values, key)

    def _shown_value(self, row, found, value):
        if found.code in ("issue", "due"):
            return day(value)
        currency = row["currency_id"]
        if found.code == "vat_accounts":
            currency = row["company_currency_id"]
        if isinstance(value, Decimal):
            return money(value, currency)
        if isinstance(value, list):
            return [shown for one in value for shown in _parts(one, currency)] or "—"
        return str(value or "—")


def _said(row) -> Told:
    """What the e-invoice tells."""
    rates = {
        Decimal(rate): (Decimal(b), Decimal(v)) for rate, b, v in row["rates"] or []
    }
    known, due_known, vat = row["total_known"], row["due_known"], row["vat_accounts"]
    return Told(
        number=row["number"] or "",
        issue=row["issue_date"],
        due=row["due_date"],
        credit=bool(row["is_credit"]),
        currency=row["currency_code"] or "",
        siren=row["seller_siren"] or "",
        vat_number=row["seller_vat"] or "",
        seller=row["seller_name"] or "",
        untaxed=_decimal(row["amount_untaxed"]) if known else None,
        vat=_decimal(row["amount_tax"]) if known else None,
        total=_decimal(row["amount_total"]) if known else None,
        rounding=_decimal(row["amount_rounding"]),
        rates={rate.normalize(): sums for rate, sums in rates.items()} or None,
        nets=tuple(map(Decimal, row["nets"] or [])),
        prepaid=_decimal(row["amount_prepaid"]),
        amount_due=_decimal(row["amount_due"]) if due_known else None,
        days=tuple(map(Date.fromisoformat, row["days"] or [])),
        instalments=tuple(
            (Date.fromisoformat(one), Decimal(sum_)) for one, sum_ in row["instalments"] or []
        ),
        vat_currency=row["vat_currency_code"] or "",
        vat_accounts=Decimal(vat) if vat else None,
    )


def _booked(row, rates, nets) -> Told:
    """What the bill tells."""
    return Told(
        number=row["ref"] or "",
        issue=row["invoice_date"],
        due=row["invoice_date_due"],
        credit=row["move_type"] == "in_refund",
        currency=row["currency"],
        siren=row["register"] or "",
        vat_number=(row["partner_vat"] or "").replace(" ", "").upper(),
        seller=row["partner"] or "",
        untaxed=_decimal(row["untaxed"]),
        vat=_decimal(row["vat"]),
        total=_decimal(row["total"]),
        rates=rates,
        nets=tuple(map(_decimal, nets or [])),
        vat_currency=row["company_currency"],
        vat_accounts=_decimal(row["vat_company"]),
    )


def _terms(terms) -> dict:
    """Days to pay by, and amounts of each where there are several."""
    return {
        "days": tuple(when for when, _amount in terms if when),
        "instalments": tuple(terms) if len(terms) > 1 else (),
    }


def _parts(value, currency):
    """An amount, a day, or a day with its amount, as they are shown."""
    if isinstance(value, tuple):
        yield from (day(value[0]), money(value[1], currency))
    else:
        yield day(value) if isinstance(value, Date) else money(value, currency)


def _decimal(value) -> Decimal:
    return Decimal(str(value)) if value else ZERO
