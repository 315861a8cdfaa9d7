# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matching reads, one statement per source."""

# Suppliers of one group: those below one parent, or with one SIREN.
FAMILY = """
COALESCE(
    'siren:' || NULLIF(left(replace(COALESCE(%(partner)s.company_registry,
        %(root)s.company_registry), ' ', ''), 9), ''),
    'partner:' || %(root)s.id)
"""

BILLS = """
SELECT m.id, m.company_id, m.commercial_partner_id,
       COALESCE(family.key, 'partner:' || m.commercial_partner_id),
       m.currency_id, COALESCE(m.ref, ''), m.invoice_date, m.state,
       CASE WHEN m.move_type = 'in_refund' THEN -1 ELSE 1 END,
       COALESCE(m.invoice_origin, ''),
       COALESCE(m.ref, '') || E'\n' || COALESCE(m.payment_reference, '') || E'\n'
           || regexp_replace(COALESCE(m.narration, ''), '<[^>]*>', ' ', 'g'),
       m.amount_untaxed::text, m.amount_tax::text, m.invoice_date_due, credited.ref,
       COALESCE(abs(m.amount_untaxed_signed / NULLIF(m.amount_untaxed, 0)), 1)::text
  FROM account_move m
  LEFT JOIN account_move credited ON credited.id = m.reversed_entry_id
  LEFT JOIN (%(families)s) family ON family.id = m.commercial_partner_id
 WHERE m.id = ANY(%(ids)s) AND m.state = ANY(%(states)s)
   AND m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND m.commercial_partner_id IS NOT NULL
 ORDER BY m.id
"""

BY_FAMILY = """
SELECT m.id, COALESCE(family.key, 'partner:' || COALESCE(m.commercial_partner_id, 0)) AS key
  FROM account_move m
  LEFT JOIN (%(families)s) family ON family.id = m.commercial_partner_id
 WHERE m.id = ANY(%(ids)s)
 ORDER BY key, m.id
"""

FAMILIES = """
SELECT p.id, %(family)s AS key
  FROM res_partner p
  LEFT JOIN res_partner parent ON parent.id = p.parent_id
  JOIN res_partner root ON root.id = COALESCE(parent.commercial_partner_id, p.id)
 WHERE p.id = p.commercial_partner_id
"""

BILL_LINES = """
SELECT a.id, a.move_id, a.product_id, pt.type, COALESCE(a.name, ''), a.product_uom_id,
       a.quantity::text, a.price_unit::text, COALESCE(a.discount, 0)::text,
       a.price_subtotal::text,
       ARRAY(SELECT rel.account_tax_id FROM account_move_line_account_tax_rel rel
              WHERE rel.account_move_line_id = a.id ORDER BY 1),
       COALESCE(a.is_downpayment, FALSE), a.purchase_line_id
  FROM account_move_line a
  LEFT JOIN product_product pp ON pp.id = a.product_id
  LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
 WHERE a.move_id = ANY(%s) AND a.display_type = 'product'
 ORDER BY a.id
"""

# The order lines that are looked at although nothing of them is open: those that the
# bills are linked to, and those of orders that the bills name.
NAMED = """
SELECT l.id FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id
 WHERE o.partner_id IN (SELECT id FROM res_partner
                         WHERE commercial_partner_id = ANY(%(suppliers)s))
   AND o.state = 'purchase'
   AND (lower(regexp_replace(o.name, '[^0-9A-Za-z]', '', 'g')) = ANY(%(names)s)
        OR lower(regexp_replace(o.partner_ref, '[^0-9A-Za-z]', '', 'g'))
           = ANY(%(names)s))
 UNION
SELECT a.purchase_line_id FROM account_move_line a
 WHERE a.move_id = ANY(%(ids)s) AND a.purchase_line_id IS NOT NULL
 UNION
SELECT k.purchase_line_id FROM ap_match_line k
  JOIN account_move_line a ON a.id = k.bill_line_id
 WHERE a.move_id = ANY(%(ids)s)
"""

# Companies in which suppliers of the groups have orders.
SUPPLIERS = """
SELECT family.id, family.key, array_agg(DISTINCT o.company_id)
  FROM (%(families)s) family
  JOIN res_partner p ON p.commercial_partner_id = family.id
  JOIN purchase_order o ON o.partner_id = p.id AND o.state = 'purchase'
 WHERE family.key = ANY(%(keys)s)
 GROUP BY family.id, family.key
"""

ORDERS = """
SELECT l.id, o.partner_ref, pp.default_code, pp.barcode, pt.purchase_method,
       (SELECT array_agg(DISTINCT s.product_code)
          FROM product_supplierinfo s
          JOIN res_partner sp ON sp.id = s.partner_id
         WHERE s.product_tmpl_id = pp.product_tmpl_id AND s.product_code IS NOT NULL
           AND (s.product_id IS NULL OR s.product_id = pp.id)
           AND sp.commercial_partner_id = p.commercial_partner_id)
  FROM purchase_order_line l
  JOIN purchase_order o ON o.id = l.order_id
  JOIN res_partner p ON p.id = o.partner_id
  LEFT JOIN product_product pp ON pp.id = l.product_id
  LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
 WHERE l.id = ANY(%s)
"""

