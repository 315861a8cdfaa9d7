# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bill lines say with their taxes."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.accrual import discounted_price
from odoo.addons.ap_base.arithmetic.line_tax import AccrualAmount
from odoo.addons.ap_base.arithmetic.money import to_decimal
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


