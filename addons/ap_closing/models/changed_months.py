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
# Facts that change months; a kind says on which of them its runs become stale. A room
# that has others names its own.
BILLS = "bills"  # a supplier's bill: captured, changed, linked, posted, taken back
ORDERS = "orders"  # an order: repriced, received, its remainder closed
RATES = "rates"  # an exchange rate
SERVICES = "services"  # the service of a posted cost: dated, ended early, its bill undone
TRANSFERS = "transfers"  # what was moved to prepaid expenses, or released from there
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
        mark(company, days, BILLS, cause)


def mark_bill_lines(lines) -> None:
    """Mark the months that these lines of supplier bills concern; not their sisters', so
    that writing a long bill line by line stays linear."""
    mine = lines.filtered(lambda line: line.move_id.move_type in PURCHASE_TYPES)
    for company, its in mine.grouped("company_id").items():
        days: dict = {}
        for line in its:
            day = _first_of(line.move_id, [line.deferred_start_date])
            days[line.move_id] = min(day, days.get(line.move_id, day))
        mark(company, days, BILLS, "changed")


def mark_rates(rates) -> None:
    """Mark the months at whose end these rates of currencies hold."""
    companies = rates.env["res.company"].sudo()
    for rate in rates:
        own = rate.company_id or companies.search([])
        for company in own:
            mark(company, {rate: rate.name}, RATES, "rate")


def forget(env) -> None:
    """What is read again from now on can change again."""
    env.cr.precommit.data.pop(MARKED, None)


def mark(company, days, fact, cause) -> None:
    """Name the documents of a fact, each with the first day that it concerns, and mark
    once in a transaction: what a savepoint takes back, it forgets as well."""
    if not days:
        return
    env, day = company.env, min(days.values())
    kinds = env["ap.closing.kind"]._stale_on(fact)
    later_documents.note(company, days, kinds, cause)
    marked = env.cr.precommit.data.setdefault(MARKED, {})
    known = marked.get((company.id, fact))
    if known and known <= day:
        return
    marked[company.id, fact] = day
    env["ap.closing.run"].sudo()._mark_stale(company, day, kinds)


def mark_now(company, days, fact, cause, only_open=False) -> None:
    """Name the documents and mark, each time. `only_open`: of the posted months the last
    one only, which catches up what changes now."""
    if not days:
        return
    env = company.env
    kinds = env["ap.closing.kind"]._stale_on(fact)
    later_documents.note(company, days, kinds, cause, only_open)
    env["ap.closing.run"].sudo()._mark_stale(
        company, min(days.values()), kinds, only_open
    )


def mark_moves(moves, fact, cause, only_open=False) -> None:
    """Mark the months to which these entries belong."""
    for company, its in moves.grouped("company_id").items():
        mark_now(company, {move: move.date for move in its}, fact, cause, only_open)


def _first_day(move) -> date:
    """The first day that a bill may be a cost of: of its services, else its own."""
    return _first_of(move, move.invoice_line_ids.mapped("deferred_start_date"))


def _first_of(move, services) -> date:
    days = [move.invoice_date, move.date, *services]
    return min(filter(None, days), default=move.create_date.date())
