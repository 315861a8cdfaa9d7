# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of an e-invoice makes the payment wait; days and currencies of the draft."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .einvoice_draft_common import BOTH, DraftCase, lines, money


@tagged("post_install", "-at_install")
class TestEInvoicePayment(DraftCase):
    def test_a_total_that_the_lines_do_not_make_waits_for_a_person(self):
        bill = self._make(**money("90.00", "18.00", "108.00"))
        self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))
        self.assertIn(("einvoice_amount", "total"), self._doubts(bill))
        self.assertTrue(bill.ap_payment_hold)
        finding = self.env["ap.finding"].search(
            [("res_id", "=", bill.id), ("control_code", "=", "einvoice_amount")]
        )
        self.assertEqual(
            finding.message.replace("\xa0", " "),
            "Total: the e-invoice says 108.00 €, the bill 120.00 €.",
        )
        holding = self.env["ap.finding"].search(
            [("res_id", "=", bill.id), ("control_id.hold_payment", "=", True)]
        )
        self._as("head", holding).waive("The discount comes with the next bill")
        bill.invalidate_recordset(["ap_payment_hold"])
        self.assertFalse(bill.ap_payment_hold)

    def test_a_bill_by_hand_is_compared_with_no_file(self):
        """Alone among the bills that are looked at, none of which came as an e-invoice."""
        bill = self.env["account.move"].create({
            "move_type": "in_invoice", "partner_id": self.supplier.id, "ref": "BY-HAND-1",
            "invoice_date": "2026-11-06", "invoice_line_ids": [
                Command.create({"name": "Chairs", "price_unit": 100.0, "tax_ids": []})],
        })  # fmt: skip
        bill.action_post()
        self.env["ap.control"]._check_documents(bill)
        told = self.env["ap.finding"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", bill.id),
             ("control_code", "like", "einvoice_")]
        )  # fmt: skip
        self.assertFalse(told, told.mapped("message"))

    def test_differences_of_form_hold_nothing(self):
        bill = self._make()
        bill.write({"ref": "OTHER", "invoice_date_due": "2026-12-31"})
        self.env["ap.control"]._check_documents(bill)
        self.assertEqual(
            self._doubts(bill),
            [("einvoice_difference", "due"), ("einvoice_difference", "number")],
        )
        self.assertFalse(bill.ap_payment_hold)

    def test_what_does_not_add_up_is_told_and_held_where_it_costs_us(self):
        dear = {"lines": [{"quantity": "2", "price": "160.00", "net": "480.00"}],
                **money("480.00", "96.00", "576.00")}  # fmt: skip
        cheap = {"lines": [{"quantity": "2", "price": "160.00", "net": "160.00"}],
                 **money("160.00", "32.00", "192.00")}  # fmt: skip
        vat = {"currency": "USD", **money("100.00", "21.00", "121.00")}
        controls = ("einvoice_arithmetic", "einvoice_favour")
        for given, code, held in (
            (dear, ("einvoice_arithmetic", "line"), True),
            (cheap, ("einvoice_favour", "line"), False),
            (vat, ("einvoice_arithmetic", "vat_amount"), True),
        ):
            bill = self._make(**given)
            self.assertEqual(self._found(bill, *controls), [code])
            self.assertEqual(bill.ap_payment_hold, held)
            self.assertFalse(any(bill.invoice_line_ids.mapped("discount")))
            total = given["totals"]["total"]
            self.assertEqual(bill.amount_total, float(total))  # what is written holds

    def test_what_was_paid_before_waits_until_the_deposit_is_matched(self):
        """1,200.00, of which 360.00 were paid: 840.00 is due."""
        given = {**lines("1000.00"), **money("1000.00", "200.00", "1200.00", prepaid="360.00",
                                             due="840.00")}  # fmt: skip
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, mode="S4", **given)
                self.assertEqual(self._doubts(bill), [("einvoice_amount", "prepaid")])
                bill.action_post()
                with self.assertRaisesRegex(UserError, "840.00"):
                    self._pay(bill)
                payable = bill.line_ids.filtered(lambda one: one.display_type == "payment_term")
                deposit = self._deposit(360.0, payable.account_id)
                (payable | deposit).reconcile()
                self.assertEqual(bill.amount_residual, 840.0)
                self.assertEqual(self._doubts(bill), [])
                self._pay(bill)
                self.assertEqual(bill.amount_residual, 0.0)
                self.assertEqual(self._doubts(bill), [])

    def test_an_invoice_paid_in_full_before_is_not_paid_again(self):
        bill = self._make(mode="S2", totals={"prepaid": "120.00", "due": "0.00"})
        self.assertEqual(self._doubts(bill), [("einvoice_amount", "prepaid")])
        self.assertTrue(bill.ap_payment_hold)

    def test_a_billing_mode_that_the_sums_deny_holds_the_payment(self):
        """Marked as paid (S2), or to come after a deposit (S4): 120.00 is asked for anyway."""
        for name, write in BOTH:
            for mode, code in (("S2", "unread_paid"), ("S4", "unread_advance")):
                with self.subTest(mode, syntax=name):
                    bill = self._make(write, mode=mode)
                    self.assertEqual(self._doubts(bill), [("einvoice_amount", code)])
                    self.assertTrue(bill.ap_payment_hold)
                    self.assertIn(f"Billing mode (BT-23) {mode}:", self._words(bill))

    def _deposit(self, amount, payable):
        """The supplier's item of a deposit, transferred from the account of advances."""
        journal = self.company_data["default_journal_misc"]
        advances = self.env["account.account"].search(
            [("code", "=like", "4091%"), ("company_ids", "in", self.company.ids)], limit=1
        )
        move = self.env["account.move"].create({
            "move_type": "entry", "date": "2026-11-06", "journal_id": journal.id,
            "line_ids": [
                Command.create({"account_id": payable.id, "debit": amount,
                                "partner_id": self.supplier.id, "name": "Deposit"}),
                Command.create({"account_id": advances.id, "credit": amount,
                                "partner_id": self.supplier.id, "name": "Deposit"}),
            ],
        })  # fmt: skip
        move.action_post()
        return move.line_ids.filtered("debit")

    def _pay(self, bill):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        return wizard.create({"payment_date": "2026-12-05"})._create_payments()

    # -- days and currencies ----------------------------------------------------------------

    def test_instalments_are_due_on_their_days(self):
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, terms=[("2026-12-05", "40.00"), ("2027-01-05", "80.00")])
                self.assertEqual(self._terms(bill), [("2026-12-05", -40.0), ("2027-01-05", -80.0)])
                self.assertEqual(self._doubts(bill), [])
                bill.action_post()
                self.assertEqual(self._terms(bill), [("2026-12-05", -40.0), ("2027-01-05", -80.0)])

    def test_a_day_set_by_hand_replaces_the_instalments(self):
        bill = self._make(terms=[("2026-12-05", "40.00"), ("2027-01-05", "80.00")])
        bill.invoice_date_due = "2026-12-20"
        self.assertEqual(self._terms(bill), [("2026-12-20", -120.0)])
        self.env["ap.control"]._check_documents(bill)
        self.assertIn(("einvoice_difference", "days"), self._doubts(bill))
        apprentice = self._as("apprentice", bill)
        with self.assertRaises(AccessError):
            apprentice.ap_instalments = [["2026-12-01", "120.00"]]

    def test_days_without_amounts_are_told(self):
        bill = self._make(terms=[("2026-12-05", ""), ("2027-01-05", "")])
        self.assertEqual(self._terms(bill), [("2026-12-05", -120.0)])
        self.assertEqual(self._doubts(bill), [("einvoice_difference", "days")])

    def _terms(self, bill):
        terms = bill.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return sorted((str(line.date_maturity), line.amount_currency) for line in terms)

    def test_vat_in_the_currency_of_the_accounts(self):
        """120.00 USD at 0.9 €; the supplier says 18.50 € of VAT, the rate makes 18.00."""
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-11-01", "currency_id": usd.id, "company_id": self.company.id,
             "inverse_company_rate": 0.9}
        )  # fmt: skip
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, currency="USD", vat_accounts=("EUR", "18.50"))
                self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))
                tax = bill.line_ids.filtered("tax_line_id")
                self.assertEqual((tax.amount_currency, tax.balance), (20.0, 18.5))
                self.assertEqual(self._doubts(bill), [])
        far = self._make(currency="USD", vat_accounts=("EUR", "29.00"))
        self.assertEqual(far.line_ids.filtered("tax_line_id").balance, 18.0)
        self.assertEqual(self._doubts(far), [("einvoice_difference", "vat_accounts")])
