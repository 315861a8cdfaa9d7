# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of an order as PDF: what the supplier knows of it, and nothing of ours beside. As
superuser."""

from odoo import fields

from odoo.addons.ap_base.documents.document import (
    AMOUNT,
    NUMBER,
    Column,
    Document,
    Figures,
    Section,
    Table,
)


def attached(request, orders):
    """The copies of these orders as files of the request."""
    return request.env["ir.attachment"].create(
        [
            {
                "name": f"{order.name.replace('/', '-')}.pdf",
                "raw": request.env["ap.document"]._write(_document(order), "pdf"),
                "mimetype": "application/pdf",
                "res_model": request._name,
                "res_id": request.id,
            }
            for order in orders.sorted("id")
        ]
    )


def _document(order) -> Document:
    env, digits = order.env, order.currency_id.decimal_places
    of_prices = max(digits, env["decimal.precision"].precision_get("Product Price"))
    columns = (
        Column(env._("Description")),
        Column(env._("Quantity"), NUMBER),
        Column(env._("Unit")),
        Column(env._("Price"), NUMBER, digits=of_prices),
        Column(env._("Amount"), AMOUNT, total=True, digits=digits),
    )
    lines = order.order_line.filtered(lambda line: not line.display_type)
    rows = [
        (line.name, line.product_qty, line.product_uom_id.name, line.price_unit, line.price_subtotal)
        for line in lines
    ]
    return Document(
        title=env._("Copy of the order %(number)s", number=order.name),
        company=order.company_id.name,
        date=fields.Date.context_today(order),
        sections=(Section(order.name, (Figures(_facts(order), digits), Table(columns, rows))),),
        subtitle=order.partner_id.commercial_partner_id.name,
        language=env["ap.document"]._language(),
    )


def _facts(order) -> tuple:
    env = order.env
    day = order.date_approve or order.date_order
    states = dict(order._fields["state"]._description_selection(env))
    facts = [
        (env._("Supplier"), order.partner_id.display_name),
        (env._("Your reference"), order.partner_ref or ""),
        (env._("Ordered on"), fields.Datetime.context_timestamp(order, day).date()),
        (env._("Status"), states[order.state]),
        (env._("Currency"), order.currency_id.name),
        (env._("Untaxed"), order.amount_untaxed),
        (env._("Taxes"), order.amount_tax),
        (env._("Total"), order.amount_total),
    ]
    return tuple(fact for fact in facts if fact[1] != "")
