# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each reason shown is the true cause, and what nobody can know is marked, not guessed."""

from odoo import Command
from odoo.tests import tagged

from .test_cost_owner import NAME, OCTOBER, OwnerCase

NO_RATE = (0.0, 0.0, "no_rate", "no_rate")


@tagged("post_install", "-at_install")
class TestReasons(OwnerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currencies = cls.env["res.currency"].with_context(active_test=False)
        cls.francs = currencies.search([("name", "=", "CHF")])
        cls.francs.active = True
        cls.francs.rate_ids.unlink()
        cls.other = cls._partner("Borealis AG")

    def _rate(self, rate, day):
        self.env["res.currency.rate"].create(
            {"currency_id": self.francs.id, "name": day, "rate": rate,
             "company_id": self.company.id}
        )  # fmt: skip

    # -- no rate ------------------------------------------------------------------------

    def test_what_has_no_rate_is_marked_for_that_and_for_nothing_else(self):
        """An order received with its draft, a draft and a bill of November without order;
        a bill whose rate a person wrote is known."""
        line = self._received(currency_id=self.francs.id)
        self._draft(100.0, line=line)
        self._draft(300.0, currency_id=self.francs.id, partner_id=self.other.id)
        self._later(400.0, "2026-10-28", currency_id=self.francs.id,
                    partner_id=self.other.id, ref="L")  # fmt: skip
        written = self._draft(500.0, currency_id=self.francs.id, ref="W",
                              partner_id=self.other.id)  # fmt: skip
        written.invoice_currency_rate = 2.0
        closing = self._month(post=False)
        self.assertEqual(self._outcomes(closing, "received"), [NO_RATE])
        self.assertEqual(self._outcomes(closing), [NO_RATE] * 3 + [(250.0, 250.0, False, False)])
        self.assertCounted(closing, 4)
        text = self._lines(closing, "draft_bill")[1].explanation
        self.assertIn("300.00 CHF", text)
        self.assertIn("No exchange rate is known", text)

    def test_one_for_one_on_a_bill_stays_unknown_when_the_rate_comes(self):
        """Odoo wrote 1; the rate of 15/10 is entered later, and stays off the bill."""
        bill = self._draft(300.0, currency_id=self.francs.id)
        self._rate(2.0, "2026-10-15")
        self.assertEqual(self._outcomes(self._month(post=False)), [NO_RATE])
        bill.invoice_currency_rate = 2.0
        self.assertEqual(
            self._outcomes(self._month(post=False)), [(150.0, 150.0, False, False)]
        )

    def test_a_rate_of_after_the_month_is_none_of_it(self):
        self._rate(2.0, "2026-11-15")
        self._draft(300.0, currency_id=self.francs.id)
        self.assertEqual(self._outcomes(self._month(post=False)), [NO_RATE])

    def test_an_advance_in_a_currency_without_rate_is_an_advance(self):
        product = self._product("Acompte", self._account("409100"))
        self._received(300.0, 1, currency_id=self.francs.id, line={"product_id": product.id})
        self.assertEqual(
            self._outcomes(self._month(post=False), "received"), [(0.0, 0.0, "not_cost", False)]
        )

    def test_a_bill_in_another_currency_than_its_order_is_asked_about(self):
        """1,500.00 CHF received, 747.00 EUR captured, then booked: nobody linked them."""
        self._rate(2.0, "2026-10-01")
        product = self._product("Zed", self.fees)
        self._received(
            1500.0, 1, currency_id=self.francs.id, line={"product_id": product.id}
        )
        bill = self._draft(747.0, with_line={"product_id": product.id})
        closing = self._month(post=False)
        received = [(750.0, 750.0, False, "match")]
        self.assertEqual(self._outcomes(closing, "received"), received)
        self.assertEqual(self._outcomes(closing), [(747.0, 747.0, False, "match")])
        bill.action_post()
        closing = self._month(post=False)
        self.assertEqual(self._outcomes(closing, "received"), received)

    # -- orders -------------------------------------------------------------------------

    def test_what_an_order_received_in_full_does_not_explain_is_beyond_it(self):
        line = self._received()
        self._draft(300.0, line=line)
        closing = self._month(post=False)
        self.assertEqual(
            self._outcomes(closing), [(0.0, 2000.0, "beyond_order", "match")]
        )
        self.assertIn("all that was ordered has come",
                      self._lines(closing, "draft_bill").explanation)  # fmt: skip

    def test_a_sum_that_names_nothing_is_the_rest_of_the_one_order_that_it_fits(self):
        """10 × 100.00 received, 6 billed; 1 × 400.00 « Solde », as draft, then booked."""
        self._bill(self._received(), 6, ref="N-1")
        bill = self._draft(
            400.0, ref="N-2", with_line={"product_id": False, "name": "Solde travaux"}
        )
        closing = self._month(post=False)
        self.assertEqual(bill.ap_match_ids.state, "suggested")
        self.assertEqual(self._outcomes(closing, "received"), [(400.0, 400.0, False, False)])
        self.assertEqual(self._outcomes(closing), [(0.0, 400.0, "ordered", "match")])
        bill.action_post()
        closing = self._month(post=False)
        self.assertEqual(self._outcomes(closing, "received"), [(0.0, 400.0, "billed", "match")])
        self.assertEqual(self._cost(OCTOBER), 1000.0)

    def test_a_draft_of_an_order_made_again_is_counted_once(self):
        """8 × 100.00 cancelled and ordered again; 6 came. Then the same, booked: two of
        them were billed ahead."""
        gone = self._order(100.0, 8)
        bill = self._draft(100.0, line=gone)
        gone.order_id.state = "cancel"
        gone.order_id.sudo().ap_date_cancel = "2026-10-20 08:00:00"
        self._receive(self._order(100.0, 8), 6)
        closing = self._month(post=False)
        self.assertEqual(self._outcomes(closing, "received"), [(600.0, 600.0, False, False)])
        self.assertEqual(self._outcomes(closing), [(0.0, 800.0, "ordered", "match")])
        bill.action_post()
        closing = self._month()
        self.assertFalse(self._lines(closing).filtered("amount"))
        self.assertEqual(
            self._outcomes(closing, "billed_not_received"), [(200.0, 200.0, False, "match")]
        )
        self.assertEqual(self._cost(OCTOBER), 600.0)

    def test_a_bill_of_an_order_that_was_cancelled_is_marked(self):
        line = self._order(650.0, 1)
        self._draft(650.0, line=line)
        line.order_id.state = "cancel"
        self.assertEqual(
            self._outcomes(self._month(post=False)), [(650.0, 650.0, False, "match")]
        )

    def test_a_bill_of_another_legal_entity_is_no_bill_of_ours(self):
        """Ordered and received here, billed and booked there: this books still await it."""
        line = self._received()
        there = self.setup_other_company(name="Sister SAS")["company"]
        bill = self.env["account.move"].with_company(there).create(
            {
                "move_type": "in_invoice", "partner_id": self.supplier.id,
                "invoice_date": "2026-10-25", "company_id": there.id,
                "invoice_line_ids": [Command.create({"name": "X", "price_unit": 1000.0,
                                                     "tax_ids": False})],
            }
        )  # fmt: skip
        bill.action_post()
        self.env.cr.execute(
            "UPDATE account_move_line SET purchase_line_id = %s, quantity = 10"
            " WHERE id = %s", (line.id, bill.invoice_line_ids.id),
        )  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual(
            self._outcomes(self._month(post=False), "received"), [(1000.0, 1000.0, False, False)]
        )

    def test_goods_billed_for_nothing_are_asked_about(self):
        line = self._received()
        self._bill(line, with_line={"price_unit": 0.0})
        self.assertEqual(
            self._outcomes(self._month(post=False), "received"),
            [(1000.0, 1000.0, False, "amount_apart")],
        )

    def test_grams_of_what_is_received_in_kilograms_leave_nothing(self):
        """0.333 kg are recorded as 0.33; 333 g are billed."""
        kilogram = self.env.ref("uom.product_uom_kgm")
        product = self._product("Saffron", self.fees)
        product.uom_id = kilogram
        line = self._received(
            3.0, 0.333, line={"product_id": product.id, "product_uom_id": kilogram.id}
        )
        gram = self.env.ref("uom.product_uom_gram")
        self._bill(line, 333, with_line={"product_uom_id": gram.id, "price_unit": 0.003,
                                         "quantity": 333})  # fmt: skip
        closing = self._month(post=False)
        self.assertFalse(self._lines(closing, "billed_not_received"))

    # -- dates and places ---------------------------------------------------------------

    def test_a_draft_that_is_to_be_booked_in_the_month_is_a_cost_of_it(self):
        """Dated 03/11, and its accounting date says October."""
        self._bill(day="2026-11-03", date=OCTOBER, post=False,
                   with_line={"price_unit": 700.0, "tax_ids": False})  # fmt: skip
        self.assertEqual(
            self._outcomes(self._month(post=False)), [(700.0, 700.0, False, False)]
        )

    def test_what_was_posted_elsewhere_is_marked_when_it_is_proposed_again(self):
        bill = self._draft(640.0)
        closing = self._month()
        bill.invoice_line_ids.account_id = self._account("622700")
        line = self._lines(self._month(post=False), "draft_bill")[-1]
        self.assertEqual((line.amount, line.review_code), (0.0, "moved"))
        self.assertIn("cancel that posting", line.explanation)
        self._month()
        self.assertItems(closing, [("6226", NAME, 640.0, 0.0), ("4081", NAME, 0.0, 640.0)])

    def test_what_is_not_accrued_any_more_is_named(self):
        """With its document, its supplier and what was posted of it; so the month after."""
        line = self._received()
        self._month()
        line.ap_no_accrual_reason = "Paid by the insurer"
        november = self._lines(self._month("2026-11-30", post=False))
        self.assertIn("was accrued the month before", november.explanation)
        text = self._lines(self._month(post=False))[-1].explanation
        name = line.order_id.name
        self.assertIn(f"Not accrued any more: {name} of {NAME}, posted with", text)
        self.assertIn("1,000.00", text)

    def test_the_reason_of_a_document_stays_before_that_of_its_account(self):
        """A duplicate on an archived account is a duplicate."""
        account = self._account("622700")
        for day, number in (("2026-10-25", "EL-77"), ("2026-10-27", "EL 77")):
            bill = self._draft(640.0, day, ref=number, with_line={"account_id": account.id})
            if number == "EL-77":
                bill.action_post()
        account.active = False
        self.assertEqual(
            self._outcomes(self._month(post=False)), [(0.0, 640.0, "duplicate", "duplicate")]
        )
