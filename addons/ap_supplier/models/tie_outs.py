# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts of suppliers in the ledger against the sum of suppliers."""

from odoo.addons.ap_base.models.tie_out import (
    Comparison,
    TieOut,
    ledger_balance,
    ledger_items,
)

from . import supplier_ledger
from .supplier_accounts import OWED, accounts_of


class Suppliers(TieOut):
    """What is owed to suppliers by the ledger, against what is open of each of them: items
    without a supplier are the difference."""

    code, sequence = "suppliers", 5
    right_model = "account.move.line"

    def label(self, env):
        return env._("Accounts of suppliers: ledger and sum of suppliers")

    def applies(self, company):
        return bool(owed(company, company._company_today()))

    def compare(self, company, day):
        accounts = company.env["account.account"].browse(owed(company, day))
        if not accounts:
            return None
        round_ = company.currency_id.round
        domain = ledger_items(company, accounts, day)
        return Comparison(
            round_(ledger_balance(company, accounts, day)),
            -round_(of_suppliers(company, day)),
            domain,
            [*domain, ("partner_id", "!=", False)],
        )


def owed(company, day) -> list[int]:
    """The accounts on which bills and payments stand."""
    return [one.id for one in accounts_of(company, day, OWED)]


def of_suppliers(company, day) -> float:
    """What is open of all suppliers at the day."""
    accounts = accounts_of(company, day, OWED)
    totals = supplier_ledger.totals(company.sudo(), day, accounts=accounts)
    return sum(one.rest for one in totals if one.partner_id)


def difference(company, day) -> float:
    """The ledger less the sum of suppliers, debts positive."""
    accounts = company.env["account.account"].sudo().browse(owed(company, day))
    if not accounts:
        return 0.0
    ledger = -ledger_balance(company.sudo(), accounts, day)
    return company.currency_id.round(ledger - of_suppliers(company, day))


def items_without_supplier(company, day) -> dict:
    """The action that lists the items that make the difference."""
    accounts = company.env["account.account"].browse(owed(company, day))
    return {
        "type": "ir.actions.act_window",
        "name": company.env._("Items without a supplier"),
        "res_model": "account.move.line",
        "views": [(False, "list"), (False, "form")],
        "domain": [*ledger_items(company, accounts, day), ("partner_id", "=", False)],
        "context": {},
    }
