# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invoices that others have published, through the journal's upload."""

import re
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.ap_base.tests import published
from odoo.addons.l10n_fr_ap_extras.models.einvoice.ap_control_document import CONTROLS

from .einvoice_common import EInvoiceCase

RULE = re.compile(r"BR-FR-(?:CO-|DEC-|MV-|BD-)?\d+")
SUMS = {
    "amount_untaxed": "tax_basis", "amount_tax": "tax_total", "amount_total": "grand_total",
}  # fmt: skip

# Files whose draft differs although the taxes are known here, and why.
MISREAD = {
    # A total of VAT without its breakdown, and lines without a rate.
    "einvoice/cii/atgp_facturx-basic.xml": ["total", "vat"],
    "einvoice/cii/atgp_facturx-en16931.xml": ["total", "vat"],
    "einvoice/cii/atgp_facturx-extended.xml": ["total", "vat"],
    # A remark in the place of the VAT number: stock takes another supplier for this one.
    "einvoice/en16931/ubl/BIS_Billing_30-OmvandSkattskyldighet.xml": ["supplier"],
    # Prices for a quantity, which stock rounds.
    "einvoice/en16931/ubl/BIS_Billing_30-Rantefaktura_Enkel.xml": [
        "base", "total", "untaxed",
    ],
}  # fmt: skip


def _bare(text):
    return re.sub(r"[\W_]", "", text).upper()


@tagged("post_install", "-at_install")
class TestPublishedInvoices(EInvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.told = {
            row["file"]: row
            for row in published.table_of_files("einvoice_fields.csv")
        }
        cls.bills = {}
        for name in cls.told:
            path = published.path(name)
            bill = cls._upload(path.name, path.read_bytes())
            cls.bills[name] = bill
        cls.rows = {name: cls._row(bill) for name, bill in cls.bills.items()}
        cls.read = {name: row for name, row in cls.rows.items() if row.data}

    def test_every_file_becomes_one_draft(self):
        for name, bill in self.bills.items():
            self.assertEqual((len(bill), bill.state), (1, "draft"), name)

    def test_what_is_kept_equals_what_an_independent_reader_read(self):
        self.assertGreaterEqual(len(self.read), 81)
        for name, row in self.read.items():
            with self.subTest(name):
                told = self.told[name]
                self.assertEqual(
                    (row.number, row.bill_type, row.currency_code, row.line_count),
                    (
                        told["number"],
                        told["type"],
                        told["currency"],
                        int(told["n_lines"]),
                    ),
                )
                days = [str(day or "") for day in (row.issue_date, row.due_date)]
                self.assertEqual(days, [told["issue_date"], told["due_date"]])
                self.assertEqual(row.seller_name, told["seller_name"])
                if re.search(r"\d", told["seller_vat"]):  # else a remark in its place
                    self.assertEqual(row.seller_vat, _bare(told["seller_vat"]))
                for ours, theirs in SUMS.items():
                    expected = abs(Decimal(told[theirs] or 0))
                    self.assertAlmostEqual(row[ours], float(expected), 2, ours)
                accounts = {_bare(text) for text in re.split("[;,|]", told["iban"])}
                # We also keep accounts that are written as proprietary numbers.
                self.assertLessEqual(accounts - {""}, set(row.accounts.split()))

    def test_what_could_not_be_read_says_why(self):
        unread = {n: row.problem for n, row in self.rows.items() if n not in self.read}
        for name, problem in unread.items():
            profile, syntax = self.told[name]["profile"], self.told[name]["syntax"]
            reason = "old" if "ferd:" in profile else "syntax"
            if syntax.startswith("PDF"):  # a picture of an invoice: nothing is wrong
                reason = False
            self.assertEqual(problem, reason, (name, syntax))
        problems = {row.problem for row in self.read.values() if row.problem}
        self.assertEqual(problems, {"pdf"})  # attachments that only look like PDFs

    def test_drafts_say_what_the_e_invoice_says(self):
        """Where the French chart has the taxes, stock's import is right but for MISREAD."""
        taxes = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "purchase")]
        )
        rates = {0.0, *taxes.mapped("amount")}
        known = {
            name
            for name, row in self.read.items()
            if row.coverage == "full"
            and {float(told[0]) for told in row.rates or []} <= rates
        }
        found = {
            name: sorted(self._found(self.bills[name]).mapped("message_code"))
            for name in known
        }
        self.assertGreater(len(known), 15)
        different = {name: codes for name, codes in found.items() if codes}
        self.assertEqual(different, MISREAD)

    def test_what_a_draft_lacks_is_found(self):
        """MINIMUM and BASIC WL bring no lines, foreign files taxes that are not here."""
        for name, row in self.read.items():
            bill = self.bills[name]
            codes = set(self._found(bill).mapped("message_code"))
            same = abs(bill.amount_total - row.amount_total) < 0.005
            if row.total_known and (row.coverage == "partial" or not same):
                total = {"empty", "total", "currency"}
                self.assertTrue(codes & total or row.amount_rounding, name)

    def test_the_text_of_each_pdf_shows_its_number(self):
        told = {name: row["number"] for name, row in self.told.items()}
        others = published.table("invoices_expected_by_oca_tests.csv")
        numbers = {row["file"]: row["invoice_number"] for row in others}
        pdfs = [name for name in told if name.endswith(".pdf")]
        self.assertGreaterEqual(len(pdfs), 8)
        for name in pdfs:
            number = told[name] or numbers.get(name.rsplit("/", 1)[1])
            self.assertIn(number, self.rows[name].text, name)

    def test_controls_take_as_many_queries_for_all_bills_as_for_two(self):
        engine = self.env["ap.control"].sudo()
        bills = self.env["account.move"].union(*self.bills.values())
        for control in engine.search([("code", "in", CONTROLS)]):
            counts = []
            for some in (bills[:2], bills):
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                getattr(control, f"_find_{control.code}")(self.company, some, None)
                counts.append(self.env.cr.sql_log_count - before)
            # Taxes to choose from are searched once each, not once per bill.
            self.assertLessEqual(counts[1], counts[0] + 12, control.code)

    def _found(self, bill):
        return self.env["ap.finding"].search(
            [("res_id", "=", bill.id), ("control_code", "=", "einvoice_difference")]
        )

    def test_no_valid_file_is_blocked(self):
        blocking = self.env["ap.finding"].search(
            [
                ("severity", "=", "blocking"),
                ("res_id", "in", [bill.id for bill in self.bills.values()]),
            ]
        )
        self.assertFalse(blocking.mapped("message"))

    def test_french_rules_broken_are_those_that_the_official_ones_say(self):
        summary = published.table_of_files("einvoice_rule_summary.csv")
        official = {row["file"]: set() for row in summary}
        for row in published.table_of_files("einvoice_rule_failures.csv"):
            if row["rule"].startswith("BR-FR"):
                official[row["file"]].add(RULE.match(row["rule"])[0])
        files = [name for name in official if name in self.read]
        found = {n: {rule for rule, *_at in self.read[n].remarks or []} for n in files}
        self.assertEqual(found, {name: official[name] for name in files})
        self.assertGreaterEqual(len(files), 20)
