# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each kind of answer books, to the cent, and what undoing leaves."""

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common import MatchingCommon


@tagged("post_install", "-at_install")
class TestBankBooking(MatchingCommon):
    def _accept(self, *lines):
        found, matches = self._match(*lines)
        matches.accept()
        return found, matches

    def _terms(self, computation):
        return self.env["account.payment.term"].create({
            "name": "2/10 net 30", "early_discount": True, "discount_percentage": 2,
            "discount_days": 10, "early_pay_discount_computation": computation,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100,
                                         "nb_days": 30})],
        })  # fmt: skip

    # Differences ---------------------------------------------------------------------

    def test_a_cash_discount_is_income(self):
        bill = self._invoice(
            100.0, "FA-2026-1001", day="2026-09-28",
            invoice_payment_term_id=self._terms("mixed").id,
        )  # fmt: skip
        line = self._line(-98.0, "VIR NORDVIK ACCESS FA-2026-1001")
        [found], match = self._accept(line)
        self.assertEqual(found["state"], "automatic", found)
        self.assertItems(line.move_id, [
            (self.money, "Nordvik Access", 0.0, 98.0),
            ("4011", "Nordvik Access", 100.0, 0.0),
            ("765", "Nordvik Access", 0.0, 2.0),
        ])  # fmt: skip
        self.assertEqual((bill.payment_state, bill.amount_residual), ("paid", 0.0))
        match.undo()
        self.assertEqual((bill.amount_residual, line.is_reconciled), (100.0, False))

    def test_a_cash_discount_takes_its_part_of_the_vat_with_it(self):
        """100.00 and 20.00 of VAT less 2 %: 2.00 of income, 0.40 less VAT."""
        bill = self._invoice(
            100.0, "FA-2026-1002", day="2026-09-28",
            invoice_payment_term_id=self._terms("included").id,
            with_line={"tax_ids": [Command.set(self.vat20.ids)]},
        )  # fmt: skip
        line = self._line(-117.6, "VIR NORDVIK ACCESS FA-2026-1002")
        self._accept(line)
        self.assertItems(line.move_id, [
            (self.money, "Nordvik Access", 0.0, 117.6),
            ("4011", "Nordvik Access", 120.0, 0.0),
            ("765", "Nordvik Access", 0.0, 2.0),
            ("44566", "Nordvik Access", 0.0, 0.4),
        ])  # fmt: skip
        self.assertEqual(bill.payment_state, "paid")
        vat = line.line_ids.filtered("tax_repartition_line_id")
        self.assertEqual((vat.balance, bool(vat.tax_tag_ids)), (-0.4, True))

    def test_a_discount_that_has_run_out_is_not_taken(self):
        self._invoice(
            100.0, "FA-2026-1003", day="2026-09-01",
            invoice_payment_term_id=self._terms("mixed").id,
        )  # fmt: skip
        [found], _match = self._match(self._line(-98.0, "VIR NORDVIK ACCESS FA-2026-1003"))
        self.assertNotEqual(found["state"], "automatic")
        self.assertNotIn("discount", " ".join(found["reasons"]))

    def test_a_fee_of_the_bank_is_split_off_within_its_limit(self):
        self.company.ap_bank_fee_limit = 5.0
        self.company.ap_bank_fee_account_id = self._account("627800")
        bill = self._invoice(200.0, "FA-2026-1101")
        line = self._line(-203.5, "VIR NORDVIK ACCESS FA-2026-1101")
        [found], match = self._match(line)
        self.assertIn("fee", " ".join(found["reasons"]), found)
        match.accept()
        self.assertItems(line.move_id, [
            (self.money, "Nordvik Access", 0.0, 203.5),
            ("4011", "Nordvik Access", 200.0, 0.0),
            ("6278", "", 3.5, 0.0),
        ])  # fmt: skip
        self.assertEqual(bill.payment_state, "paid")
        fee = match.part_ids.filtered(lambda part: part.role == "fee")
        fee.action_undo()
        self.assertEqual((bill.payment_state, line._seek_for_lines()[1].balance), ("paid", 3.5))

    def test_no_fee_is_taken_beyond_the_limit(self):
        self.company.ap_bank_fee_limit = 5.0
        self._invoice(200.0, "FA-2026-1102")
        [found], _match = self._match(self._line(-206.0, "VIR NORDVIK ACCESS FA-2026-1102"))
        self.assertNotEqual(found["state"], "automatic", found)

    def test_a_small_difference_is_booked_on_what_is_left(self):
        """500.00 of which 45.00 are paid: the limit is for the 455.00 that are left."""
        self.company.ap_bank_small_limit = 0.1
        bill = self._invoice(500.0, "FA-2026-1201")
        self._accept(self._line(-45.0, "VIR NORDVIK ACCESS FA-2026-1201", "2026-10-01"))
        self.assertEqual(bill.amount_residual, 455.0)
        line = self._line(-500.0, "VIR NORDVIK ACCESS FA-2026-1201")
        [found], _match = self._match(line)
        self.assertNotEqual(found["state"], "automatic", found)
        other = self._line(-455.04, "VIR NORDVIK ACCESS FA-2026-1201")
        [found], match = self._match(other)
        match.accept()
        self.assertItems(other.move_id, [
            (self.money, "Nordvik Access", 0.0, 455.04),
            ("4011", "Nordvik Access", 455.0, 0.0),
            (self._rounding(), "", 0.04, 0.0),
        ])  # fmt: skip
        self.assertEqual(bill.payment_state, "paid")

    def _rounding(self):
        return self.company.default_cash_difference_expense_account_id.code.rstrip("0")

    def test_a_missing_account_is_named_and_the_preview_says_so(self):
        self.company.ap_bank_fee_limit = 5.0
        self.company.ap_bank_fee_account_id = False
        self._invoice(200.0, "FA-2026-1103")
        line = self._line(-203.5, "VIR NORDVIK ACCESS FA-2026-1103")
        _found, match = self._match(line)
        self.assertIn("Bank fees account", match.entry_html)
        with self.assertRaises(RedirectWarning):
            match.accept()
        self._night()
        self.assertFalse(line.is_reconciled)

    # Parts ---------------------------------------------------------------------------

    def test_a_part_payment_leaves_the_rest_of_the_bill(self):
        bill = self._invoice(300.0, "FA-2026-1301")
        line = self._line(-120.0, "ACOMPTE NORDVIK ACCESS FA-2026-1301")
        [found], match = self._match(line)
        self.assertEqual(found["state"], "suggested", found)
        match.accept()
        self.assertEqual((bill.amount_residual, line.is_reconciled), (180.0, True))

    def test_what_is_paid_too_much_stays_to_handle(self):
        bill = self._invoice(300.0, "FA-2026-1302")
        line = self._line(-310.0, "VIR NORDVIK ACCESS FA-2026-1302")
        _found, match = self._match(line)
        match.accept()
        self.assertEqual(bill.amount_residual, 0.0)
        self.assertEqual((match.state, line._seek_for_lines()[1].balance), ("none", 10.0))
        self.assertEqual(match.amount, -10.0)
        [again], match = self._match(line)
        self.assertEqual((match.amount, len(match.part_ids)), (-10.0, 1), again)
        match.undo()
        self.assertEqual(line._seek_for_lines()[1].balance, 310.0)

    def test_several_lines_pay_one_bill_together(self):
        bill = self._invoice(750.0, "FA-2026-1303")
        lines = [
            self._line(-500.0, "VIR NORDVIK ACCESS FA-2026-1303", "2026-10-05"),
            self._line(-250.0, "VIR NORDVIK ACCESS FA-2026-1303 SOLDE", "2026-10-07"),
        ]
        found, _matches = self._match(*lines)
        self.assertEqual([one["kind"] for one in found], ["group", "group"], found)
        self._night()
        self.assertEqual((bill.amount_residual, bill.payment_state), (0.0, "paid"))

    def test_a_credit_note_is_netted(self):
        bill = self._invoice(100.0, "FA-2026-1304")
        credit = self._invoice(-10.0, "AV-2026-0004")
        line = self._line(-90.0, "VIR SEPA NORDVIK ACCESS FA-2026-1304 AV-2026-0004")
        self._accept(line)
        self.assertEqual((bill.amount_residual, credit.amount_residual), (0.0, 0.0))
        self.assertItems(line.move_id, [
            (self.money, "Nordvik Access", 0.0, 90.0),
            ("4011", "Nordvik Access", 100.0, 0.0),
            ("4011", "Nordvik Access", 0.0, 10.0),
        ])  # fmt: skip

    def test_one_of_three_bills_is_undone_and_the_party_stays(self):
        bills = [self._invoice(100.0, f"FA-2026-140{n}") for n in range(3)]
        line = self._line(-300.0, "VIR NORDVIK FA-2026-1400 FA-2026-1401 FA-2026-1402")
        _found, match = self._accept(line)
        part = match.part_ids.filtered(lambda one: one.item_id.move_id == bills[1])
        part.action_undo()
        self.assertEqual([bill.amount_residual for bill in bills], [0.0, 100.0, 0.0])
        self.assertEqual((line.amount_residual, line.partner_id), (100.0, self.nordvik))
        again = self.matches.search([("statement_line_id", "=", line.id)])
        self.assertEqual(again.amount, -100.0)
        again.undo()
        self.assertFalse(line.partner_id, "matching had named the party")
        self.assertEqual([bill.amount_residual for bill in bills], [100.0] * 3)

    def test_what_somebody_took_out_on_another_way_is_matched_again(self):
        bill = self._invoice(77.7, "FA-2026-1501")
        line = self._line(-77.7, "VIR NORDVIK ACCESS FA-2026-1501")
        self._accept(line)
        line.action_undo_reconciliation()
        self.assertEqual(bill.amount_residual, 77.7)
        self._night()
        self.assertEqual((bill.amount_residual, line.is_reconciled), (0.0, True))

    # Payments on their way, transfers, returns ------------------------------------------

    def _pay(self, *bills):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[bill.id for bill in bills]
        )
        values = {"journal_id": self.journal.id, "payment_date": "2026-10-02"}
        return wizard.create({**values, "group_payment": True})._create_payments()

    def test_a_payment_on_its_way_is_cleared_by_its_line(self):
        bill = self._invoice(431.2, "FA-2026-1601")
        payment = self._pay(bill)
        line = self._line(-431.2, f"VIR SEPA NORDVIK ACCESS {payment.name}")
        [found], _match = self._accept(line)
        self.assertEqual(found["kind"], "items", found)
        self.assertTrue(payment.is_matched)
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(
            line._seek_for_lines()[2].account_id, payment.outstanding_account_id
        )

    def test_a_transfer_between_two_accounts_is_booked_on_both_sides(self):
        other = self._second_journal()
        out = self._line(-5000.0, "VIR INTERNE VERS LIVRET")
        back = self._line(5000.0, "VIR INTERNE DE COMPTE COURANT", "2026-10-06", other)
        found, matches = self._match(out, back)
        self.assertEqual([one["kind"] for one in found], ["transfer"] * 2, found)
        matches[0].accept()  # the other side comes with it
        transit = self.company.transfer_account_id
        items = (out | back).line_ids.filtered(lambda item: item.account_id == transit)
        self.assertRecordValues(
            items.sorted("balance"),
            [{"balance": -5000.0, "reconciled": True}, {"balance": 5000.0, "reconciled": True}],
        )
        matches[0].undo()
        self.assertEqual((out.is_reconciled, back.is_reconciled), (False, True))
        [found], match = self._match(out)
        self.assertEqual(found["kind"], "transfer")
        match.accept()
        self.assertTrue(out.is_reconciled)

    def test_a_returned_payment_opens_its_bill_again(self):
        account = self.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": self.nordvik.id}
        )
        account.sudo().allow_out_payment = True
        bill = self._invoice(1000.0, "FA-2026-0310")
        paid = self._line(
            -1000.0, "VIR SEPA NORDVIK ACCESS FA-2026-0310", "2026-09-02",
            ap_end_to_end="E2E-310", transaction_details={"end_to_end": "E2E-310"},
        )  # fmt: skip
        self._accept(paid)
        self.assertEqual(bill.amount_residual, 0.0)
        returned = self._line(
            1000.0, "RETOUR VIR SEPA NORDVIK", "2026-09-04", ap_end_to_end="E2E-310",
            transaction_details={"end_to_end": "E2E-310", "return_reason": "AC04"},
        )  # fmt: skip
        [found], match = self._match(returned)
        self.assertEqual((found["state"], found["kind"]), ("automatic", "return"), found)
        self.assertIn("AC04", " ".join(found["reasons"]))
        due = bill.invoice_date_due
        match.accept()
        self.assertEqual((bill.amount_residual, bill.invoice_date_due), (1000.0, due))
        self.assertTrue(paid.is_reconciled and returned.is_reconciled)
        payable = bill.line_ids.filtered(lambda one: one.account_type == "liability_payable")
        items = self.env["account.move.line"].search(
            [("account_id", "=", payable.account_id.id), ("partner_id", "=", self.nordvik.id)]
        )
        self.assertEqual(sum(items.mapped("balance")), -1000.0)
        self.assertEqual((items - payable).mapped("reconciled"), [True, True])
        self.assertFalse(account.allow_out_payment, "nothing more goes there unlooked")
        match.undo()
        self.assertEqual(bill.amount_residual, 0.0)

    def test_a_return_of_a_payment_on_its_way_opens_the_bill(self):
        bill = self._invoice(640.0, "FA-2026-0311")
        payment = self._pay(bill)
        paid = self._line(-640.0, f"VIR SEPA NORDVIK ACCESS {payment.name}", "2026-10-02")
        self._accept(paid)
        returned = self._line(640.0, "RETOUR VIR SEPA NORDVIK ACCESS", "2026-10-05")
        [found], match = self._match(returned)
        self.assertEqual(found["kind"], "return", found)
        match.accept()
        self.assertEqual(bill.amount_residual, 640.0)
        self.assertEqual(returned._seek_for_lines()[2].partner_id, self.nordvik)
        match.undo()
        self.assertEqual(bill.amount_residual, 0.0)

    def test_a_return_of_what_is_not_matched_is_for_a_person(self):
        self._line(-55.0, "VIR SEPA INCONNU", "2026-10-02")
        returned = self._line(55.0, "RETOUR VIR SEPA INCONNU", "2026-10-05")
        _found, match = self._match(returned)
        with self.assertRaises(UserError):
            match.accept()
        self.assertFalse(returned.is_reconciled)

    # Rules, analytic, currencies -----------------------------------------------------------

    def _analytic(self):
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        return self.env["account.analytic.account"].create(
            {"name": "Lyon", "plan_id": plan.id, "company_id": self.company.id}
        )

    def test_a_rule_books_its_account_partner_and_analytic(self):
        site = self._analytic()
        self.env["ap.bank.rule"].create({
            "name": "Card", "pattern": r"^COTIS CARTE\b", "company_id": self.company.id,
            "account_id": self._account("627800").id, "partner_id": self.bank.id,
            "analytic_distribution": {str(site.id): 100},
        })  # fmt: skip
        line = self._line(-12.5, "COTIS CARTE 4974XX 09/26")
        [found], match = self._match(line)
        self.assertEqual(found["state"], "suggested", "it does not book by itself")
        match.accept()
        item = line._seek_for_lines()[2]
        self.assertEqual(item.analytic_distribution, {str(site.id): 100})
        self.assertEqual((item.partner_id, item.balance), (self.bank, 12.5))

    def test_a_bill_in_dollars_paid_in_euros_bears_its_exchange_on_its_site(self):
        """110.00 dollars: 100.00 euros on the bill, 104.00 taken by the bank."""
        site = self._analytic()
        dollars = self._dollars(("2026-09-01", 1.1), ("2026-10-01", 1.06))
        bill = self._invoice(
            110.0, "FA-2026-1701", currency_id=dollars.id,
            with_line={"analytic_distribution": {str(site.id): 100}},
        )  # fmt: skip
        self.assertEqual(bill.amount_total_signed, -100.0)
        line = self._line(
            -104.0, "VIR NORDVIK ACCESS FA-2026-1701",
            foreign_currency_id=dollars.id, amount_currency=-110.0,
        )  # fmt: skip
        [found], match = self._match(line)
        self.assertEqual((found["state"], len(found["items"])), ("automatic", 1), found)
        match.accept()
        self.assertEqual((bill.payment_state, line.is_reconciled), ("paid", True))
        exchange = self.env["account.move.line"].search(
            [("account_id", "=", self.company.expense_currency_exchange_account_id.id),
             ("company_id", "=", self.company.id)]
        )  # fmt: skip
        self.assertRecordValues(
            exchange, [{"balance": 4.0, "analytic_distribution": {str(site.id): 100.0}}]
        )
        match.undo()
        self.assertEqual(bill.amount_residual, 110.0)
        self.assertEqual(line._seek_for_lines()[1].amount_currency, 110.0)

    def test_an_account_in_dollars_pays_bills_of_both_currencies(self):
        dollars = self._dollars(("2026-09-01", 1.1))
        journal = self._second_journal("Dollars", dollars)
        bill = self._invoice(110.0, "FA-2026-1702", currency_id=dollars.id)
        line = self._line(-110.0, "VIR NORDVIK ACCESS FA-2026-1702", journal=journal)
        [found], _match = self._accept(line)
        self.assertEqual(found["state"], "automatic", found)
        self.assertEqual((bill.payment_state, line.is_reconciled), ("paid", True))
        euros = self._invoice(50.0, "FA-2026-1703")
        line = self._line(-55.5, "VIR NORDVIK ACCESS FA-2026-1703", journal=journal)
        [found], match = self._match(line)
        self.assertEqual(found["state"], "suggested", found)
        match.accept()
        self.assertEqual((euros.payment_state, line.is_reconciled), ("paid", True))
        self.assertEqual(round(sum(line.line_ids.mapped("balance")), 2), 0.0)
        exchange = line.line_ids.filtered(
            lambda item: item.account_id == self.company.expense_currency_exchange_account_id
        )
        self.assertEqual(exchange.balance, 0.45)

    def test_a_part_of_a_line_in_dollars_leaves_the_rest_in_dollars(self):
        dollars = self._dollars(("2026-09-01", 1.1))
        journal = self._second_journal("Dollars", dollars)
        first = self._invoice(33.33, "FA-2026-1704", currency_id=dollars.id)
        line = self._line(-110.0, "VIR NORDVIK ACCESS FA-2026-1704", journal=journal)
        _found, match = self._accept(line)
        self.assertEqual(first.payment_state, "paid")
        suspense = line._seek_for_lines()[1]
        self.assertEqual((suspense.amount_currency, suspense.balance), (76.67, 69.7))
        self.assertEqual(match.amount, -76.67)
        match.undo()
        suspense = line._seek_for_lines()[1]
        self.assertEqual((suspense.amount_currency, suspense.balance), (110.0, 100.0))
