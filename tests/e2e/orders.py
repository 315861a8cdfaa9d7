# SPDX-License-Identifier: AGPL-3.0-or-later
"""Order lines of a file into Odoo, over RPC and in bulk, as their documents are dated."""

import csv
from itertools import groupby
from pathlib import Path

ALWAYS = ("0000-00-00", "9999-99-99")
BILLS_AT_ONCE = 100


def read(path: Path) -> list[dict]:
    """Rows of the sample: one order line, its receipt and its bill, dates or ""."""
    with open(path, newline="", encoding="utf-8") as source:
        return [
            {
                "case": row["case"], "po": row["po"], "vendor": row["vendor"],
                "area": row["spend_area"], "net": float(row["net_worth_first"]),
                "ordered": row["first_po"], "received": row["first_gr"],
                "billed": row["first_ir"], "cleared": row["first_clear"],
            }
            for row in csv.DictReader(source)
        ]  # fmt: skip


class Loader:
    """Enters the documents of a period: orders, receipts, bills, payments."""

    def __init__(self, client, company: int, rows: list[dict]) -> None:
        self.call, self.company, self.rows = client.execute, company, rows
        vendors = {(row["po"], row["vendor"]) for row in rows}
        assert len(vendors) == len({po for po, _vendor in vendors}), "one vendor per order"
        self.partners = self._named("res.partner", "vendor", is_company=True, lang="en_US")
        self.products = self._named(
            "product.product", "area", type="service", purchase_method="receive"
        )
        self.lines: dict[str, int] = {}  # order line by case
        self.payables: dict[str, int] = {}  # open item of the bill by case

    def enter(self, after: str = ALWAYS[0], until: str = ALWAYS[1]) -> None:
        """Enter what is dated after one day and up to another; all of it by default."""

        def dated(event):
            return sorted(
                (row for row in self.rows if row[event] and after < row[event] <= until),
                key=lambda row: row[event],
            )

        self._order(dated("ordered"))
        self._receive(dated("received"))
        self._bill(dated("billed"))
        self._pay(dated("cleared"))

    def _named(self, model, column, **values) -> dict[str, int]:
        names = sorted({row[column] for row in self.rows})
        ids = self.call(model, "create", [{"name": name, **values} for name in names])
        return dict(zip(names, ids, strict=True))

    def _order(self, rows) -> None:
        """Orders with their lines, confirmed, then dated as in the file."""
        groups: dict[tuple, list[dict]] = {}
        for row in rows:
            groups.setdefault((row["ordered"], row["po"]), []).append(row)
        ids = self.call("purchase.order", "create", [
            {"partner_id": self.partners[members[0]["vendor"]], "date_order": day,
             "company_id": self.company, "origin": po,
             "order_line": [
                 (0, 0, {"product_id": self.products[row["area"]], "name": row["case"],
                         "product_qty": 1, "price_unit": row["net"],
                         "tax_ids": [(6, 0, [])]})
                 for row in members]}
            for (day, po), members in groups.items()
        ])  # fmt: skip
        self.call("purchase.order", "button_confirm", ids)
        dated = zip((day for day, _po in groups), ids, strict=True)
        for day, orders in groupby(dated, key=lambda pair: pair[0]):
            orders = [order for _day, order in orders]
            self.call("purchase.order", "write", orders, {"date_approve": f"{day} 12:00:00"})
        found = self.call("purchase.order.line", "search_read",
                          [("order_id", "in", ids)], ["name"])  # fmt: skip
        self.lines |= {line["name"]: line["id"] for line in found}

    def _receive(self, rows) -> None:
        done = self.call("ap.receipt", "record", [
            {"purchase_line_id": self.lines[row["case"]], "date": row["received"],
             "quantity": 1, "external_id": row["case"]}
            for row in rows
        ])  # fmt: skip
        assert done["created"] == len(rows)

    def _bill(self, rows) -> None:
        """One bill per line, posted, its accounting date that of the invoice."""
        ids = self.call("account.move", "create", [
            {"move_type": "in_invoice", "company_id": self.company, "ref": row["case"],
             "partner_id": self.partners[row["vendor"]],
             "invoice_date": row["billed"], "date": row["billed"],
             "invoice_line_ids": [
                 (0, 0, {"product_id": self.products[row["area"]], "name": row["case"],
                         "quantity": 1, "price_unit": row["net"], "tax_ids": [(6, 0, [])],
                         "purchase_line_id": self.lines[row["case"]]})]}
            for row in rows
        ])  # fmt: skip
        for begin in range(0, len(ids), BILLS_AT_ONCE):
            self.call("account.move", "action_post", ids[begin : begin + BILLS_AT_ONCE])
        found = self.call("account.move.line", "search_read", [
            ("move_id", "in", ids), ("account_type", "=", "liability_payable")
        ], ["ref"])  # fmt: skip
        self.payables |= {item["ref"]: item["id"] for item in found}

    def _pay(self, rows) -> None:
        """One bank entry per clearing day, matched with the bills it pays."""
        days = [(day, list(members)) for day, members in
                groupby(rows, key=lambda row: row["cleared"])]  # fmt: skip
        [journal] = self.call("account.journal", "search_read", [
            ("type", "=", "bank"), ("company_id", "=", self.company)
        ], ["default_account_id"], 0, 1)  # fmt: skip
        bank = journal["default_account_id"][0]
        accounts = self._accounts_of([self.payables[row["case"]] for row in rows])
        ids = self.call("account.move", "create", [
            {"move_type": "entry", "date": day, "journal_id": journal["id"],
             "line_ids": [
                 (0, 0, {"account_id": account, "partner_id": self.partners[row["vendor"]],
                         "name": row["case"], "balance": sign * row["net"]})
                 for row in members
                 for account, sign in (
                     (accounts[self.payables[row["case"]]], 1), (bank, -1))]}
            for day, members in days
        ])  # fmt: skip
        self.call("account.move", "action_post", ids)
        found = self.call("account.move.line", "search_read", [
            ("move_id", "in", ids), ("account_type", "=", "liability_payable")
        ], ["name"])  # fmt: skip
        paid = {item["name"]: item["id"] for item in found}
        for _day, members in days:
            cases = [row["case"] for row in members]
            items = [item[case] for case in cases for item in (self.payables, paid)]
            self.call("account.move.line", "reconcile", items)

    def _accounts_of(self, items) -> dict[int, int]:
        found = self.call("account.move.line", "read", items, ["account_id"])
        return {item["id"]: item["account_id"][0] for item in found}

    def unpaid(self, day: str) -> list[float]:
        """Open amounts of the posted bills at the end of a day, from the ledger."""
        items = self.call("account.move.line", "search_read", [
            ("id", "in", list(self.payables.values())), ("date", "<=", day)
        ], ["balance"])  # fmt: skip
        still = {item["id"]: -item["balance"] for item in items}
        for match in self.call("account.partial.reconcile", "search_read", [
            ("credit_move_id", "in", list(still)), ("max_date", "<=", day)
        ], ["credit_move_id", "amount"]):  # fmt: skip
            still[match["credit_move_id"][0]] -= match["amount"]
        return [round(amount, 2) for amount in still.values() if round(amount, 2)]
