# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invoices that others have published, through the journal's upload."""

import re
from collections import Counter
from decimal import Decimal
from unittest import SkipTest

from odoo.tests import tagged

from odoo.addons.ap_base.tests import published

from .einvoice_common import EInvoiceCase

SUMS = {
    "amount_untaxed": "tax_basis", "amount_tax": "tax_total", "amount_total": "grand_total",
}  # fmt: skip

CREDITS = ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532")
# Files whose draft is not all that they say, and why.
OTHERWISE = {
    # One register number stands in examples of several companies: the first card is taken.
    "CreditNote-Min_content_without_VAT.xml": {"supplier"},
    "Invoice-Min_content_without_VAT.xml": {"supplier"},
    "BIS_Billing_30-Rantefaktura_Enkel.xml": {"supplier"},
    "BIS_Billing_30-Rantefaktura_Saml.xml": {"supplier"},
}
# No name with a number or a country: nobody to make a card of.
NAMELESS = re.compile("atgp_")


def _bare(text):
    return re.sub(r"[\W_]", "", text).upper()


class PublishedCase(EInvoiceCase):
    """Each published file as the draft that its upload makes."""

    otherwise = OTHERWISE
    by_country = False  # with the rules of a country, whose add-on runs the same tests

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env["ap.bill.document"]._codes() and not cls.by_country:
            raise SkipTest("The add-on of a country reads these files, with these tests and its own")
        cls.stated = {
            row["file"]: row
            for row in published.table_of_files("einvoice_fields.csv")
        }
        cls._know_all_rates()
        cls.bills = {}
        for name in cls.stated:
            path = published.path(name)
            bill = cls._upload(path.name, path.read_bytes())
            cls.bills[name] = bill
        cls.rows = {name: cls._row(bill) for name, bill in cls.bills.items()}
        cls.read = {name: row for name, row in cls.rows.items() if row.data}

    @classmethod
    def _know_all_rates(cls):
        """A tax for each rate that is written, so that the reading is tried, not the chart."""
        taxes = cls.env["account.tax"]
        own = [("company_id", "=", cls.company.id), ("type_tax_use", "=", "purchase")]
        parts = [part for row in cls.stated.values() for part in row["vat_breakdown"].split(" ; ")]
        written = {float(part.split("|")[1] or 0) for part in parts if part}
        for rate in written - set(taxes.search(own).mapped("amount")):
            taxes.create(
                {"name": f"{rate} %", "amount": rate, "type_tax_use": "purchase",
                 "company_id": cls.company.id}
            )  # fmt: skip


