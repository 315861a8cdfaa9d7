# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a cost belongs: its account, the share of its VAT, its analytic distribution."""

from datetime import date
from decimal import Decimal

HUNDRED = Decimal(100)


class Places:
    """Accounts, categories, cost centres and VAT rules of one company, read once."""

    def __init__(self, company):
        self.env, self.company = company.env, company
        env = company.env
        tools = [("tool_id.company_id", "=", company.id)]
        self._categories = {
            (one.tool_id.id, _key(one.name)): one
            for one in env["ap.expense.category"].sudo().search(tools)
        }
        self._centres = {
            (one.tool_id.id, _key(one.name)): one.analytic_distribution
            for one in env["ap.expense.centre"].sudo().search(tools)
        }
        self._analytic = self._read_analytic()
        self._accounts: dict = {}
        rules = env["ap.expense.vat.rule"]
        self._percents = rules._percents(company.account_fiscal_country_id)

    def _read_analytic(self) -> dict:
        """Analytic accounts by code and by name; None where two have it. One that is
        archived is found where no other has it: until then it was open."""
        open_ones: dict = {}
        closed: dict = {}
        accounts = self.env["account.analytic.account"].sudo()
        domain = [("company_id", "in", [False, self.company.id])]
        for one in accounts.with_context(active_test=False).search(domain):
            found = open_ones if one.active else closed
            for text in {_key(one.code), _key(one.name)} - {""}:
                found[text] = None if text in found else one.id
        return closed | open_ones

    def category(self, expense):
        """The category of the tool that the expense names, by name or by account code."""
        for text in (expense.category, expense.gl_account):
            found = self._categories.get((expense.tool_id.id, _key(text)))
            if found:
                return found
        return self.env["ap.expense.category"]

    def account(self, code):
        """The account of that code, as tools write it: with or without zeros."""
        code = (code or "").strip()
        if not code:
            return self.env["account.account"]
        if code not in self._accounts:
            accounts = self.env["account.account"].sudo().with_company(self.company)
            domain = [*accounts._check_company_domain(self.company), ("code", "=", code)]
            found = accounts.search(domain, limit=1)
            if not found and code.isdigit():
                padded = [*domain[:-1], ("code", "in", [code.ljust(n, "0") for n in (6, 8)])]
                found = accounts.search(padded, limit=1)
            self._accounts[code] = found
        return self._accounts[code]

    def percent(self, nature, day) -> Decimal:
        """The share of the VAT of that nature that is recovered on that day, in percent."""
        for first, last, percent in self._percents.get(nature.id, ()):
            if first <= (day or date.max) <= last:
                return percent
        return HUNDRED

    def distribution(self, expense, person, department):
        """The analytic distribution, and whether the row names a cost centre nobody knows.

        Of the cost centre of the row; else of the person on that day, of the team, of the
        department. A row whose own centre is unknown has none: no other is taken silently.
        ``person``: the state in the organisation of the tool."""
        if expense.cost_centre:
            found = self._of_centre(expense.tool_id, expense.cost_centre)
            return found or False, not found
        of_person = person or {"cost_centre": "", "department_team": ""}
        texts = [
            of_person["cost_centre"], expense.team, of_person["department_team"],
            department.name if department else "",
        ]  # fmt: skip
        for text in filter(None, texts):
            found = self._of_centre(expense.tool_id, text)
            if found:
                return found, False
        return False, False

    def _of_centre(self, tool, text):
        own = self._centres.get((tool.id, _key(text)))
        if own:
            return own
        account = self._analytic.get(_key(text))
        return {str(account): 100.0} if account else None


def _key(text) -> str:
    return " ".join((text or "").split()).casefold()
