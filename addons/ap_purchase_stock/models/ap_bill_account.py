# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import SQL

DROPSHIPPED = """
SELECT DISTINCT purchase_line_id FROM stock_move
 WHERE purchase_line_id = ANY(%s) AND is_dropship
"""


class ApBillAccount(models.AbstractModel):
    """Perpetual valuation: the bill of a stored product debits the stock, unless the
    goods went straight to a customer."""

    _inherit = "ap.bill.account"

    def _debited_by_bills(self, company, lines):
        found = super()._debited_by_bills(company, lines)
        stocks = self._stock_accounts(company, {(one, pos) for _line, one, pos in lines})
        stored = {line: (one, pos) for line, one, pos in lines if (one, pos) in stocks}
        if stored:
            self.env["stock.move"].flush_model()
            rows = self.env.execute_query(SQL(DROPSHIPPED, list(stored)))
            straight = {line for (line,) in rows}
            found.update(
                {line: stocks[pair] for line, pair in stored.items() if line not in straight}
            )
        return found

    def _stock_accounts(self, company, pairs) -> dict[tuple, int]:
        """Return the stock account by product and fiscal position, where bills debit it."""
        products = self.env["product.product"].with_company(company)
        positions = self.env["account.fiscal.position"]
        stored = products.browse(sorted({one for one, _pos in pairs if one})).filtered(
            lambda product: product.valuation == "real_time" and self._is_stock(product)
        )
        accounts = {
            product.id: product._get_product_accounts()["stock_valuation"]
            for product in stored
        }
        return {
            (one, pos): positions.browse(pos or ()).map_account(accounts[one]).id
            for one, pos in pairs
            if accounts.get(one)
        }

    def _is_stock(self, product) -> bool:
        """Whether a bill of it debits the stock; of services Odoo is asked (those that
        enter the cost of goods do)."""
        if product.is_storable:
            return True
        item = self.env["account.move.line"].new({"product_id": product.id})
        return item._eligible_for_stock_account()
