# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApClosingAccounts(models.AbstractModel):
    """Which of the accounts of closing lines wait on another counterpart."""

    _name = "ap.closing.accounts"
    _description = "Accounts of closing lines"

    def _asset_accounts(self, company, account_ids) -> set[int]:
        """Those of the accounts that hold fixed assets: they accrue on 4084."""
        return set(
            self.env["account.account"]
            .with_company(company)
            .search(
                [("id", "in", list(account_ids)), ("account_type", "=", "asset_fixed")]
            )
            .ids
        )
