# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill read from its page, through all rooms: posted by the policy of matching, or by nobody."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import b64
from odoo.addons.ap_capture.tests.bill_pdf import pdf
from odoo.addons.ap_purchase.tests.common import MatchCase

CRON = "odoo.addons.base.models.ir_cron.IrCron._commit_progress"
IBAN = "FR7630006000011234567890189"


@tagged("post_install", "-at_install")
class TestCapturePosting(MatchCase):
    """Ten hinges at 100.00 ordered and received, billed on a page with VAT at 20 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ap.control"].search([]).active = False
        chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.vat = chart.ref("tva_acq_normale")
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Papeterie Lenoir", "vat": "FR40303265045", "is_company": True,
             "country_id": cls.env.ref("base.fr").id}
        )  # fmt: skip
        cls.env.ref("ap_purchase.ap_match_policy_default").auto_post = True

    def _captured(self, number, price="100,00", untaxed="1 000,00", tax="200,00", total="1 200,00"):
        """The draft of a page that names an order; the order is received."""
        order = self._order(
            {"product_id": self.goods.id, "tax_ids": [(6, 0, self.vat.ids)]}, partner_id=self.supplier.id
        )  # fmt: skip
        self._receive(order.order_line, 10)
        page = pdf(
            "Papeterie Lenoir SARL", "N° TVA FR40303265045", "FACTURE", ("Facture n°", number),
            ("Date de facture", "25/10/2026"), ("Votre commande", order.name), ("IBAN", IBAN),
            ("Désignation", "Qté", "P.U. HT", "Montant HT"), ("Hinge", "10", price, untaxed),
            ("Total HT", f"{untaxed} €"),
            ("TVA 20 %", f"{tax} €"), ("Total TTC", f"{total} €"),
        )  # fmt: skip
        result = self.env["ap.capture"].read_file("bill.pdf", b64(page), self.company.id)
        bill = self.env["account.move"].browse(result["move_ids"])
        self.assertEqual((bill.partner_id, bill.invoice_origin), (self.supplier, order.name))
        return bill

    def _night(self, bill):
        """Compare the bill, and post what may post by itself."""
        [match] = self._matched(bill)
        with patch(CRON, lambda *_args, **_values: 1):
            self.match._cron_post()
        return match

    def test_a_sure_bill_within_its_policy_is_posted(self):
        """1,000.00 + 200.00 = 1,200.00, as ordered: posted, to the cent."""
        bill = self._captured("F-P1")
        self.assertEqual(bill.state, "draft")
        match = self._night(bill)
        self.assertEqual((match.state, bill.state), ("matched", "posted"))
        payable = bill.line_ids.filtered(lambda line: line.account_id.account_type == "liability_payable")
        self.assertEqual((bill.amount_untaxed, bill.amount_tax, payable.credit), (1000.0, 200.0, 1200.0))

    def test_an_unsure_total_is_posted_by_nobody(self):
        """1,000.00 + 200.00 are not 1,210.00: the draft has no line; entered by hand as
        ordered, it still differs from its page."""
        bill = self._captured("F-P2", total="1 210,00")
        self._night(bill)
        self.assertEqual((bill.state, bill.amount_total), ("draft", 0.0))
        bill.invoice_line_ids = [
            (0, 0, {"name": "Hinge", "product_id": self.goods.id, "quantity": 10, "price_unit": 100.0,
                    "tax_ids": [(6, 0, self.vat.ids)]})
        ]  # fmt: skip
        match = self._night(bill)
        self.assertIn("Total", bill.ap_capture_missing)
        self.assertFalse(match._may_post())
        self.assertEqual(bill.state, "draft")

    def test_a_bill_dearer_than_its_policy_is_not_posted(self):
        bill = self._captured("F-P3", "110,00", "1 100,00", "220,00", "1 320,00")
        match = self._night(bill)
        self.assertEqual((match.state, bill.state), ("exception", "draft"))

    def test_an_account_of_the_page_is_not_paid(self):
        """The account on the page is on no card: it is neither stored nor paid; once it stands on
        the card, payment waits until somebody trusts it."""
        bill = self._captured("F-P4")
        self._night(bill)
        self.assertEqual(bill.state, "posted")
        self.assertFalse(self.supplier.bank_ids or bill.partner_bank_id)
        value = bill.ap_capture_value_ids.filtered(lambda one: one.field == "iban")
        self.assertEqual((value.value, value.state), (IBAN, "unknown"))
        bill.partner_bank_id = self.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": self.supplier.id}
        )
        self.assertFalse(bill.partner_bank_id.allow_out_payment)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"payment_date": "2026-10-31"})
        with self.assertRaisesRegex(UserError, "Nothing was paid"):
            wizard.action_create_payments()
        self.assertEqual(bill.payment_state, "not_paid")
