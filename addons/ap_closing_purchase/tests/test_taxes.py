# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taxes in the price, taxes that are no VAT, taxes in each other's base: every source
of a closing takes them as Odoo's own engine does."""

from odoo import Command
from odoo.tests import tagged

from .common import OCTOBER, ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestTaxes(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ap_vat_policy = "included"
        inside = {"price_include_override": "tax_included"}
        cls.inside = cls._tax("20 G included", 100, **inside)
        cls.inside_kept = cls._tax("20 ND included", 0, **inside)
        cls.inside_fuel = cls._tax("20 fuel included", 80, **inside)
        cls.kept = cls._tax("20 ND", 0)

    def _eco(self, amount=5.0, **values):
        """A contribution by unit in the base of the VAT, booked as VAT is."""
        return self._tax(
            f"Eco {amount}", 100, amount=amount, amount_type="fixed", sequence=0,
            include_base_amount=True, **values,
        )  # fmt: skip

    def _draft(self, price, tax, quantity=1.0, **values):
        given = {
            "price_unit": price,
            "quantity": quantity,
            "tax_ids": [Command.set(tax.ids)],
            **values.pop("with_line", {}),
        }
        return self._bill(day="2026-10-20", post=False, with_line=given, **values)

    def assertAccrued(self, cost, vat, closing=None):
        table = [("6226", NAME, cost, 0.0), ("4081", NAME, 0.0, round(cost + vat, 2))]
        if vat:
            table.append(("44586", NAME, vat, 0.0))
        self.assertItems(closing or self._close(), table)
        self.assertTied(OCTOBER)

    # -- draft bills: the untaxed balance says nothing of the price -----------------

    def test_a_draft_bill_with_its_tax_in_the_price(self):
        self._draft(1200.0, self.inside)
        self.assertAccrued(1000.0, 200.0)

    def test_a_draft_bill_with_a_tax_in_the_price_that_is_cost(self):
        self._draft(1200.0, self.inside_kept)
        self.assertAccrued(1200.0, 0.0)

    def test_a_tax_in_the_price_that_is_cost_is_cost_without_vat_too(self):
        self.company.ap_vat_policy = "excluded"
        self._draft(1200.0, self.inside_kept)
        self.assertAccrued(1200.0, 0.0)

    def test_a_draft_bill_with_a_tax_in_the_price_partly_deducted(self):
        self._draft(1200.0, self.inside_fuel)
        self.assertAccrued(1040.0, 160.0)

    def test_a_draft_bill_is_to_the_cent_what_it_says(self):
        """3 at 33.33: the bill says 83.32 and 16.67."""
        bill = self._draft(33.33, self.inside, 3)
        self.assertEqual((bill.amount_untaxed, bill.amount_tax), (83.32, 16.67))
        self.assertAccrued(83.32, 16.67)

    def test_a_draft_bill_with_a_discount_and_its_tax_in_the_price(self):
        self._draft(120.0, self.inside, 10, with_line={"discount": 25.0})
        self.assertAccrued(750.0, 150.0)

    def test_a_draft_credit_note_with_its_tax_in_the_price(self):
        self._draft(2400.0, self.inside)
        self._draft(1200.0, self.inside, move_type="in_refund")
        self.assertAccrued(1000.0, 200.0)

    def test_a_draft_bill_with_a_contribution_in_the_base_of_vat(self):
        self._draft(100.0, self._eco() | self.vat20, 10)
        self.assertAccrued(1050.0, 210.0)

    def test_a_draft_bill_in_dollars_with_its_tax_in_the_price(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        self._draft(2400.0, self.inside, currency_id=dollar.id)
        self.assertAccrued(1000.0, 200.0)

    def test_of_a_dated_draft_bill_the_tax_follows_the_days(self):
        """31 of 92 days of 920.00 and of 184.00 that are cost."""
        dates = {"deferred_start_date": "2026-10-01", "deferred_end_date": "2026-12-31"}
        self._draft(1104.0, self.inside_kept, with_line=dates)
        self.assertAccrued(372.0, 0.0)

    def test_what_is_no_business_of_the_company_is_no_cost_of_it(self):
        """60 % of the line is professional: 600.00 and 120.00."""
        self._draft(1000.0, self.vat20, with_line={"deductible_amount": 60.0})
        self.assertAccrued(600.0, 120.0)

    def test_free_goods_with_a_contribution(self):
        self._draft(0.0, self._eco() | self.vat20, 10)
        self.assertAccrued(50.0, 10.0)

    # -- orders --------------------------------------------------------------------

    def test_an_order_with_its_tax_in_the_price(self):
        self._received(120.0, tax=self.inside)
        self.assertAccrued(1000.0, 200.0)

    def test_an_order_with_a_discount_and_its_tax_in_the_price(self):
        self._received(120.0, tax=self.inside, line={"discount": 25.0})
        self.assertAccrued(750.0, 150.0)

    def test_an_order_with_a_contribution_in_the_base_of_vat(self):
        line = self._received(tax=self._eco() | self.vat20)
        self.assertEqual(line.order_id.amount_total, 1260.0)
        self.assertAccrued(1050.0, 210.0)

    def test_the_contribution_stays_cost_in_a_closing_without_vat(self):
        self.company.ap_vat_policy = "excluded"
        self._received(tax=self._eco() | self.vat20)
        self.assertAccrued(1050.0, 0.0)

    def test_a_contribution_is_by_unit_of_the_order(self):
        """Two dozens at 5.00 a dozen, as the order says."""
        dozen = self.env.ref("uom.product_uom_dozen")
        line = self._received(
            120.0, 2, tax=self._eco() | self.vat20, line={"product_uom_id": dozen.id}
        )
        self.assertEqual(line.price_total, 300.0)
        self.assertAccrued(250.0, 50.0)

    def test_a_part_of_an_order_has_a_part_of_the_contribution(self):
        line = self._order(tax=self._eco() | self.vat20)
        self._receive(line, 4)
        self.assertAccrued(420.0, 84.0)

    def test_a_return_ordered_takes_the_contribution_back(self):
        taxes = self._eco() | self.vat20
        self._received(tax=taxes)
        self._received(qty=-2.0, tax=taxes)
        self.assertAccrued(840.0, 168.0)

    def test_a_group_of_taxes(self):
        group = self.env["account.tax"].create(
            {
                "name": "Fuel and duty",
                "amount_type": "group",
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "children_tax_ids": [
                    Command.set((self._tax("G", 100) | self._tax("D", 0, amount=2)).ids)
                ],
            }
        )
        self._received(tax=group)
        self.assertAccrued(1020.0, 200.0)

    def test_a_tax_withheld_from_the_supplier_changes_neither_cost_nor_vat(self):
        self._received(tax=self.vat20 | self._tax("Withheld", 100, amount=-10.0))
        self.assertAccrued(1000.0, 200.0)

    def test_the_tax_of_a_fiscal_position_that_is_in_the_price(self):
        position = self.env["account.fiscal.position"].create(
            {"name": "Fuel", "company_id": self.company.id}
        )
        self.inside_fuel.write(
            {
                "fiscal_position_ids": [Command.set(position.ids)],
                "original_tax_ids": [Command.set(self.vat20.ids)],
            }
        )
        mapped = position.map_tax(self.vat20)
        self.assertEqual(mapped, self.inside_fuel)
        self._received(120.0, tax=mapped, fiscal_position_id=position.id)
        self.assertAccrued(1040.0, 160.0)

    def test_an_order_in_dollars_with_its_tax_in_the_price(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        self._received(120.0, tax=self.inside, currency_id=dollar.id)
        closing = self._close()
        self.assertAccrued(500.0, 100.0, closing)
        items = self._run(closing)._standing_moves().line_ids
        self.assertEqual(
            sorted(items.mapped("amount_currency")), [-1200.0, 200.0, 1000.0]
        )

    def test_a_tax_in_the_base_of_vat_that_is_booked_as_vat_is_looked_at(self):
        duty = self._tax(
            "Duty", 100, amount=10.0, sequence=0, include_base_amount=True
        )
        self._received(tax=duty | self.vat20)
        closing = self._close(post=False)
        line = self._lines(closing)
        self.assertEqual((line.amount, line.amount_tax), (1100.0, 220.0))
        self.assertEqual(line.review_code, "tax_nature")
        self.assertEqual(self._run(closing).review_count, 1)

    # -- credits due, billed ahead ----------------------------------------------------

    def test_a_credit_due_at_the_price_of_a_bill_that_contains_its_tax(self):
        line = self._received(120.0, tax=self.inside)
        self._bill(line)
        self._receive(line, -4, "2026-10-28")
        self.assertItems(
            self._close(),
            [
                ("4098", NAME, 480.0, 0.0),
                ("6226", NAME, 0.0, 400.0),
                ("44586", NAME, 0.0, 80.0),
            ],
        )

    def test_a_credit_due_with_a_contribution(self):
        line = self._received(tax=self._eco() | self.vat20)
        self._bill(line)
        self._receive(line, -4, "2026-10-28")
        self.assertItems(
            self._close(),
            [
                ("4098", NAME, 504.0, 0.0),
                ("6226", NAME, 0.0, 420.0),
                ("44586", NAME, 0.0, 84.0),
            ],
        )

    def _ahead(self, tax, price=100.0, **values):
        line = self._order(price, tax=tax)
        self._receive(line, 4)
        self._bill(line, **values)
        return self._run(self._close(), "billed_not_received")

    def assertAside(self, run, cost):
        self.assertItems(run, [("486", NAME, cost, 0.0), ("6226", NAME, 0.0, cost)])
        self.assertTied(OCTOBER)

    def test_billed_ahead_with_a_tax_that_is_cost(self):
        self.assertAside(self._ahead(self.kept), 720.0)

    def test_billed_ahead_with_a_tax_in_the_price_that_is_cost(self):
        self.assertAside(self._ahead(self.inside_kept, 120.0), 720.0)

    def test_billed_ahead_with_a_tax_in_the_price_that_is_deducted(self):
        self.assertAside(self._ahead(self.inside, 120.0), 600.0)

    def test_billed_ahead_with_a_tax_partly_deducted(self):
        self.assertAside(self._ahead(self.inside_fuel, 120.0), 624.0)

    def test_billed_ahead_with_a_contribution(self):
        self.assertAside(self._ahead(self._eco() | self.vat20), 630.0)

    def test_billed_ahead_with_the_taxes_of_the_bill_and_not_of_the_order(self):
        given = {"tax_ids": [Command.set(self.kept.ids)]}
        self.assertAside(self._ahead(self.vat20, with_line=given), 720.0)

    # -- regular suppliers ----------------------------------------------------------

    def test_a_regular_supplier_whose_price_contains_its_tax(self):
        self._regular(self.inside)
        self.assertAccrued(1000.0, 200.0)

    def test_a_regular_supplier_whose_tax_is_cost(self):
        self._regular(self.inside_kept)
        self.assertAccrued(1200.0, 0.0)

    def _regular(self, tax):
        self.env["ap.recurring"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.supplier.id,
                "account_id": self.fees.id,
                "amount": 1000.0,
                "interval": "1",
                "date_first": "2026-10-01",
                "tax_ids": [Command.set(tax.ids)],
            }
        )
