# SPDX-License-Identifier: AGPL-3.0-or-later
"""The year of the demo company: everything that happens, in its order."""

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import month_start

from ..story import products, scenes, volume
from ..story.payments import LATE
from . import (
    bank,
    captured,
    expenses,
    improvements,
    letters,
    loans,
    months,
    payments,
    platform,
    statuses,
    targets,
)
from .bills import make_bills
from .masters import make_masters
from .orders import make_orders
from .receipts import receive

HISTORY = (2, 1, 0)  # months before the one to close; the last is left open
EARLIER = tuple(range(13, HISTORY[0], -1))  # of which there are bills only


def fill(env, company, last):
    """Everything that happens, month by month, closing each but the last."""
    book = make_masters(env, company, last)
    payments.open_bank(env, company, last)
    payments.enter_bank_accounts(env, book)
    _decide(env, book)
    loans.borrow(env, book, payments.bank_journal(env, company))
    expenses.open_wallet(env, book)
    orders, bills = _story()
    for month in HISTORY:
        earlier = EARLIER if month == HISTORY[0] else ()
        make_orders(env, book, [one for one in orders if _is_of(one.day, month, last)])
        receive(env, book, month)
        make_bills(
            env, book, [one for one in bills if _is_of(one.booked or one.day, month, last)]
        )
        _inform_planner(env)
        payments.pay(env, company, last, (*earlier, month), _late(book))
        loans.repay(env, book, month)
        expenses.spend(env, book, month)
        if month:
            bank.follow(env, book, month)
            months.close(env, company, last, month)
    months.learn(env, company, last)
    months.type_in(env, book)
    statuses.exchange(env, book)
    payments.change_bank_accounts(env, book)
    letters.answer_suppliers(env, book)
    letters.open_portal(env, book)
    bank.keep_second_account(env, book)
    letters.compare_lists(env, book)
    letters.review_accounts(env, book)
    expenses.wait(env, book)
    platform.choose(env, book)
    platform.exchange(env, book)
    captured.capture(env, book)
    _report_payments(env, book)
    improvements.try_out(env, book)
    env["ap.open.order"]._refresh(company)


def _inform_planner(env):
    """One transaction makes everything: the planner, which only learns of what is
    committed, would read a whole table for each account."""
    env.flush_all()
    env.cr.execute(
        "SELECT relid::regclass::text FROM pg_stat_xact_user_tables"
        " WHERE n_tup_ins + n_tup_upd > 50"
    )
    tables = [SQL.identifier(name) for (name,) in env.cr.fetchall()]
    if tables:
        env.cr.execute(SQL("ANALYZE %s", SQL(", ").join(tables)))


def _decide(env, book):
    """What the head of accounting decides before anything happens."""
    _release(env, book)
    _require(env, book)
    targets.aim(env, book.company, book.people["head"])


def _release(env, book):
    """The costs that this company releases month by month instead of stocking."""
    head = env["ap.deferral.rule"].with_user(book.people["head"])
    head.create(
        [
            {"company_id": book.company.id, "product_id": book.products[key].id}
            for key in scenes.RELEASED
        ]
    )


def _require(env, book):
    """Each cost has a centre and a country from the month to close on."""
    plans = (book.centres["IT"] | book.countries["FR"]).plan_id
    head = env["ap.analytic.requirement"].with_user(book.people["head"])
    head.create(
        [
            {
                "company_id": book.company.id, "plan_id": plan.id,
                "account_prefix": "6", "date_from": month_start(book.last),
            }
            for plan in plans
        ]
    )  # fmt: skip


def _story():
    """All orders and bills of the story, those of the traffic too."""
    prices = {key: product.price for key, product in products.PRODUCTS.items()}
    orders, bills = volume.traffic(prices)
    orders = [*scenes.ORDERS, *orders]
    bills = [*volume.older(bills, prices), *scenes.BILLS, *bills]
    return orders, bills


def _is_of(day, month, last) -> bool:
    """Whether something happens with that month: what is older comes with the first
    one, what is later with the last one."""
    back = day.months if hasattr(day, "months") else day.back(last)
    return min(max(back, 0), HISTORY[0]) == month


def _late(book) -> dict:
    """{supplier's id: days after the due date} of those paid late."""
    return {book.suppliers[key].id: days for key, days in LATE.items()}


def _report_payments(env, book):
    """Payment terms of the year so far: late payments, penalties, fees."""
    year = book.company.compute_fiscalyear_dates(book.last)
    reports = env["ap.payment.report"].with_user(book.people["accountant"])
    reports.compute(book.company.id, year["date_from"], book.last)