# Quantities billed of an order line that the position does not count (drafts, bills
# dated later), less those that it counts of the bills looked at; in its unit.
MOVED = """
SELECT purchase_line_id, SUM(quantity)::text FROM (
    SELECT billed.purchase_line_id,
           CASE WHEN m.id = ANY(%(ids)s) THEN -1 ELSE 1 END
           * CASE WHEN m.move_type = 'in_refund' THEN -1 ELSE 1 END
           * billed.quantity AS quantity
      FROM (%(billed)s) billed
      JOIN account_move m ON m.id = billed.move_id
     WHERE m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
       AND CASE WHEN m.id = ANY(%(ids)s) THEN m.state = 'posted' AND m.date <= %(day)s
                ELSE %(later)s AND (m.state = 'draft' OR m.state = 'posted' AND m.date > %(day)s)
           END
) part
 GROUP BY purchase_line_id
"""

# Bill lines with what they bill of an order line, in the unit of the order line: as
# `purchase_line_id` has it, or as matching shared them among several order lines.
BILLED = """
SELECT a.move_id, a.purchase_line_id,
       a.quantity * COALESCE(au.factor, lu.factor, 1) / COALESCE(lu.factor, 1)
           AS quantity
  FROM account_move_line a
  JOIN purchase_order_line l ON l.id = a.purchase_line_id
  LEFT JOIN uom_uom au ON au.id = a.product_uom_id
  LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
 WHERE a.purchase_line_id = ANY(%(lines)s) AND a.display_type = 'product'
   AND NOT EXISTS (SELECT 1 FROM ap_match_line k
                    WHERE k.bill_line_id = a.id AND k.shared)
 UNION ALL
SELECT a.move_id, k.purchase_line_id,
       CASE WHEN m.move_type = 'in_refund' THEN -k.order_quantity
            ELSE k.order_quantity END
  FROM ap_match_line k
  JOIN account_move_line a ON a.id = k.bill_line_id
  JOIN account_move m ON m.id = a.move_id
 WHERE k.purchase_line_id = ANY(%(lines)s) AND k.shared
"""

# Bills of suppliers that had an order in the year before: they ought to have one.
EXPECTED = """
SELECT m.id FROM account_move m
 WHERE m.id = ANY(%s)
   AND EXISTS (
       SELECT 1 FROM purchase_order o JOIN res_partner p ON p.id = o.partner_id
        WHERE p.commercial_partner_id = m.commercial_partner_id
          AND o.company_id = m.company_id AND o.state = 'purchase'
          AND COALESCE(o.date_approve, o.date_order)
              > COALESCE(m.invoice_date, m.date, CURRENT_DATE) - INTERVAL '1 year')
"""

DOWN_PAYMENTS = """
SELECT l.id, o.name, o.company_id, p.commercial_partner_id, o.currency_id,
       l.price_unit::text, split_part(l.name, E'\n', 1), o.user_id, o.id
  FROM purchase_order_line l
  JOIN purchase_order o ON o.id = l.order_id
  JOIN res_partner p ON p.id = o.partner_id
 WHERE l.is_downpayment AND l.display_type IS NULL AND o.state = 'purchase'
   AND p.commercial_partner_id = ANY(%s)
"""

RECEIPTS = """
SELECT purchase_line_id AS line_id, external_id AS reference,
       quantity::numeric AS quantity, date
  FROM ap_receipt
 WHERE purchase_line_id = ANY(%(lines)s) AND external_id IS NOT NULL
"""

# Bills that a person declared due although they look like another one again.
DUE_ALL_THE_SAME = """
SELECT res_id FROM ap_finding
 WHERE control_code = 'duplicate_bill' AND state = 'waived'
   AND res_model = 'account.move' AND res_id = ANY(%s)
"""

PREVIOUS = """
SELECT t.move_id, t.id, t.digest, t.decision, t.applied, t.written, t.state, t.cause,
       t.date_due, t.owner_id, t.refused,
       (SELECT json_agg(json_build_array(k.bill_line_id, k.purchase_line_id, k.by_hand,
                                         k.quantity::text) ORDER BY k.id)
          FROM ap_match_line k WHERE k.match_id = t.id),
       (SELECT json_agg(json_build_array(d.cause, d."check", d.bill_line_id,
                                         d.purchase_line_id, d.billed, d.expected))
          FROM ap_match_difference d WHERE d.match_id = t.id AND d.state = 'accepted')
  FROM ap_match t
 WHERE t.move_id = ANY(%s)
"""

OWNERS = """
SELECT l.id, COALESCE(u.id, c.id),
       (SELECT r.user_id FROM ap_receipt r JOIN purchase_order_line rl
            ON rl.id = r.purchase_line_id
         WHERE rl.order_id = o.id ORDER BY r.id DESC LIMIT 1)
  FROM purchase_order_line l
  JOIN purchase_order o ON o.id = l.order_id
  LEFT JOIN res_users u ON u.id = o.user_id AND u.active
  LEFT JOIN res_users c ON c.id = o.create_uid AND c.active AND NOT c.share
 WHERE l.id = ANY(%s)
"""

# Whom to ask when no order names anyone: the buyer of the supplier, else who entered the bill.
OWNERS_OF_BILLS = """
SELECT m.id, COALESCE(p.buyer_id, u.id)
  FROM account_move m
  JOIN res_partner p ON p.id = m.commercial_partner_id
  LEFT JOIN res_users u ON u.id = m.create_uid AND u.active AND NOT u.share
 WHERE m.id = ANY(%s)
"""

HAND_OVER = """
UPDATE ap_match t
   SET owner_id = new.owner, write_uid = %(uid)s, write_date = timezone('UTC', now())
  FROM unnest(%(moves)s::integer[], %(owners)s::integer[]) AS new (move, owner)
 WHERE t.move_id = new.move
"""
