# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wallets and cards: the ledger against what the tool says."""

from decimal import Decimal

from odoo.addons.ap_base.models.tie_out import AccountTieOut

from . import balances

ZERO = Decimal(0)


class OfTools(AccountTieOut):
    """Accounts that the company's tools have for one thing.

    - ``account``: the field of the tool
    """

    right_model = "ap.expense"

    def account_of(self, company):
        return tools_of(company).mapped(self.account)


class Wallet(OfTools):
    """The wallet: loads less settlements and fees."""

    code, sequence, account = "expense_wallet", 150, "wallet_account_id"

    def label(self, env):
        return env._("Wallets: ledger and loads less payments")

    def explained(self, company, account, day):
        tools = tools_of(company)
        amount = sum((balances.wallet(tool, day) for tool in tools), ZERO)
        domain = [
            ("tool_id", "in", tools.ids), ("is_current", "=", True),
            ("settlement_date", "<=", day.isoformat()),
        ]  # fmt: skip
        return float(amount), domain


class Cards(OfTools):
    """Card payments to clear: both journals against each other."""

    code, sequence, account = "expense_cards", 160, "card_account_id"

    def label(self, env):
        return env._("Cards: ledger and what is only settled or only expensed")

    def explained(self, company, account, day):
        left: dict = {}
        for tool in tools_of(company):
            left |= balances.cards(tool, day)
        amount = sum(left.values(), ZERO)
        return float(amount), [("id", "in", [expense.id for expense in left])]


def tools_of(company):
    """The tools of a company, those in use no more as well: their balances stay."""
    tools = company.env["ap.expense.tool"].with_context(active_test=False)
    return tools.search([("company_id", "=", company.id)])
