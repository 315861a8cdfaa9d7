# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApClosingAccounts(models.AbstractModel):
    """Which expense account a product's cost goes to, for many lines at once."""

    _name = "ap.closing.accounts"
    _description = "Expense accounts of closing lines"

    def _expense_accounts(self, company, pairs) -> dict[tuple, int | None]:
        """Map (product id or None, fiscal position id or None) to an account id.

        The product's account, else its category's, else the company's; mapped by the
        fiscal position. None where no account is known. Work grows with the number of
        products, not of lines.
        """
        products = self.env["product.product"].with_company(company)
        positions = self.env["account.fiscal.position"]
        default = company.expense_account_id
        wanted = set(pairs)
        by_product = {
            product.id: product._get_product_accounts().get("expense") or default
            for product in products.browse(
                sorted({product for product, _position in wanted if product})
            )
        }
        return {
            (product, position): (
                positions.browse(position or 0).map_account(
                    by_product.get(product, default)
                ).id
                or None
            )
            for product, position in wanted
        }

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
