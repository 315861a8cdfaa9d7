# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an event makes of a loan: a new table from its day, the rows before untouched.

Each gives a `Version`: the terms from then on and the whole table, kept rows first. The
old version stays what it was; both agree on every kept row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from odoo.addons.ap_base.arithmetic.money import CENT, ZERO, round_half_up

from .building import Start, continue_rows, interest_of
from .exceptions import EventError
from .insurance import insured
from .rates import RateStep, step_at
from .schedule import Row, RowKind, Schedule
from .terms import Mode, Terms


class Choice(str, Enum):
    """What stays as it was: the term (a new instalment) or the instalment (a new term)."""

    KEEP_TERM = "keep_term"
    KEEP_PAYMENT = "keep_payment"


@dataclass(frozen=True, slots=True)
class EarlyRepayment:
    """Capital repaid before its time; ``amount`` None repays all that is owed.

    ``interest``: on the capital repaid since the last due date, where the bank says
    it; None computes it. ``indemnity``: what the bank asks for it.
    """

    day: date
    amount: Decimal | None
    choice: Choice = Choice.KEEP_TERM
    indemnity: Decimal = ZERO
    interest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indemnity:
    """How the contract reckons an early repayment's indemnity: the sum of its parts.

    ``interest_months`` of interest on the capital repaid, ``percent`` of it, a ``flat``
    amount; at most ``cap_percent`` of the capital owed before. Six months and 3 % bound
    consumers' property loans; business loans follow their contract.
    """

    interest_months: Decimal = ZERO
    percent: Decimal = ZERO
    flat: Decimal = ZERO
    cap_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """The terms from an event on, and the table; the first ``kept`` rows are the old."""

    terms: Terms
    schedule: Schedule
    kept: int


def indemnity_of(
    rule: Indemnity,
    repaid: Decimal,
    owed: Decimal,
    percent: Decimal,
    step: Decimal = CENT,
) -> Decimal:
    """Return the indemnity for capital repaid out of what was owed, at a yearly rate.

    >>> rule = Indemnity(interest_months=Decimal(6), cap_percent=Decimal(3))
    >>> indemnity_of(rule, Decimal(20000), Decimal("62142.38"), Decimal("3.60"))
    Decimal('360.00')
    >>> indemnity_of(rule, Decimal(60000), Decimal(60000), Decimal("8.00"))
    Decimal('1800.00')
    """
    amount = repaid * percent * rule.interest_months / 1200
    amount += repaid * rule.percent / 100 + rule.flat
    if rule.cap_percent is not None:
        amount = min(amount, owed * rule.cap_percent / 100)
    return round_half_up(amount, step)


def repay(
    terms: Terms,
    schedule: Schedule,
    event: EarlyRepayment,
    paid_until: date | None = None,
) -> Version:
    """Return the loan after an early repayment, which is a row of its own on its day.

    Interest on the capital repaid is paid with it; the rest bears its own at the next
    due date. ``paid_until``: the last row already booked. Raises `EventError`:
    ``before_booked_row``, ``outside_loan``, ``amount_not_positive``,
    ``amount_above_balance`` (with the balance), ``money_lent_in_period`` if a tranche
    came after the last due date, ``money_still_to_come`` for a whole repayment.
    """
    owed = _check(schedule, event.day, paid_until)
    amount = owed if event.amount is None else event.amount
    _check_amount(schedule, event.day, amount, owed)
    row = _repayment_row(terms, schedule, event, amount)
    if row.closing == 0:
        return _version(terms, schedule, [row], [])
    payment = _kept_payment(terms, schedule, event.day, event.choice)
    going_on = _going_on(terms, schedule, payment)
    return _go_on(going_on, schedule, event.day, [row], payment)


def change_rate(
    terms: Terms,
    schedule: Schedule,
    step: RateStep,
    choice: Choice = Choice.KEEP_TERM,
    paid_until: date | None = None,
) -> Version:
    """Return the loan with another rate after the day of the step.

    Later steps of the old terms are gone. A change between two due dates shares the
    interest of the next row. Raises `EventError` as `repay` does.
    """
    _check(schedule, step.start, paid_until)
    before = tuple(old for old in terms.rates if old.start < step.start)
    payment = _kept_payment(terms, schedule, step.start, choice)
    changed = replace(_going_on(terms, schedule, payment), rates=(*before, step))
    return _go_on(changed, schedule, step.start, [], payment)


def follow_rates(
    terms: Terms,
    schedule: Schedule,
    rates: tuple[RateStep, ...],
    day: date,
    paid_until: date | None = None,
) -> Version:
    """Return the loan with the rates that are known now, from the day on.

    An index was published: rows that were estimated are computed. Rows already booked
    stay, whatever they were computed with: the day is that of the last of them if that
    is later. Raises `EventError` (``outside_loan``).
    """
    day = max(day, paid_until or day)
    _check(schedule, day, paid_until)
    payment = terms.payment if terms.instalments is None else None
    changed = replace(_going_on(terms, schedule, payment), rates=tuple(rates))
    return _go_on(changed, schedule, day, [], payment)


