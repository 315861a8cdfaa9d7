# SPDX-License-Identifier: AGPL-3.0-or-later
"""The supplier card: right, wrong or not known, and nothing typed is lost."""

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from odoo.addons.ap_base.tests.common import ApCommon

CODES = [
    "supplier_number", "supplier_agreement", "supplier_missing", "supplier_duplicate",
    "supplier_terms", "supplier_bank",
]  # fmt: skip
GOOD = {"company_registry": "732 829 320 00074", "vat": "FR44732829320"}


@tagged("post_install", "-at_install")
class TestSupplierCard(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls(CODES)
        cls.france = cls.env.ref("base.fr")
        cls.partners = cls.env["res.partner"].with_context(lang="en_US")

    @classmethod
    def _supplier(cls, name="Nordlys SAS", **values):
        given = {"name": name, "is_company": True, "supplier_rank": 1}
        return cls.partners.create({**given, "country_id": cls.france.id, **values})

    def _term(self, days, delay="days_after"):
        line = {"value": "percent", "value_amount": 100, "nb_days": days, "delay_type": delay}
        return self.env["account.payment.term"].create(
            {"name": f"{days} {delay}", "line_ids": [(0, 0, line)]}
        )

    def _card(self, partner):
        """Sign, subject and sentence of each row."""
        partner.invalidate_recordset(["ap_card_html"])
        rows = html.fromstring(str(partner.ap_card_html)).xpath("//tr")
        cells = [[cell.text_content().strip() for cell in row] for row in rows]
        return {subject: (sign, text) for sign, subject, text, _article in cells}

    def _found(self, codes=None, records=None):
        given = {"res_model": records._name, "res_ids": records.ids} if records else {}
        self.env["ap.control"].check(self.company.id, codes or CODES, **given)
        domain = [("state", "in", ("open", "assigned")), ("control_code", "in", CODES)]
        return self.env["ap.finding"].search(domain)

    def test_each_number_is_said_to_be_right_wrong_or_not_known(self):
        card = self._card(self._supplier(**GOOD))
        self.assertEqual(card["SIRET"][0], "✓")
        self.assertEqual(card["VAT number"][0], "✓")
        self.assertEqual(card["RCS"][0], "?")
        self.assertEqual(card["Agreement"], ("✓", "The numbers name one company."))
        wrong = self._supplier(company_registry="73282932000075", vat="FR45732829320")
        card = self._card(wrong)
        self.assertEqual(card["SIRET"][0], "✗")
        self.assertIn("its key is wrong", card["SIRET"][1])
        self.assertEqual(card["VAT number"][0], "✗")

    def test_a_siren_alone_lacks_its_establishment_and_suggests_the_vat_number(self):
        card = self._card(self._supplier(company_registry="732829320"))
        self.assertEqual(card["SIRET"][0], "?")
        self.assertIn("five digits", card["SIRET"][1])

    def test_a_wrong_vat_number_is_saved_as_typed(self):
        partner = self._supplier(vat="FR 45 732 829 320")
        self.assertEqual(partner.vat, "FR 45 732 829 320")
        partner.write({"vat": "BE 123"})
        self.assertEqual(partner.vat, "BE 123")
        with Form(partner) as form:
            form.vat = "FR00000000000"
        self.assertEqual(partner.vat, "FR00000000000")
        kept, _code = self.partners._run_vat_checks(
            self.france, "FR45732829320", validation="setnull"
        )
        self.assertEqual(kept, "FR45732829320")

    def test_a_right_vat_number_is_written_as_odoo_does(self):
        self.assertEqual(self._supplier(vat="fr 44 732829320").vat, "FR44732829320")

    def test_the_own_company_stays_strict(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.company.partner_id.write({"vat": "FR45732829320", "country_id": self.france.id})

    def test_the_siren_is_read_from_what_is_right(self):
        self.assertEqual(self._supplier(**GOOD).ap_siren, "732829320")
        self.assertEqual(self._supplier(vat="FR44732829320").ap_siren, "732829320")
        self.assertFalse(self._supplier(vat="FR45732829320").ap_siren)

    def test_payment_terms_against_the_legal_cap(self):
        partner = self._supplier(**GOOD)
        for days, delay, case, sign in (
            (60, "days_after", False, "✓"),
            (61, "days_after", False, "✗"),
            (45, "days_after_end_of_month", False, "?"),
            (45, "days_after_end_of_month", "eom", "✓"),
            (45, "days_after_end_of_month", "net", "✗"),
            (60, "days_after_end_of_month", "eom", "✗"),
            (45, "days_after", "transport", "✗"),
            (45, "days_after", "periodic", "✓"),
            (31, "days_after", "default", "✗"),
        ):
            with self.subTest(days=days, delay=delay, case=case):
                partner.property_supplier_payment_term_id = self._term(days, delay)
                partner.ap_terms_case = case
                self.assertEqual(self._card(partner)["Payment terms"][0], sign)

    def test_bank_accounts_with_iban_and_rib(self):
        for number, sign, text in (
            ("FR1420041010050500013M02606", "✓", "IBAN and RIB"),
            ("FR1420041010050500013M02607", "✗", "key is wrong"),
            ("DE89370400440532013000", "✓", "IBAN is right"),
            ("20041 01005 0500013M026 06", "?", "ask for the IBAN"),
        ):
            with self.subTest(number=number):
                partner = self._supplier()
                bank = {"partner_id": partner.id, "acc_number": number}
                self.env["res.partner.bank"].create(bank)
                found = self._card(partner)["Bank account"]
                self.assertEqual(found[0], sign)
                self.assertIn(text, found[1])

    def test_the_card_says_whether_an_account_is_trusted(self):
        partner = self._supplier()
        bank = self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": "FR1420041010050500013M02606"}
        )
        found = self._card(partner)["Trusted for payments"]
        self.assertEqual(found[0], "?")
        self.assertIn("no transfer goes to it", found[1])
        bank.sudo().allow_out_payment = True
        found = self._card(partner)["Trusted for payments"]
        self.assertEqual(found[0], "✓")
        self.env.company.ap_require_trusted_bank = False
        partner.invalidate_recordset()
        self.assertNotIn("Trusted for payments", self._card(partner))

    def test_findings_say_the_same_as_the_card(self):
        first = self._supplier("First", **GOOD)
        second = self._supplier("Second", vat="FR44732829320", ap_rcs="RCS Paris 303265045")
        third = self._supplier("Third", company_registry="73282932000075")
        bank = {"partner_id": third.id, "acc_number": "FR1420041010050500013M02607"}
        self.env["res.partner.bank"].create(bank)
        third.property_supplier_payment_term_id = self._term(90)
        mine = first + second + third
        found = self._found().filtered(lambda f: f.partner_id in mine)
        table = [(f.control_code, f.partner_id.name, f.message_code) for f in found]
        self.assertCountEqual(
            table,
            [
                ("supplier_duplicate", "Second", ""),
                ("supplier_agreement", "Second", "vat_rcs"),
                ("supplier_missing", "Second", "siret"),
                ("supplier_number", "Third", "siret_checksum"),
                ("supplier_missing", "Third", "vat"),
                ("supplier_terms", "Third", "too_late"),
                ("supplier_bank", "Third", "checksum"),
            ],
        )
        third.company_registry = "30326504500011"
        self._found(["supplier_number"], third)
        number = found.filtered(lambda f: f.control_code == "supplier_number")
        self.assertEqual(number.state, "resolved")

    def test_suppliers_of_another_company_only_are_not_looked_at(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self._supplier(company_registry="73282932000075", company_id=other.id)
        self.assertNotIn(partner, self._found().partner_id)

    def test_the_card_needs_few_queries_whatever_the_number_of_suppliers(self):
        def prepared(count):
            partners = self.partners
            for place in range(count):
                partner = self._supplier(f"S{place}", **GOOD)
                bank = {"partner_id": partner.id, "acc_number": f"FR{place:025d}"}
                self.env["res.partner.bank"].create(bank)
                partners += partner
            self.env.flush_all()
            self.env.invalidate_all()
            return partners

        counts = []
        self.partners._ap_law()  # read once for all
        for size in (1, 20):
            partners = prepared(size)
            before = self.cr.sql_log_count
            partners.mapped("ap_card_html")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[0], 18)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_findings_of_many_suppliers_need_few_queries(self):
        def cost(size):
            self.partners.create(
                [
                    {"name": f"N{size}-{i}", "is_company": True, "supplier_rank": 1,
                     "country_id": self.france.id, "company_registry": "73282932000075"}
                    for i in range(size)
                ]
            )  # fmt: skip
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["ap.control"].check(self.company.id, ["supplier_number"])
            return self.cr.sql_log_count - before

        cost(5)
        few, many = cost(5), cost(200)
        self.assertLessEqual(many, few + 3)
