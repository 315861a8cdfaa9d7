# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills and credit notes of the demo company, posted in the order of their days."""

from odoo import Command

from ..story.products import PRODUCTS
from ..story.suppliers import SUPPLIERS
from .masters import distribution, tax_ids
from .papers import attach_papers


def make_bills(env, book, bills):
    """Create the bills and post those that are no drafts."""
    bills = sorted(bills, key=lambda bill: bill.day.on(book.last))
    records = env["account.move"].create(
        [_bill_values(env, book, bill) for bill in bills]
    )
    for bill, record in zip(bills, records, strict=True):
        # Odoo replaces the accounting date of a bill of another month.
        day = (bill.booked or bill.day).on(book.last)
        if record.date != day:
            record.date = day
    drafts = records.browse(
        record.id for bill, record in zip(bills, records, strict=True) if bill.draft
    )
    attach_papers(env, records)
    (records - drafts).action_post()


def _bill_values(env, book, bill) -> dict:
    supplier = SUPPLIERS[bill.supplier]
    day = bill.day.on(book.last)
    lines = [_item_values(book, supplier, item) for item in bill.items]
    for line in lines if bill.bare else ():
        line["analytic_distribution"] = False
    return {
        "move_type": (
            "in_refund" if bill.refund else "in_receipt" if bill.receipt else "in_invoice"
        ),
        "company_id": book.company.id,
        "partner_id": book.suppliers[bill.supplier].id,
        "currency_id": env.ref(f"base.{supplier.currency}").id,
        "ref": bill.reference,
        "invoice_origin": ", ".join(book.orders[key].name for key in bill.names) or False,
        "invoice_date": day,
        "date": (bill.booked or bill.day).on(book.last),
        "invoice_line_ids": [Command.create(line) for line in lines],
    }


def _item_values(book, supplier, item) -> dict:
    product = PRODUCTS[item.product]
    record = book.products[item.product]
    values = {
        "product_id": record.id,
        "name": product.french if supplier.country == "FR" else product.english,
        "quantity": item.quantity,
        "price_unit": item.price,
        "discount": item.discount,
        "product_uom_id": book.units.id,
        "tax_ids": [Command.set(tax_ids(book, supplier))],
        "analytic_distribution": distribution(book, product, supplier),
    }
    if item.order:
        line = book.order_lines[item.order, item.index]
        values["purchase_line_id"] = line.id
        if not item.units:
            values["product_uom_id"] = line.product_uom_id.id
    if item.stated:
        first, final = (day.on(book.last) for day in item.stated)
        values["name"] += f"\nDu {first:%d/%m/%Y} au {final:%d/%m/%Y}"
    if item.service:
        first, final = item.service
        values["deferred_start_date"] = first.on(book.last)
        values["deferred_end_date"] = final.on(book.last)
    return values
