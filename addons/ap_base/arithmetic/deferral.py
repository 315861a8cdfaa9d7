# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of one deferred charge: what stays aside, what a month takes, what changed.

A charge moved to 486 when it is booked is released month by month. Nothing that was
posted is edited: a month releases whatever is held and no longer has to be. So a change
of dates, a credit note, an early end or a month that was missed is caught up by the
next release, and the months before stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .allocation import allocate, differences
from .calendar import Period, month_end, month_start
from .money import CENT, ZERO, round_half_up
from .proration import Convention, PlanPart, monthly_plan, prepaid_at


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides how much of a charge belongs to later days.

    ``ended``: the day on which the service was given up, before its last day; what
    was still aside is borne that day. None: it runs to its end.
    """

    amount: Decimal
    period: Period
    convention: Convention = Convention.DAYS
    ended: date | None = None
    step: Decimal = CENT


@dataclass(frozen=True, slots=True)
class Release:
    """What a month takes back from 486: ``total`` = ``month`` + ``caught_up``.

    ``month``: what the plan gives to the month. ``caught_up``: the rest, for months
    before: a late bill, other dates, a month that was not posted.
    """

    total: Decimal
    month: Decimal
    caught_up: Decimal


def aside_at(terms: Terms, day: date) -> Decimal:
    """Return the part of the charge that belongs to the days after the day given.

    >>> year = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> aside_at(Terms(Decimal(12000), year), date(2026, 4, 30))
    Decimal('10454.79')
    >>> aside_at(
    ...     Terms(Decimal(12000), year, ended=date(2026, 4, 10)), date(2026, 4, 30))
    Decimal('0.00')
    """
    if terms.ended is not None and day >= terms.ended:
        return ZERO * terms.step
    return prepaid_at(terms.amount, terms.period, day, terms.convention, terms.step)


def plan_of(terms: Terms) -> list[PlanPart]:
    """Return the months of the charge; the month of an early end takes all the rest.

    >>> year = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> plan = plan_of(Terms(Decimal(12000), year, ended=date(2026, 4, 10)))
    >>> [(str(part.amount), str(part.balance)) for part in plan]
    [('558.90', '11441.10'), ('11441.10', '0.00')]
    """
    plan = monthly_plan(terms.amount, terms.period, terms.convention, terms.step)
    ended = terms.ended
    if ended is None or ended >= terms.period.end:
        return plan
    last = month_end(ended)
    before = [part for part in plan if part.period.end < month_start(ended)]
    rest = before[-1].balance if before else round_half_up(terms.amount, terms.step)
    start = max(terms.period.start, month_start(ended))
    final = Period(min(start, last), max(ended, min(start, last)))
    return [*before, PlanPart(final, rest, ZERO * terms.step)]


def to_set_aside(terms: Terms, day: date) -> Decimal:
    """Return what an entry of the day moves to 486 when the charge is booked.

    The part of the months before that of the entry is a cost at once. Nothing moves
    when nothing would be left at the end of the month.

    >>> year = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> bill = Terms(Decimal(12000), year)
    >>> to_set_aside(bill, date(2026, 3, 15)), to_set_aside(bill, date(2026, 4, 10))
    (Decimal('12000.00'), Decimal('11441.10'))
    >>> to_set_aside(bill, date(2027, 3, 2))
    Decimal('0.00')
    """
    if not aside_at(terms, month_end(day)):
        return ZERO * terms.step
    return aside_at(terms, _eve_of_month(day))


def to_release(terms: Terms | None, held: Decimal, day: date) -> Release:
    """Return what a month that ends on the day takes back of what is held on 486.

    Negative: the charge goes to 486. ``terms`` is None when nothing has to be aside
    any more, say because the bill is gone.

    >>> year = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> april = to_release(
    ...     Terms(Decimal(12000), year), Decimal("12000.00"), date(2026, 4, 30))
    >>> str(april.total), str(april.month), str(april.caught_up)
    ('1545.21', '986.31', '558.90')
    """
    if terms is None:
        return Release(held, ZERO, held)
    after = aside_at(terms, day)
    month = aside_at(terms, _eve_of_month(day)) - after
    total = held - after
    return Release(total, month, total - month)


def shares_of_tax(
    tax: Decimal, bases: Sequence[Decimal], step: Decimal = CENT
) -> list[Decimal]:
    """Return the part of a tax that belongs to each of its bases, in their order.

    Parts sum exactly to the tax. A base of the other sign (a rebate) takes a part of
    the other sign.

    >>> [str(part) for part in shares_of_tax(
    ...     Decimal("20.00"), [Decimal(33), Decimal(33), Decimal(34)])]
    ['6.60', '6.60', '6.80']
    >>> [str(part) for part in shares_of_tax(
    ...     Decimal("180.00"), [Decimal(1000), Decimal(-100)])]
    ['200.00', '-20.00']
    """
    total = sum(bases, ZERO)
    if not total:
        return allocate(tax, [abs(base) or Decimal(1) for base in bases], step)
    if all(base * total >= 0 for base in bases):
        return allocate(tax, [abs(base) for base in bases], step)
    running, cumulative = ZERO, []
    for base in bases:
        running += base
        cumulative.append(tax * running / total)
    return differences(cumulative, step)


def _eve_of_month(day: date) -> date:
    """Return the last day of the month before."""
    return month_start(day) - timedelta(days=1)
