# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bills of regular suppliers: each with the contract that it is of."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import add_months, month_start
from odoo.addons.ap_base.arithmetic.contracts import shared_out
from odoo.addons.ap_base.arithmetic.recurrence import (
    SEVERAL,
    Billed,
    in_their_month,
)

from ...rules.ownership import COST, DOUBTFUL
from .learning import as_billed

ZERO = Decimal(0)
WINDOW = 24  # months of bills that are looked at, as when they were learned

# Bills that are in the books at the day, bill by bill; those that are not yet come from
# `PendingBills`. A credit note is of the month of the bill that it takes back.
BILLS = """
SELECT partner.commercial_partner_id AS partner_id, line.account_id,
       COALESCE(origin.invoice_date, move.invoice_date, move.date) AS month,
       line.deferred_start_date AS first, line.deferred_end_date AS last,
       SUM(line.balance)::text AS amount, (move.move_type <> 'in_refund')::int AS bills,
       move.date >= %(start)s AS fresh,
       BOOL_OR(%(order_line)s IS NOT NULL) AS is_ordered
  FROM account_move move
  JOIN account_move_line line ON line.move_id = move.id
  JOIN res_partner partner ON partner.id = move.partner_id
  LEFT JOIN account_move origin
         ON origin.id = move.reversed_entry_id AND move.move_type = 'in_refund'
 WHERE move.company_id = %(company)s AND move.state = 'posted' AND move.date <= %(day)s
   AND move.move_type IN ('in_invoice', 'in_receipt', 'in_refund')
   AND partner.commercial_partner_id = ANY(%(partners)s)
   AND line.account_id = ANY(%(accounts)s)
   AND line.display_type = 'product'
   AND (COALESCE(move.invoice_date, move.date) >= %(since)s
        OR line.deferred_end_date >= %(since)s)
 GROUP BY move.id, origin.invoice_date, partner.commercial_partner_id,
       line.account_id, 4, 5, %(order_line)s IS NULL
 ORDER BY move.id
"""


def recurring_bills(env, records, company, day, pending) -> dict[int, list[Billed]]:
    """The bills of each recurrence: those in the books, and those that are not yet.

    A rhythm found in bills counts such bills only: what an order was billed is none of
    them. A declared one counts both.
    """
    for model in ("account.move", "account.move.line"):
        env[model].flush_model()
    rows = env.execute_query_dict(
        SQL(
            BILLS,
            company=company.id,
            day=day,
            start=month_start(day),
            since=month_start(add_months(day, -WINDOW)),
            partners=records.partner_id.ids,
            accounts=records.account_id.ids,
            order_line=env["ap.closing.orders"]._order_line("line"),
        )
    )
    found = defaultdict(list)
    for row in rows + _pending_rows(pending, day):
        found[row["partner_id"], row["account_id"]].append(row)
    shares: dict[int, list[Billed]] = {}
    for pair, same in records.grouped(
        lambda record: (record.partner_id.id, record.account_id.id)
    ).items():
        for is_learned, group in same.grouped(lambda record: record.source == "learned").items():
            bills = [
                as_billed(row, row["fresh"])
                for row in found[pair]
                if not (is_learned and row["is_ordered"])
            ]
            shares.update(zip(group.ids, _of_contracts(bills, group), strict=True))
    return shares


def _of_contracts(bills, group) -> list[list[Billed]]:
    """The bills of each recurrence of a group, of the month of their date where several
    come a month."""
    contracts = [record._contract() for record in group]
    return [
        in_their_month(part) if contract.bills >= SEVERAL else part
        for part, contract in zip(shared_out(bills, contracts), contracts, strict=True)
    ]


def _pending_rows(pending, day) -> list[dict]:
    """Drafts and bills booked later, as far as they are owed and concern the months up
    to the day; a bill's lines on an account are one bill."""
    sums: dict[tuple, dict] = {}
    for item in pending.items:
        row, period = pending.rows[item.key], item.period or item.read
        when = row["invoice_date"] or row["captured"]
        if item.withdrawn or item.use != COST or (not period and when > day):
            continue
        key = (row["move_id"], row["account_id"], period)
        one = sums.setdefault(
            key,
            {
                "partner_id": row["partner_id"], "account_id": row["account_id"],
                "month": when, "first": period and period.start,
                "last": period and period.end, "amount": ZERO, "fresh": True,
                "bills": int(row["move_type"] != "in_refund"), "is_ordered": False,
            },
        )  # fmt: skip
        one["amount"] += item.amount
        one["is_ordered"] |= any(tie.strength != DOUBTFUL for tie in item.ties)
    return list(sums.values())
