# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals of matching: score and reasons, accepted, refused, undone, at every door."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierMatch(SupplierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matches = cls.env["ap.supplier.match"]
        cls.apprentice = new_test_user(
            cls.env, "ap_supplier_apprentice", "base.group_user,ap_base.group_apprentice",
            company_id=cls.company.id, company_ids=cls.company.ids, lang="en_US",
        )  # fmt: skip

    def _propose(self, partner=None):
        partners = partner or self.alpha | self.beta
        found = self.matches.propose(self.company.id, partners.ids)
        return self.matches.browse(found["ids"])

    def test_named_bill(self):
        """A payment that names the bill of its amount is sure; accepted, and undone."""
        bill = self._invoice(120.0, "FA-2026/0117")
        paid = self._item("2026-10-02", -120.0, ref="VIR FA20260117")
        one = self._propose()
        self.assertEqual((one.item_ids, one.score, one.is_sure), (bill | paid, 100, True))
        self.assertEqual(one.why, "names FA-2026/0117")
        one.accept()
        self.assertEqual((one.state, bill.reconciled, paid.reconciled), ("accepted", True, True))
        one.undo()
        self.assertEqual((one.state, bill.reconciled), ("undone", False))
        self.assertFalse(self._propose(), "what was undone came back")

    def test_two_equal_answers(self):
        """Two bills of one amount are a suggestion, never sure."""
        self._invoice(80.0, "B-0001")
        self._invoice(80.0, "B-0002")
        self._item("2026-10-02", -80.0, ref="VIREMENT")
        one = self._propose()
        self.assertEqual((one.is_sure, one.score), (False, 55))
        self.assertIn("2 answers are as good", one.why)

    def test_sum_and_credit_note(self):
        """A payment of several bills; a credit note with the bill that it reverses."""
        for amount, ref in ((412.30, "S-1001"), (87.70, "S-1002"), (263.25, "S-1003")):
            self._invoice(amount, ref)
        paid = self._item("2026-10-02", -675.55, ref="VIREMENT")
        credited = self._invoice(500.0, "B-5000", partner=self.beta)
        note = credited.move_id._reverse_moves([{"date": "2026-10-01", "invoice_date": "2026-10-01"}])
        note.invoice_line_ids.price_unit = 50.0
        note.action_post()
        note.line_ids.remove_move_reconcile()  # Odoo has matched them by itself
        found = self._propose()
        summed = found.filtered(lambda one: paid in one.item_ids)
        self.assertEqual((summed.amount, summed.is_sure), (675.55, False))
        self.assertEqual(summed.why, "sum of 2 items")
        other = found - summed
        self.assertEqual((other.amount, other.rest, other.is_sure), (50.0, 450.0, True))
        found.accept()
        self.assertEqual(credited.amount_residual, -450.0)
        self.assertTrue(paid.reconciled)

    def test_never_across(self):
        """Items of two suppliers, accounts or currencies are never proposed together."""
        dollars = self.env.ref("base.USD")
        dollars.active = True
        self._invoice(90.0, "X-9001")
        self._item("2026-10-02", -90.0, partner=self.beta, ref="X-9001")
        self._item("2026-10-02", -90.0, ref="X-9001", currency=dollars, rate=1.0)
        self._item("2026-10-02", -90.0, ref="X-9001", account=self._account("404100"))
        self.assertFalse(self._propose())

    def test_what_changed_since_is_refused(self):
        """Matched by somebody else meanwhile: the proposal is refused, then gone."""
        bill = self._invoice(60.0, "C-6001")
        paid = self._item("2026-10-02", -60.0, ref="C-6001")
        one = self._propose()
        (bill | paid).reconcile()
        with self.assertRaises(UserError):
            one.accept()
        self.assertFalse(self._propose().exists())

    def test_a_locked_month_stays_as_it_was(self):
        """A bill of a locked month is matched with a later payment, and parted again: no
        entry is made, and the month says what it said."""
        self._invoice(150.0, "L-1501")
        self._item("2026-10-02", -150.0, ref="L-1501")
        before = self._at("2026-09-30")
        self.company.fiscalyear_lock_date = "2026-09-30"
        domain = [("company_id", "=", self.company.id)]
        entries = self.env["account.move"].search_count(domain)
        one = self._propose()
        one.accept()
        self.assertEqual((one.state, self._at("2026-09-30")), ("accepted", before))
        self.assertEqual(self._at("2026-10-31")["item_count"], 0)
        one.undo()
        self.assertEqual((one.state, self._at("2026-09-30")), ("undone", before))
        self.assertEqual(self.env["account.move"].search_count(domain), entries)

    def test_refused_stays_refused(self):
        self._invoice(70.0, "D-7001")
        self._item("2026-10-02", -70.0, ref="D-7001")
        one = self._propose()
        one.with_user(self.apprentice).refuse()
        self.assertEqual((one.state, one.user_id), ("refused", self.apprentice))
        self.assertFalse(self._propose())

    def test_doors(self):
        """The apprentice proposes and refuses; matches nothing, on no way."""
        self._invoice(75.0, "E-7501")
        self._item("2026-10-02", -75.0, ref="E-7501")
        asked = self.matches.with_user(self.apprentice)
        one = asked.browse(asked.propose(self.company.id, self.alpha.ids)["ids"])
        for door in (
            one.accept,
            one.undo,
            lambda: one.write({"state": "accepted"}),
            lambda: asked.create({"company_id": self.company.id, "partner_id": self.alpha.id,
                                  "items_key": "1"}),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                door()
        with self.assertRaises(AccessError):
            one.item_ids.reconcile()
        other = self._company_of_strangers("Elsewhere")
        with self.assertRaises(AccessError):
            asked.propose(other.id)
