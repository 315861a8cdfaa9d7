# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rhythms in posted bills: read once, judged by the pure rule, shown to a person."""

import logging
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import (
    add_months,
    month_number,
    month_start,
)
from odoo.addons.ap_base.arithmetic.contracts import contracts_in
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.recurrence import LEAST_BILLED, Billed, Pattern
from odoo.addons.ap_base.arithmetic.service_period import best
from odoo.addons.ap_base.models import arguments

_logger = logging.getLogger(__name__)

HISTORY = 24  # months
FIRST_DAYS = 5  # a monthly bill of these may be for the month before
LAST_DAYS = 20  # a monthly bill of later days may be for the month after

# What each supplier billed without an order, bill by bill, per account and service.
HISTORIES = """
SELECT * FROM (
    SELECT partner.commercial_partner_id AS partner_id, line.account_id,
           COALESCE(move.invoice_date, move.date) AS month,
           line.deferred_start_date AS first, line.deferred_end_date AS last,
           (move.move_type <> 'in_refund')::int AS bills,
           SUM(line.balance)::text AS amount, MAX(line.id) AS line_id,
           COUNT(*) OVER (
               PARTITION BY partner.commercial_partner_id, line.account_id) AS found
      FROM account_move move
      JOIN account_move_line line ON line.move_id = move.id
      JOIN account_account account ON account.id = line.account_id
      JOIN res_partner partner ON partner.id = move.partner_id
     WHERE move.company_id = %(company)s AND move.state = 'posted'
       AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
       AND COALESCE(move.invoice_date, move.date) BETWEEN %(start)s AND %(end)s
       AND line.display_type = 'product' AND %(order_line)s IS NULL
       AND account.account_type LIKE 'expense%%'
     GROUP BY move.id, partner.commercial_partner_id, line.account_id, 4, 5
) history
 WHERE found >= %(least)s
 ORDER BY partner_id, account_id, month, line_id
"""


def learn(records, company_id, date=None):
    """See `learn` of `ap.recurring`."""
    closings = records.env["ap.closing"]
    closings._check_role("ap_base.group_apprentice")
    company = arguments.company(records.env, company_id)
    day = arguments.day(records.env, date) if date else company._company_today()
    found = _patterns(records, company, day)
    mine = records.sudo().search([("company_id", "=", company.id)])
    known = {_key(record): record for record in mine}
    new = []
    for key, (pattern, line_id) in found.items():
        if key in known:
            _renew(known[key], pattern)
        else:
            new.append(_learned_values(records, company, key, pattern, line_id))
    records.sudo().create(new)
    return {"new": len(new), "known": len(found) - len(new)}


def _key(record) -> tuple:
    """What distinguishes a contract: supplier, account, rhythm."""
    record.ensure_one()
    return record.partner_id.id, record.account_id.id, int(record.interval)


def learn_and_notify(records):
    """See `action_learn` of `ap.recurring`."""
    counts = [records.learn(company.id) for company in records.env.companies]
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "success",
            "message": records.env._(
                "%(new)s new suppliers that bill regularly, %(known)s confirmed.",
                new=sum(count["new"] for count in counts),
                known=sum(count["known"] for count in counts),
            ),
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }


def learn_by_night(records):
    """See `_cron_learn` of `ap.recurring`."""
    companies = records.env["res.company"].search([("chart_template", "!=", False)])
    records.env["ir.cron"]._commit_progress(remaining=len(companies))
    for company in companies:
        try:
            with records.env.cr.savepoint():
                records.with_company(company).learn(company.id)
        except Exception:
            _logger.exception("Regular suppliers of %s not read", company.name)
        if not records.env["ir.cron"]._commit_progress(1):
            break


