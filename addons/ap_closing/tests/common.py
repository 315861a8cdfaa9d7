# SPDX-License-Identifier: AGPL-3.0-or-later
"""A French company with bills of 2026, and its closings."""

import datetime as clock
from datetime import date
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.ap_base.tests.common import AccountingCase

YEAR_END = "2026-12-31"
OCTOBER = "2026-10-31"
LATER = date(2028, 12, 31)  # every month of the tests is over, whatever day it is
# Accounts of the company, where the French defaults are not installed.
ACCOUNTS = {
    "ap_accrued_expense_account_id": "408100",
    "ap_accrued_asset_account_id": "408400",
    "ap_credit_due_account_id": "409800",
    "ap_prepaid_account_id": "486000",
    "ap_accrued_vat_account_id": "445860",
    "ap_accrued_other_account_id": "468000",
}


class ApClosingCommon(AccountingCase):
    """Short ways to bill and close, and to compare journal items."""

    GROUPS = ("ap_base.group_head",)
    stock_records = False

    @classmethod
    @AccountingCase.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("en_US", "fr_FR"):
            cls.env["res.lang"]._activate_lang(lang)
        english = {**cls.env.context, "lang": "en_US", "tracking_disable": True}
        cls.env = cls.env(context=english)
        for group in cls.GROUPS:
            cls.env.user.group_ids |= cls.env.ref(group)
        cls.company = cls.company_data["company"].with_env(cls.env)
        cls._run_later()
        cls.company.partner_id.lang = "en_US"
        cls._complete_company(cls.company)
        cls.closings = cls.env["ap.closing"]
        cls.chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.vat20 = cls.chart.ref("tva_acq_normale")
        cls.fees = cls._account("622600")
        cls.supplier = cls._partner("Nordlys SAS")
        cls.service = cls._product("Repair", cls.fees)

    @classmethod
    def _run_later(cls):
        """Months are closed when they are over: it is later, unless a test freezes the
        clock."""
        companies = type(cls.company)
        today = companies._company_today

        def later(company):
            frozen = clock.datetime.__name__ == "FakeDatetime"
            return today(company) if frozen else max(today(company), LATER)

        cls.startClassPatcher(patch.object(companies, "_company_today", later))

    @classmethod
    def _complete_company(cls, company):
        """Accounts where the French add-on is absent; a warehouse where one is due."""
        for field, code in ACCOUNTS.items():
            if not company[field]:
                company[field] = cls._account(code, company)
        if "stock.warehouse" in cls.env:
            warehouses = cls.env["stock.warehouse"].sudo()
            if not warehouses.search_count([("company_id", "=", company.id)]):
                warehouses.create(
                    {"name": "Depot", "code": "DEP", "company_id": company.id}
                )

    @classmethod
    def _company_of_strangers(cls, name):
        """Another company of France that only has to be another one: it keeps no books
        here, and needs no chart of accounts, which takes seconds to load."""
        france = cls.env.ref("base.fr")
        return cls.env["res.company"].create(
            {"name": name, "country_id": france.id, "currency_id": france.currency_id.id}
        )

    @classmethod
    def _nature(cls, prefix, nature, **values):
        """The nature of these accounts in France, made where no add-on brings it."""
        natures = cls.env["ap.account.nature"]
        france = cls.company.account_fiscal_country_id
        domain = [("code_prefix", "=", prefix), ("country_id", "=", france.id)]
        return natures.search(domain) or natures.create(
            {
                "name": f"Accounts {prefix}",
                "code_prefix": prefix,
                "country_id": france.id,
                "nature": nature,
                "needs_period": True,
                **values,
            }
        )

    @classmethod
    def _account(cls, code, company=None):
        accounts = cls.env["account.account"].with_company(company or cls.company)
        domain = accounts._check_company_domain(company or cls.company)
        return accounts.search([*domain, ("code", "=", code)], limit=1)

    @classmethod
    def _partner(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    @classmethod
    def _product(cls, name, account, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "supplier_taxes_id": False,
                "property_account_expense_id": account.id,
                **values,
            }
        )

    @classmethod
    def _tax(cls, name, deductible, **values):
        """A tax of 20 % of which a share, in percent, goes to the VAT account."""
        account = cls._account("445660").id
        parts = [(deductible, account), (100 - deductible, False)]
        lines = [
            Command.create(
                {"repartition_type": "tax", "factor_percent": part, "account_id": where}
            )
            for part, where in parts
            if part
        ]
        base = Command.create({"repartition_type": "base"})
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": 20.0,
                "type_tax_use": "purchase",
                "company_id": cls.company.id,
                "invoice_repartition_line_ids": [base, *lines],
                "refund_repartition_line_ids": [base, *lines],
                **values,
            }
        )

    # -- documents ----------------------------------------------------------------

    @classmethod
    def _bill(cls, line=None, qty=None, day="2026-10-25", post=True, **values):
        """A bill or refund of one line at its accounting date; of an order line, where
        there are orders."""
        given = values.pop("with_line", {})
        own = cls._billed(line, qty)
        partner = line.partner_id if line else cls.supplier
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "company_id": cls.company.id,
                "currency_id": (line or cls.company).currency_id.id,
                **values,
                "invoice_line_ids": [Command.create({**own, **given})],
            }
        )
        bill.date = values.get("date", day)
        if post:
            bill.action_post()
        return bill

    @classmethod
    def _billed(cls, line, qty):
        """Values of the bill line."""
        return {"product_id": cls.service.id, "quantity": qty or 1.0}

    @classmethod
    def _spread(cls, start, end, amount=12000.0, day=None, **values):
        """A posted bill of which the cost is spread over a service period."""
        given = {
            "price_unit": amount,
            "tax_ids": [Command.set(cls.vat20.ids)],
            "deferred_start_date": start,
            "deferred_end_date": end,
            **values.pop("with_line", {}),
        }
        return cls._bill(day=day or start, with_line=given, **values)

    # -- closings -------------------------------------------------------------------

    @classmethod
    def _close(cls, day=OCTOBER, post=True, kinds=None):
        """Close the month; the closing, of which nothing may prevent the posting."""
        result = cls.closings.close_month(cls.company.id, day, kinds=kinds, post=post)
        assert not result["blocking"], result["blocking"]
        return cls.closings.browse(result["closing_id"])

    @classmethod
    def _run(cls, closing, kind="received"):
        return closing.run_ids.filtered(lambda run: run.kind == kind)

    @classmethod
    def _lines(cls, closing, kind="received"):
        domain = [
            ("run_id", "=", cls._run(closing, kind).id),
            ("state", "!=", "cancelled"),
        ]
        return closing.env["ap.closing.line"].search(domain, order="id")

    @classmethod
    def _user(cls, login, *groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            groups=",".join(("base.group_user", *groups)),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @staticmethod
    def _day(text):
        return fields.Date.to_date(text)

    # -- what is compared -------------------------------------------------------------

    def assertItems(self, found, table):
        """Journal items as (account, supplier, debit, credit[, distribution]).

        `found`: entries, a run or a closing, of which the accruals are compared.
        Accounts are named as people do, without their trailing zeros.
        """
        if found._name == "ap.closing":
            found = found.run_ids
        if found._name == "ap.closing.run":
            found = found._standing_moves()
        items = found.line_ids.filtered(lambda item: item.parent_state == "posted")
        wide = any(len(row) > 4 for row in table)
        rows = [self._item(item, wide) for item in items]
        wanted = [(*row, False)[:5] if wide else row for row in table]
        self.assertEqual(sorted(rows, key=repr), sorted(wanted, key=repr))

    def _item(self, item, wide):
        code = item.account_id.with_company(item.company_id).code.rstrip("0")
        row = (code, item.partner_id.name or "", item.debit, item.credit)
        return (*row, item.analytic_distribution or False) if wide else row

    def assertReversed(self, found, day):
        """Every accrual has its opposite on that day, matched two by two."""
        moves = found._standing_moves() if found._name != "account.move" else found
        back = moves.reversal_move_ids
        self.assertEqual(set(back.mapped("date")), {self._day(day)})
        self.assertEqual(set((moves + back).mapped("state")), {"posted"})
        ledger = {}
        for item in (moves + back).line_ids:
            key = (item.account_id, item.partner_id)
            ledger[key] = ledger.get(key, 0.0) + item.balance
        self.assertEqual({round(value, 2) for value in ledger.values()}, {0.0})
        matched = (moves + back).line_ids.filtered("account_id.reconcile")
        for full in matched.mapped("full_reconcile_id"):
            self.assertEqual(len(full.reconciled_line_ids), 2)
        self.assertTrue(all(item.full_reconcile_id for item in matched))

    def assertTied(self, day, *codes):
        found = self.env["ap.tie.out"].compute(
            self.company.id, day, list(codes) or None
        )
        apart = [tie for tie in found if not tie["tied"]]
        self.assertFalse(apart)
        return {tie["code"]: tie for tie in found}
