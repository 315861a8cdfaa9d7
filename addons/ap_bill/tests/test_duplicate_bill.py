# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same bill captured twice is found, whatever the way its number is written."""

from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon


@tagged("post_install", "-at_install")
class TestDuplicateBill(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls(["duplicate_bill"])

    def _findings(self, bills=None):
        scope = (
            {} if bills is None else {"res_model": "account.move", "res_ids": bills.ids}
        )
        self.env["ap.control"].check(self.company.id, ["duplicate_bill"], **scope)
        return self.env["ap.finding"].search(
            [
                ("control_code", "=", "duplicate_bill"),
                ("company_id", "=", self.company.id),
                ("state", "=", "open"),
            ]
        )

    def test_only_bills_are_looked_at_when_entries_are_posted(self):
        control = self.env.ref("ap_bill.ap_control_duplicate_bill")
        self.assertTrue(control._is_of_bills_only())

    def test_references_written_otherwise(self):
        first = self._bill("FA-2025-0042", 100.0, "2025-10-20", post=True)
        for number, ref in enumerate(("fa 2025 42", "FA/2025/042", "FA20250042 ")):
            with self.subTest(ref=ref):
                second = self._bill(ref, 200.0 + number, "2025-12-05")
                finding = self._findings(second).filtered(
                    lambda found, bill=second: found.res_id == bill.id
                )
                self.assertEqual(finding.res_id, second.id)
                self.assertIn(first.name, finding.message)
                link = finding.evidence["other_document"]
                self.assertEqual(
                    (link["model"], link["id"]), ("account.move", first.id)
                )
                second.unlink()

    def test_numbers_are_unique_in_their_year(self):
        """1 of 2025-03-10 (100.00) and 1 of 2026-03-12 (250.00) are two bills."""
        self._bill("1", 100.0, "2025-03-10", post=True)
        self._bill("1", 250.0, "2026-03-12", post=True)
        self.assertFalse(self._findings())
        again = self._bill("1", 250.0, "2026-11-12")
        self.assertEqual(self._findings().res_id, again.id)

    def test_a_bill_dated_another_year_by_mistake(self):
        """The number bears its year, and the amount is the same."""
        self._bill("FA-2025-0042", 100.0, "2025-12-20", post=True)
        wrong = self._bill("fa 2025 42", 100.0, "2026-10-05")
        self._bill("fa 2025 42", 101.0, "2027-10-05")
        self.assertEqual(self._findings().res_id, wrong.id)

    def test_signs_that_tell_numbers_apart(self):
        pairs = [("A1/001", "A10/01"), ("11-1", "1-11"), ("2026-1-15", "2026-11-5")]
        for place, pair in enumerate(pairs):
            for more, ref in enumerate(pair):
                self._bill(ref, 10.0 * place + more + 1, "2026-10-05", post=not more)
        self.assertFalse(self._findings())

    def test_only_what_is_one_bill_holds_the_payment(self):
        self._bill("A", 100.0, post=True)
        perhaps = self._bill("B", 100.0)
        again = self._bill("a", 40.0)
        found = self._findings().sorted("res_id")
        self.assertRecordValues(
            found,
            [
                {"res_id": perhaps.id, "message_code": "total", "holds": False},
                {"res_id": again.id, "message_code": "number", "holds": True},
            ],
        )
        self.assertFalse(perhaps.ap_payment_hold)
        self.assertTrue(again.ap_payment_hold)

    def test_what_was_looked_at_alone_is_what_is_found_in_all(self):
        """Candidates are fetched by figures: accents, zeros and O for 0 lose none."""
        self._bill("FÉ-2026/0100", 100.0, post=True)
        second = self._bill("fe2O26 100", 7.0)
        self._bill("2026100", 7.0, "2026-01-05", partner=self.partner_b, post=True)
        alone = self._findings(second)
        self.assertEqual(alone.mapped("res_id"), second.ids)
        self.assertEqual(self._findings(), alone)

    def test_different_references_are_different_bills(self):
        self._bill("F-1", 100.0, post=True)
        self._bill("F-11", 110.0)
        self._bill("F-10", 120.0)
        self._bill(False, 130.0)
        self._bill(False, 140.0)
        self.assertFalse(self._findings())

    def test_same_total_on_the_same_day(self):
        self._bill("A", 100.0, "2026-10-05", post=True)
        second = self._bill("B", 100.0, "2026-10-05")
        self._bill("C", 100.0, "2026-10-06")
        finding = self._findings()
        self.assertEqual(finding.res_id, second.id)
        self.assertIn("Same total", finding.message)
        control = self.env.ref("ap_bill.ap_control_duplicate_bill")
        control.parameters = {"same_total_and_date": False}
        self.assertFalse(self._findings())

    def test_the_draft_is_the_one_to_stop(self):
        draft = self._bill("F-1", 100.0)
        self._bill("F-1", 150.0, post=True)
        self.assertEqual(self._findings().res_id, draft.id)

    def test_found_when_posting_and_resolved_when_cancelled(self):
        self._bill("F-1", 100.0, post=True)
        second = self._bill("F-1", 150.0, post=True)
        finding = self.env["ap.finding"].search([("res_id", "=", second.id)])
        self.assertEqual(finding.control_code, "duplicate_bill")
        second.button_draft()
        second.button_cancel()
        self._findings()
        self.assertEqual(finding.state, "resolved")

    def test_suppliers_kinds_and_companies_apart(self):
        self._bill("F-1", 100.0, post=True)
        self._bill("F-1", 100.0, partner=self.partner_b)
        self._bill("F-1", 100.0, move_type="in_refund")
        other = self.setup_other_company()
        self._bill(
            "F-1", 100.0, company_id=other["company"].id, journal_id=other["default_journal_purchase"].id
        )  # fmt: skip
        self.assertFalse(self._findings())

    def test_contacts_of_one_supplier_are_one(self):
        contact = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.partner_a.id, "type": "invoice"}
        )
        self._bill("F-1", 100.0, post=True)
        second = self._bill("F-1", 150.0, partner=contact)
        self.assertEqual(self._findings().res_id, second.id)
