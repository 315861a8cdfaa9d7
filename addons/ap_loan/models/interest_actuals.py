# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accrued interest beside the interest that was booked later with its instalment."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import round_share, to_decimal
from odoo.addons.ap_closing.models.posted_accruals import ACCRUED

from ..rules.accrual import AccrualMethod, shares_before
from ..rules.day_count import DayCount
from . import schedule_store

ZERO = Decimal(0)
LINES = """
SELECT line.id, line.source_id AS loan_id, line.date_end
  FROM ap_closing_line line
 WHERE line.kind = %(kind)s AND line.state = 'posted' AND line.source_model = 'ap.loan'
   AND line.source_id = ANY(%(loans)s)
 ORDER BY line.id
"""
# Interest of the entries that rows have, in company currency, with what put it right.
INTEREST = """
SELECT row.move_id, MIN(move.date) AS date, SUM(item.balance)::text AS interest
  FROM ap_loan_row row
  JOIN ap_loan loan ON loan.id = row.loan_id
  JOIN account_move move ON move.id = row.move_id
  JOIN account_move one
    ON one.state = 'posted' AND (one.id = move.id OR one.ap_loan_mends_id = move.id)
  JOIN account_move_line item
    ON item.move_id = one.id AND item.account_id = loan.interest_account_id
 WHERE row.loan_id = ANY(%(loans)s) AND row.is_current
 GROUP BY row.move_id
"""
BESIDE = """
SELECT %(accrued)s
  FROM ap_closing_line line
  LEFT JOIN unnest(%(ids)s::int[], %(amounts)s::numeric[], %(days)s::date[])
         AS item(line_id, balance, date) ON item.line_id = line.id
 WHERE line.id = ANY(%(all)s)
 ORDER BY line.id
"""


def read(env, kind: str, loan_ids) -> list[dict]:
    """The posted accruals of these loans, each with the part of the interest booked
    later that is of the time before its closing; without it where rows are not booked.
    """
    if not loan_ids:
        return []
    _flush(env)
    scope = {"loans": list(loan_ids)}
    lines = env.execute_query_dict(SQL(LINES, kind=kind, **scope))
    if not lines:
        return []
    loans = env["ap.loan"].browse({line["loan_id"] for line in lines})
    rows = env.execute_query_dict(SQL(INTEREST, loans=loans.ids))
    booked = {row["move_id"]: (row["date"], Decimal(row["interest"])) for row in rows}
    versions = schedule_store.in_force(loans)
    found = {}
    for line in lines:
        loan = loans.browse(line["loan_id"])
        version = versions.get(loan.id)
        if version and (paid := _paid(loan, version, line["date_end"], booked)):
            found[line["id"]] = paid
    query = SQL(
        BESIDE,
        accrued=SQL(ACCRUED),
        ids=list(found),
        amounts=[amount for _day, amount in found.values()],
        days=[day for day, _amount in found.values()],
        all=[line["id"] for line in lines],
    )
    return env.execute_query_dict(query)


def _paid(loan, version, day, booked):
    """(day of its entry, interest) of the instalment after the day that is of the time
    up to it, in company currency; None while a row that charges it is not booked."""
    stored = dict(zip(version.schedule.rows, version.stored, strict=True))
    parts: dict = defaultdict(Decimal)
    step = to_decimal(loan.company_id.currency_id.rounding)
    for row, share in shares_before(version.schedule, day, _day_count(loan, version)):
        entry = booked.get(stored[row]["move_id"])
        if entry is None:
            return None
        part = round_share(entry[1], share.numerator, share.denominator, step)
        parts[entry[0]] += part
    return (max(parts), sum(parts.values(), ZERO)) if parts else None


def _day_count(loan, version) -> DayCount:
    """How the time of a row is shared: as the interest was accrued."""
    if loan.accrual_method == AccrualMethod.NEXT_ROW:
        return DayCount.EXACT_365
    if loan.accrual_day_count:
        return DayCount(loan.accrual_day_count)
    return version.terms.day_count


def _flush(env) -> None:
    for name in ("account.move.line", "account.move", "ap.loan.row", "ap.loan"):
        env[name].flush_model()
    env["ap.closing.line"].flush_model()


def refresh(loans) -> None:
    """Write what was booked beside the interest that months have accrued of the loans."""
    if loans:
        loans.env["ap.closing.line"].sudo()._meet({"ap.loan": loans.ids})
