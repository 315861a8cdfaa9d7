# SPDX-License-Identifier: AGPL-3.0-or-later
"""What orders were billed up to a day, with the taxes that the bills say."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.line_tax import AccrualAmount
from odoo.addons.ap_base.arithmetic.money import ZERO
from odoo.addons.ap_base.models.line_taxes import LineTaxes
from odoo.addons.ap_closing.models.billed import (
    TAXED_COLUMNS,
    as_decimals,
    billed_amount,
)

# The posted bill lines of order lines up to a day, or the parts of them, in the order
# in which they came: those that are linked, and those that count as billed without a
# link; `units` in the unit of the order line.
OF_ORDERS = """
SELECT line.purchase_line_id AS order_line_id, 1 AS part,
       (CASE WHEN move.move_type = 'in_refund' THEN -line.quantity ELSE line.quantity END
        * COALESCE(uom.factor / own.factor, 1))::text AS units,
       line.deferred_start_date IS NOT NULL AND line.deferred_end_date IS NOT NULL
           AS is_dated,
       line.date, line.id, %(columns)s
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN purchase_order_line ordered ON ordered.id = line.purchase_line_id
  JOIN res_company theirs ON theirs.id = ordered.company_id
  JOIN res_company mine ON mine.id = move.company_id
       AND split_part(mine.parent_path, '/', 1) = split_part(theirs.parent_path, '/', 1)
  LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
  LEFT JOIN uom_uom own ON own.id = ordered.product_uom_id
  JOIN res_currency currency ON currency.id = line.currency_id
 WHERE line.purchase_line_id = ANY(%(ids)s) AND move.state = 'posted'
   AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND line.date <= %(day)s AND line.display_type = 'product'
   AND NOT EXISTS (SELECT 1 FROM ap_match_line k
                    WHERE k.bill_line_id = line.id AND k.shared)
 UNION ALL
SELECT k.purchase_line_id, ABS(k.amount / NULLIF(line.price_subtotal, 0)),
       k.order_quantity::text,
       line.deferred_start_date IS NOT NULL AND line.deferred_end_date IS NOT NULL,
       line.date, line.id, %(columns)s
  FROM ap_match_line k
  JOIN account_move_line line ON line.id = k.bill_line_id
  JOIN account_move move ON move.id = line.move_id
  JOIN res_currency currency ON currency.id = line.currency_id
 WHERE k.purchase_line_id = ANY(%(ids)s) AND k.shared AND move.state = 'posted'
   AND line.date <= %(day)s
 UNION ALL
SELECT likely.order_line_id, likely.part, likely.units,
       line.deferred_start_date IS NOT NULL AND line.deferred_end_date IS NOT NULL,
       line.date, line.id, %(columns)s
  FROM unnest(%(order_lines)s::int[], %(bill_lines)s::int[], %(parts)s::numeric[],
              %(units)s::text[])
       AS likely(order_line_id, bill_line_id, part, units)
  JOIN account_move_line line ON line.id = likely.bill_line_id
  JOIN account_move move ON move.id = line.move_id
  JOIN res_currency currency ON currency.id = line.currency_id
 WHERE likely.order_line_id = ANY(%(ids)s)
 ORDER BY date, id
"""
NOTHING = AccrualAmount(ZERO, ZERO, ZERO)


class Billed(NamedTuple):
    """What the bills of an order line say, in company currency.

    ``units`` of bills without a service period, and what they say; ``parts``: units of
    each bill in the order in which they came, and whether it has a service period.
    """

    whole: AccrualAmount
    undated: AccrualAmount
    units: Decimal
    parts: tuple[tuple[Decimal, bool], ...]

    @property
    def is_dated(self) -> bool:
        """Whether a bill has a service period."""
        return any(dated for _units, dated in self.parts)

    def ahead(self, received: Decimal) -> Decimal:
        """The units billed ahead of receipt by bills without a service period.

        What was received settles the first units billed; the days say what of a dated
        bill belongs to later months. Credit notes take back the last undated ones.
        """
        rest, ahead = received, ZERO
        for units, dated in self.parts:
            if units < 0:
                ahead = max(ahead + units, ZERO)
                continue
            covered = min(units, max(rest, ZERO))
            rest -= covered
            if not dated:
                ahead += units - covered
        return ahead


def billed_of_orders(env, day, line_ids, taxes: LineTaxes, step: Decimal, likely=()):
    """What was billed up to the day, a `Billed` by order line. One statement for any
    number of lines.

    ``likely``: (order line, bill line, part of it, units) of what counts without a link.
    """
    columns = list(map(list, zip(*likely, strict=True))) or [[], [], [], []]
    rows = env.execute_query_dict(
        SQL(
            OF_ORDERS, columns=SQL(TAXED_COLUMNS), ids=list(line_ids), day=day,
            order_lines=columns[0], bill_lines=columns[1], parts=columns[2],
            units=[str(units) for units in columns[3]],
        )
    )  # fmt: skip
    taxes.load({tuple(row["tax_ids"]) for row in rows})
    found = defaultdict(list)
    for row in map(as_decimals, rows):
        share = row["balance"] * Decimal(row["part"] or 0)
        amount = billed_amount(taxes, row, share, step)
        units = Decimal(row["units"] or 0)
        found[row["order_line_id"]].append((amount, units, row["is_dated"]))
    return {line: _billed(parts) for line, parts in found.items()}


def _billed(parts) -> Billed:
    undated = [(amount, units) for amount, units, dated in parts if not dated]
    return Billed(
        _sum(amount for amount, _units, _dated in parts),
        _sum(amount for amount, _units in undated),
        sum((units for _amount, units in undated), ZERO),
        tuple((units, dated) for _amount, units, dated in parts),
    )


def _sum(amounts) -> AccrualAmount:
    total = NOTHING
    for one in amounts:
        total = AccrualAmount(
            total.base + one.base,
            total.non_deductible + one.non_deductible,
            total.deductible + one.deductible,
        )
    return total
