# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one statement counts as billed is what Odoo counts, line by line."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.match import billed_quantities
from .common import MatchCase

NAMES = ("qty_invoiced", "qty_to_invoice")


@tagged("post_install", "-at_install")
class TestBilledQuantities(MatchCase):
    def _counted(self, lines):
        """Stored quantities of the lines, and where their orders stand."""
        self.env.flush_all()
        lines.invalidate_recordset()
        lines.order_id.invalidate_recordset()
        orders = [(order.invoice_status, order.invoice_ids.ids) for order in lines.order_id]
        return [(line.qty_invoiced, line.qty_to_invoice) for line in lines], orders

    def _spoiled(self, lines):
        """As the database stands before anything was counted."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE purchase_order_line SET qty_invoiced = 77, qty_to_invoice = -3"
            " WHERE id = ANY(%s)",
            [lines.ids],
        )
        self.env.cr.execute(
            "UPDATE purchase_order SET invoice_status = 'no' WHERE id = ANY(%s)",
            [lines.order_id.ids],
        )
        self.env.invalidate_all(flush=False)

    def _assert_as_odoo(self, lines):
        self._spoiled(lines)
        billed_quantities.recount(self.env, lines.ids)
        ours = self._counted(lines)
        self._spoiled(lines)
        for name in NAMES:
            self.env.add_to_compute(lines._fields[name], lines)
        lines.flush_recordset()
        orders = lines.order_id
        self.env.add_to_compute(orders._fields["invoice_status"], orders)
        self.assertEqual(ours, self._counted(lines))
        return ours

    def test_bills_refunds_drafts_and_units(self):
        """10 of 10 billed; 10 less 2 credited; a cancelled bill; a draft; 2 dozen for 24."""
        ordered = self._product("By order", purchase_method="purchase")
        lines = self._order({}, {}, {"product_qty": 24}, {"product_id": ordered.id}).order_line
        lines |= self._order().order_line
        lines |= self._order().order_line
        first, credited, dozens, by_order, whole, none = lines
        for line in (first, whole):
            self._receive(line, 10)
            self._bill(line, 10)
        self._bill(credited, 10)
        self._bill(credited, 2, move_type="in_refund")
        self._bill(credited, 4, post=False).button_cancel()
        self._bill(dozens, 2, post=False, with_line={"product_uom_id": self.dozen.id})
        self._bill(by_order, 3.5, post=False)
        found, status = self._assert_as_odoo(lines)
        self.assertEqual(
            found,
            [(10, 0), (8, -8), (24, -24), (3.5, 6.5), (10, 0), (0, 0)],
        )
        self.assertEqual([state for state, _bills in status], ["to invoice", "invoiced", "no"])
        self.assertFalse(none.invoice_lines)

    def test_a_line_that_bills_two_order_lines(self):
        """One bill line of 2,000.00 for two order lines of 10 at 100.00."""
        order = self._order({"name": "Hinge"}, {"name": "Lock"})
        for line in order.order_line:
            self._receive(line, 10)
        bill = self._received_bill(
            order, {"name": "As ordered", "quantity": 1, "price_unit": 2000.0}
        )
        match = self._matched(bill)
        if match.state != "matched":
            match.accept("As agreed") if match.difference_ids else match.confirm()
        self.assertEqual(len(match.line_ids.filtered("shared")), 2)
        found, status = self._assert_as_odoo(order.order_line)
        self.assertEqual(found, [(10, 0), (10, 0)])
        self.assertEqual(status, [("invoiced", bill.ids)])

    def test_matching_leaves_the_order_billed(self):
        order = self._order()
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Repair", "quantity": 10, "price_unit": 100.0}
        )
        self.assertEqual(self._matched(bill).state, "matched")
        self.assertEqual(order.invoice_status, "invoiced")

    def test_another_add_on_that_counts_otherwise_is_heard(self):
        line = self._order().order_line
        self._bill(line, 4)
        with patch.object(billed_quantities, "_COUNTED_BY", {"_prepare_qty_invoiced": 1}):
            found, _status = self._assert_as_odoo(line)
        self.assertEqual(found, [(4, -4)])
