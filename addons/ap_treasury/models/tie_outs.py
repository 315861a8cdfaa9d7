# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank accounts in the ledger against the balances that banks printed."""

from odoo.addons.ap_base.models.tie_out import Comparison, TieOut

from ..rules.bank_reconciliation import ZERO
from . import bank_position
from .statement_checks import journals_of


class Bank(TieOut):
    """Ledger balance − what the bank has not yet + what the ledger has not, against the
    statement; of the accounts in the currency of the company that have statements."""

    code, sequence = "bank", 60
    right_model = "ap.bank.balance"

    def label(self, env):
        return env._("Bank accounts: ledger and statements")

    def applies(self, company):
        return bool(self._journals(company))

    def compare(self, company, day):
        journals = self._journals(company, day)
        if not journals:
            return None
        left = right = ZERO
        on_way = set()
        for journal in journals:
            found = bank_position.at_date(journal, day)
            left += found.ledger
            right += (found.statement or ZERO) + found.ledger - found.expected
            on_way.update(bank_position.outstanding_accounts(journal))
        on_way.update(journals.suspense_account_id.ids)
        return Comparison(
            float(left),
            float(right),
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day.isoformat()),
                "|",
                ("account_id", "in", journals.default_account_id.ids),
                "&",
                ("account_id", "in", sorted(on_way)),
                ("journal_id", "in", journals.ids),
            ],
            [("journal_id", "in", journals.ids), ("date", "<=", day.isoformat())],
        )

    def _journals(self, company, day=None):
        """The journals with a printed balance, up to the day."""
        known = journals_of(company).filtered(
            lambda one: one.currency_id in (company.currency_id, one.currency_id.browse())
        )
        domain = [("journal_id", "in", known.ids)]
        if day:
            domain.append(("date", "<=", day))
        balances = company.env["ap.bank.balance"].search(domain)
        return balances.journal_id
