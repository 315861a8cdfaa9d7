# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ApClosingOrders(models.AbstractModel):
    """What a closing asks about orders. Without orders the answers are: none.

    The add-on that stands on closings and orders (`ap_closing_purchase`) answers. An
    expression of SQL is asked for with the name of the bill lines in its statement.
    """

    _name = "ap.closing.orders"
    _description = "What a closing asks about orders"

    def _order_line(self, items: str) -> SQL:
        """The order line that a bill line is linked to; null when to none."""
        return SQL("NULL::int")

    def _is_advance(self, items: str) -> SQL:
        """Whether a bill line bills, or takes off, a down payment on an order."""
        return SQL("FALSE")

    def _is_elapsed(self, items: str) -> SQL:
        """Whether a bill line bills an order that is received by the time elapsed."""
        return SQL("FALSE")

    def _unordered(self) -> Domain:
        """The bill lines that are linked to no order."""
        return Domain.TRUE

    def _ties(self, scope: SQL) -> tuple[dict, set[int]]:
        """The `Tie` values of bill lines to order lines, by bill line; and the bill lines
        whose order does not stand any more or is of another company. `scope` is a
        condition on `item`, the bill line."""
        return {}, set()

    def _known_of_bills(self, move_ids) -> dict[int, dict]:
        """By bill, what its comparison with orders found: `is_rejected` (a person says
        that it is not due), `differs` (from its orders, and nobody accepted that)."""
        return {}

    def _change_facts(self, documents) -> dict[int, tuple]:
        """Per document that is a receipt of an order: (name, supplier, day, amount or
        None, currency)."""
        return {}
