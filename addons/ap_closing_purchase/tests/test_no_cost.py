# SPDX-License-Identifier: AGPL-3.0-or-later
"""Advances and assets are no cost of the month; two kinds of one amount are asked about."""

from odoo import Command
from odoo.tests import tagged

from .test_cost_owner import NAME, NOVEMBER, OCTOBER, OwnerCase


@tagged("post_install", "-at_install")
class TestNoCost(OwnerCase):
    def test_an_advance_is_no_cost(self):
        for code in ("409100", "238000", "275100"):
            self._nature(code.rstrip("0"), "advance", needs_period=False)
            account = self._account(code)
            self._draft(3000.0, with_line={"account_id": account.id}, ref=code)
        self.assertFalse(self._outcomes(self._month()))

    def test_an_advance_that_was_ordered_and_received_is_no_cost(self):
        product = self._product("Acompte", self._account("409100"))
        self._received(300.0, 1, line={"product_id": product.id})
        closing = self._month()
        self.assertFalse(closing.run_ids._standing_moves())
        self.assertEqual(self._outcomes(closing, "received"), [(0.0, 300.0, "not_cost", False)])

    def test_a_line_on_a_suspense_account_is_marked(self):
        account = self._account("471000")
        self._draft(300.0, with_line={"account_id": account.id})
        self.assertEqual(
            self._outcomes(self._month()), [(0.0, 300.0, "not_cost", "no_account")]
        )

    def test_the_same_amount_typed_in_and_captured_is_asked_about(self):
        self._draft(640.0)
        closing = self._month(post=False)
        values = self.env["ap.closing.line"].default_get(["source_key"])
        typed = self.env["ap.closing.line"].create(
            {
                **values, "run_id": self._run(closing, "manual").id, "label": "Estimate",
                "partner_id": self.supplier.id, "account_id": self.fees.id,
                "amount_computed": 640.0,
            }
        )  # fmt: skip
        self._month(post=False)
        both = typed | self._lines(closing, "draft_bill")
        self.assertEqual(both.mapped("review_code"), ["twin", "twin"])
        self.assertIn("Another source, the same amount", both[1].explanation)
        self.assertCounted(closing, 2)
        typed.amount_computed = 600.0
        self._month(post=False)
        self.assertEqual(both.mapped("review_code"), [False, False])
        self.assertCounted(closing, 0)

    def test_a_fixed_asset_has_no_effect_on_the_charges(self):
        self._draft(8400.0, with_line={"account_id": self._account("215400").id})
        self._draft(100.0)
        asset, charge = self._lines(self._month(post=False), "draft_bill")
        self.assertEqual((asset.amount, asset.cost_effect), (8400.0, 0.0))
        self.assertEqual((charge.amount, charge.cost_effect), (100.0, 100.0))
        flux = self.env["ap.closing.flux"].search([("run_id", "=", asset.run_id.id)])
        self.assertEqual(sum(flux.mapped("cost_effect")), 100.0)

    def test_a_draft_of_a_down_payment_on_an_order_is_no_cost(self):
        line = self._order(1000.0)
        self._draft(300.0, with_line=self._down_payment(line))
        self.assertFalse(self._outcomes(self._month()))

    def test_a_down_payment_in_the_charges_is_put_aside_until_it_is_consumed(self):
        """3,000 paid down; 4 of 10 received; then all billed less the down payment."""
        line = self._order(1000.0)
        down = self._down_payment(line)
        self._draft(3000.0, with_line=down, ref="A-1").action_post()
        self._receive(line, 4)
        closing = self._month()
        self.assertItems(
            closing,
            [
                ("6226", NAME, 4000.0, 0.0),
                ("4081", NAME, 0.0, 4000.0),
                ("486", NAME, 3000.0, 0.0),
                ("6226", NAME, 0.0, 3000.0),
            ],
        )
        self.assertEqual(self._cost(OCTOBER), 4000.0)
        self._receive(line, 6, "2026-11-10")
        final = self._draft(1000.0, "2026-11-20", line=line, ref="A-2")
        final.invoice_line_ids = [
            Command.create({**down, "quantity": -1, "price_unit": 3000.0,
                            "product_id": self.service.id, "tax_ids": False})
        ]  # fmt: skip
        final.date = "2026-11-20"
        final.action_post()
        self.assertFalse(self._month(NOVEMBER).run_ids._standing_moves())
        self.assertEqual(self._cost(NOVEMBER), 10000.0)

    def _down_payment(self, line):
        [paid] = line.order_id._create_downpayments(
            [
                {
                    "name": "Acompte", "product_qty": 0.0, "is_downpayment": True,
                    "product_uom_id": line.product_uom_id.id, "price_unit": 3000.0,
                    "order_id": line.order_id.id,
                }
            ]
        )  # fmt: skip
        return {"purchase_line_id": paid.id, "name": "Acompte", "product_id": False,
                "account_id": self.fees.id}  # fmt: skip
