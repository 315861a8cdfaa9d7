# SPDX-License-Identifier: AGPL-3.0-or-later
"""Order lines of a file into Odoo, over XML-RPC and in bulk."""

import csv
from pathlib import Path

COLUMNS = ("case", "po", "vendor", "spend_area", "net", "ordered", "received", "billed")


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


def load(client, company: int, rows: list[dict]) -> dict[str, int]:
    """Create suppliers, orders, receipts and bills; order line id per case."""
    partners = _named(client, "res.partner", {row["vendor"] for row in rows},
                      is_company=True, lang="en_US")  # fmt: skip
    products = _named(client, "product.product", {row["area"] for row in rows},
                      type="service", purchase_method="receive")  # fmt: skip
    lines = _orders(client, company, rows, partners, products)
    client.execute("ap.receipt", "record", [
        {"purchase_line_id": lines[row["case"]], "date": row["received"], "quantity": 1,
         "external_id": row["case"]}
        for row in rows if row["received"]
    ])  # fmt: skip
    _bills(client, company, rows, partners, products, lines)
    return lines


def _named(client, model, names, **values) -> dict[str, int]:
    names = sorted(names)
    ids = client.execute(model, "create", [{"name": name, **values} for name in names])
    return dict(zip(names, ids, strict=True))


def _orders(client, company, rows, partners, products) -> dict[str, int]:
    """Orders with their lines, confirmed, then dated as in the file."""
    groups: dict[tuple, list[dict]] = {}
    for row in rows:
        groups.setdefault((row["po"], row["vendor"], row["ordered"]), []).append(row)
    ids = client.execute("purchase.order", "create", [
        {"partner_id": partners[vendor], "company_id": company, "date_order": day,
         "origin": po,
         "order_line": [
             (0, 0, {"product_id": products[row["area"]], "name": row["case"],
                     "product_qty": 1, "price_unit": row["net"], "tax_ids": [(6, 0, [])]})
             for row in members]}
        for (po, vendor, day), members in groups.items()
    ])  # fmt: skip
    client.execute("purchase.order", "button_confirm", ids)
    by_day: dict[str, list[int]] = {}
    for (_po, _vendor, day), order in zip(groups, ids, strict=True):
        by_day.setdefault(day, []).append(order)
    for day, orders in by_day.items():
        client.execute("purchase.order", "write", orders, {"date_approve": f"{day} 12:00:00"})
    found = client.execute("purchase.order.line", "search_read",
                           [("order_id", "in", ids)], ["name"])  # fmt: skip
    return {line["name"]: line["id"] for line in found}


def _bills(client, company, rows, partners, products, lines) -> None:
    ids = client.execute("account.move", "create", [
        {"move_type": "in_invoice", "company_id": company, "ref": row["case"],
         "partner_id": partners[row["vendor"]], "invoice_date": row["billed"],
         "date": row["billed"],
         "invoice_line_ids": [
             (0, 0, {"product_id": products[row["area"]], "name": row["case"],
                     "quantity": 1, "price_unit": row["net"], "tax_ids": [(6, 0, [])],
                     "purchase_line_id": lines[row["case"]]})]}
        for row in rows if row["billed"]
    ])  # fmt: skip
    for begin in range(0, len(ids), 100):
        client.execute("account.move", "action_post", ids[begin : begin + 100])
