# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taxes proposed on draft bills, and the entries they make, to the cent."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ap_base.tests.common import ApCommon


@tagged("post_install", "-at_install")
class TestTaxProposal(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls([])
        chart = cls.env["account.chart.template"].with_company(cls.company)
        chart._ap_create_missing_taxes()
        cls.chart = chart
        cls.vat20 = chart.ref("tva_acq_normale")
        cls.vat10 = chart.ref("tva_acq_intermediaire")

    @classmethod
    def _account(cls, code):
        accounts = cls.env["account.account"].with_company(cls.company)
        domain = [*accounts._check_company_domain(cls.company), ("code", "=", code)]
        return accounts.search(domain, limit=1)

    @classmethod
    def _partner(cls, country="fr", **values):
        given = {"name": f"Supplier {country}", "is_company": True}
        country_id = cls.env.ref(f"base.{country}").id
        return cls.env["res.partner"].create({**given, "country_id": country_id, **values})

    def _draft(self, account, price, partner=None, tax=None, label="Thing", **values):
        taxes = self.vat20 if tax is None else tax
        line = {
            "name": label,
            "account_id": self._account(account).id,
            "price_unit": price,
            "tax_ids": [Command.set(taxes.ids)],
        }
        return self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": (partner or self._partner()).id,
                "invoice_date": "2026-10-05",
                "date": "2026-10-05",
                "ref": "X",
                "invoice_line_ids": [Command.create({**line, **values})],
            }
        )

    def _proposed(self, bill):
        """(treatment, reason, taxes) of the only proposal, or None."""
        found = bill.tax_proposals()
        self.assertLessEqual(len(found), 1)
        if not found:
            return None
        taxes = self.env["account.tax"].browse(found[0]["tax_ids"] or [])
        return found[0]["treatment"], found[0]["reason"], ",".join(taxes.mapped("name"))

    def _entry(self, bill):
        """Apply, post, and give (account, debit, credit)."""
        bill.apply_tax_proposals()
        self.assertFalse(bill.tax_proposals(), "applied once, nothing is left to say")
        bill.action_post()
        rows = [
            (item.account_id.with_company(self.company).code.rstrip("0"), item.debit, item.credit)
            for item in bill.line_ids
        ]
        return sorted(rows)

    def test_a_service_from_the_union_is_taxed_by_the_customer(self):
        bill = self._draft("622600", 100, self._partner("de"))
        self.assertEqual(self._proposed(bill), ("services_eu", "services", "20% EU S"))
        table = [("4011", 0, 100), ("445662", 20, 0), ("44521", 0, 20), ("6226", 100, 0)]
        self.assertEqual(self._entry(bill), self._rows(table))

    def _rows(self, table):
        return sorted((account, float(debit), float(credit)) for account, debit, credit in table)

    def test_goods_from_the_union(self):
        bill = self._draft("607000", 1000, self._partner("it"), tax=self.vat10)
        self.assertEqual(self._proposed(bill)[:2], ("eu_goods", "eu_goods"))

    def test_goods_from_the_union_at_the_standard_rate(self):
        bill = self._draft("607000", 1000, self._partner("it"))
        table = [("4011", 0, 1000), ("445662", 200, 0), ("4452", 0, 200), ("607", 1000, 0)]
        self.assertEqual(self._entry(bill), self._rows(table))

    def test_a_service_from_outside_the_union(self):
        bill = self._draft("622600", 100, self._partner("us"))
        self.assertEqual(self._proposed(bill)[0], "services_world")
        table = [("4011", 0, 100), ("445663", 20, 0), ("44531", 0, 20), ("6226", 100, 0)]
        self.assertEqual(self._entry(bill), self._rows(table))

    def test_an_import_of_goods(self):
        bill = self._draft("607000", 500, self._partner("cn"))
        self.assertEqual(self._proposed(bill)[0], "import")
        table = [("4011", 0, 500), ("445663", 100, 0), ("4453", 0, 100), ("607", 500, 0)]
        self.assertEqual(self._entry(bill), self._rows(table))

    def test_subcontracted_construction(self):
        partner = self._partner(ap_construction=True)
        bill = self._draft("611000", 1000, partner)
        self.assertEqual(self._proposed(bill), ("construction", "construction", "20% RC C"))
        self.assertIn("283-2 nonies", bill.tax_proposals()[0]["sentence"])
        table = [("4011", 0, 1000), ("44566", 200, 0), ("4452", 0, 200), ("611", 1000, 0)]
        self.assertEqual(self._entry(bill), self._rows(table))

    def test_a_purchase_under_the_margin_scheme_costs_its_whole_price(self):
        partner = self._partner(ap_vat_regime="margin")
        bill = self._draft("607000", 320, partner)
        self.assertEqual(self._proposed(bill), ("none", "margin", ""))
        self.assertIn("297 D", bill.tax_proposals()[0]["sentence"])
        self.assertEqual(self._entry(bill), self._rows([("4011", 0, 320), ("607", 320, 0)]))

    def test_a_supplier_in_franchise_charges_no_vat(self):
        partner = self._partner(ap_vat_regime="franchise")
        bill = self._draft("622600", 100, partner)
        self.assertEqual(self._proposed(bill)[:2], ("none", "franchise"))
        self.assertIn("293 B", bill.tax_proposals()[0]["sentence"])

    def test_fuel_of_passenger_cars_is_deductible_at_80_percent(self):
        bill = self._draft("606100", 50, label="Gazole")
        self.assertEqual(self._proposed(bill), ("partly", "part", "20% F"))
        table = [("4011", 0, 60), ("44566", 8, 0), ("6061", 50, 0), ("6061", 2, 0)]
        self.assertEqual(self._entry(bill), self._rows(table))

    def test_hotels_of_staff_are_not_deductible(self):
        bill = self._draft("625600", 120, tax=self.vat10, label="Hôtel Lutetia, 2 nuits")
        self.assertEqual(self._proposed(bill), ("not_deductible", "excluded", "10% ND"))
        self.assertIn("206, IV-2-2°", bill.tax_proposals()[0]["sentence"])
        table = [("4011", 0, 132), ("6256", 120, 0), ("6256", 12, 0)]
        self.assertEqual(self._entry(bill), self._rows(table))

    def test_the_nature_on_the_line_counts_before_words(self):
        bill = self._draft("625600", 120, tax=self.vat10, label="Hôtel Lutetia")
        bill.invoice_line_ids.ap_vat_nature = "hotel_third_party"
        self.assertNotEqual((self._proposed(bill) or ("",))[0], "not_deductible")

    def test_restaurants_are_deductible(self):
        tax = self.chart.ref("tva_acq_intermediaire_encaissement")
        bill = self._draft("625700", 30, tax=tax, label="Restaurant avec client")
        self.assertIsNone(self._proposed(bill))

    def test_gifts_above_the_cap_are_not_deductible(self):
        cheap = self._draft("623400", 60, label="Stylo", quantity=3)
        self.assertIsNone(self._proposed(cheap))  # 72.00 with VAT, each
        dear = self._draft("623400", 61, label="Stylo")
        self.assertEqual(self._proposed(dear), ("not_deductible", "cap", "20% ND"))

    def test_a_french_service_waits_for_its_payment_unless_debits(self):
        bill = self._draft("622600", 100)
        self.assertEqual(self._proposed(bill), ("services", "on_payment", "20% S"))
        partner = self._partner(ap_vat_on_debits=True)
        self.assertIsNone(self._proposed(self._draft("622600", 100, partner)))

    def test_nothing_is_said_where_nothing_is_known(self):
        self.assertIsNone(self._proposed(self._draft("607000", 100)))
        no_vat = self._draft("622600", 100, tax=self.env["account.tax"])
        self.assertIsNone(self._proposed(no_vat))

    def test_nothing_changes_without_a_click_and_the_chatter_keeps_it(self):
        bill = self._draft("622600", 100, self._partner("de"))
        self.assertIn("20% EU S", str(bill.ap_tax_proposal_html))
        self.assertEqual(bill.invoice_line_ids.tax_ids, self.vat20)
        bill.invoice_line_ids.action_apply_tax_proposal()
        self.assertEqual(bill.invoice_line_ids.tax_ids.name, "20% EU S")
        self.assertIn("Taxes applied", " ".join(bill.message_ids.mapped("body")))

    def test_a_company_chooses_its_own_tax(self):
        own = self.vat20.copy({"name": "My EU services"})
        bill = self._draft("622600", 100, self._partner("de"))
        self.assertEqual(self._proposed(bill)[2], "20% EU S")
        choice = self.env["ap.vat.choice"].create(
            {"treatment": "services_eu", "rate": 20, "tax_id": own.id, "company_id": self.company.id}
        )
        self.assertEqual(self._proposed(bill)[2], "My EU services")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            own.unlink()
        choice.unlink()
        self.assertEqual(self._proposed(bill)[2], "20% EU S")

    def test_a_tax_that_is_missing_is_named(self):
        partner = self._partner(ap_vat_special=True)
        bill = self._draft("606100", 100, partner, label="Gaz")
        [found] = bill.tax_proposals()
        self.assertIs(found["tax_ids"], False)
        self.assertIn("no tax is known", found["sentence"])
        self.assertEqual(bill.apply_tax_proposals(), 0)

    def test_the_auditor_applies_nothing_and_the_apprentice_does(self):
        bill = self._draft("622600", 100, self._partner("de"))
        with self.assertRaises(AccessError):
            self._as("auditor", bill).apply_tax_proposals()
        with self.assertRaises(AccessError):
            self._as("apprentice", self.env["ap.vat.choice"]).create_missing_taxes()
        self.assertEqual(self._as("apprentice", bill).apply_tax_proposals(), 1)

    def test_many_bills_need_few_queries(self):
        def cost(size):
            bills = self.env["account.move"]
            for _place in range(size):
                bills += self._draft("622600", 100, self._partner("de"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            bills.tax_proposals()
            return self.cr.sql_log_count - before

        few, many = cost(2), cost(20)
        self.assertLessEqual(few, 40)
        self.assertLessEqual(many, few + 3)
