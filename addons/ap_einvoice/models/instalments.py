# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payment terms of a bill by the days and amounts of its e-invoice."""

from decimal import Decimal

from odoo.fields import Date

from odoo.addons.ap_base.arithmetic.money import to_decimal


def shares(instalments, whole, currency, company):
    """Return [(day, {"amount_currency", "balance"})] of a bill whose one term is `whole`;
    an empty list where the instalments do not sum to it. The balances sum to the whole's.
    """
    amounts = [(Date.to_date(day), Decimal(amount)) for day, amount in instalments]
    total, balance = to_decimal(whole["amount_currency"]), to_decimal(whole["balance"])
    if not total or currency.compare_amounts(
        float(sum(amount for _day, amount in amounts)), float(abs(total))
    ):
        return []
    sign, given, upto, parts = (1 if total > 0 else -1), 0.0, Decimal(0), {}
    for day, amount in amounts:
        upto += amount
        reached = company.currency_id.round(float(balance * upto / abs(total)))
        part = parts.setdefault(day, {"amount_currency": 0.0, "balance": 0.0})
        part["amount_currency"] += float(sign * amount)
        part["balance"] += reached - given
        given = reached
    return list(parts.items())
