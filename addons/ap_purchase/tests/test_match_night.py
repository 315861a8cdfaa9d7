# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls of bills and their orders: nights look at what changed, and miss nothing."""

import random

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.models.control_reads import read_by
from odoo.addons.ap_base.tests.night_common import NightOfControls

from ..models.match.match_findings import CODES
from .common import MatchCase

ROUNDS, CHANGES = 8, 3


class NightOfMatches(NightOfControls, MatchCase):
    declared = frozenset(CODES)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = cls.env["ap.control"].search([("code", "not in", CODES)])
        others.active = False
        cls.set_up_night()

    def setUp(self):
        super().setUp()
        self.orders = self.env["purchase.order"]
        self.bills = self.env["account.move"].union(
            self._priced(106.0, "DEAR"), self._priced(150.0, "DEARER"),
            self._priced(100.0, "LESS", received=6), self._priced(100.0, "FINE"),
            self._priced(120.0, "UNNAMED", invoice_origin=False),
            self._received_bill(
                self.env["purchase.order"], {"name": "Power", "price_unit": 700.0},
                number="ALONE", invoice_origin=False,
            ),
        )  # fmt: skip
        self._matched(*self.bills)

    def _priced(self, price, number, received=10, **values):
        order = self._order({"product_id": self.goods.id, "name": f"Hinge {number}"})
        self.orders |= order
        self._receive(order.order_line, received)
        line = {"name": f"Hinge {number}", "quantity": 10, "price_unit": price}
        return self._received_bill(order, line, number=number, **values)

    def _match_of(self, bill):
        return self.match.search([("move_id", "=", bill.id)])


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 06:00:00")
class TestMatchNight(NightOfMatches):
    def test_all_say_what_they_read_and_read_no_more(self):
        self.assertEqual({one.code for one in self.controls if read_by(one)}, set(CODES))
        for control in self.controls:
            self.assert_says_what_it_reads(control)

    def test_each_thing_that_a_finding_names(self):
        """The comparison, its order and order line, the bill and its line, the owner."""
        bill = self.bills[0]
        match = self._match_of(bill).sudo()
        match.owner_id = self._user("owner_of_a_match", "ap_base.group_accountant")
        self.assertEqual(match.cause, "price")
        order = match.line_ids.purchase_line_id.order_id or self.orders[0]
        changes = {
            "decision": lambda: match.write({"decision_reason": "Agreed"}),
            "difference": lambda: match.difference_ids[:1].write({"state": "gone"}),
            "link": lambda: match.line_ids[:1].unlink(),
            "order": lambda: order.write({"name": "P-NEW"}),
            "order line": lambda: order.order_line.write({"name": "Hinge of brass"}),
            "owner": lambda: match.owner_id.partner_id.write({"name": "Somebody"}),
            "bill": lambda: bill.write({"ref": "OTHER"}),
            "bill line": lambda: bill.invoice_line_ids.write({"name": "Hinges"}),
        }
        self.night()
        self.night()
        for name, change in changes.items():
            with self.subTest(name):
                self.env.flush_all()
                change()
                self.env.flush_all()
                looks = self.looks()
                self.assertEqual({code for code in looks if bill.id in looks[code].ids}, set(CODES))
                self.assertEqual({len(look.ids) for look in looks.values()}, {1})
                self.night()
                self.assertEqual({tuple(look.ids) for look in self.looks().values()}, {()})

    def _changes(self, dice):
        card = self.partner_a

        def some():
            return dice.choice(self.bills)

        def line():
            return dice.choice(self.orders).order_line

        return [
            lambda: line().write({"price_unit": dice.choice([100.0, 106.0, 130.0])}),
            lambda: line().write({"name": f"Hinge {dice.randint(1, 9)}"}),
            lambda: dice.choice(self.orders).write({"name": f"P-{dice.randint(100, 999)}"}),
            lambda: self._receive(line(), dice.choice([-2, 2])),
            lambda: some().write({"ref": f"N{dice.randint(1, 9)}"}),
            lambda: some().invoice_line_ids.write({"name": f"Hinges {dice.randint(1, 9)}"}),
            lambda: some().invoice_line_ids.write({"price_unit": dice.choice([90.0, 106.0])}),
            lambda: some().write({"invoice_origin": dice.choice(self.orders.mapped("name"))}),
            lambda: self._match_of(some()).action_accept("Agreed"),
            lambda: self._match_of(some()).action_reject("Not this order"),
            lambda: some().button_cancel(),
            lambda: some().button_draft(),
            lambda: card.write({"name": f"Supplier {dice.randint(1, 9)}"}),
            lambda: self.env.user.partner_id.write({"name": f"Head {dice.randint(1, 9)}"}),
            lambda: dice.choice(self.orders).write(
                {"order_line": [Command.create({"product_id": self.screw.id, "name": "Screw"})]}),
            lambda: self._matched(*self.bills), lambda: self._matched(*self.bills),
            lambda: self.env["ap.finding"].search([("state", "=", "open")])[:1].waive("Fine"),
        ]  # fmt: skip

    def _do(self, change) -> str:
        """Change; what is refused changes nothing, and is given."""
        try:
            with self.env.cr.savepoint():
                change()
                self.env.flush_all()
        except UserError as refused:
            self.env.invalidate_all(flush=False)
            return str(refused)
        return ""

    def test_the_same_to_the_row(self):
        dice = random.Random(17)  # the same series each time
        spared, refused = 0, []
        self.night()
        for turn in range(ROUNDS):
            refused += filter(None, map(self._do, dice.sample(self._changes(dice), CHANGES)))
            spared += sum(len(self.bills) - len(look.ids) for look in self.looks().values())
            self.night()
            found = self.findings()
            self.assertEqual(self.found_by_all(), found, f"round {turn}")
        self.assertTrue(found)
        self.assertGreater(spared, 20)
        self.assertLess(len(refused), ROUNDS * CHANGES / 2, refused)
