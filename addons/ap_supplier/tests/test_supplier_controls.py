# SPDX-License-Identifier: AGPL-3.0-or-later
"""Findings on accounts of suppliers: each with its cause, closed when it is gone."""

from odoo.tests import tagged

from .common import SupplierCommon

CODES = [
    "payable_debit_balance", "payable_old_item", "payable_credit_unused",
    "payable_payment_alone", "payable_paid_twice", "payable_advance_unused",
    "payable_shared_iban", "payable_cross_match", "payable_no_supplier",
]  # fmt: skip
TODAY = "2026-10-31"


@tagged("post_install", "-at_install")
class TestSupplierControls(SupplierCommon):
    def _found(self, code, partner=None):
        """The messages of the open findings of one control on a supplier."""
        controls = self.env["ap.control"]
        controls._check(self.company.id, [code], date=TODAY)
        findings = self.env["ap.finding"].search([
            ("control_code", "=", code), ("company_id", "=", self.company.id),
            ("state", "=", "open"),
        ])  # fmt: skip
        if partner is not None:
            findings = findings.filtered(lambda one: one.partner_id == partner)
        return findings.mapped("message")

    def _seen(self, code, words, amount=None):
        """One finding on Alpha that says these words."""
        [message] = self._found(code, self.alpha)
        for word in words:
            self.assertIn(word, message)

    def test_debit_balance_and_payment_alone(self):
        paid = self._item("2026-09-10", -70.0, ref="VIR 10/09")
        self._seen("payable_debit_balance", ["70.00"])
        self._seen("payable_payment_alone", ["70.00", "VIR 10/09"])
        bill = self._invoice(70.0, "FA-70")
        (paid | bill).reconcile()
        self.assertFalse(self._found("payable_debit_balance"))
        self.assertFalse(self._found("payable_payment_alone"))

    def test_old_items_and_credit_notes(self):
        self._invoice(90.0, "FA-90", day="2026-05-01", due="2026-06-30")
        self._invoice(-15.0, "AV-15", day="2026-07-01")
        self._seen("payable_old_item", ["90.00", "FA-90"])
        self._seen("payable_credit_unused", ["15.00", "AV-15"])

    def test_paid_twice(self):
        bill = self._invoice(120.0, "FA-120")
        first = self._item("2026-09-25", -120.0, ref="VIR 1")
        (bill | first).reconcile()
        self._item("2026-10-02", -120.0, ref="VIR 2")
        self._seen("payable_paid_twice", ["VIR 2", "FA-120"])
        self._item("2026-10-02", -121.0, ref="VIR 3")
        self.assertEqual(len(self._found("payable_paid_twice")), 1)

    def test_shared_iban(self):
        self.env["res.company"].search([]).ap_bank_by_case = False  # entered by hand
        iban = "FR7630006000011234567890189"
        (self.alpha | self.beta).supplier_rank = 1
        banks = self.env["res.partner.bank"].create([
            {"acc_number": iban, "partner_id": partner.id}
            for partner in (self.alpha, self.beta)
        ])  # fmt: skip
        self._seen("payable_shared_iban", ["Beta Industrie"])
        banks[0].active = False
        self.assertFalse(self._found("payable_shared_iban", self.alpha))

    def test_matched_across_and_without_supplier(self):
        mine = self._item("2026-10-01", 300.0, ref="MINE")
        theirs = self._item("2026-10-02", -300.0, partner=self.beta, ref="THEIRS")
        (mine | theirs).reconcile()
        self._seen("payable_cross_match", ["300.00", "Beta Industrie"])
        self._item("2026-10-20", 55.0, partner=self.env["res.partner"], ref="NOBODY")
        [message] = self._found("payable_no_supplier")
        self.assertIn("55.00", message)

    def test_advance_beside_bills(self):
        """An advance on its own account, and a bill that is open."""
        france = self.company.account_fiscal_country_id
        kinds = self.env["ap.supplier.account.kind"]
        if not kinds.search_count([("country_id", "=", france.id)]):
            kinds.create([
                {"country_id": france.id, "code_prefix": prefix, "kind": kind}
                for prefix, kind in (("401", "payable"), ("4091", "advance"))
            ])  # fmt: skip
        advances = self._account("409100")
        self._item("2026-09-01", -200.0, ref="ACOMPTE", account=advances)
        self.assertFalse(self._found("payable_advance_unused", self.alpha))
        self._invoice(150.0, "FA-150")
        self._seen("payable_advance_unused", ["200.00", "150.00"])
        row = self._at(TODAY, code="409100")
        self.assertEqual((row["kind"], row["advances"], row["balance"]), ("advance", 200.0, -200.0))
