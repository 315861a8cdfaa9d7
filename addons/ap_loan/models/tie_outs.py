# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts of loans against their schedules and their closing lines."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.tie_out import (
    AccountTieOut,
    Comparison,
    TieOut,
    ledger_items,
)
from odoo.addons.ap_closing.models.tie_outs import ClosingLines

from . import closing_kinds, positions, revaluation, schedule_store

ZERO = Decimal(0)


class OfLoans(AccountTieOut):
    """Accounts of the company's loans: its own of that kind, and those that loans have
    instead.

    - ``of_loan``: the field of a loan that names the account
    """

    right_model = "ap.loan"
    of_loan = ""

    def account_of(self, company):
        return accounts_of(company, self.account, self.of_loan)

    def applies(self, company):
        return has_loans(company)

    def compare(self, company, day):
        return super().compare(company, day) if self.applies(company) else None

    def explained(self, company, account, day):
        loans = company.env["ap.loan"].search(running(company))
        amount = sum((self._of(one) for one in positions.at_date(loans, day)), ZERO)
        return -float(amount), [("id", "in", loans.ids)]

    def _of(self, position) -> Decimal:
        """What a loan puts on the account, a debt positive, in company currency."""
        raise NotImplementedError


class Capital(OfLoans):
    """Account 164 against the capital that the schedules leave."""

    code, sequence = "loan_capital", 110
    account, of_loan = "ap_loan_account_id", "account_id"

    def label(self, env):
        return env._("Loans: ledger and schedules")

    def _of(self, position):
        return positions.scheduled_in_company_currency(position)


class Accrual(OfLoans):
    """Account 1648 against the interest that the schedules have accrued."""

    code, sequence = "loan_accrual", 130
    account = "ap_loan_accrued_interest_account_id"
    of_loan = "accrued_interest_account_id"

    def label(self, env):
        return env._("Accrued loan interest: ledger and schedules")

    def _of(self, position):
        return positions.in_company_currency(position, position.accrued)


class Costs(OfLoans):
    """Account 481 against what of the issue costs is not a charge yet."""

    code, sequence = "loan_costs", 140
    account, of_loan = "ap_loan_cost_account_id", "cost_account_id"

    def label(self, env):
        return env._("Issue costs of loans: ledger and what is left")

    def explained(self, company, account, day):
        loans = company.env["ap.loan"].search(
            [*running(company), ("fee_treatment", "=", "spread")]
        )
        left = ZERO
        versions = schedule_store.in_force(loans, day)
        for loan in loans.filtered(lambda one: one.date_drawdown <= day):
            version = versions[loan.id]
            left += to_decimal(loan.fee_amount)
            left -= closing_kinds.amortised(loan, version, day)
        return float(left), [("id", "in", loans.ids)]


class Revaluation(TieOut):
    """What 164 holds of loans in foreign currency, against their schedules at the closing
    rate, on the days at which they are revalued."""

    code, sequence = "loan_revaluation", 150
    right_model = "ap.loan"

    def label(self, env):
        return env._("Loans in foreign currency: ledger and closing rate")

    def applies(self, company):
        return bool(revaluation.foreign(company))

    def compare(self, company, day):
        if not revaluation.is_due(company, day):
            return None
        loans = revaluation.foreign(company)
        found = positions.at_date(loans, day)
        held = sum((one.ledger_company + one.revalued for one in found), ZERO)
        worth = sum((positions.in_company_currency(one, one.scheduled) for one in found), ZERO)
        items = ledger_items(company, loans.account_id, day)
        items.append(("partner_id", "in", loans.partner_id.ids))
        mine = [("id", "in", loans.ids)]
        return Comparison(-float(held), -float(worth), items, mine) if found else None


class InterestLines(ClosingLines):
    """Account 1648 against the closing lines that are open on it: its roll-forward."""

    code, sequence = "loan_interest", 120
    account = "ap_loan_accrued_interest_account_id"

    def label(self, env):
        return env._("Accrued loan interest: ledger and open lines")

    def account_of(self, company):
        return accounts_of(company, self.account, "accrued_interest_account_id")

    def applies(self, company):
        return has_loans(company)

    def compare(self, company, day):
        return super().compare(company, day) if self.applies(company) else None

    def _open_lines(self, company, account, day):
        return [
            *super()._open_lines(company, account[:1], day)[:-1],
            ("counterpart_account_id", "in", account.ids),
        ]


def has_loans(company) -> bool:
    """Whether the company has a loan that is no draft."""
    return bool(company.env["ap.loan"].search_count(running(company), limit=1))


def running(company) -> list:
    """The loans of the company that are no drafts."""
    return [("company_id", "=", company.id), ("state", "!=", "draft")]


def accounts_of(company, field, of_loan):
    """The company's account of that kind and those of its loans."""
    loans = company.env["ap.loan"].search(running(company))
    return company[field] | loans.mapped(of_loan)
