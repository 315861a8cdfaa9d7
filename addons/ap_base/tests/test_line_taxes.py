# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taxes of lines equal those of Odoo's engine, asked once for each distinct set."""

from decimal import Decimal
from itertools import count
from random import Random
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ap_base.models.line_taxes import LineTaxes

from .common import AccountingCase

D = Decimal
CENT = D("0.01")
TURN = count()


@tagged("post_install", "-at_install")
class TestLineTaxes(AccountingCase):
    @classmethod
    @AccountingCase.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.vat_account = chart.ref("tva_acq_normale").invoice_repartition_line_ids[
            1
        ].account_id
        cls.expense = cls.company_data["default_account_expense"]

    def _tax(self, amount=20.0, shares=((100, "vat"),), **values):
        """A purchase tax; shares are (percent, "vat", "expense" or None)."""
        accounts = {"vat": self.vat_account.id, "expense": self.expense.id}
        lines = [Command.create({"repartition_type": "base", "factor_percent": 100})]
        lines += [
            Command.create(
                {
                    "repartition_type": "tax",
                    "factor_percent": percent,
                    "account_id": accounts.get(where, False),
                }
            )
            for percent, where in shares
        ]
        return self.env["account.tax"].create(
            {
                "name": f"Tax {next(TURN)}",
                "type_tax_use": "purchase",
                "amount": amount,
                "company_id": self.company.id,
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
                **values,
            }
        )

    def _included(self, amount=20.0, shares=((100, "vat"),), **values):
        return self._tax(
            amount, shares, price_include_override="tax_included", **values
        )

    def _eco(self, amount=5.0, where="vat", **values):
        """A contribution by unit, in the base of the VAT."""
        return self._tax(
            amount, ((100, where),), amount_type="fixed", sequence=0,
            include_base_amount=True, **values,
        )  # fmt: skip

    def assertAmount(self, taxes, quantity, price, expected):
        """`expected`: base, tax that is cost, VAT deducted."""
        ids = tuple(sorted(taxes.ids))
        lines = LineTaxes(self.env, self.company).load([ids])
        found = lines.amount(ids, D(quantity), D(price), CENT)
        got = (found.base, found.non_deductible, found.deductible)
        self.assertEqual(got, tuple(map(D, expected)))
        return lines, ids

    def test_what_each_nature_of_tax_is(self):
        vat, hotel = self._tax(), self._tax(shares=((100, None),))
        fuel = self._tax(shares=((80, "vat"), (20, None)))
        reverse = self._tax(shares=((100, "vat"), (-100, "vat")))
        partly = self._tax(shares=((80, "vat"), (20, None), (-100, "vat")))
        withheld = self._tax(-15.0)
        twin = self._tax(-20.0)
        duty = self._tax(2.0, shares=((100, "expense"),))
        table = [
            (vat, ("1000", "0", "200")),
            (hotel, ("1000", "200", "0")),
            (fuel, ("1000", "40", "160")),
            (reverse, ("1000", "0", "0")),
            (partly, ("1000", "40", "-40")),
            (vat | withheld, ("1000", "0", "200")),
            (vat | twin, ("1000", "0", "0")),
            (vat | duty, ("1000", "20", "200")),
            (self._included(), ("833.33", "0", "166.67")),
            (self._included(shares=((100, None),)), ("833.33", "166.67", "0")),
            (
                self._included(shares=((80, "vat"), (20, None))),
                ("833.33", "33.33", "133.34"),
            ),
        ]
        for taxes, expected in table:
            with self.subTest(taxes=taxes.mapped("name"), expected=expected):
                self.assertAmount(taxes, 10, 100, expected)

    def test_a_contribution_by_unit_is_cost_and_in_the_base_of_vat(self):
        for where in ("vat", "expense", None):
            with self.subTest(where=where):
                taxes = self._eco(where=where) | self._tax(sequence=2)
                lines, ids = self.assertAmount(taxes, 10, 100, ("1000", "50", "210"))
                self.assertFalse(lines.doubtful(ids))

    def test_a_contribution_by_rate_in_the_base_of_vat_is_cost(self):
        duty = self._tax(10.0, include_base_amount=True, sequence=0)
        lines, ids = self.assertAmount(
            duty | self._tax(sequence=2), 10, 100, ("1000", "100", "220")
        )
        self.assertTrue(lines.doubtful(ids))

    def test_included_vat_before_a_fee_stays_vat(self):
        """The screen makes each included tax one that enters later bases."""
        vat = self._included(include_base_amount=True, sequence=1)
        fee = self._tax(0.5, ((100, None),), amount_type="fixed", sequence=2)
        lines, ids = self.assertAmount(vat | fee, 10, 120, ("1000", "5", "200"))
        self.assertFalse(lines.doubtful(ids))

    def test_groups_are_their_taxes(self):
        group = self.env["account.tax"].create(
            {
                "name": "Both",
                "amount_type": "group",
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "children_tax_ids": [
                    Command.set((self._tax() | self._tax(2.0, ((100, None),))).ids)
                ],
            }
        )
        self.assertAmount(group, 10, 100, ("1000", "20", "200"))

    def test_an_untaxed_amount_gets_the_taxes_that_made_it(self):
        eco, vat, inside = self._eco(), self._tax(sequence=2), self._included()
        lines = LineTaxes(self.env, self.company)
        for taxes, base, quantity, expected in (
            (inside, "1000", "1", ("1000", "0", "200")),
            (inside, "-250", "4", ("-250", "0", "-50")),
            (eco | vat, "1000", "10", ("1000", "50", "210")),
            (eco | vat, "-400", "4", ("-400", "-20", "-84")),
        ):
            ids = tuple(sorted(taxes.ids))
            found = lines.amount_of_base(ids, D(base), D(quantity), CENT)
            got = (found.base, found.non_deductible, found.deductible)
            self.assertEqual(got, tuple(map(D, expected)))

    def test_untaxed_prices_are_not_rounded(self):
        inside = self._included(10.0)
        lines = LineTaxes(self.env, self.company)
        price = lines.untaxed_price(tuple(inside.ids), D(1000))
        self.assertAlmostEqual(price, D(10000) / D(11), 20)
        self.assertEqual(lines.untaxed_price((), D(1000)), D(1000))

    def test_any_set_of_taxes_equals_the_engine_to_the_cent(self):
        """Made by chance: included, by unit, in each other's base, divided, grouped."""
        random = Random(20261031)
        for _turn in range(60):
            taxes = self._random_taxes(random)
            ids = tuple(sorted(taxes.ids))
            lines = LineTaxes(self.env, self.company)
            for _line in range(8):
                quantity = D(random.choice(("1", "3", "7.5", "-4", "0.333")))
                price = D(random.randint(1, 99999)) / 100
                found = lines.amount(ids, quantity, price, CENT)
                stated = taxes._get_tax_details(float(price), float(quantity))
                with self.subTest(taxes=taxes.mapped("name"), price=price, q=quantity):
                    self.assertEqual(float(found.base), round(stated["total_excluded"], 2))
                    self.assertEqual(
                        float(found.total), round(stated["total_included"], 2)
                    )

    def _random_taxes(self, random):
        found = self.env["account.tax"]
        for number in range(random.randint(1, 3)):
            kind = random.choice(("percent", "percent", "fixed", "division"))
            shares = random.choice((((100, "vat"),), ((100, None),)))
            found |= self._tax(
                random.choice((20.0, 5.5, 2.1, 0.25)),
                shares,
                amount_type=kind,
                sequence=number,
                include_base_amount=random.random() < 0.4,
                is_base_affected=random.random() < 0.8,
                price_include_override=random.choice(
                    ("tax_included", "tax_excluded", "tax_excluded")
                ),
            )
        return found

    def test_the_engine_is_asked_once_for_a_set_and_not_for_each_line(self):
        taxes = self._tax() | self._tax(2.0, ((100, None),))
        ids = tuple(taxes.ids)
        lines = LineTaxes(self.env, self.company).load([ids])
        with self._watched() as engine:
            for number in range(1000):
                lines.amount(ids, D(3), D(number), CENT)
            self.assertLess(engine.call_count, 10)

    def test_where_cents_of_one_tax_count_in_another_each_distinct_line_is_asked(self):
        """0.025 a unit, 1 unit: 0.03, and 20 % of 100.03."""
        taxes = self._eco(0.025) | self._tax(sequence=2)
        lines, ids = self.assertAmount(taxes, 1, 100, ("100", "0.03", "20.01"))
        with self._watched() as engine:
            for _again in range(5):
                for number in range(1, 11):
                    lines.amount(ids, D(3), D(number), CENT)
            self.assertEqual(engine.call_count, 10)

    def _watched(self):
        """Odoo's engine, counted."""
        taxes = type(self.env["account.tax"])
        asked = taxes._get_tax_details
        return patch.object(
            taxes, "_get_tax_details", autospec=True, side_effect=asked
        )
