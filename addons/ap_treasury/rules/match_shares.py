# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank line shared among its parts in the currency of the company, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.money import round_half_up

ZERO = Decimal(0)


class Share(NamedTuple):
    """A part of the line, signed as on the account. ``kind``: home (in the currency of the
    company), line (in that of the line), other (in a third one, at the bank's rate)."""

    amount: Decimal
    kind: str = "line"


def balances(
    shares: Sequence[Share],
    whole: Decimal,
    whole_home: Decimal,
    rest: Decimal,
    step: Decimal,
) -> list[Decimal]:
    """Return the balance of the counterpart of each share: opposite signs, in the
    currency of the company.

    ``whole``: what is shared, in the currency of the line; ``whole_home``: the same in that
    of the company; ``rest``: what stays open of it. Shares in a third currency take what
    the others leave, in proportion. Raises ValueError where the shares do not make the
    whole.

    >>> D = Decimal
    >>> [str(b) for b in balances([Share(D(-100)), Share(D(-2))], D(-102), D(-102), D(0), D("0.01"))]
    ['100', '2']
    >>> two = [Share(D(-100), "other"), Share(D(-2))]
    >>> [str(b) for b in balances(two, D(-95), D(-95), D(0), D("0.01"))]  # 100 USD, fee 2
    ['93', '2']
    """
    rate = whole_home / whole if whole else Decimal(1)

    def home(share: Share) -> Decimal:
        if share.kind == "home":
            return share.amount
        return round_half_up(share.amount * rate, step)

    own = [None if share.kind == "other" else home(share) for share in shares]
    left = whole_home - round_half_up(rest * rate, step)
    left -= sum((amount for amount in own if amount is not None), ZERO)
    others = [place for place, share in enumerate(shares) if share.kind == "other"]
    if others:
        _spread(own, shares, others, left, step)
    elif left:
        _settle(own, left, rate == 1, step)
    return [-amount for amount in own]


def _spread(own, shares, others, left: Decimal, step: Decimal) -> None:
    total = sum((shares[place].amount for place in others), ZERO)
    if not total or left * total <= 0:
        raise ValueError("shares")
    given = ZERO
    for place in others[:-1]:
        own[place] = round_half_up(left * shares[place].amount / total, step)
        given += own[place]
    own[others[-1]] = left - given


def _settle(own, left: Decimal, exact: bool, step: Decimal) -> None:
    """Give the last share the cents that conversion leaves; nothing else may be left."""
    if exact or abs(left) > step * len(own) or not own:
        raise ValueError("shares")
    own[-1] += left
