# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts that change months: their runs are marked, whoever changes what, on every way.

A bill captured, dated, linked or taken back; a rate. The months from the first one that
the fact concerns are marked as changed since, and the next proposal says by how much.
Nothing is computed here. Each fact names its document and its cause
(`ap.closing.change`).
"""

from datetime import date

from . import later_documents

PURCHASE_TYPES = ("in_invoice", "in_refund", "in_receipt")
ORDER_KINDS = ("received", "recurring", "credit_due", "billed_not_received")
BILL_KINDS = ("received", "draft_bill", *ORDER_KINDS[1:])
# What of a bill and of its lines changes an amount.
OF_BILLS = frozenset(
    (
        "state", "date", "invoice_date", "partner_id", "currency_id", "move_type",
        "company_id", "invoice_currency_rate",
    )
)  # fmt: skip
OF_BILL_LINES = frozenset(
    (
        "price_unit", "quantity", "discount", "tax_ids", "account_id", "product_id",
        "product_uom_id", "purchase_line_id", "balance", "amount_currency",
        "analytic_distribution", "deductible_amount", "is_downpayment",
        "deferred_start_date", "deferred_end_date", "deferred_convention", "name",
    )
)  # fmt: skip
MARKED = "ap_closing.months_marked"


def mark_bills(moves, cause="changed") -> None:
    """Mark the months from the first one that these supplier bills concern."""
    bills = moves.filtered(lambda move: move.move_type in PURCHASE_TYPES)
    for company, its in bills.grouped("company_id").items():
        days = {bill: _first_day(bill) for bill in its}
        mark(company, days, BILL_KINDS, cause)


def mark_bill_lines(lines) -> None:
    """Mark the months that these lines of supplier bills concern; not their sisters', so
    that writing a long bill line by line stays linear."""
    mine = lines.filtered(lambda line: line.move_id.move_type in PURCHASE_TYPES)
    for company, its in mine.grouped("company_id").items():
        days: dict = {}
        for line in its:
            day = _first_of(line.move_id, [line.deferred_start_date])
            days[line.move_id] = min(day, days.get(line.move_id, day))
        mark(company, days, BILL_KINDS, "changed")


def mark_rates(rates) -> None:
    """Mark the months at whose end these rates of currencies hold."""
    companies = rates.env["res.company"].sudo()
    for rate in rates:
        own = rate.company_id or companies.search([])
        for company in own:
            mark(company, {rate: rate.name}, ORDER_KINDS, "rate")


def forget(env) -> None:
    """What is read again from now on can change again."""
    env.cr.precommit.data.pop(MARKED, None)


def mark(company, days, kinds, cause) -> None:
    """Name the documents, each with the first day that it concerns, and mark once in a
    transaction: what a savepoint takes back, it forgets as well."""
    if not days:
        return
    later_documents.note(company, days, kinds, cause)
    env, day = company.env, min(days.values())
    marked = env.cr.precommit.data.setdefault(MARKED, {})
    known = marked.get((company.id, kinds))
    if known and known <= day:
        return
    marked[company.id, kinds] = day
    env["ap.closing.run"].sudo()._mark_stale(company, day, kinds)


def _first_day(move) -> date:
    """The first day that a bill may be a cost of: of its services, else its own."""
    return _first_of(move, move.invoice_line_ids.mapped("deferred_start_date"))


def _first_of(move, services) -> date:
    days = [move.invoice_date, move.date, *services]
    return min(filter(None, days), default=move.create_date.date())
