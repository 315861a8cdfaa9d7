# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wallets and cards: the ledger against what the tool says."""

from decimal import Decimal

from odoo.addons.ap_base.models.tie_out import AccountTieOut

from ..rules.posting import Role
from . import balances

ZERO = Decimal(0)


class OfTools(AccountTieOut):
    """Accounts that the company's tools have for one thing.

    - ``account``: the field of the tool
    """

    right_model = "ap.expense"

    def account_of(self, company):
        return tools_of(company).mapped(self.account)

    def explained(self, company, account, day):
        tools = tools_of(company)
        amount = sum((self._of(tool, day) for tool in tools), ZERO)
        domain = [
            ("tool_id", "in", tools.ids), ("is_current", "=", True),
            "|", ("expense_date", "<=", day.isoformat()),
            ("settlement_date", "<=", day.isoformat()),
        ]  # fmt: skip
        return float(amount), domain

    def _of(self, tool, day) -> Decimal:
        """What the transactions of a tool say of the account, debit positive."""
        raise NotImplementedError


class Wallet(OfTools):
    """The wallet: loads less settlements and fees."""

    code, sequence, account = "expense_wallet", 150, "wallet_account_id"

    def label(self, env):
        return env._("Wallets: ledger and loads less payments")

    def _of(self, tool, day):
        return balances.wallet(tool, day)


class Cards(OfTools):
    """Card payments to clear: both journals against each other."""

    code, sequence, account = "expense_cards", 160, "card_account_id"

    def label(self, env):
        return env._("Cards: ledger and expenses not settled")

    def _of(self, tool, day):
        found = balances.expected(tool, day)
        return sum((amount for _e, _s, role, amount in found if role == Role.CARD), ZERO)


def tools_of(company):
    """The tools of a company, those in use no more as well: their balances stay."""
    tools = company.env["ap.expense.tool"].with_context(active_test=False)
    return tools.search([("company_id", "=", company.id)])
