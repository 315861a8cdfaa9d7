# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same rows by plain SQL: the floor that the engine is held against."""

POSITION = """
SELECT l.id, o.id, o.name, o.partner_id, l.product_id, l.product_qty,
       COALESCE(r.quantity, 0), COALESCE(b.quantity, 0),
       GREATEST(COALESCE(r.quantity, 0) - COALESCE(b.quantity, 0), 0),
       l.price_unit * (1 - COALESCE(l.discount, 0) / 100), b.balance, r.last_date, b.last_date
  FROM purchase_order_line l
  JOIN purchase_order o ON o.id = l.order_id
  LEFT JOIN (SELECT purchase_line_id, SUM(quantity) quantity, MAX(date) last_date
               FROM ap_receipt WHERE date <= %(day)s GROUP BY purchase_line_id) r
         ON r.purchase_line_id = l.id
  LEFT JOIN (SELECT aml.purchase_line_id, SUM(aml.quantity) quantity,
                    SUM(aml.balance) balance, MAX(aml.date) last_date
               FROM account_move_line aml
               JOIN account_move m ON m.id = aml.move_id
              WHERE m.state = 'posted' AND m.date <= %(day)s
                AND aml.purchase_line_id IS NOT NULL
                AND m.move_type IN ('in_invoice', 'in_refund')
              GROUP BY aml.purchase_line_id) b ON b.purchase_line_id = l.id
 WHERE o.company_id = %(company)s AND o.state = 'purchase'
"""

PROPOSE_ORDERS = f"""
INSERT INTO ap_closing_line (run_id, company_id, kind, posting, source_key, source_model,
       source_id, partner_id, product_id, label, account_id, counterpart_account_id,
       source_currency_id, quantity, price_unit, amount_untaxed, amount_computed,
       tax_computed, amount, amount_tax, state, date_end, explanation_values,
       is_overridden, has_actual, create_uid, write_uid, create_date, write_date)
SELECT %(run)s, %(company)s, 'received', 1, 'pol:' || p.id, 'purchase.order.line', p.id,
       p.partner_id, p.product_id, p.name, %(account)s, %(account)s, %(currency)s, p.due, p.price,
       round((p.due * p.price)::numeric, 2), round((p.due * p.price)::numeric, 2),
       round((p.due * p.price * 0.2)::numeric, 2), round((p.due * p.price)::numeric, 2),
       round((p.due * p.price * 0.2)::numeric, 2), 'proposed', %(day)s,
       jsonb_build_object('order', p.name, 'received', p.received, 'billed', p.billed,
                          'quantity', p.due, 'price', p.price),
       FALSE, FALSE, %(uid)s, %(uid)s, now(), now()
  FROM ({POSITION}) p(id, order_id, name, partner_id, product_id, ordered, received,
                      billed, due, price, balance, received_on, billed_on)
 WHERE p.due > 0
"""

PROPOSE_PREPAID = """
INSERT INTO ap_closing_line (run_id, company_id, kind, posting, source_key, source_model,
       source_id, partner_id, label, account_id, counterpart_account_id,
       source_currency_id, quantity, amount_untaxed, amount_computed, amount, state,
       date_end, period_start, period_end, explanation_values,
       is_overridden, has_actual, create_uid, write_uid, create_date, write_date)
SELECT %(run)s, %(company)s, 'prepaid', 1, 'aml:' || l.id, 'account.move.line', l.id,
       m.partner_id, m.name || ': ' || l.name, l.account_id, %(account)s, %(currency)s, 1, x.rest,
       x.rest, x.rest, 'proposed', %(day)s, l.deferred_start_date, l.deferred_end_date,
       jsonb_build_object('document', m.name, 'total', l.balance, 'amount', x.rest),
       FALSE, FALSE, %(uid)s, %(uid)s, now(), now()
  FROM account_move_line l
  JOIN account_move m ON m.id = l.move_id,
       LATERAL (SELECT round(l.balance * (l.deferred_end_date - %(day)s)
            / (l.deferred_end_date - l.deferred_start_date + 1), 2) AS rest) x
 WHERE m.company_id = %(company)s AND m.state = 'posted' AND m.date <= %(day)s
   AND l.deferred_end_date > %(day)s AND m.ap_closing_run_id IS NULL
"""
