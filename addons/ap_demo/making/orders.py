# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders of the demo company, created and confirmed in bulk."""

from datetime import datetime, time

from odoo import Command

from ..story.products import PRODUCTS
from ..story.suppliers import SUPPLIERS
from .masters import distribution, tax_ids


def make_orders(env, book, orders):
    """Create and confirm the orders, on their days; remember what is to come."""
    orders = sorted(orders, key=lambda order: order.day.on(book.last))
    records = env["purchase.order"].create(
        [_order_values(env, book, order) for order in orders]
    )
    records.button_confirm()
    for order, record in zip(orders, records, strict=True):
        record.date_approve = noon(order.day.on(book.last))
        book.orders[order.key] = record
        for index, line in enumerate(order.lines):
            book.order_lines[order.key, index] = record.order_line[index]
            book.waiting += [
                (day.on(book.last), day.months, order.key, index, quantity)
                for day, quantity in line.received
            ]


def _order_values(env, book, order) -> dict:
    supplier = SUPPLIERS[order.supplier]
    return {
        "partner_id": book.suppliers[order.supplier].id,
        "company_id": book.company.id,
        "user_id": book.people[_buyer(order)].id,
        "currency_id": env.ref(f"base.{supplier.currency}").id,
        "date_order": noon(order.day.on(book.last)),
        "ap_no_accrual_reason": order.no_accrual,
        "order_line": [
            Command.create(_line_values(book, order, supplier, line))
            for line in order.lines
        ],
    }


def _line_values(book, order, supplier, line) -> dict:
    product = PRODUCTS[line.product]
    values = {
        "product_id": book.products[line.product].id,
        "name": product.french if supplier.country == "FR" else product.english,
        "product_qty": line.quantity,
        "product_uom_id": (book.dozens if line.dozens else book.units).id,
        "price_unit": line.price,
        "discount": line.discount,
        "date_planned": noon(order.day.on(book.last)),
        "tax_ids": [Command.set(tax_ids(book, supplier))],
        "analytic_distribution": distribution(book, product, supplier),
        "ap_no_accrual_reason": line.no_accrual,
    }
    if line.elapsed:
        first, final = line.elapsed
        values.update(
            service_mode="elapsed",
            service_start_date=first.on(book.last),
            service_end_date=final.on(book.last),
        )
    return values


def _buyer(order) -> str:
    """Goods have a buyer, services another one."""
    return "buyer" if PRODUCTS[order.lines[0].product].goods else "services"


def noon(day) -> datetime:
    """The middle of a day: the same day in any European time zone."""
    return datetime.combine(day, time(10))
