# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from ..ap_tie_out import ACCOUNTS
from .ap_closing_task_template import codes_of


class ApTieOut(models.Model):
    _inherit = "ap.tie.out"

    def _definitions(self):
        return {
            **super()._definitions(),
            "suspense": self.env._("Suspense accounts: expected to be zero"),
        }

    def _tie_suspense(self, company, day):
        """What is left on the suspense accounts, without regard to sign, against zero:
        one account's debit never hides another one's credit."""
        accounts = company.ap_suspense_account_ids
        if not accounts:
            return None
        items = [
            ("company_id", "=", company.id),
            ("account_id", "in", accounts.ids),
            ("parent_state", "=", "posted"),
            ("date", "<=", day.isoformat()),
        ]
        balances = self.env["account.move.line"]._read_group(
            items, ["account_id"], ["balance:sum"]
        )
        left = sum(abs(balance) for _account, balance in balances)
        return company.currency_id.round(left), 0.0, items, [("id", "=", 0)]

    def _applicable(self, company, codes) -> bool:
        """Whether the company has the accounts of at least one of these comparisons."""
        known = self._definitions()
        return any(self._applies(code, company) for code in codes_of(codes) if code in known)

    def _applies(self, code, company) -> bool:
        if code == "suspense":
            return bool(company.ap_suspense_account_ids)
        return code not in ACCOUNTS or bool(company[ACCOUNTS[code]])
