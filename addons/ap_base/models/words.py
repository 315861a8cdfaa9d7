# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences put together in the reader's language."""

from functools import reduce

from odoo.tools.misc import formatLang

BEHIND = ("fr",)  # languages that write the currency behind its amount


def in_a_row(env, parts) -> str:
    """The parts that say something, with the semicolons of the language."""
    stated = [str(part) for part in parts if part]
    if not stated:
        return ""
    return reduce(
        lambda one, other: env._("%(one)s; %(other)s", one=one, other=other), stated
    )


def amount_text(env, amount, currency) -> str:
    """The amount in the reader's language; in French the currency comes behind it
    (11,13 $), whatever its position is set to. Without currency: two decimals."""
    amount = amount or 0.0
    behind = (env.lang or "").split("_")[0] in BEHIND
    if not currency or not (behind and currency.position == "before"):
        return formatLang(env, amount, currency_obj=currency or None)
    number = formatLang(env, amount, digits=currency.decimal_places)
    return f"{number}\u00a0{currency.symbol}"
