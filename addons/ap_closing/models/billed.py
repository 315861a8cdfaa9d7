# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bill lines say with their taxes: of drafts, and of what orders were billed."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import discounted_price
from odoo.addons.ap_base.arithmetic.line_tax import AccrualAmount
from odoo.addons.ap_base.arithmetic.money import ZERO, to_decimal
from odoo.addons.ap_base.models.line_taxes import LineTaxes

# What the taxes of a bill line are computed from; for a statement that reads `line` of
# `move` in `currency`.
TAXED_COLUMNS = """
    line.balance::text AS balance, line.amount_currency::text AS amount_currency,
    line.price_unit::text AS price_unit, line.quantity,
    COALESCE(line.discount, 0)::text AS discount,
    COALESCE(line.deductible_amount, 100)::text AS deductible_percent,
    currency.rounding::text AS currency_step, line.product_id,
    line.product_uom_id AS uom_id, move.move_type,
    ARRAY(SELECT rel.account_tax_id FROM account_move_line_account_tax_rel rel
           WHERE rel.account_move_line_id = line.id
           ORDER BY rel.account_tax_id) AS tax_ids
"""
FIGURES = (
    "amount_currency", "balance", "currency_step", "deductible_percent", "discount",
    "price_unit",
)  # fmt: skip

# The posted bill lines of order lines up to a day, or the parts of them.
OF_ORDERS = """
SELECT line.purchase_line_id AS order_line_id, 1 AS part, %(columns)s
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN res_currency currency ON currency.id = line.currency_id
 WHERE line.purchase_line_id = ANY(%(ids)s) AND move.state = 'posted'
   AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND line.date <= %(day)s AND line.display_type = 'product'
   AND NOT EXISTS (SELECT 1 FROM ap_match_line k
                    WHERE k.bill_line_id = line.id AND k.shared)
 UNION ALL
SELECT k.purchase_line_id, ABS(k.amount / NULLIF(line.price_subtotal, 0)), %(columns)s
  FROM ap_match_line k
  JOIN account_move_line line ON line.id = k.bill_line_id
  JOIN account_move move ON move.id = line.move_id
  JOIN res_currency currency ON currency.id = line.currency_id
 WHERE k.purchase_line_id = ANY(%(ids)s) AND k.shared AND move.state = 'posted'
   AND line.date <= %(day)s
"""


def as_decimals(row: dict) -> dict:
    """The row with its figures as decimals and its taxes as a tuple."""
    for name in FIGURES:
        row[name] = Decimal(row[name] or 0)
    row["tax_ids"] = tuple(row["tax_ids"])
    return row


def billed_amount(taxes: LineTaxes, row, share: Decimal, step: Decimal) -> AccrualAmount:
    """The part of a bill line of which the untaxed amount is `share`, with its taxes.

    The taxes are those of the line as it is written, price and quantity, so that they
    are to the cent what the bill says. `share` and the result are in company currency.
    """
    quantity = to_decimal(row["quantity"] or 0)
    if row["move_type"] == "in_refund":
        quantity = -quantity
    where = row["currency_step"], row["product_id"], row["uom_id"]
    price = discounted_price(row["price_unit"], row["discount"])
    whole = taxes.amount(row["tax_ids"], quantity, price, *where)
    if whole.base != row["amount_currency"]:
        amount = row["amount_currency"]
        whole = taxes.amount_of_base(row["tax_ids"], amount, quantity, *where)
    return whole.part_of(share, step)


def billed_of_orders(env, day, line_ids, taxes: LineTaxes, step: Decimal):
    """What was billed up to the day, by order line: an `AccrualAmount` in company
    currency. One statement for any number of lines."""
    rows = env.execute_query_dict(
        SQL(OF_ORDERS, columns=SQL(TAXED_COLUMNS), ids=list(line_ids), day=day)
    )
    taxes.load({tuple(row["tax_ids"]) for row in rows})
    sums = defaultdict(lambda: AccrualAmount(ZERO, ZERO, ZERO))
    for row in map(as_decimals, rows):
        share = row["balance"] * Decimal(row["part"] or 0)
        one = billed_amount(taxes, row, share, step)
        known = sums[row["order_line_id"]]
        sums[row["order_line_id"]] = AccrualAmount(
            known.base + one.base,
            known.non_deductible + one.non_deductible,
            known.deductible + one.deductible,
        )
    return dict(sums)