def _patterns(records, company, day) -> dict[tuple, tuple[Pattern, int]]:
    """What recurs, per supplier, account and rhythm, and the latest line of each."""
    for model in ("account.move", "account.move.line", "account.account"):
        records.env[model].flush_model()
    rows = records.env.execute_query_dict(
        SQL(
            HISTORIES,
            company=company.id,
            start=month_start(add_months(day, -HISTORY)),
            end=day,
            least=LEAST_BILLED,
            order_line=records.env["ap.closing.orders"]._order_line("line"),
        )
    )
    histories: dict[tuple, list[Billed]] = defaultdict(list)
    latest: dict[tuple, int] = {}
    for row in rows:
        pair = (row["partner_id"], row["account_id"])
        histories[pair].append(as_billed(row))
        latest[pair] = row["line_id"]
    same_month = _same_months(records, latest)
    until, found = month_number(day), {}
    for pair, bills in histories.items():
        for pattern in contracts_in(bills, until, same_month.get(pair)):
            found[(*pair, pattern.rhythm.interval)] = pattern, latest[pair]
    return found


def _same_months(records, latest) -> dict[tuple, bool]:
    """By supplier and account: whether the words of its last bill name the month of
    its date; those that name none are left out."""
    lines = records.env["account.move.line"].sudo().browse(latest.values())
    named = {}
    for pair, line in zip(latest, lines, strict=True):
        day = line.move_id.invoice_date or line.date
        read = best(f"{line.name or ''}\n{line.move_id.ref or ''}", day)
        if read:
            named[pair] = read.period.end >= month_start(day)
    return named


def _learned_values(records, company, key, pattern, line_id) -> dict:
    """A new recurrence, with product, taxes and distribution of the last bill."""
    line = records.env["account.move.line"].sudo().browse(line_id)
    at_once = company.ap_recurring_policy == "regular" and pattern.steady
    return {
        "company_id": company.id,
        "partner_id": key[0],
        "account_id": key[1],
        "product_id": line.product_id.id,
        "tax_ids": line.tax_ids.ids,
        "analytic_distribution": line.analytic_distribution,
        "interval": str(pattern.rhythm.interval),
        "billing": "advance" if pattern.rhythm.in_advance else "arrears",
        "is_billing_known": not pattern.guessed,
        "amount": float(pattern.amount),
        "bill_count": pattern.usual,
        "source": "learned",
        "state": "active" if at_once else "proposed",
        "date_first": first_day(pattern.first),
        **_proof(pattern),
    }


def _renew(record, pattern: Pattern) -> None:
    """The new proof; the amount follows unless a person set another one."""
    record.ensure_one()
    values, learned = _proof(pattern), (record.evidence or {}).get("amount")
    if learned and to_decimal(record.amount) == Decimal(learned):
        values["amount"] = float(pattern.amount)
        values["bill_count"] = pattern.usual
    record.write(values)


def as_billed(row: dict, fresh: bool = False) -> Billed:
    """One row of bills as the rule takes it. A service of less than a month is no
    period of its own, but it says which month was served."""
    first, last = row["first"], row["last"]
    if not (first and last):
        first = last = None
    return Billed(
        month_number(row["month"]),
        Decimal(row["amount"]),
        month_number(first) if first else None,
        month_number(_last_served(first, last)) if last else None,
        row.get("bills", 1),
        fresh,
        row["month"].day <= FIRST_DAYS,
        row["month"].day > LAST_DAYS,
        row["month"].toordinal(),
    )


def _last_served(first: date, last: date) -> date:
    """Services from mid-month to mid-month touch one month more than they last."""
    if first.day == 1 or month_number(first) == month_number(last):
        return last
    return last - timedelta(last.day)


def first_day(rank: int) -> date:
    """The first day of a month, by its number."""
    return date(rank // 12, rank % 12 + 1, 1)


def _proof(pattern: Pattern) -> dict:
    return {
        "regularity": float(100 * pattern.regularity),
        "is_steady": pattern.steady,
        "date_next": first_day(pattern.last_month + 1),
        "evidence": {
            "bills": pattern.bills,
            "months": pattern.months,
            "last": [str(one) for one in pattern.last],
            "amount": str(pattern.amount),
        },
    }
