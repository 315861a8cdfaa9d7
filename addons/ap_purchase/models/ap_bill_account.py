# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApBillAccount(models.AbstractModel):
    """Which account the bill of an order line will debit, for many lines at once.

    As Odoo fills a bill in: the product's account, else its category's, else the
    company's, mapped by the fiscal position; else that of the purchase journal. Add-ons
    that know more of products (the warehouse: perpetual valuation) inherit.
    """

    _name = "ap.bill.account"
    _description = "Accounts that bills of order lines debit"

    def _debited_by_bills(self, company, lines) -> dict[int, int | None]:
        """Return by order line its account id, None where no account is known.

        ``lines``: (order line, product or None, fiscal position or None) of each, as
        ids. Work grows with the number of products, not of lines.
        """
        wanted = {(product, position) for _line, product, position in lines}
        by_pair = self._expense_accounts(company, wanted)
        return {
            line: by_pair[product, position] for line, product, position in lines
        }

    def _expense_accounts(self, company, pairs) -> dict[tuple, int | None]:
        """Return the account by (product id or None, fiscal position id or None)."""
        products = self.env["product.product"].with_company(company)
        positions = self.env["account.fiscal.position"]
        journal = self._purchase_journal(company).default_account_id
        by_product = {
            product.id: product._get_product_accounts()["expense"]
            for product in products.browse(sorted({one for one, _other in pairs if one}))
        }
        found = {}
        for product, position in pairs:
            account = by_product.get(product) or company.expense_account_id
            mapped = positions.browse(position or ()).map_account(account)
            found[product, position] = (mapped or journal).id or None
        return found

    def _purchase_journal(self, company):
        """Return the journal in which Odoo enters bills of the company by itself."""
        journals = self.env["account.journal"]
        return journals.search(
            [*journals._check_company_domain(company), ("type", "=", "purchase")],
            limit=1,
        )
