# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of the one statement behind `ap.order.position`.

Lines, their receipts and their bills are read once each, and meet at the end. Inner
queries are sorted so that arrays hold the newest first.
"""

POSITION = """
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
       line.service_end_date, line.buyer_id,
       (line.date_planned AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       line.date_sent,
       CASE WHEN line.service_mode = 'elapsed' OR receipt.last_date IS NULL
                 OR receipt.last_date <= line.closed_on
            THEN line.closed_on END,
       line.closed_reason,
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
"""

LINES = """
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
       l.service_start_date, l.service_end_date, o.user_id AS buyer_id,
       l.date_planned, o.ap_date_sent AS date_sent,
       closure.date_from AS closed_on, closure.reason AS closed_reason,
       COALESCE(o.date_approve, o.date_order) AS date_ordered,
       l.price_unit, l.discount, l.product_qty AS ordered
  FROM purchase_order_line l
  JOIN purchase_order o ON o.id = l.order_id
  JOIN res_partner p ON p.id = o.partner_id
  JOIN res_currency cur ON cur.id = o.currency_id
  LEFT JOIN uom_uom uom ON uom.id = l.product_uom_id
  LEFT JOIN product_product pp ON pp.id = l.product_id
  LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
  LEFT JOIN ap_order_closure closure
    ON closure.purchase_line_id = l.id AND closure.date_from <= %(day)s
   AND (closure.date_to IS NULL OR closure.date_to > %(day)s)
 WHERE o.company_id = %(company)s
   AND COALESCE(o.date_approve, o.date_order) < %(after)s
   AND (o.state = 'purchase'
        OR o.state = 'cancel' AND o.date_approve IS NOT NULL
           AND o.ap_date_cancel >= %(after)s)
   AND l.display_type IS NULL
   AND l.is_downpayment IS NOT TRUE
   AND %(conditions)s
"""

RECEIPTS = """
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
"""

BILLS = """
SELECT line_id, SUM(quantity) AS quantity, SUM(balance) AS balance,
       SUM(amount_currency) FILTER (WHERE same_currency) AS in_currency,
       SUM(balance) FILTER (WHERE NOT same_currency) AS elsewhere,
       MAX(date) AS last_date,
       (array_agg(name))[1:%(references)s] AS refs,
       (array_agg(account_id))[1] AS account_id
  FROM (
      SELECT line.id AS line_id, m.name, a.id, a.account_id, a.balance,
             a.amount_currency, a.date,
             a.currency_id = line.currency_id AS same_currency,
             COALESCE(uom.factor, line.factor) * CASE
                 WHEN m.move_type = 'in_refund' THEN -a.quantity
                 ELSE a.quantity END AS quantity
        FROM account_move_line a
        JOIN account_move m ON m.id = a.move_id
        JOIN line ON line.id = a.purchase_line_id
        LEFT JOIN uom_uom uom ON uom.id = a.product_uom_id
       WHERE m.state = 'posted' AND a.date <= %(day)s
         AND m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
         AND a.display_type = 'product'
         AND NOT EXISTS (SELECT 1 FROM ap_match_line k
                          WHERE k.bill_line_id = a.id AND k.shared)
       UNION ALL
      SELECT line.id, m.name, a.id, a.account_id,
             a.balance * ABS(k.amount / NULLIF(a.price_subtotal, 0)),
             a.amount_currency * ABS(k.amount / NULLIF(a.price_subtotal, 0)), a.date,
             a.currency_id = line.currency_id, k.order_quantity * line.factor
        FROM ap_match_line k
        JOIN line ON line.id = k.purchase_line_id
        JOIN account_move_line a ON a.id = k.bill_line_id
        JOIN account_move m ON m.id = a.move_id
       WHERE k.shared AND m.state = 'posted' AND a.date <= %(day)s
       ORDER BY line_id, date DESC, id DESC
  ) newest
 GROUP BY line_id
"""

GAPS = """(line.service_mode = 'elapsed'
    OR COALESCE(receipt.quantity, 0) <> COALESCE(bill.quantity, 0)
    OR COALESCE(receipt.quantity, 0) <> line.ordered * line.factor)"""

# Nothing misses, but the bills say another price: a few cents of rounding apart.
GAPS_OR_PRICE = (
    "("
    + GAPS
    + """
    OR ABS(COALESCE(bill.in_currency, 0) + COALESCE(bill.elsewhere, 0)
           - bill.quantity / line.factor * line.price_unit
             * (1 - COALESCE(line.discount, 0) / 100)) > 0.01)"""
)
