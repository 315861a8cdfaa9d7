# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.ap_demo.story import (
    bank,
    captured,
    expenses,
    letters,
    numbers,
    payments,
    platform,
    products,
    scenes,
    suppliers,
    values,
    volume,
)
from odoo.addons.ap_demo.story.numbers import french_vat, siren, siret


@tagged("post_install", "-at_install")
class TestStory(BaseCase):
    """The story is plain values: the same every time, and consistent."""

    def test_examples_in_the_text_hold(self):
        self.assertEqual(doctest.testmod(values).failed, 0)
        self.assertEqual(doctest.testmod(payments).failed, 0)
        self.assertEqual(doctest.testmod(bank).failed, 0)
        self.assertEqual(doctest.testmod(numbers).failed, 0)
        self.assertEqual(doctest.testmod(expenses).failed, 0)
        self.assertEqual(doctest.testmod(captured).failed, 0)

    def test_bank_accounts_pass_their_checks(self):
        for number in range(1, 40):
            for account in (payments.french_iban(number), payments.polish_iban(number)):
                digits = "".join(str(int(sign, 36)) for sign in account[4:] + account[:4])
                self.assertEqual(int(digits) % 97, 1, account)  # ISO 13616

    def test_the_totals_taken_over_follow_the_pace_of_the_traffic(self):
        prices = {key: product.price for key, product in products.PRODUCTS.items()}
        _orders, bills = volume.traffic(prices)
        totals = volume.older(bills, prices)
        self.assertEqual(len(totals), 2 * len(volume.HABITS))
        spent = sum(
            item.quantity * item.price
            for bill in bills
            if bill.supplier == "nordix"
            for item in bill.items
        )
        taken = [bill.items[0] for bill in totals if bill.supplier == "nordix"]
        for item in taken:  # four months and a half each, to one piece
            self.assertAlmostEqual(
                item.quantity * item.price, spent / 3 * 4.5, delta=item.price
            )

    def test_the_traffic_is_the_same_every_time(self):
        prices = {key: product.price for key, product in products.PRODUCTS.items()}
        self.assertEqual(volume.traffic(prices), volume.traffic(prices))

    def test_the_story_names_known_suppliers_products_and_orders(self):
        prices = {key: product.price for key, product in products.PRODUCTS.items()}
        orders, bills = volume.traffic(prices)
        orders += scenes.ORDERS
        keys = {order.key for order in orders}
        self.assertEqual(len(keys), len(orders))
        for order in orders:
            self.assertIn(order.supplier, suppliers.SUPPLIERS)
            for line in order.lines:
                self.assertIn(line.product, products.PRODUCTS)
        for bill in [*bills, *scenes.BILLS]:
            for item in bill.items:
                self.assertIn(item.product, products.PRODUCTS)
                self.assertIn(item.order, keys | {None})
        for letter in (*letters.MAILS, *letters.LISTS):
            self.assertIn(letter.supplier, suppliers.SUPPLIERS)
        for paper in (*captured.CAPTURED, *platform.FLOWS):
            known = isinstance(paper.supplier, captured.Stranger)
            self.assertTrue(known or paper.supplier in suppliers.SUPPLIERS, paper.name)

    def test_company_numbers_pass_their_checks(self):
        number = siren(990000)
        self.assertEqual((len(number), len(siret(990000))), (9, 14))
        self.assertEqual(french_vat("732829320"), "FR44732829320")
