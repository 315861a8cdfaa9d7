# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-invoices made wrong at random: a draft and sentences, no raw error, and never a total
that is silently not the document's."""

import os
import re

from lxml import etree

from odoo.tests import tagged

from .einvoice_draft_common import DraftCase
from .einvoice_files import cii, ubl
from .einvoice_mutations import mutated

RAW = re.compile(
    r"Traceback|psycopg|DETAIL:|constraint|could not convert|object has no|NoneType|"
    r"KeyError|ValueError|TypeError|Error:|invalid literal|out of range|Decimal|<class"
)
RICH = {
    "lines": [
        {"id": "1", "status": "GROUP", "price": "620.00", "net": "620.00"},
        {"id": "2", "status": "DETAIL", "parent": "1", "quantity": "2", "price": "300.00",
         "net": "595.00", "allowances": [{"amount": "5.00"}]},
        {"id": "3", "status": "DETAIL", "parent": "1", "quantity": "12.5", "price": "2.00",
         "net": "25.00"},
        {"id": "4", "price": "80.00", "net": "80.00", "rate": "10.00"},
    ],
    "logistics": [{"amount": "10.00", "reason": "Transport"}],
    "allowances": [{"amount": "10.00"}],
    "rates": [
        {"base": "620.00", "vat": "124.00"}, {"rate": "10.00", "base": "80.00", "vat": "8.00"},
    ],
    "terms": [("2026-12-05", "400.00"), ("2027-01-05", "432.00")],
    "vat_accounts": ("USD", "140.00"),
    "totals": {"lines": "700.00", "allowances": "10.00", "charges": "10.00", "untaxed": "700.00",
               "vat": "132.00", "total": "832.00", "due": "832.00"},
}  # fmt: skip
PLAIN = {**RICH, "logistics": [], "lines": RICH["lines"][1:], "allowances": []}
MANY = int(os.environ.get("AP_EXAMPLES", 40))


@tagged("post_install", "-at_install")
class TestEInvoiceFuzz(DraftCase):
    def test_wrong_documents_make_drafts_and_sentences(self):
        """AP_EXAMPLES=300 tries that many."""
        documents = (cii(number="FUZZ", **RICH), ubl(number="FUZZ", **PLAIN))
        self.env.ref("base.USD").active = True
        for seed in range(MANY):
            content = mutated(documents[seed % 2], seed)
            with self.subTest(seed=seed):
                bill = self._upload(f"fuzz-{seed}.xml", content)
                self.assertEqual((len(bill), bill.state), (1, "draft"))
                self._check_words(bill)
                self._check_total(bill, _written_totals(content))

    def test_the_documents_themselves_are_right(self):
        for write, given in ((cii, RICH), (ubl, PLAIN)):
            bill = self._make(write, **given)
            self.assertEqual(self._amounts(bill), (700.0, 132.0, 832.0))
            self.assertEqual(self._doubts(bill), [])

    def _check_words(self, bill):
        stated = bill.message_ids.mapped("body") + self.env["ap.finding"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", bill.id)]
        ).mapped("message")  # fmt: skip
        for words in filter(None, stated):
            self.assertIsNone(RAW.search(words), words)
            self.assertNotIn("%(", words.replace("%(name)s %s", ""))

    def _check_total(self, bill, totals):
        """The amount to pay is the document's, or the payment waits; `totals`: what a plain
        look at the document finds, without our reader."""
        bill.invalidate_recordset(["ap_payment_hold"])
        row = self._row(bill)
        if bill.ap_payment_hold or not bill.invoice_line_ids:
            return
        self.assertTrue(row.data)
        self.assertTrue(row.total_known)
        if len(totals) == 1 and not row.amount_rounding:
            self.assertAlmostEqual(bill.amount_total, abs(totals.pop()), 2)
        self.assertAlmostEqual(bill.amount_total, row.amount_total + row.amount_rounding, 2)
        if row.due_known:
            self.assertAlmostEqual(bill.amount_total, row.amount_due + row.amount_prepaid, 2)
        self.assertEqual(bill.currency_id.name, row.currency_code)
        self.assertEqual(bill.move_type == "in_refund", row.is_credit)


def _written_totals(content) -> set[float]:
    root = etree.fromstring(content)
    names = ("GrandTotalAmount", "TaxInclusiveAmount")
    texts = [node.text for name in names for node in root.iter("{*}" + name)]
    return {float(text) for text in texts if re.fullmatch(r"-?\d+\.\d+", text or "")}
