# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills compared group of suppliers after group: as all together, with less in memory."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.match import match_comparison
from ..models.match.match_gathering import Gathering
from .common import MatchCase

HINGE = {"name": "Hinge", "quantity": 10, "price_unit": 100.0}


@tagged("post_install", "-at_install")
class TestMatchParts(MatchCase):
    def setUp(self):
        super().setUp()
        # what changes is compared before it is saved: here only when asked
        changed = type(self.env["ap.changed"])
        self.startPatcher(patch.object(changed, "_note", lambda *args, **kwargs: None))
        self.bills = self.env["account.move"]
        partners = self.partner_a | self.partner_b
        partners |= self.env["res.partner"].create({"name": "Third"})
        for number, partner in enumerate(partners):
            order = self._order(
                {"product_id": self.goods.id, "name": "Hinge"}, partner_id=partner.id
            )
            self._receive(order.order_line, 10)
            for turn in "AB":  # two bills want the same ten
                self.bills |= self._received_bill(order, HINGE, number=f"{turn}{number}")
        self.env.flush_all()

    def _results(self):
        self.env.invalidate_all()
        return [
            (
                match.state, match.cause, match.digest, match.gap, match.explanation,
                match.line_ids.mapped("order_quantity"), bill.invoice_line_ids.purchase_line_id,
            )
            for bill in self.bills
            for match in self.match.search([("move_id", "=", bill.id)])
        ]  # fmt: skip

    def test_bills_of_one_group_stay_together(self):
        parts = Gathering(self.env(su=True)).by_family(self.bills.ids, 1)
        self.assertEqual(sorted(map(len, parts)), [2, 2, 2])
        suppliers = [self.bills.browse(some).partner_id for some in parts]
        self.assertEqual([len(one) for one in suppliers], [1, 1, 1])
        self.assertEqual(len(Gathering(self.env(su=True)).by_family(self.bills.ids, 4)), 2)

    def test_in_parts_as_all_together(self):
        found = []
        for most in (1, 1000):
            with self.env.cr.savepoint() as savepoint, patch.object(
                match_comparison, "AT_ONCE", most
            ):
                run = self.match._match(self.bills)
                self.assertEqual(sorted(run.changed), self.bills.ids)
                found.append((self._results(), run.states))
                savepoint.rollback()
        self.assertEqual(found[0], found[1])
        states = list(found[0][1].values())
        self.assertEqual((states.count("matched"), states.count("exception")), (3, 3))

    def test_once_more_in_parts_changes_nothing(self):
        with patch.object(match_comparison, "AT_ONCE", 1):
            self.match._match(self.bills)
            self.assertEqual(self.match._match(self.bills).changed, [])
