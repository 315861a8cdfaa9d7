# SPDX-License-Identifier: AGPL-3.0-or-later
"""Received and not billed (FNP): one scene per test."""

from odoo import Command
from odoo.tests import tagged

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestReceived(ApClosingCommon):
    def _december(self, price=100.0, **values):
        return self._received(price, on="2026-12-01", day="2026-12-15", **values)

    def test_year_end_accrual_is_with_vat_and_reversed_the_next_day(self):
        self._december()
        run = self._run(self._close(YEAR_END))
        self.assertItems(
            run,
            [
                ("6226", NAME, 1000.0, 0.0),
                ("44586", NAME, 200.0, 0.0),
                ("4081", NAME, 0.0, 1200.0),
            ],
        )
        self.assertItems(
            run._standing_moves().reversal_move_ids,
            [
                ("6226", NAME, 0.0, 1000.0),
                ("44586", NAME, 0.0, 200.0),
                ("4081", NAME, 1200.0, 0.0),
            ],
        )
        self.assertReversed(run, "2027-01-01")
        self.assertEqual((run.amount, run.amount_tax), (1000.0, 200.0))

    def test_the_bill_leaves_its_variance(self):
        line = self._december()
        closing = self._close(YEAR_END)
        self._bill(line, day="2027-01-12", with_line={"price_unit": 102.0})
        accrued = self._lines(closing)
        self.assertEqual((accrued.actual_amount, accrued.variance), (1020.0, 20.0))
        self.assertTrue(accrued.has_actual)
        self.assertFalse(self._run(closing).is_stale)
        [[borne]] = self.env["account.move.line"]._read_group(
            [("account_id", "=", self.fees.id), ("date", ">", YEAR_END)],
            [],
            ["balance:sum"],
        )
        self.assertEqual(borne, 20.0)

    def test_a_bill_of_a_part_is_compared_with_that_part(self):
        line = self._december()
        closing = self._close(YEAR_END)
        self._bill(line, 4, day="2027-01-12", with_line={"price_unit": 105.0})
        accrued = self._lines(closing)
        self.assertEqual((accrued.actual_quantity, accrued.variance), (4.0, 20.0))

    def test_a_bill_taken_back_takes_the_variance_back(self):
        line = self._december()
        closing = self._close(YEAR_END)
        bill = self._bill(line, day="2027-01-12", with_line={"price_unit": 102.0})
        bill.button_draft()
        accrued = self._lines(closing)
        self.assertEqual((accrued.has_actual, accrued.variance), (False, 0.0))

    def test_monthly_closing_leaves_vat_out(self):
        self._received()
        closing = self._close(OCTOBER)
        self.assertEqual(closing.vat_mode, "excluded")
        self.assertItems(
            closing, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_company_chooses_vat_for_every_month(self):
        self.company.ap_vat_policy = "included"
        self._received()
        self.assertItems(
            self._close(OCTOBER),
            [
                ("6226", NAME, 1000.0, 0.0),
                ("44586", NAME, 200.0, 0.0),
                ("4081", NAME, 0.0, 1200.0),
            ],
        )

    def test_one_closing_chooses_otherwise(self):
        self._december()
        closing = self._close(YEAR_END, post=False)
        self.assertEqual(closing.vat_mode, "included")
        closing.vat_mode = "excluded"
        self._close(YEAR_END)
        self.assertItems(
            closing, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_fuel_bears_the_fifth_of_its_vat(self):
        fuel = self._product("Fuel", self._account("606100"))
        tax = self._tax("20 % fuel", 80)
        self._december(tax=tax, line={"product_id": fuel.id})
        self.assertItems(
            self._close(YEAR_END),
            [
                ("6061", NAME, 1040.0, 0.0),
                ("44586", NAME, 160.0, 0.0),
                ("4081", NAME, 0.0, 1200.0),
            ],
        )

    def test_hotel_bears_all_its_vat_in_every_mode(self):
        hotel = self._product("Hotel", self._account("625600"))
        tax = self._tax("20 % hotel", 0)
        table = [("6256", NAME, 1200.0, 0.0), ("4081", NAME, 0.0, 1200.0)]
        self._received(tax=tax, line={"product_id": hotel.id})
        self.assertItems(self._close(OCTOBER), table)
        self.assertItems(self._close(YEAR_END), table)

    def test_reverse_charge_has_no_vat(self):
        self._december(tax=self.chart.ref("tva_intra_normale_services"))
        self.assertItems(
            self._close(YEAR_END),
            [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)],
        )

    def test_margin_scheme_and_exempt_have_no_vat(self):
        self._december(tax=self.env["account.tax"])
        self._december(tax=self.chart.ref("tva_purchase_service_0"))
        self.assertItems(
            self._close(YEAR_END),
            [("6226", NAME, 2000.0, 0.0), ("4081", NAME, 0.0, 2000.0)],
        )

    def test_tax_included_in_the_price_is_taken_out(self):
        tax = self._tax("20 % incl.", 100, price_include_override="tax_included")
        self._december(120.0, tax=tax)
        self.assertItems(
            self._close(YEAR_END),
            [
                ("6226", NAME, 1000.0, 0.0),
                ("44586", NAME, 200.0, 0.0),
                ("4081", NAME, 0.0, 1200.0),
            ],
        )

    def test_a_fixed_asset_waits_on_4084(self):
        laptop = self._product("Laptop", self._account("218300"))
        self._december(line={"product_id": laptop.id})
        self.assertItems(
            self._close(YEAR_END),
            [
                ("2183", NAME, 1000.0, 0.0),
                ("44586", NAME, 200.0, 0.0),
                ("4084", NAME, 0.0, 1200.0),
            ],
        )

    def test_partly_billed_accrues_the_rest(self):
        line = self._received()
        self._bill(line, 4)
        self.assertItems(
            self._close(), [("6226", NAME, 600.0, 0.0), ("4081", NAME, 0.0, 600.0)]
        )

    def test_the_discount_is_deducted(self):
        self._received(line={"discount": 15.0})
        self.assertItems(
            self._close(), [("6226", NAME, 850.0, 0.0), ("4081", NAME, 0.0, 850.0)]
        )

    def test_received_after_the_closing_date_is_not_accrued(self):
        self._received(day="2026-11-01")
        closing = self._close()
        self.assertFalse(self._lines(closing))
        self.assertFalse(closing.run_ids.move_ids)

    def test_billed_with_a_later_accounting_date_is_accrued(self):
        line = self._received()
        self._bill(line, day="2026-11-03", invoice_date="2026-10-28")
        self.assertItems(
            self._close(), [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_foreign_currency_at_the_rate_of_the_closing_date(self):
        dollar = self.setup_other_currency(
            "USD",
            rates=[("2026-10-01", 2.0), ("2026-10-31", 1.25), ("2026-11-01", 5.0)],
        )
        self._received(currency_id=dollar.id)
        closing = self._close()
        self.assertItems(
            closing, [("6226", NAME, 800.0, 0.0), ("4081", NAME, 0.0, 800.0)]
        )
        items = self._run(closing)._standing_moves().line_ids
        self.assertEqual(items.currency_id, dollar)
        self.assertEqual(sorted(items.mapped("amount_currency")), [-1000.0, 1000.0])
        self.assertReversed(self._run(closing), "2026-11-01")
        self.assertTied(OCTOBER)

    def test_orders_in_two_currencies_of_one_supplier(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        self._received(currency_id=dollar.id)
        self._received()
        closing = self._close()
        self.assertItems(
            closing,
            [
                ("6226", NAME, 500.0, 0.0),
                ("4081", NAME, 0.0, 500.0),
                ("6226", NAME, 1000.0, 0.0),
                ("4081", NAME, 0.0, 1000.0),
            ],
        )
        self.assertReversed(self._run(closing), "2026-11-01")

    def test_one_line_of_408_per_supplier_matched_pair_by_pair(self):
        others = [self._partner(f"Supplier {number}") for number in range(3)]
        for partner in others:
            self._received(partner_id=partner.id)
            self._received(50.0, partner_id=partner.id)
        run = self._run(self._close())
        table = [("4081", partner.name, 0.0, 1500.0) for partner in others]
        self.assertItems(run, [*table, ("6226", "", 4500.0, 0.0)])
        self.assertReversed(run, "2026-11-01")
        pairs = run.move_ids.line_ids.full_reconcile_id
        self.assertEqual(len(pairs), 3)
        self.assertEqual(
            [len(pair.reconciled_line_ids.partner_id) for pair in pairs], [1, 1, 1]
        )

    def test_contacts_of_one_company_are_one_supplier(self):
        contact = self._partner("Sales", parent_id=self.supplier.id, is_company=False)
        self._received(partner_id=contact.id)
        self.assertEqual(self._lines(self._close()).partner_id, self.supplier)

    def test_analytic_distribution_is_on_the_cost_only_and_whole(self):
        plan = self.env["account.analytic.plan"].create({"name": "Country"})
        france, spain = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("France", "Spain")]
        )
        split = {str(france.id): 70.0, str(spain.id): 30.0}
        tax = self._tax("20 % fuel", 80)
        self._december(tax=tax, line={"analytic_distribution": split})
        run = self._run(self._close(YEAR_END))
        self.assertItems(
            run,
            [
                ("6226", NAME, 1040.0, 0.0, split),
                ("44586", NAME, 160.0, 0.0),
                ("4081", NAME, 0.0, 1200.0),
            ],
        )
        sums = run.move_ids.line_ids.analytic_line_ids.grouped("date")
        totals = {day: sum(found.mapped("amount")) for day, found in sums.items()}
        self.assertEqual(
            totals, {self._day(YEAR_END): -1040.0, self._day("2027-01-01"): 1040.0}
        )

    def test_two_distributions_stay_apart(self):
        plan = self.env["account.analytic.plan"].create({"name": "Country"})
        france, spain = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("France", "Spain")]
        )
        one, two = {str(france.id): 100.0}, {str(spain.id): 100.0}
        self._received(line={"analytic_distribution": one})
        self._received(30.0, line={"analytic_distribution": two})
        self.assertItems(
            self._close(),
            [
                ("6226", NAME, 1000.0, 0.0, one),
                ("6226", NAME, 300.0, 0.0, two),
                ("4081", NAME, 0.0, 1300.0),
            ],
        )

    def test_service_received_by_time_elapsed(self):
        dates = {"service_start_date": "2026-10-01", "service_end_date": "2026-12-31"}
        self._order(920.0, 1, line={"service_mode": "elapsed", **dates})
        self.assertItems(
            self._close(), [("6226", NAME, 310.0, 0.0), ("4081", NAME, 0.0, 310.0)]
        )

    def test_every_item_has_a_reference_and_a_label(self):
        self._received()
        run = self._run(self._close())
        self.assertEqual(
            run.move_ids.sorted("id").mapped("ref"),
            ["Bills not received 10/2026", "Reversal of: Bills not received 10/2026"],
        )
        self.assertEqual(
            set(run.move_ids.line_ids.mapped("name")),
            {"Bills not received 10/2026 – Nordlys SAS"},
        )

    def test_references_are_in_the_language_of_the_company(self):
        self.company.partner_id.lang = "fr_FR"
        self._received()
        run = self._run(self._close())
        run.action_cancel("Wrong month")
        self.assertEqual(
            run.move_ids.sorted("id").mapped("ref"),
            [
                "Factures non parvenues 10/2026",
                "Extourne de\N{NO-BREAK SPACE}: Factures non parvenues 10/2026",
                "Contre-passation de\N{NO-BREAK SPACE}: Factures non parvenues 10/2026",
                "Extourne de\N{NO-BREAK SPACE}: Contre-passation de\N{NO-BREAK SPACE}: Factures non parvenues 10/2026",
            ],
        )

    def test_a_line_without_expense_account_blocks_until_one_is_chosen(self):
        self.service.property_account_expense_id = False
        self.service.categ_id.property_account_expense_categ_id = False
        self.company.expense_account_id = False
        journals = self.env["account.journal"].search([("type", "=", "purchase")])
        journals.default_account_id = False
        self._received()
        result = self.closings.close_month(self.company.id, OCTOBER, post=True)
        self.assertIn("choose the accounts", result["blocking"][0])
        closing = self.closings.browse(result["closing_id"])
        line = self._lines(closing)
        self.assertEqual((line.review_code, line.move_id.id), ("no_account", False))
        line.account_id = self.fees
        self._run(closing).action_post()
        self.assertItems(
            closing, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_two_order_lines_of_one_product_are_two_accruals(self):
        order = self._order().order_id
        second = self.env["purchase.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.service.id,
                "product_qty": 5,
                "price_unit": 10.0,
                "tax_ids": [Command.clear()],
            }
        )
        for line in order.order_line:
            self._receive(line)
        self._bill(second, 5)
        lines = self._lines(self._close())
        self.assertEqual(lines.mapped("source_id"), [order.order_line[0].id])
