# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the bills that should be there did not come."""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import month_number
from odoo.addons.ap_base.arithmetic.contracts import Short, short_of, short_of_weeks
from odoo.addons.ap_base.arithmetic.recurrence import missing_months

from ..pending_bills import PendingBills
from .learning import first_day
from .recurring_bills import WINDOW, recurring_bills

WEEKLY = 4  # bills a month: they may come every week

# What earlier closings did for each: (recurrence, closing date, months, decision).
EARLIER = """
SELECT source_id, date_end, SUM(amount) <> 0 AS accrued,
       BOOL_OR(is_overridden OR excluded_code = 'ordered') AS decided,
       (array_agg(explanation_values ORDER BY id DESC))[1] -> 'missing' AS months,
       (array_agg(explanation_values ORDER BY id DESC))[1] -> 'short' AS short
  FROM ap_closing_line
 WHERE state = 'posted' AND source_model = 'ap.recurring' AND source_id = ANY(%s)
   AND date_end < %s
 GROUP BY source_id, date_end
"""


class Before(NamedTuple):
    """What earlier closings did for one recurrence."""

    waiting: set[int]  # months that the closing before accrued as a whole
    short: set[int]  # months of which the closing before accrued the rest
    skipped: set[int]  # months for which a person, or an order, wants nothing


class Missing(NamedTuple):
    """What is expected and did not come: whole months, and the rest of others."""

    months: tuple[int, ...]
    rest: Short
    is_guessed: bool = False  # which month a bill pays that came in the first days


def missing_of(env, records, company, day, pending=None) -> dict:
    """What no bill has paid at the day, of the recurrences of which something is
    missing: a few statements for any number of them."""
    if not records:
        return {}
    pending = pending or PendingBills(env, company, day)
    bills = recurring_bills(env, records, company, day, pending)
    before = _before(env, records, day)
    found = {
        record: _missing(record, day, bills.get(record.id, []), before[record.id])
        for record in records
    }
    return {record: one for record, one in found.items() if one.months or one.rest.amount}


def _before(env, active, day) -> dict[int, Before]:
    env["ap.closing.line"].flush_model()
    last_end = month_number(day) - 1
    found = {record.id: Before(set(), set(), set()) for record in active}
    for source, end, accrued, decided, months, short in env.execute_query(
        SQL(EARLIER, active.ids, day)
    ):
        ranks, parts = _ranks(months), _ranks(short)
        if accrued and month_number(end) == last_end:
            found[source].waiting.update(ranks)
            found[source].short.update(parts)
        elif decided and not accrued:
            found[source].skipped.update(ranks)
    return found


def month_codes(ranks) -> list[str]:
    """Months as they are stored: 2026-10."""
    return [f"{first_day(rank):%Y-%m}" for rank in ranks]


def _ranks(months) -> set[int]:
    return {month_number(date.fromisoformat(f"{one}-01")) for one in months or ()}


def _missing(record, day, bills, known) -> Missing:
    """What of a recurrence no bill has paid at the day."""
    until = month_number(day)
    if record.date_last:
        until = min(until, month_number(record.date_last))
    rhythm, since = record._rhythm(), month_number(record.date_first)
    months = missing_months(
        rhythm, until, bills, max(since, month_number(day) - WINDOW),
        known.waiting, known.skipped,
    )  # fmt: skip
    bills = [bill for bill in bills if rhythm.paid_by(bill).stop > since]
    rest = None
    if record.bill_count >= WEEKLY and until not in months:
        rest = short_of_weeks(bills, day.toordinal(), until)
    if rest is None:
        rest = short_of(
            rhythm, until, bills, record._contract(), known.waiting | known.short,
            known.skipped,
        )  # fmt: skip
    return Missing(months, rest, _is_guessed(record, rhythm, bills, until))


def _is_guessed(record, rhythm, bills, until) -> bool:
    """Whether monthly bills of the first days decide, and nobody has set for which month."""
    return (
        rhythm.interval == 1
        and not record.is_billing_known
        and any(
            bill.early and not bill.is_dated and until - bill.month <= 1 for bill in bills
        )
    )
