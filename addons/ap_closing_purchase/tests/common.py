# SPDX-License-Identifier: AGPL-3.0-or-later
"""A French company with orders, receipts and bills of 2026, and its closings."""

from odoo import Command

from odoo.addons.ap_closing.tests.common import OCTOBER, YEAR_END
from odoo.addons.ap_closing.tests.common import ApClosingCommon as ClosingCase

__all__ = ["OCTOBER", "YEAR_END", "ApClosingCommon"]


class ApClosingCommon(ClosingCase):
    """Short ways to order, receive, bill and close, and to compare journal items."""

    GROUPS = (*ClosingCase.GROUPS, "purchase.group_purchase_manager")

    @classmethod
    def _product(cls, name, account, **values):
        return super()._product(name, account, **{"purchase_method": "receive", **values})

    @classmethod
    def _order(cls, price=100.0, qty=10.0, tax=None, on="2026-10-05", **values):
        """One confirmed order line. `line`: more values of the line, the rest is the
        order's."""
        line = {
            "product_id": cls.service.id,
            "product_qty": qty,
            "price_unit": price,
            "tax_ids": [Command.set((cls.vat20 if tax is None else tax).ids)],
            **values.pop("line", {}),
        }
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                **values,
                "order_line": [Command.create(line)],
            }
        )
        order.button_confirm()
        order.date_approve = f"{on} 08:00:00"
        return order.order_line

    @classmethod
    def _receive(cls, line, qty=None, day="2026-10-20"):
        quantity = line.product_qty if qty is None else qty
        row = {"purchase_line_id": line.id, "date": day, "quantity": quantity}
        return cls.env["ap.receipt"].record([row])

    @classmethod
    def _received(cls, price=100.0, qty=10.0, day="2026-10-20", **values):
        """An order line, received in full."""
        line = cls._order(price, qty, **values)
        cls._receive(line, day=day)
        return line

    @classmethod
    def _billed(cls, line, qty):
        if not line:
            return super()._billed(line, qty)
        return {
            "product_id": line.product_id.id,
            "purchase_line_id": line.id,
            "quantity": line.product_qty if qty is None else qty,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "tax_ids": [Command.set(line.tax_ids.ids)],
        }
