# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts of closings against the lines that explain them."""

from odoo.addons.ap_base.models.tie_out import (
    AccountTieOut,
    Comparison,
    TieOut,
    ledger_items,
)


class ClosingLines(AccountTieOut):
    """An account against the closing lines that are open on it at the day.

    - ``rolls``: whether the closing file rolls the account forward
    """

    right_model = "ap.closing.line"
    rolls = True

    def explained(self, company, account, day):
        lines = company.env["ap.closing.line"]
        domain = self._open_lines(company, account, day)
        groups = lines._read_group(domain, ["kind"], ["amount:sum", "amount_tax:sum"])
        kinds = lines.env["ap.closing.kind"]._kinds()
        amount = sum(
            self._signed(kinds[code].cost_sign, amount, tax) for code, amount, tax in groups
        )
        return amount, domain

    def _open_lines(self, company, account, day) -> list:
        return [
            ("company_id", "=", company.id),
            ("state", "=", "posted"),
            ("date_end", "<=", day.isoformat()),
            ("date_reversal", ">", day.isoformat()),
            ("counterpart_account_id", "=", account.id),
        ]

    def _signed(self, cost_sign, amount, tax) -> float:
        """What lines put on the account, debit positive."""
        return -cost_sign * (amount + tax)

    def open_right(self, tie):
        return _listed(tie, "ap_closing.ap_closing_line_action", tie.right_domain, {})


class AccruedExpenses(ClosingLines):
    code, sequence = "accrued_expenses", 10
    account = "ap_accrued_expense_account_id"

    def label(self, env):
        return env._("Bills not received: ledger and open lines")


class AccruedAssets(ClosingLines):
    code, sequence = "accrued_assets", 20
    account = "ap_accrued_asset_account_id"

    def label(self, env):
        return env._("Fixed assets not billed: ledger and open lines")


class CreditDue(ClosingLines):
    code, sequence = "credit_due", 30
    account = "ap_credit_due_account_id"

    def label(self, env):
        return env._("Credit notes to receive: ledger and open lines")


class Prepaid(ClosingLines):
    """Account 486: open closing lines of the stock method, and what releases hold."""

    code, sequence = "prepaid", 40
    account = "ap_prepaid_account_id"

    def label(self, env):
        return env._("Prepaid expenses: ledger and remaining lines")

    def explained(self, company, account, day):
        amount, domain = super().explained(company, account, day)
        [[held]] = company.env["ap.deferral.entry"]._read_group(
            self._held(company, day), [], ["amount:sum"]
        )
        return company.currency_id.round(amount) + (held or 0.0), domain

    def _held(self, company, day) -> list:
        return [
            ("company_id", "=", company.id),
            ("account_id", "=", self.account_of(company).id),
            ("date", "<=", day.isoformat()),
        ]

    def open_right(self, tie):
        """Both explanations of 486: what releases hold comes first, where any is."""
        domain = self._held(tie.company_id, tie.date)
        if not tie.env["ap.deferral.entry"].search_count(domain, limit=1):
            return super().open_right(tie)
        context = {"search_default_group_by_deferral": 1}
        return _listed(tie, "ap_closing.ap_deferral_entry_action", domain, context)


class AccruedOther(ClosingLines):
    code, sequence = "accrued_other", 50
    account = "ap_accrued_other_account_id"

    def label(self, env):
        return env._("Other accruals: ledger and open lines")


class AccruedVat(ClosingLines):
    """The VAT of accruals: of every open line, whatever account it waits on."""

    code, sequence = "accrued_vat", 60
    account = "ap_accrued_vat_account_id"
    rolls = False

    def label(self, env):
        return env._("VAT on accruals: ledger and open lines")

    def _open_lines(self, company, account, day):
        return super()._open_lines(company, account, day)[:-1]

    def _signed(self, cost_sign, amount, tax):
        return cost_sign * tax


class Suspense(TieOut):
    """What is left on the suspense accounts, without regard to sign, against zero: one
    account's debit never hides another one's credit."""

    code, sequence = "suspense", 70
    right_model = "ap.closing.line"

    def label(self, env):
        return env._("Suspense accounts: expected to be zero")

    def applies(self, company):
        return bool(company.ap_suspense_account_ids)

    def compare(self, company, day):
        accounts = company.ap_suspense_account_ids
        if not accounts:
            return None
        items = ledger_items(company, accounts, day)
        balances = company.env["account.move.line"]._read_group(
            items, ["account_id"], ["balance:sum"]
        )
        left = sum(abs(balance) for _account, balance in balances)
        return Comparison(company.currency_id.round(left), 0.0, items, [("id", "=", 0)])

    def open_right(self, tie):
        return _listed(tie, "ap_closing.ap_closing_line_action", tie.right_domain, {})


def _listed(tie, action, domain, context) -> dict:
    """The action of a screen that is there, for these records."""
    found = tie.env["ir.actions.act_window"]._for_xml_id(action)
    return {**found, "domain": domain, "context": context, "display_name": tie.label}
