# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's decision on an amount, and what later facts do to it.

Somebody decided that a cost of 1,000.00 is 500.00 in this month, and it was posted.
When the facts move, their move is added: the decision was about the facts of then. It
never goes beyond what the facts of now bear, and whatever comes of it is to be looked
at again.
"""

from __future__ import annotations

from decimal import Decimal


def after_facts(decided: Decimal, facts: Decimal, now: Decimal) -> Decimal:
    """Return the amount that a decision becomes when its facts change.

    `decided`: what a person chose when `facts` was computed; `now`: what is computed now.

    More of the same is added: one more unit of 100.00 was received.

    >>> after_facts(Decimal(500), Decimal(1000), Decimal(1100))
    Decimal('600')

    Less leaves the decision, until the facts are smaller than it:

    >>> after_facts(Decimal(500), Decimal(1000), Decimal(600))
    Decimal('500')
    >>> after_facts(Decimal(500), Decimal(1000), Decimal(300))
    Decimal('300')

    A decision above the facts keeps its surplus, and nothing is left of nothing:

    >>> after_facts(Decimal(1500), Decimal(1000), Decimal(600))
    Decimal('1100')
    >>> after_facts(Decimal(500), Decimal(1000), Decimal(0))
    Decimal('0')
    """
    if not now or now * facts < 0:
        return now
    if now < 0 or facts < 0:
        return -after_facts(-decided, -facts, -now)
    if now >= facts or decided > facts:
        return decided + now - facts
    return min(decided, now)