@tagged("post_install", "-at_install")
class TestPublishedInvoices(PublishedCase):
    def test_every_file_becomes_one_draft(self):
        for name, bill in self.bills.items():
            self.assertEqual((len(bill), bill.state), (1, "draft"), name)

    def test_what_is_kept_equals_what_an_independent_reader_read(self):
        self.assertGreaterEqual(len(self.read), 81)
        for name, row in self.read.items():
            with self.subTest(name):
                stated = self.stated[name]
                self.assertEqual(
                    (row.number, row.bill_type, row.currency_code, row.line_count),
                    (
                        stated["number"],
                        stated["type"],
                        stated["currency"],
                        int(stated["n_lines"]),
                    ),
                )
                days = [str(day or "") for day in (row.issue_date, row.due_date)]
                self.assertEqual(days, [stated["issue_date"], stated["due_date"]])
                self.assertEqual(row.seller_name, stated["seller_name"])
                if re.search(r"\d", stated["seller_vat"]):  # else a remark in its place
                    self.assertEqual(row.seller_vat, _bare(stated["seller_vat"]))
                for ours, theirs in SUMS.items():
                    if stated[theirs]:  # ours is made of what is due where it is not written
                        expected = float(abs(Decimal(stated[theirs])))
                        self.assertAlmostEqual(row[ours], expected, 2, ours)
                accounts = {_bare(text) for text in re.split("[;,|]", stated["iban"])}
                # We also keep accounts that are written as proprietary numbers.
                self.assertLessEqual(accounts - {""}, set(row.accounts.split()))

    def test_what_could_not_be_read_says_why(self):
        unread = {n: row.problem for n, row in self.rows.items() if n not in self.read}
        for name, problem in unread.items():
            profile, syntax = self.stated[name]["profile"], self.stated[name]["syntax"]
            reason = "old" if "ferd:" in profile else "syntax"
            if syntax.startswith("PDF"):  # a picture of an invoice: nothing is wrong
                reason = False
            self.assertEqual(problem, reason, (name, syntax))
        problems = {row.problem for row in self.read.values() if row.problem}
        self.assertEqual(problems, {"pdf"})  # attachments that only look like PDFs

    def test_drafts_are_what_an_independent_reader_read_field_by_field(self):
        wrong = {}
        for name, row in self.read.items():
            if row.coverage == "full":
                found = self._wrong(name)
                if NAMELESS.search(name):
                    found -= {"supplier"}
                if found:
                    wrong[name.rsplit("/", 1)[1]] = found
        here = {name.rsplit("/", 1)[1] for name in self.read}
        self.assertEqual({n: f for n, f in wrong.items() if f != self.otherwise.get(n)}, {})
        self.assertLessEqual(wrong.keys(), here)

    def test_invoices_without_lines_have_their_sums_by_rate(self):
        """BASIC WL; MINIMUM has no rates, and its draft no lines."""
        for name, row in self.read.items():
            if row.coverage == "partial":
                bill = self.bills[name]
                stated = any(float(base) for _rate, base, _vat in row.rates or ())
                self.assertEqual(bool(bill.invoice_line_ids), stated, name)
                if bill.invoice_line_ids:
                    self.assertEqual(self._wrong(name) - {"supplier"}, set(), name)

    def _wrong(self, name):
        """The fields of a draft that are not as they were read independently."""
        stated, bill = self.stated[name], self.bills[name]
        total = Decimal(stated["grand_total"] or 0)
        credit = (stated["type"] in CREDITS) != (total < 0)
        right = {
            "number": stated["number"] == (bill.ref or ""),
            "issue": stated["issue_date"] == str(bill.invoice_date or ""),
            "due": stated["due_date"] in ("", str(bill.invoice_date_due or "")),
            "currency": stated["currency"] == bill.currency_id.name,
            "type": bill.move_type == ("in_refund" if credit else "in_invoice"),
            "supplier": self._same_supplier(stated, bill.partner_id),
            "lines": self._same_lines(name),
        }
        rounding = Decimal(str(self.rows[name].amount_rounding))
        for ours, theirs in SUMS.items():
            expected = abs(Decimal(stated[theirs])) if stated[theirs] else None
            if expected is not None:
                expected += 0 if theirs == "tax_total" else rounding
                right[ours] = abs(Decimal(str(bill[ours])) - expected) < Decimal("0.005")
        return {field for field, is_right in right.items() if not is_right}

    @staticmethod
    def _same_supplier(stated, partner):
        names = ("seller_vat", "seller_siren", "seller_siret")
        numbers = {n for n in (_bare(stated[name]) for name in names) if re.search(r"\d{5}", n)}
        mine = {_bare(partner[name] or "") for name in ("vat", "company_registry")}
        mine.add(partner._ap_register_number())
        if numbers & mine:
            return True
        known = mine - {""} and numbers
        return not known and _bare(stated["seller_name"]) == _bare(partner.name or "")

    def _same_lines(self, name):
        """The net amounts of the lines are those of the draft."""
        nets = Counter(round(float(net), 2) for net in self.rows[name].nets or ())
        booked = self.bills[name].invoice_line_ids.mapped("price_subtotal")
        return nets == Counter(round(net, 2) for net in booked)

    def test_what_a_draft_lacks_is_found(self):
        """A total that is not that of the file holds the payment; no other does."""
        for name, row in self.read.items():
            bill = self.bills[name]
            codes = set(self._found(bill).mapped("message_code"))
            wanted = row.amount_total + row.amount_rounding
            same = abs(bill.amount_total - wanted) < 0.005
            if row.total_known:
                total = {"empty", "total", "currency"}
                self.assertEqual(bool(codes & total), not same, (name, codes))

    def test_the_text_of_each_pdf_shows_its_number(self):
        stated = {name: row["number"] for name, row in self.stated.items()}
        others = published.table("invoices_expected_by_oca_tests.csv")
        numbers = {row["file"]: row["invoice_number"] for row in others}
        pdfs = [name for name in stated if name.endswith(".pdf")]
        self.assertGreaterEqual(len(pdfs), 8)
        for name in pdfs:
            number = stated[name] or numbers.get(name.rsplit("/", 1)[1])
            self.assertIn(number, self.rows[name].text, name)

    def test_controls_take_as_many_queries_for_all_bills_as_for_two(self):
        engine = self.env["ap.control"].sudo()
        bills = self.env["account.move"].union(*self.bills.values())
        for control in engine.search([("code", "in", engine._document_controls())]):
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
            [("res_id", "=", bill.id), ("control_code", "=", "einvoice_amount")]
        )

    def test_no_valid_file_is_blocked(self):
        blocking = self.env["ap.finding"].search(
            [
                ("severity", "=", "blocking"),
                ("res_id", "in", [bill.id for bill in self.bills.values()]),
            ]
        )
        self.assertFalse(blocking.mapped("message"))
