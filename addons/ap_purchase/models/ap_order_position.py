# SPDX-License-Identifier: AGPL-3.0-or-later
"""The position of orders at a date: ordered, received, billed, and what is missing.

`at_date` is for people and for RPC. `_gather` is for the closing: one SQL statement for
any number of lines, one `PositionRow` (a named tuple) each. Its fields, in order:

===================== ==============================================================
line_id               purchase.order.line
order_id, order_name  purchase.order and its number
partner_id            supplier of the order; commercial_partner_id its commercial one
company_id            company of the order
currency_id           currency of the order; currency_name its ISO code
product_id            and product_tmpl_id, categ_id, product_type ('service', 'consu')
label                 first line of the order line's description
uom_id                unit of the order line; every quantity below is in it
fiscal_position_id    of the order
analytic_distribution of the order line, dict or None
no_accrual_reason     of the line, else of the order, else None
service_mode          'log' or 'elapsed'; service_start, service_end its dates or None
date_ordered          day of confirmation, in the company's time zone
date_last_receipt     day or None; receipt_refs at most 5 names, newest first
date_last_bill        accounting date or None; bill_refs at most 5 bill numbers
bill_account_id       account of the latest bill line, or None
tax_ids               tuple of tax ids, ascending: the key of `ap.tax.rules`
price_unit, discount  Decimal; the price may contain taxes, the discount is in percent
ordered               Decimal
received              Decimal, net of returns
returned              Decimal, never negative: what went back for good
billed                Decimal, posted bills less refunds, by accounting date
billed_balance        Decimal, company currency, untaxed, debit positive
billed_in_currency    part of the bills in order currency, in that currency
billed_elsewhere      part of the bills in other currencies, in company currency
===================== ==============================================================

Quantities are exact: a line ordered in dozens and received in units holds 10/12, cut
after ten decimals, and not the 0.83 of the screen.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import ZERO

from ..rules.position import PositionRow, elapsed

QUANTITY_DIGITS = 10
MAX_REFERENCES = 5
GAPS = """(line.service_mode = 'elapsed'
    OR COALESCE(receipt.quantity, 0) <> COALESCE(bill.quantity, 0)
    OR COALESCE(receipt.quantity, 0) <> line.ordered * line.factor)"""


class ApOrderPosition(models.AbstractModel):
    _name = "ap.order.position"
    _description = "Order position at a date"

    def _receipts_changed(self, company, day) -> None:
        """Tell higher rooms that a receipt dated `day` was recorded or taken back."""

    def _gather(
        self,
        company,
        day: date,
        partner_ids: Sequence[int] | None = None,
        line_ids: Sequence[int] | None = None,
        gaps_only: bool = False,
    ) -> list[PositionRow]:
        """Return the confirmed order lines of the company at the end of the day.

        ``gaps_only`` leaves out the lines that are received and billed in full. No
        rights are checked here: callers are models of the suite.
        """
        self.env.flush_all()
        conditions = self._asked_sql(partner_ids, line_ids)
        self.env.cr.execute(self._position_sql(company, day, conditions, gaps_only))
        return [
            row if row.service_mode != "elapsed" else elapsed(row, day)
            for row in map(_row, self.env.cr.fetchall())
        ]

    def _asked_sql(self, partner_ids, line_ids) -> SQL:
        """Return the condition for the suppliers and the lines asked for."""
        conditions = [SQL("TRUE")]
        if partner_ids is not None:
            conditions.append(
                SQL(
                    "(o.partner_id = ANY(%(ids)s)"
                    " OR p.commercial_partner_id = ANY(%(ids)s))",
                    ids=list(partner_ids),
                )
            )
        if line_ids is not None:
            conditions.append(SQL("l.id = ANY(%s)", list(line_ids)))
        return SQL(" AND ").join(conditions)

    def _position_sql(self, company, day, conditions, gaps_only=False) -> SQL:
        """Return the one statement: lines, their receipts, their bills."""
        return SQL(
            """
            WITH line AS (%(lines)s), receipt AS (%(receipts)s), bill AS (%(bills)s),
            tax AS (
                SELECT rel.purchase_order_line_id AS line_id,
                       array_agg(rel.account_tax_id) AS ids
                  FROM account_tax_purchase_order_line_rel rel
                  JOIN line ON line.id = rel.purchase_order_line_id
                 GROUP BY rel.purchase_order_line_id
            )
            SELECT line.id, line.order_id, line.order_name, line.partner_id,
                   line.commercial_partner_id, line.company_id, line.currency_id,
                   line.currency_name, line.product_id, line.product_tmpl_id,
                   line.categ_id, line.product_type, line.label, line.uom_id,
                   line.fiscal_position_id, line.analytic_distribution,
                   line.no_accrual_reason, line.service_mode, line.service_start_date,
                   line.service_end_date,
                   (line.date_ordered AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                   receipt.last_date, receipt.refs, bill.last_date, bill.refs,
                   bill.account_id, tax.ids,
                   line.price_unit::text, line.discount::text, line.ordered::text,
                   ROUND(receipt.quantity / line.factor, %(digits)s)::text,
                   ROUND(receipt.returned / line.factor, %(digits)s)::text,
                   ROUND(bill.quantity / line.factor, %(digits)s)::text,
                   bill.balance::text, bill.in_currency::text, bill.elsewhere::text
              FROM line
              LEFT JOIN receipt ON receipt.line_id = line.id
              LEFT JOIN bill ON bill.line_id = line.id
              LEFT JOIN tax ON tax.line_id = line.id
             WHERE %(kept)s
             ORDER BY line.date_ordered, line.order_id, line.sequence, line.id
            """,
            lines=self._line_sql(company, day, conditions),
            receipts=self._receipt_sql(company, day),
            bills=self._bill_sql(company, day),
            zone=str(company._company_timezone()),
            digits=QUANTITY_DIGITS,
            kept=SQL(GAPS) if gaps_only else SQL("TRUE"),
        )

    def _line_sql(self, company, day, conditions) -> SQL:
        """Return the order lines that were confirmed at the end of the day."""
        return SQL(
            """
            SELECT l.id, l.order_id, l.sequence, o.name AS order_name, o.partner_id,
                   p.commercial_partner_id, o.company_id, o.currency_id,
                   cur.name AS currency_name, l.product_id, pp.product_tmpl_id,
                   pt.categ_id, pt.type AS product_type,
                   split_part(l.name, E'\n', 1) AS label, l.product_uom_id AS uom_id,
                   COALESCE(uom.factor, 1) AS factor, o.fiscal_position_id,
                   l.analytic_distribution,
                   l.qty_received_method = 'manual' AS by_hand,
                   l.qty_received_method = 'stock_moves' AS by_warehouse,
                   COALESCE(NULLIF(l.ap_no_accrual_reason, ''),
                            NULLIF(o.ap_no_accrual_reason, '')) AS no_accrual_reason,
                   COALESCE(l.service_mode, 'log') AS service_mode,
                   l.service_start_date, l.service_end_date,
                   COALESCE(o.date_approve, o.date_order) AS date_ordered,
                   l.price_unit, l.discount, l.product_qty AS ordered
              FROM purchase_order_line l
              JOIN purchase_order o ON o.id = l.order_id
              JOIN res_partner p ON p.id = o.partner_id
              JOIN res_currency cur ON cur.id = o.currency_id
              LEFT JOIN uom_uom uom ON uom.id = l.product_uom_id
              LEFT JOIN product_product pp ON pp.id = l.product_id
              LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
             WHERE o.company_id = %(company)s
               AND COALESCE(o.date_approve, o.date_order) < %(after)s
               AND (o.state = 'purchase'
                    OR o.state = 'cancel' AND o.date_approve IS NOT NULL
                       AND o.ap_date_cancel >= %(after)s)
               AND l.display_type IS NULL
               AND l.is_downpayment IS NOT TRUE
               AND %(conditions)s
            """,
            company=company.id,
            after=company._day_after_utc(day),
            conditions=conditions,
        )

    def _receipt_sql(self, company, day) -> SQL:
        """Return the receipts of the ``line`` rows up to the end of the day.

        For heirs: columns line_id, quantity and returned (both in reference units, as
        ``line.factor`` counts them), last_date, refs; one row per line at most.
        """
        return SQL(
            """
            SELECT line_id, SUM(quantity) * factor AS quantity,
                   -SUM(quantity) FILTER (WHERE quantity < 0) * factor AS returned,
                   MAX(date) FILTER (WHERE quantity > 0) AS last_date,
                   (array_agg(reference))[1:%s] AS refs
              FROM (
                  SELECT line.id AS line_id, line.factor, r.quantity, r.date,
                         COALESCE(r.external_id, r.date::text) AS reference
                    FROM ap_receipt r
                    JOIN line ON line.id = r.purchase_line_id AND line.by_hand
                   WHERE r.date <= %s
                   ORDER BY line.id, r.date DESC, r.id DESC
              ) newest
             GROUP BY line_id, factor
            """,
            MAX_REFERENCES,
            day,
        )

    def _bill_sql(self, company, day) -> SQL:
        """Return the posted bills less refunds, by accounting date, per line."""
        return SQL(
            """
            SELECT line_id, SUM(quantity) AS quantity, SUM(balance) AS balance,
                   SUM(amount_currency) FILTER (WHERE same_currency) AS in_currency,
                   SUM(balance) FILTER (WHERE NOT same_currency) AS elsewhere,
                   MAX(date) AS last_date,
                   (array_agg(name))[1:%s] AS refs,
                   (array_agg(account_id))[1] AS account_id
              FROM (
                  SELECT line.id AS line_id, m.name, a.account_id, a.balance,
                         a.amount_currency, a.date,
                         a.currency_id = line.currency_id AS same_currency,
                         COALESCE(uom.factor, line.factor) * CASE
                             WHEN m.move_type = 'in_refund' THEN -a.quantity
                             ELSE a.quantity END AS quantity
                    FROM account_move_line a
                    JOIN account_move m ON m.id = a.move_id
                    JOIN line ON line.id = a.purchase_line_id
                    LEFT JOIN uom_uom uom ON uom.id = a.product_uom_id
                   WHERE m.state = 'posted' AND a.date <= %s
                     AND m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
                     AND a.display_type = 'product'
                   ORDER BY line.id, a.date DESC, a.id DESC
              ) newest
             GROUP BY line_id
            """,
            2 * MAX_REFERENCES,
            day,
        )


def _row(values: tuple) -> PositionRow:
    """Return the named row: lists become tuples, figures decimals."""
    refs, last_bill, bill_refs, account, taxes = values[22:27]
    return PositionRow._make(
        values[:22]
        + (
            tuple(refs) if refs else (),
            last_bill,
            tuple(dict.fromkeys(bill_refs))[:MAX_REFERENCES] if bill_refs else (),
            account,
            tuple(sorted(taxes)) if taxes else (),
        )
        + tuple([Decimal(figure) if figure else ZERO for figure in values[27:]])
    )
