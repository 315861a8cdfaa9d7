# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French figures as the controls read them: published amounts, on their days."""

from datetime import date
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from odoo.addons.ap_expenses.rules.mileage import Vehicle, allowance, trip

DAY = date(2026, 3, 5)


@tagged("post_install", "-at_install")
class TestFrenchFigures(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.env.ref("base.fr")

    def test_scales_price_the_published_trips(self):
        rows = self.env["ap.expense.scale"]._brackets(self.france)
        self.assertEqual(len(rows), 27)
        car = Vehicle("car", 5)
        self.assertEqual(trip(Decimal(4990), Decimal(40), car, rows, DAY), Decimal("17.07"))
        self.assertEqual(allowance(Decimal(12000), car, rows, DAY), Decimal("5679"))
        electric = Vehicle("car", 5, electric=True)
        self.assertEqual(allowance(Decimal(12000), electric, rows, DAY), Decimal("6814.8"))

    def test_vat_is_given_back_by_nature(self):
        percents = self.env["ap.expense.vat.rule"]._percents(self.france)

        def of(code):
            nature = self.env.ref(f"ap_expenses.nature_{code}")
            [(_first, _last, percent)] = [
                span for span in percents[nature.id] if span[0] <= DAY <= span[1]
            ]
            return percent

        self.assertEqual(
            [of(code) for code in ("hotel", "transport", "car", "fuel", "client_meal")],
            [0, 0, 0, 80, 100],
        )

    def test_figures_hold_on_their_days(self):
        figures = self.env["ap.expense.figure"]
        [gift] = figures._caps(self.france)
        self.assertEqual((gift.nature, gift.amount), ("gift", 73))
        [ticket] = figures._receipt_rules(self.france)
        self.assertEqual(ticket.ticket, 150)
        rates = {row.rate for row in figures._rates(self.france)}
        self.assertEqual(rates, {0, Decimal("2.1"), Decimal("5.5"), 10, 20})
        meals = {
            row.amount
            for row in self.env["ap.expense.allowance"]._rows(self.france)
            if row.code == "meal_restaurant" and row.holds(DAY)
        }
        self.assertEqual(meals, {Decimal("21.4")})
