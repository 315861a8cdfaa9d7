# SPDX-License-Identifier: AGPL-3.0-or-later
"""An expense cut into parts that add up to both of its amounts.

The base amount, what the card paid, rules; the original amount is cut in the same
shares. No rate is used, so none can be rounded: 1,000,000.00 dinars paid 763.65 euros
stay 763.65 euros, whatever the rate with six decimals says (764.00).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.allocation import allocate
from odoo.addons.ap_base.arithmetic.money import CENT, HUNDRED

from .transaction import Transaction


def shares(
    whole: Decimal | None, parts: Sequence[Decimal], step: Decimal = CENT
) -> list[Decimal | None]:
    """Return another amount of the expense in the shares of its parts.

    >>> shares(Decimal("1000000.00"), [Decimal("458.19"), Decimal("305.46")])
    [Decimal('600000.00'), Decimal('400000.00')]
    """
    weights = [abs(part) for part in parts]
    if whole is None or not any(weights) or _mixed(parts):
        return [whole] if len(parts) == 1 else [None] * len(parts)
    found = allocate(whole, weights, _step(whole, step))
    found[-1] += whole - sum(found)  # what is finer than the step
    return list(found)


def _mixed(parts: Sequence[Decimal]) -> bool:
    return any(part < 0 for part in parts) and any(part > 0 for part in parts)


def _step(whole: Decimal, step: Decimal) -> Decimal:
    """Return the finest of the step and what the amount itself is written in."""
    exponent = whole.as_tuple().exponent
    finest = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else step
    return min(finest, step) if finest >= Decimal("0.00001") else step


def split(transaction: Transaction, percents: Sequence[Decimal]) -> list[Transaction]:
    """Return the parts of an expense, one per percentage; they add up to the whole.

    Net and VAT are cut as well. Raises `ValueError` where the percentages do not make
    a hundred.

    >>> one = Transaction("C", gross_base=Decimal("763.65"), currency_original="IQD",
    ...     gross_original=Decimal("1000000.00"))
    >>> [(str(p.gross_base), str(p.gross_original))
    ...     for p in split(one, [Decimal(60), Decimal(40)])]
    [('458.19', '600000.00'), ('305.46', '400000.00')]
    """
    if sum(percents) != HUNDRED:
        raise ValueError("the percentages do not make a hundred")
    cut = {}
    for name in ("gross_base", "gross_original", "vat_amount", "vat_reclaim", "fees"):
        whole = getattr(transaction, name)
        cut[name] = (
            [None] * len(percents)
            if whole is None
            else allocate(whole, list(percents), _step(whole, CENT))
        )
    made = []
    for place, percent in enumerate(percents):
        amounts = {name: parts[place] for name, parts in cut.items()}
        gross, vat = amounts["gross_base"], amounts["vat_amount"]
        net = None if transaction.net is None or vat is None else gross - vat
        line = f"{transaction.line_id}/{place + 1}".lstrip("/")
        made.append(
            replace(
                transaction, line_id=line, allocation_percent=percent, net=net, **amounts
            )
        )
    return made