def reschedule(
    new: Terms, schedule: Schedule, day: date, paid_until: date | None = None
) -> Version:
    """Return the loan after a day with terms agreed anew for all that is owed then.

    ``new``: its ``first_number`` continues the rows kept, its ``first_date`` is the
    next due date, ``instalments`` the rows to come; a deferral gives a pause, one more
    tranche is new money; a total of insurance is that of the whole loan. Raises
    `EventError`: as `repay` does, ``numbers_do_not_continue`` (with the number
    expected), ``first_date_too_early``, ``tranches_differ`` where money already lent
    is not in the new terms or other money is lent before.
    """
    _check(schedule, day, paid_until)
    kept = schedule.paid_rows(day)
    number = kept[-1].number + 1 if kept else new.first_number
    if new.first_number != number:
        raise EventError("numbers_do_not_continue", expected=number)
    if new.first_date <= day:
        raise EventError("first_date_too_early", day=day)
    changed = set(new.tranches) ^ set(schedule.tranches)
    if any(tranche.day < day for tranche in changed):
        raise EventError("tranches_differ", day=min(t.day for t in changed))
    return _go_on(new, schedule, day, [], new.payment)


def _going_on(terms: Terms, schedule: Schedule, payment: Decimal | None) -> Terms:
    """Return the terms for the rows to come.

    A kept instalment runs until nothing is left; capital parts that are kept end the
    loan early by themselves; else the last row stays that of the table.
    """
    if payment is not None and terms.mode == Mode.CONSTANT_PAYMENT:
        return replace(terms, payment=payment, instalments=None)
    if terms.instalments is not None:
        return replace(terms, payment=None)
    rows = schedule.rows[-1].number - terms.first_number + 1
    premiums = terms.insurance.amounts[:rows]
    insurance = replace(terms.insurance, amounts=premiums)
    return replace(terms, payment=None, instalments=rows, insurance=insurance)


def _check(schedule: Schedule, day: date, paid_until: date | None) -> Decimal:
    """Return the capital owed at the day of an event, or refuse the event."""
    if paid_until is not None and day < paid_until:
        raise EventError("before_booked_row", day=day, booked=paid_until)
    if day < schedule.drawn_on or schedule.next_row(day) is None:
        raise EventError("outside_loan", day=day)
    return schedule.balance_at(day)


def _check_amount(
    schedule: Schedule, day: date, amount: Decimal, owed: Decimal
) -> None:
    if amount <= 0:
        raise EventError("amount_not_positive", amount=amount)
    if amount > owed:
        raise EventError("amount_above_balance", amount=amount, balance=owed)
    since = schedule.interest_since(day)
    days = [t.day for t in schedule.tranches if t.day != schedule.drawn_on]
    if any(since <= lent <= day for lent in days):
        raise EventError("money_lent_in_period", day=day)
    if amount == owed and any(lent > day for lent in days):
        raise EventError("money_still_to_come", day=day)


def _repayment_row(
    terms: Terms, schedule: Schedule, event: EarlyRepayment, amount: Decimal
) -> Row:
    owed = schedule.balance_at(event.day)
    interest = event.interest
    if interest is None:
        factor = terms.broken_basis.factor(
            schedule.interest_since(event.day), event.day
        )
        interest = interest_of(amount, factor, terms.step)
    return Row(
        number=_last_number(terms, schedule, event.day),
        date=event.day,
        opening=owed,
        interest=interest,
        principal=amount,
        payment=amount + interest,
        closing=owed - amount,
        fees=event.indemnity,
        kind=RowKind.REPAYMENT,
        is_estimated=step_at(terms.rates, event.day).is_estimated,
    )


def _last_number(terms: Terms, schedule: Schedule, day: date) -> int:
    kept = schedule.paid_rows(day)
    return kept[-1].number if kept else terms.first_number - 1


def _kept_payment(
    terms: Terms, schedule: Schedule, day: date, choice: Choice
) -> Decimal | None:
    """Return the instalment (or the capital part) to keep; None to compute it anew.

    It is that of the rows to come, those of a deferral apart, and rather not of the
    first row, whose interest may be broken.
    """
    if choice == Choice.KEEP_TERM or terms.mode == Mode.BULLET:
        return None
    deferred = terms.first_number + terms.deferral_rows
    coming = [
        row
        for row in schedule.rows
        if row.date > day and row.number >= deferred and row.kind == RowKind.INSTALMENT
    ]
    if len(coming) > 2 and coming[0].number == terms.first_number:
        coming = coming[1:]
    column = "payment" if terms.mode == Mode.CONSTANT_PAYMENT else "principal"
    return getattr(coming[0], column)


def _go_on(
    terms: Terms,
    schedule: Schedule,
    day: date,
    events: list[Row],
    payment: Decimal | None,
) -> Version:
    """Return the version whose rows after the day are computed by the terms."""
    since = schedule.interest_since(day)
    kept = [*schedule.paid_rows(day), *events]
    first = [t.amount for t in schedule.tranches if t.day == schedule.drawn_on]
    balance = kept[-1].closing if kept else sum(first, ZERO)
    number = _last_number(terms, schedule, day)
    rows = continue_rows(terms, Start(number, since, balance, payment))
    return _version(terms, schedule, events, rows, day)


def _version(
    terms: Terms,
    schedule: Schedule,
    events: list[Row],
    rows: list[Row],
    day: date | None = None,
) -> Version:
    day = day or events[0].date
    kept = schedule.paid_rows(day)
    borne = sum((row.insurance for row in kept), ZERO)
    table = (*kept, *events, *insured(terms, rows, borne))
    return Version(terms, Schedule(table, terms.tranches), len(kept))
