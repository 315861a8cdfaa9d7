# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills against French law: what is found, what stops posting, what is shown."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .conformity_common import COMPLETE, ConformityCase

NO_VAT_NUMBER = {"seller_vat": ""}


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20")
class TestConformity(ConformityCase):
    def test_a_complete_bill_has_no_finding(self):
        self.assertFalse(self._found(self._draft(text=COMPLETE)))
        self.assertFalse(self._found(self._draft("NOR-2026-201", text="", amount=7)))
        self.assertFalse(self._found(self._draft("NOR-2026-202", amount=9)))

    def test_a_text_that_lacks_a_mention_is_a_warning_and_never_blocks(self):
        text = COMPLETE.replace("Indemnité forfaitaire pour frais de recouvrement", "")
        bill = self._draft(text=text.replace("TVA FR 44 732 829 320", ""))
        self.assertEqual(self._found(bill), {("bill_mention", "text")})
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        keys = self.env["ap.finding"].search(bill._ap_finding_domain()).mapped("key")
        self.assertIn("indemnity", keys)

    def test_an_e_invoice_without_vat_number_is_blocked_on_every_way(self):
        bill = self._stating(**NO_VAT_NUMBER)
        self.assertIn(("bill_mention_blocking", "xml"), self._found(bill))
        with self.assertRaisesRegex(UserError, "VAT number of the seller"):
            bill.action_post()
        with self.assertRaises(UserError):
            bill._post(soft=False)
        with self.assertRaises(UserError):
            self._as("accountant", bill).action_post()
        bill.auto_post = "at_date"
        bill.date = "2026-10-06"
        with self.assertRaises(UserError):
            bill._post()
        self.assertEqual(bill.state, "draft")

    def test_only_the_head_waives_what_blocks(self):
        bill = self._stating(**NO_VAT_NUMBER)
        self._check(bill)
        finding = self.env["ap.finding"].search(
            [*bill._ap_finding_domain(), ("severity", "=", "blocking")]
        )
        for role in ("auditor", "apprentice", "accountant"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, finding).waive("It is on the back")
        self._as("head", finding).waive("It is on the back")
        self.assertIn("It is on the back", finding.message_ids[0].body)
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_vat_that_does_not_add_up(self):
        """Typed by hand; an e-invoice has its own control of sums."""
        wrong, near = self._draft("NOR-1"), self._draft("NOR-2")
        for bill, vat in ((wrong, 201.0), (near, 200.01)):
            tax = bill.line_ids.filtered("tax_line_id")
            tax.amount_currency = vat
            self.assertEqual(bill.amount_total, 1000.0 + vat)
        self.assertIn(("bill_vat", "vat_amount"), self._found(wrong))
        self.assertNotIn("bill_vat", {code for code, _m in self._found(near)})

    def test_vat_of_a_supplier_in_franchise(self):
        self.supplier.ap_vat_regime = "franchise"
        found = self._found(self._draft(text=COMPLETE))
        self.assertIn(("bill_vat", "franchise_with_vat"), found)
        self.assertIn(("bill_tax_choice", "franchise"), found)

    def test_services_taxed_like_goods(self):
        bill = self._draft(text=COMPLETE)
        self.assertFalse(self._found(bill))
        bill.invoice_line_ids.tax_ids = self.goods
        self.assertEqual(self._found(bill), {("bill_tax_choice", "on_payment")})

    def test_terms_and_dates(self):
        cases = {
            "2026-12-04": set(),  # 60 days
            "2026-12-15": set(),  # 45 days end of month, if agreed
            "2026-12-16": {("bill_terms", "too_late")},
            "2026-10-01": {("bill_dates", "due_before_issue")},
        }
        for place, (due, expected) in enumerate(cases.items()):
            with self.subTest(due):
                bill = self._draft(
                    f"T-{place}", invoice_date_due=due, amount=100 + place
                )
                self.assertEqual(self._found(bill), expected)
        ahead = self._draft(
            "T-9", date="2026-11-20", amount=333, invoice_date_due=False
        )
        self.assertIn(("bill_dates", "future"), self._found(ahead))
        unnumbered = self._draft("", amount=444)
        self.assertIn(("bill_dates", "no_number"), self._found(unnumbered))
        typed = self._draft(
            "T-10", date="2126-10-05", amount=555, invoice_date_due=False
        )
        self.assertIn(("bill_dates_blocking", "year"), self._found(typed))

    def test_duplicates_across_cards_of_one_siren(self):
        first = self._draft()
        twin = self.supplier.copy({"name": "Nordlys Brest", "vat": "FR44732829320"})
        again = self._draft("nor 2026/0200", partner=twin, date="2026-10-06")
        other = self._draft("NOR-2026-203", partner=self.partner_a, date="2026-10-06")
        self._check(first, again, other)
        self.assertFalse(self._found(first, checked=False))
        self.assertEqual(
            self._found(again, checked=False), {("duplicate_bill", "number")}
        )
        self.assertNotIn(
            "duplicate_bill", {code for code, _m in self._found(other, checked=False)}
        )

    def test_the_same_reference_is_told_once(self):
        self._draft()
        again = self._draft("NOR2026200")
        self._check(again)
        findings = self.env["ap.finding"].search(
            [*again._ap_finding_domain(), ("control_code", "=", "duplicate_bill")]
        )
        self.assertEqual(findings.mapped("message_code"), ["number"])

    def test_numbers_of_another_company_in_the_text(self):
        text = COMPLETE.replace("732 829 320", "303 265 045").replace("FR 44", "FR 40")
        self.assertIn(
            ("bill_identifier", "another"), self._found(self._draft(text=text))
        )
        two = self._stating(number="NOR-7", seller_vat="FR40303265045")
        self.assertIn(("bill_identifier", "two_companies"), self._found(two))

    def test_foreign_suppliers_and_companies_elsewhere_are_left_alone(self):
        german = self.env["res.partner"].create(
            {
                "name": "Waage",
                "country_id": self.env.ref("base.de").id,
                "is_company": True,
            }
        )
        bill = self._draft("DE-1", partner=german, invoice_date_due="2027-03-01")
        bill.invoice_line_ids.tax_ids = False
        codes = {code for code, _message in self._found(bill)}
        self.assertFalse(codes - {"bill_tax_choice"})
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        self._check(bill)
        self.assertFalse(bill.ap_conformity_html)

    def test_a_draft_is_checked_when_its_change_is_complete(self):
        bill = self._draft("")
        self.env.cr.precommit.run()
        self.assertEqual(
            self._found(bill, checked=False), {("bill_dates", "no_number")}
        )
        bill.ref = "NOR-2026-300"
        self.env.cr.precommit.run()
        self.assertFalse(self._found(bill, checked=False))
        bill.invoice_line_ids.tax_ids = self.goods
        self.env.cr.precommit.run()
        self.assertIn(
            ("bill_tax_choice", "on_payment"), self._found(bill, checked=False)
        )

    def test_the_panel_in_both_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        text = COMPLETE.replace("Escompte : néant.", "")
        bill = self._as("apprentice", self._draft(text=text))
        panel = bill.with_context(lang="en_US").ap_conformity_html
        for words in ("✗", "Terms of discount", "L441-9", "text of the PDF", "20. "):
            self.assertIn(words, panel)
        self.assertTrue(bill.with_context(lang="fr_FR").ap_conformity_html)
        stated = {row["mention"]: row["status"] for row in bill.bill_mentions()}
        self.assertEqual(len(stated), 20)
        self.assertEqual(stated["payment_terms"], "missing")
        self.assertEqual(stated["number"], "present")
        self._check(bill)
        self.env.invalidate_all()
        self.assertIn("1 ✗", bill.ap_conformity_text)
        search = [("ap_conformity_ids.missing_count", ">", 0)]
        self.assertIn(bill, bill.search(search))

    def test_a_recodification_is_one_row(self):
        """The text gets its last day and a new row: only what is cited changes."""
        bill = self._draft(
            "R-1", text=COMPLETE, date="2027-01-04", invoice_date_due=False
        )
        before = bill.bill_mentions()
        texts = self._as("head", self.env["ap.legal.text"])
        old = texts.search([("code", "=", "cgi_ann2")])
        old.valid_to = "2026-12-31"
        texts.create(
            {"code": "cgi_ann2", "pattern": "New %s", "valid_from": "2027-01-01"}
        )
        after = bill.bill_mentions()
        self.assertIn("New 242 nonies A, I-1°", {row["reference"] for row in after})
        statuses = [[row["status"] for row in rows] for rows in (before, after)]
        self.assertEqual(*statuses)
        with self.assertRaises(AccessError):
            self._as("accountant", old).valid_to = "2026-06-30"

    def test_the_message_asks_for_what_is_missing_in_the_suppliers_language(self):
        text = COMPLETE.replace("Escompte : néant.", "")
        bill = self._draft(text=text)
        self._check(bill)
        for role in ("apprentice", "accountant"):
            self.assertTrue(self._as(role, bill).ap_supplier_to_ask)
            action = self._as(role, bill).action_ap_ask_supplier()
        context = action["context"]
        compose = self.env["mail.compose.message"].with_context(**context)
        message = compose.create({})
        self.assertEqual(message.partner_ids, self.supplier)
        self.assertIn("Terms of discount", message.body)
        self.assertNotIn("Indemnity", message.body)
        message._action_send_mail()
        self.assertIn("rectified invoice", bill.message_ids[0].body)
        with self.assertRaises(AccessError):
            self._as("auditor", bill).action_ap_ask_supplier()
        complete = self._draft("NOR-400", text=COMPLETE, amount=7)
        self.assertFalse(complete.ap_supplier_to_ask)
        with self.assertRaisesRegex(UserError, "Nothing is missing"):
            complete.action_ap_ask_supplier()
