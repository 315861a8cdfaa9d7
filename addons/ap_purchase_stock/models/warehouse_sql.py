# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the warehouse adds to the one statement behind `ap.order.position`."""

# The moves of the lines, in reference units, each with its sign. The demand of a
# component is what was asked for, received or not.
MOVES = """
SELECT line.id AS line_id, line.factor, line.ordered, m.product_id,
       m.product_id = line.product_id AS own, m.id, m.date, m.reference,
       CASE WHEN uom.id <> line.uom_id AND m.product_id = line.product_id
            THEN uom.factor * (%(half)s + m.quantity * 0.00001) ELSE 0 END AS slack,
       CASE WHEN m.state = 'done' AND m.date < %(after)s
            THEN m.quantity * uom.factor ELSE 0 END AS quantity,
       CASE WHEN m.origin_returned_move_id IS NULL
                 AND goes.usage <> 'supplier'
            THEN GREATEST(m.product_uom_qty, m.quantity) * uom.factor
            ELSE 0 END AS demand,
       CASE WHEN m.state <> 'done' OR m.date >= %(after)s THEN 0
            WHEN %(is_return)s THEN
                CASE WHEN m.origin_returned_move_id IS NULL OR m.to_refund
                     THEN -1 ELSE 0 END
            WHEN %(was_dropshipped)s AND NOT %(dropship_return)s THEN 0
            WHEN %(was_return)s AND m.to_refund IS NOT TRUE THEN 0
            ELSE 1 END AS sign
  FROM stock_move m
  JOIN line ON line.id = m.purchase_line_id
  JOIN uom_uom uom ON uom.id = m.product_uom
  JOIN stock_location comes ON comes.id = m.location_id
  JOIN stock_location goes ON goes.id = m.location_dest_id
  LEFT JOIN stock_move o ON o.id = m.origin_returned_move_id
  LEFT JOIN stock_location o_comes ON o_comes.id = o.location_id
  LEFT JOIN stock_location o_goes ON o_goes.id = o.location_dest_id
 WHERE line.by_warehouse AND m.state <> 'draft'
   AND goes.usage <> 'inventory'
"""

# Per line: its own product, else whole kits.
RECEIPTS = """
WITH move AS (%(moves)s), component AS (
    SELECT line_id, factor, ordered, own, product_id,
           SUM(quantity * sign) AS quantity,
           SUM(quantity) FILTER (WHERE sign < 0) AS returned,
           SUM(quantity) FILTER (WHERE sign > 0) AS taken_in,
           SUM(slack * ABS(sign)) FILTER (WHERE quantity <> 0) AS slack,
           SUM(demand) AS demand,
           MAX(date) FILTER (WHERE sign > 0) AS last_date,
           (array_agg(reference ORDER BY date DESC)
               FILTER (WHERE sign <> 0))[1:%(references)s] AS refs
      FROM move
     GROUP BY line_id, factor, ordered, own, product_id
), counted AS (
    SELECT line_id, own, quantity, COALESCE(returned, 0) AS returned,
           last_date, refs, COALESCE(slack, 0) AS slack, NULL AS doubt
      FROM component
     WHERE own
    UNION ALL
    SELECT line_id, FALSE,
           %(net_kits)s * MIN(factor),
           (%(gross_kits)s - %(net_kits)s) * MIN(factor),
           MAX(last_date),
           (array_agg(refs[1]))[1:%(references)s], 0,
           CASE WHEN MAX(quantity / demand * ordered) - %(net_kits)s > 0.000001
                THEN 'kit_incomplete' END
      FROM component
     WHERE NOT own AND demand > 0
     GROUP BY line_id
)
SELECT DISTINCT ON (line_id)
       line_id, quantity, returned,
       (last_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
           AS last_date,
       refs, slack, doubt
  FROM counted
 ORDER BY line_id, own DESC
"""

# The shortest component decides; ratios are rounded against 2.9999999 kits.
KITS = "FLOOR(ROUND(MIN(%s / demand * ordered), 6))"

# The moves one by one; those of the components of kits prove nothing of whole kits.
RECEIPT_LINES = """
SELECT line_id, (date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, quantity * sign,
       factor, CASE WHEN sign < 0 THEN 'return' END, id
  FROM (%(moves)s) move
 WHERE own AND sign <> 0 AND quantity <> 0
"""

EARLY = """
SELECT late.id FROM late JOIN stock_move m ON m.purchase_line_id = late.id
 WHERE m.state = 'done' AND m.date < %(after)s
"""
