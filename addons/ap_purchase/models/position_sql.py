# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of the one statement behind `ap.order.position`.

Lines, their receipts and their bills are read once each, and meet at the end. Inner
queries are sorted so that arrays hold the newest first.

Lines whose bills state an amount beside their quantity (`odd`), and lines billed beyond
what is left after returns, are read event by event by `EVENTS`.
"""

POSITION = """
WITH line AS (%(lines)s), receipt AS (%(receipts)s), bill AS (%(bills)s),
tax AS (
    SELECT rel.purchase_order_line_id AS line_id,
           array_agg(rel.account_tax_id) AS ids
      FROM account_tax_purchase_order_line_rel rel
      JOIN line ON line.id = rel.purchase_order_line_id
     GROUP BY rel.purchase_order_line_id
), silent AS (
    SELECT line.id, line.order_id
      FROM line
      LEFT JOIN receipt ON receipt.line_id = line.id
     WHERE %(unrecorded)s
), others AS (
    SELECT order_id,
           SUM(value) FILTER (WHERE product_type <> 'service') AS goods,
           SUM(value * share) FILTER (WHERE product_type <> 'service') AS goods_came,
           SUM(value) AS whole, SUM(value * share) AS came
      FROM (
          SELECT line.order_id, line.product_type,
                 ABS(line.ordered * line.price) AS value,
                 LEAST(GREATEST(COALESCE(receipt.quantity, 0)
                     / (line.ordered * line.factor), 0), 1) AS share
            FROM line
            LEFT JOIN receipt ON receipt.line_id = line.id
           WHERE line.ordered > 0
             AND line.order_id IN (SELECT order_id FROM silent)
             AND line.id NOT IN (SELECT id FROM silent)
      ) other
     GROUP BY order_id
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
       bill.account_id, bill.odd, silent.id IS NOT NULL, line.on_ordered, receipt.doubt,
       line.changed,
       tax.ids,
       line.price_unit::text, line.discount::text, line.ordered::text,
       ROUND(receipt.quantity / line.factor, %(digits)s)::text,
       ROUND(receipt.returned / line.factor, %(digits)s)::text AS returned,
       ROUND(bill.quantity / line.factor, %(digits)s)::text,
       bill.balance::text, bill.in_currency::text, bill.elsewhere::text,
       ROUND((COALESCE(receipt.slack, 0) + COALESCE(bill.slack, 0)) / line.factor,
             %(digits)s)::text,
       ROUND(others.goods_came / NULLIF(others.goods, 0), %(digits)s)::text,
       ROUND(others.came / NULLIF(others.whole, 0), %(digits)s)::text
  FROM line
  LEFT JOIN receipt ON receipt.line_id = line.id
  LEFT JOIN bill ON bill.line_id = line.id
  LEFT JOIN silent ON silent.id = line.id
  LEFT JOIN others ON others.order_id = silent.order_id
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
       terms.price_unit, terms.discount, terms.product_qty AS ordered,
       COALESCE(terms.price_subtotal / NULLIF(terms.product_qty, 0),
                terms.price_unit * (1 - COALESCE(terms.discount, 0) / 100)) AS price,
       former.id IS NOT NULL AS changed,
       COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric AS currency_rate,
       COALESCE(pt.purchase_method = 'purchase', FALSE) AS on_ordered
  FROM purchase_order_line l
  JOIN purchase_order o ON o.id = l.order_id
  JOIN res_partner p ON p.id = o.partner_id
  JOIN res_currency cur ON cur.id = o.currency_id
  LEFT JOIN uom_uom uom ON uom.id = l.product_uom_id
  LEFT JOIN product_product pp ON pp.id = l.product_id
  LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
  LEFT JOIN (
      SELECT DISTINCT ON (purchase_line_id) *
        FROM ap_order_change
       WHERE company_id = %(company)s AND date >= %(after)s
       ORDER BY purchase_line_id, date, id
  ) former ON former.purchase_line_id = l.id
          AND COALESCE(o.date_approve, o.date_order) < %(after)s
 CROSS JOIN LATERAL (
      SELECT COALESCE(former.price_unit, l.price_unit) AS price_unit,
             COALESCE(former.discount, l.discount) AS discount,
             COALESCE(former.product_qty, l.product_qty) AS product_qty,
             COALESCE(former.price_subtotal, l.price_subtotal) AS price_subtotal
  ) terms
  LEFT JOIN ap_order_closure closure
    ON closure.purchase_line_id = l.id AND closure.date_from <= %(day)s
   AND (closure.date_to IS NULL OR closure.date_to > %(day)s)
 WHERE o.company_id = %(company)s
   AND (COALESCE(o.date_approve, o.date_order) < %(after)s OR l.id IN (%(late)s))
   AND (o.state = 'purchase'
        OR o.state = 'cancel' AND o.date_approve IS NOT NULL
           AND o.ap_date_cancel >= %(after)s)
   AND l.display_type IS NULL
   AND l.is_downpayment IS NOT TRUE
   AND %(conditions)s
"""

# The lines of orders confirmed later, and those of which something happened up to the
# day all the same. Few, and read by their indexes: `late` is made first.
LATE = """
WITH late AS MATERIALIZED (
    SELECT l.id, l.service_mode, l.service_start_date
      FROM purchase_order o
      JOIN purchase_order_line l ON l.order_id = o.id
     WHERE o.company_id = %(company)s AND o.state = 'purchase'
       AND COALESCE(o.date_approve, o.date_order) >= %(after)s
)
%(early)s
"""
EARLY = """
SELECT id FROM late
 WHERE service_mode = 'elapsed' AND service_start_date <= %(day)s
 UNION ALL
SELECT late.id FROM late JOIN ap_receipt r ON r.purchase_line_id = late.id
 WHERE r.date <= %(day)s
 UNION ALL
SELECT late.id FROM late JOIN account_move_line a ON a.purchase_line_id = late.id
 WHERE a.parent_state = 'posted' AND a.date <= %(day)s
"""

# Receipts later than the day are no receipts yet; but whoever has some records them.
RECEIPTS = """
SELECT line_id, SUM(quantity) FILTER (WHERE came) * factor AS quantity,
       -SUM(quantity) FILTER (WHERE came AND quantity < 0
            AND cause IS DISTINCT FROM 'correction') * factor AS returned,
       MAX(date) FILTER (WHERE came AND quantity > 0) AS last_date,
       (array_agg(reference) FILTER (WHERE came))[1:%(references)s] AS refs,
       0::numeric AS slack, NULL AS doubt
  FROM (
      SELECT line.id AS line_id, line.factor, r.quantity, r.date, r.cause,
             r.date <= %(day)s AS came,
             COALESCE(r.external_id, r.date::text) AS reference
        FROM ap_receipt r
        JOIN line ON line.id = r.purchase_line_id AND line.by_hand
       ORDER BY line.id, r.date DESC, r.id DESC
  ) newest
 GROUP BY line_id, factor
"""

# A quantity in another unit than the order's is as fine as its own unit, as the factor
# between both, and as what is received in the order's unit: 6,000 minutes are 100 hours,
# 333 g are 0.33 kg.
SLACK = """CASE WHEN uom.id <> line.uom_id
    THEN uom.factor * (%(half)s + ABS(a.quantity) * 0.00001) + line.factor * %(half)s
    ELSE 0 END"""

# A company with its branches and parents: one legal entity.
ENTITY = "SELECT id FROM res_company WHERE parent_path LIKE %s"

# Posted bill lines and the parts of them that are of an order line: quantities in
# reference units, `amount` in order currency. Bills of other legal entities are
# costs of theirs.
BILL_LINES = """
SELECT line.id AS line_id, m.name, a.id, a.account_id, a.balance,
       a.amount_currency, a.date,
       a.currency_id = line.currency_id AS same_currency,
       CASE WHEN line.currency_id = a.company_currency_id THEN a.balance
            WHEN line.currency_id = a.currency_id THEN a.amount_currency
            ELSE a.balance * line.currency_rate END AS amount,
       line.factor, line.price, line.ordered,
       COALESCE(uom.factor, line.factor) * CASE
           WHEN m.move_type = 'in_refund' THEN -a.quantity
           ELSE a.quantity END AS quantity,
       %(slack)s AS slack
  FROM account_move_line a
  JOIN account_move m ON m.id = a.move_id
  JOIN line ON line.id = a.purchase_line_id
  LEFT JOIN uom_uom uom ON uom.id = a.product_uom_id
 WHERE m.state = 'posted' AND a.date <= %(day)s AND m.company_id IN (%(entity)s)
   AND m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND a.display_type = 'product'
   AND NOT EXISTS (SELECT 1 FROM ap_match_line k
                    WHERE k.bill_line_id = a.id AND k.shared)
 UNION ALL
SELECT line.id, m.name, a.id, a.account_id,
       a.balance * ABS(k.amount / NULLIF(a.price_subtotal, 0)),
       a.amount_currency * ABS(k.amount / NULLIF(a.price_subtotal, 0)), a.date,
       a.currency_id = line.currency_id,
       CASE WHEN line.currency_id = a.company_currency_id THEN a.balance
            WHEN line.currency_id = a.currency_id THEN a.amount_currency
            ELSE a.balance * line.currency_rate END
           * ABS(k.amount / NULLIF(a.price_subtotal, 0)),
       line.factor, line.price, line.ordered, k.order_quantity * line.factor, 0
  FROM ap_match_line k
  JOIN line ON line.id = k.purchase_line_id
  JOIN account_move_line a ON a.id = k.bill_line_id
  JOIN account_move m ON m.id = a.move_id
 WHERE k.shared AND m.state = 'posted' AND a.date <= %(day)s
   AND m.company_id IN (%(entity)s)
"""

# Whether its amount is clearly beside the order's price for its quantity.
ODD = """amount * SIGN(quantity * price) NOT BETWEEN
    0.8 * ABS(quantity * price / factor) AND 1.25 * ABS(quantity * price / factor)"""

BILLS = """
SELECT line_id, SUM(quantity) AS quantity, SUM(balance) AS balance,
       SUM(amount_currency) FILTER (WHERE same_currency) AS in_currency,
       SUM(balance) FILTER (WHERE NOT same_currency) AS elsewhere,
       MAX(date) AS last_date,
       (array_agg(name))[1:%(references)s] AS refs,
       (array_agg(account_id))[1] AS account_id,
       SUM(slack) AS slack, BOOL_OR(%(odd)s) AS odd
  FROM (
      SELECT * FROM (%(bill_lines)s) bill_line
       ORDER BY line_id, date DESC, id DESC
  ) newest
 GROUP BY line_id
"""

# A line whose receipts nobody records.
UNRECORDED = """(line.service_mode = 'log' AND line.by_hand AND receipt.line_id IS NULL
    AND (line.product_type = 'service' OR line.on_ordered))"""

# Orders of which the total changed after a day, before each change was kept.
CHANGED_ORDERS = """
SELECT DISTINCT message.res_id
  FROM mail_tracking_value value
  JOIN mail_message message ON message.id = value.mail_message_id
  JOIN ir_model_fields field ON field.id = value.field_id
 WHERE message.model = 'purchase.order' AND message.res_id = ANY(%(orders)s)
   AND field.name = 'amount_untaxed' AND message.date >= %(after)s
   AND message.date < %(since)s
"""

# Bills and receipts one by one, in the unit and the currency of the order line.
EVENTS = """
WITH line AS (%(lines)s)
SELECT line_id, date, is_bill, ROUND(quantity / factor, %(digits)s)::text,
       amount::text, cause, price::text
  FROM (
      SELECT line_id, date, TRUE AS is_bill, quantity, factor, amount,
             NULL AS cause, price, id
        FROM (%(bill_lines)s) bill_line
       UNION ALL
      SELECT line_id, date, FALSE, quantity, factor, 0, cause, 0, id
        FROM (%(receipt_lines)s) receipt_line
  ) event
 ORDER BY line_id, date, id
"""

# For overrides of `_receipt_line_sql`: quantities in reference units, as `line.factor`
# counts them.
RECEIPT_LINES = """
SELECT line.id AS line_id, r.date, r.quantity * line.factor AS quantity, line.factor,
       r.cause, r.id
  FROM ap_receipt r
  JOIN line ON line.id = r.purchase_line_id AND line.by_hand
 WHERE r.date <= %(day)s
"""

GAPS = """(line.service_mode = 'elapsed' OR bill.odd
    OR line.service_start_date IS NOT NULL
    OR COALESCE(receipt.quantity, 0) <> COALESCE(bill.quantity, 0)
    OR COALESCE(receipt.quantity, 0) <> line.ordered * line.factor)"""

# Nothing misses, but the bills have another price: a few cents of rounding apart.
GAPS_OR_PRICE = (
    "("
    + GAPS
    + """
    OR ABS(COALESCE(bill.in_currency, 0) + COALESCE(bill.elsewhere, 0)
           - bill.quantity / line.factor * line.price_unit
             * (1 - COALESCE(line.discount, 0) / 100)) > 0.01)"""
)
