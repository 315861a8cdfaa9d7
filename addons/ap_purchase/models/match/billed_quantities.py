# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Odoo counts as billed of order lines, and where their orders stand, after links were
written: by one statement, as `_compute_qty_invoiced` and `_get_invoiced` of Odoo say.

Odoo computes line by line what takes its rounding: bills in another unit than their order, or
in finer quantities than the unit has; and everything where another add-on counts otherwise.
"""

from odoo.tools import SQL

# The bills of orders, as Odoo computes them, and those that share a bill line.
_BILLS = """
SELECT l.order_id, a.move_id
  FROM purchase_order_line l
  JOIN account_move_line a ON a.purchase_line_id = l.id
 WHERE l.order_id = ANY(%(ids)s)
 UNION
SELECT l.order_id, a.move_id
  FROM purchase_order_line l
  JOIN ap_match_line k ON k.purchase_line_id = l.id AND k.shared
  JOIN account_move_line a ON a.id = k.bill_line_id
 WHERE l.order_id = ANY(%(ids)s)
"""
_DELETE_BILLS = """
DELETE FROM %(rel)s WHERE %(order)s = ANY(%(ids)s)
   AND (%(order)s, %(bill)s) NOT IN (%(bills)s)
"""
_INSERT_BILLS = """
INSERT INTO %(rel)s (%(order)s, %(bill)s) %(bills)s ON CONFLICT DO NOTHING
"""
_COUNT_BILLS = """
UPDATE purchase_order o
   SET invoice_count = (SELECT COUNT(*) FROM %(rel)s r WHERE r.%(order)s = o.id)
 WHERE o.id = ANY(%(ids)s)
"""
# Signed quantities of the bills that Odoo counts; `odd` where it takes Odoo's rounding.
_COUNT = """
WITH part AS (
    SELECT l.id, CASE m.move_type WHEN 'in_refund' THEN -a.quantity ELSE a.quantity END AS quantity,
           a.quantity <> 0 AND a.product_uom_id IS NOT NULL
           AND (a.product_uom_id IS DISTINCT FROM l.product_uom_id
                OR a.quantity <> round(a.quantity, %(digits)s)) AS odd
      FROM purchase_order_line l
      JOIN account_move_line a ON a.purchase_line_id = l.id
      JOIN account_move m ON m.id = a.move_id
     WHERE l.id = ANY(%(ids)s) AND m.move_type IN ('in_invoice', 'in_refund')
       AND (m.state <> 'cancel' OR m.payment_state = 'invoicing_legacy')
       AND NOT EXISTS (SELECT FROM ap_match_line k WHERE k.bill_line_id = a.id AND k.shared)
     UNION ALL
    SELECT k.purchase_line_id, k.order_quantity, FALSE
      FROM ap_match_line k
      JOIN account_move_line a ON a.id = k.bill_line_id
      JOIN account_move m ON m.id = a.move_id
     WHERE k.purchase_line_id = ANY(%(ids)s) AND k.shared
       AND m.move_type IN ('in_invoice', 'in_refund')
       AND (m.state <> 'cancel' OR m.payment_state = 'invoicing_legacy')
), billed AS (
    SELECT id, round(SUM(quantity), %(digits)s) AS quantity, bool_or(odd) AS odd
      FROM part GROUP BY id
), found AS (
    SELECT l.id, COALESCE(billed.quantity, 0) AS billed, COALESCE(billed.odd, FALSE) AS odd,
           CASE WHEN o.state = 'purchase'
                THEN round(CASE WHEN pt.purchase_method = 'purchase' THEN l.product_qty
                                ELSE l.qty_received END, %(digits)s)
                     - COALESCE(billed.quantity, 0)
                ELSE 0 END AS waiting
      FROM purchase_order_line l
      JOIN purchase_order o ON o.id = l.order_id
      LEFT JOIN product_product pp ON pp.id = l.product_id
      LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
      LEFT JOIN billed ON billed.id = l.id
     WHERE l.id = ANY(%(ids)s)
), written AS (
    UPDATE purchase_order_line l
       SET qty_invoiced = found.billed, qty_to_invoice = found.waiting
      FROM found
     WHERE l.id = found.id AND NOT found.odd
       AND (l.qty_invoiced, l.qty_to_invoice) IS DISTINCT FROM (found.billed, found.waiting)
)
SELECT id FROM found WHERE odd
"""
_STATUS = """
UPDATE purchase_order o SET invoice_status = found.status
  FROM (SELECT o.id, CASE
               WHEN o.state <> 'purchase' THEN 'no'
               WHEN EXISTS (SELECT FROM purchase_order_line l
                             WHERE l.order_id = o.id AND l.display_type IS NULL
                               AND round(l.qty_to_invoice, %(digits)s) <> 0) THEN 'to invoice'
               WHEN EXISTS (SELECT FROM %(rel)s r WHERE r.%(order)s = o.id) THEN 'invoiced'
               ELSE 'no' END AS status
          FROM purchase_order o WHERE o.id = ANY(%(ids)s)) found
 WHERE o.id = found.id AND o.invoice_status IS DISTINCT FROM found.status
"""
# How many classes say how each of these is counted: Odoo, and for the quantities we.
_COUNTED_BY = {"_prepare_qty_invoiced": 2, "_compute_qty_invoiced": 1}


def recount(env, lines) -> None:
    """Count again what is billed of these order lines (ids), and where their orders stand."""
    env.flush_all()
    env.invalidate_all(flush=False)
    lines = env["purchase.order.line"].sudo().browse(lines).exists()
    orders = lines.order_id
    _set_bills_of_orders(env, orders.ids)
    digits = env["decimal.precision"].precision_get("Product Unit")
    odd = lines
    if _as_odoo(type(lines)):
        query = SQL(_COUNT, ids=lines.ids, digits=digits)
        odd = lines.browse(row[0] for row in env.execute_query(query))
        env.invalidate_all(flush=False)
    for name in ("qty_invoiced", "qty_to_invoice"):
        env.add_to_compute(odd._fields[name], odd)
    env["purchase.order.line"].flush_model(["qty_invoiced", "qty_to_invoice"])
    query = SQL(_STATUS, **_terms(env, orders.ids), digits=digits)
    env.cr.execute(query)
    orders.invalidate_recordset(["invoice_status"], flush=False)


def _as_odoo(model) -> bool:
    """Return whether nobody else counts billed quantities otherwise."""
    return all(
        sum(name in vars(one) for one in model.__mro__) == times
        for name, times in _COUNTED_BY.items()
    )


def _set_bills_of_orders(env, order_ids) -> None:
    """Make the bills of orders those of their lines; Odoo asks order by order."""
    terms = _terms(env, order_ids)
    env.cr.execute(SQL(_DELETE_BILLS, **terms, bills=SQL(_BILLS, **terms)))
    env.cr.execute(SQL(_INSERT_BILLS, **terms, bills=SQL(_BILLS, **terms)))
    env.cr.execute(SQL(_COUNT_BILLS, **terms))


def _terms(env, order_ids) -> dict:
    """Return the table of bills of orders, and which orders."""
    field = env["purchase.order"]._fields["invoice_ids"]
    return {
        "rel": SQL.identifier(field.relation),
        "order": SQL.identifier(field.column1),
        "bill": SQL.identifier(field.column2),
        "ids": list(order_ids),
    }
