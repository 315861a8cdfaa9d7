# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo company: built the same way whatever the day it is built on."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import month_start

from ..demo import group, payments, statuses
from ..story import products, scenes, volume
from ..story.payments import LATE

HISTORY = (2, 1, 0)  # months before the one to close; the last is left open
EARLIER = tuple(range(13, HISTORY[0], -1))  # of which there are bills only


class ApDemo(models.AbstractModel):
    """Makes "Reboot Market SAS" with three months of purchases, of which the first two
    are closed. Only `_build` is called from outside; nothing is reachable by RPC."""

    _name = "ap.demo"
    _description = "Demo company"

    def _last_month_end(self, today):
        """The last day of the last full month before `today`."""
        return month_start(today) - timedelta(days=1)

    def _build(self, last):
        """Make the company whose month to close ends on `last`; return the company."""
        company = self._make_company()
        scene = self.with_company(company).with_context(
            allowed_company_ids=company.ids, tracking_disable=True, lang="fr_FR"
        )
        scene._make_users(company)
        scene._fill(company, last)
        self.env.flush_all()
        return company

    def _build_group(self, last):
        """Add the sister companies, with their months; return them."""
        sisters = group.make_sisters(self, last)
        self.env.flush_all()
        return sisters

    def _fill(self, company, last):
        """Everything that happens, month by month, closing each but the last."""
        book = self._make_masters(company, last)
        payments.open_bank(self.env, company, last)
        payments.enter_bank_accounts(self.env, book)
        self._release(book)
        self._require(book)
        orders, bills = self._story()
        for month in HISTORY:
            earlier = EARLIER if month == HISTORY[0] else ()
            of_month = [order for order in orders if self._is_of(order.day, month, last)]
            self._make_orders(book, of_month)
            self._receive(book, month)
            self._make_bills(
                book,
                [bill for bill in bills if self._is_of(bill.booked or bill.day, month, last)],
            )
            self._tell_planner()
            payments.pay(
                self.env, company, last, (*earlier, month), self._late(book)
            )
            if month:
                self._close(company, last, month)
        self._learn(company, last)
        self._type_in(book)
        statuses.exchange(self.env, book)
        payments.change_bank_accounts(self.env, book)
        self._report_payments(book)
        self.env["ap.open.order"]._refresh(company)

    def _tell_planner(self):
        """One transaction makes everything: the planner, which only learns of what is
        committed, would read a whole table for each account."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relid::regclass::text FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd > 50"
        )
        tables = [SQL.identifier(name) for (name,) in self.env.cr.fetchall()]
        if tables:
            self.env.cr.execute(SQL("ANALYZE %s", SQL(", ").join(tables)))

    def _release(self, book):
        """The costs that this company releases month by month instead of stocking."""
        head = self.env["ap.deferral.rule"].with_user(book.people["head"])
        head.create(
            [
                {"company_id": book.company.id, "product_id": book.products[key].id}
                for key in scenes.RELEASED
            ]
        )

    def _require(self, book):
        """Each cost has a centre and a country from the month to close on."""
        plans = (book.centres["IT"] | book.countries["FR"]).plan_id
        head = self.env["ap.analytic.requirement"].with_user(book.people["head"])
        head.create(
            [
                {
                    "company_id": book.company.id, "plan_id": plan.id,
                    "account_prefix": "6", "date_from": month_start(book.last),
                }
                for plan in plans
            ]
        )  # fmt: skip

    def _learn(self, company, last):
        """Who bills regularly is learned from the bills, and expected."""
        accountant = self.env["res.users"].search([("login", "=", "accountant")])
        recurring = self.env["ap.recurring"].with_user(accountant)
        recurring.learn(company.id, last.isoformat())
        recurring.search(
            [("company_id", "=", company.id), ("state", "=", "proposed")]
        ).action_accept()

    def _story(self):
        prices = {key: product.price for key, product in products.PRODUCTS.items()}
        orders, bills = volume.traffic(prices)
        orders = [*scenes.ORDERS, *orders]
        bills = [*volume.older(bills, prices), *scenes.BILLS, *bills]
        return orders, bills

    def _is_of(self, day, month, last) -> bool:
        """Whether something is told with that month: what is older comes with the
        first one, what is later with the last one."""
        back = day.months if hasattr(day, "months") else day.back(last)
        return min(max(back, 0), HISTORY[0]) == month

    def _close(self, company, last, month):
        """Close a month as its people do: proposed, one amount decided, posted."""
        day = month_start(last)
        for _month in range(month - 1):
            day = month_start(day - timedelta(days=1))
        day -= timedelta(days=1)
        accountant = self.env["res.users"].search([("login", "=", "accountant")])
        closing = self.env["ap.closing"].with_user(accountant)
        result = closing.close_month(company.id, day.isoformat())
        if month == 1:
            self._decide(accountant, result["closing_id"])
        closing.close_month(company.id, day.isoformat(), post=True)
        closing.browse(result["closing_id"]).user_id = accountant

    def _decide(self, accountant, closing_id):
        """One proposal is corrected by a person, with the reason."""
        line = self.env["ap.closing.line"].with_user(accountant).search(
            [
                ("run_id.closing_id", "=", closing_id),
                ("kind", "=", "received"),
                ("label", "like", "Conseil juridique"),
            ],
            limit=1,
        )  # fmt: skip
        line.write(
            {
                "override_amount": 8000.00,
                "override_reason": "Estimation confirmée par le cabinet au téléphone",
            }
        )

    def _type_in(self, book):
        """One accrual without a document, typed in by the apprentice."""
        company, last = book.company, book.last
        centre = f"{book.centres['Head office'].id},{book.countries['FR'].id}"
        apprentice = self.env["res.users"].search([("login", "=", "apprentice")])
        closing = self.env["ap.closing"].with_user(apprentice).create(
            {"company_id": company.id, "date_end": last}
        )  # fmt: skip
        run = self.env["ap.closing.run"].with_user(apprentice).create(
            {"closing_id": closing.id, "kind": "manual"}
        )  # fmt: skip
        self.env["ap.closing.line"].with_user(apprentice).create(
            {
                "run_id": run.id,
                "label": "Réclamation client, dossier 14",
                "account_id": self._chart_id("pcg_6581"),
                "counterpart_account_id": company.ap_accrued_other_account_id.id,
                "amount_computed": 850.00,
                "analytic_distribution": {centre: 100.0},
                "note": "Accord amiable du service client, à verser le mois prochain",
            }
        )

    def _late(self, book) -> dict:
        """{supplier's id: days after the due date} of those paid late."""
        return {book.suppliers[key].id: days for key, days in LATE.items()}

    def _report_payments(self, book):
        """Payment terms of the year so far: late payments, penalties, fees."""
        year = book.company.compute_fiscalyear_dates(book.last)
        reports = self.env["ap.payment.report"].with_user(book.people["accountant"])
        reports.compute(book.company.id, year["date_from"], book.last)

    def _chart_id(self, xml_id) -> int:
        return self.env["account.chart.template"].ref(xml_id).id
