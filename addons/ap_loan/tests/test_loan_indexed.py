# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rates that follow an index: dated values, estimates named, rows to come computed anew."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import LoanCommon


@tagged("post_install", "-at_install")
class TestLoanIndexed(LoanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.index = cls.env["ap.loan.index"].create({"code": "TEST3M", "name": "Test 3 months"})
        cls._value("2026-01-02", 2.10)

    @classmethod
    def _value(cls, day, percent):
        values = cls.env["ap.loan.index.value"]
        return values.create(
            {"index_id": cls.index.id, "date": day, "percent": percent, "source": "Bulletin"}
        )

    def _variable(self, make=None, **values):
        given = {
            "rate_kind": "variable", "index_id": self.index.id, "spread": 1.5,
            "date_revision": "2026-07-15", "revision_months": 6,
        }  # fmt: skip
        return (make or self._running)(**{**given, **values})

    def test_the_last_known_value_stands_in_and_is_named(self):
        loan = self._variable()
        self.assertEqual(self._row(loan, 1).interest, 300.0)
        self.assertTrue(loan.is_estimated)
        estimated = loan.row_ids.filtered("is_estimated")
        self.assertEqual(estimated[0].number, 7)

    def test_what_is_published_changes_the_rows_to_come(self):
        loan = self._variable()
        before = loan.row_ids[:6].mapped("payment")
        self._value("2026-07-01", 2.60)
        with self._today("2026-07-20"):
            loan.action_update_index()
        self.assertEqual(loan.row_ids[:6].mapped("payment"), before)
        self.assertEqual(self._row(loan, 7).interest, 310.20)  # 90,789.20 × 4.10 % ÷ 12
        self.assertFalse(self._row(loan, 7).is_estimated)
        self.assertTrue(self._row(loan, 13).is_estimated)
        self.assertEqual(loan.schedule_id.event, "index")
        with self._today("2026-07-20"):
            loan.action_update_index()
        self.assertEqual(loan.schedule_id.number, 2)

    def test_an_estimated_instalment_is_not_booked(self):
        loan = self._variable()
        self._book(loan, "2026-07-20")
        with self.assertRaisesRegex(UserError, "is estimated"):
            self._book(loan, "2026-08-20")

    def test_accrued_interest_of_an_estimated_row_is_to_review(self):
        self._variable()
        closing = self._close("2026-07-31", post=False, kinds=["loan_interest"])
        line = self._lines(closing, "loan_interest")
        self.assertEqual(line.review_code, "rate_estimated")
        self.assertGreater(line.amount, 0.0)

    def test_floor_and_cap_bound_the_rate(self):
        self._value("2026-06-30", -0.40)
        floored = self._variable(is_index_floored=True, index_floor=0.0)
        self.assertEqual(floored.schedule_id.terms["rates"][1]["percent"], "1.5")
        capped = self._variable(has_cap=True, rate_cap=3.0)
        self.assertEqual(capped.schedule_id.terms["rates"][0]["percent"], "3.0")
        with self.assertRaisesRegex(ValidationError, "is above the cap"):
            self._variable(has_cap=True, rate_cap=1.0, has_floor=True, rate_floor=2.0)

    def test_an_index_without_a_value_is_named(self):
        empty = self.env["ap.loan.index"].create({"code": "NONE", "name": "None"})
        with self.assertRaisesRegex(ValidationError, "No value of the index"):
            self._variable(self._loan, index_id=empty.id)

    def test_a_value_that_a_running_loan_stands_on_is_not_changed(self):
        self._variable()
        value = self.index.value_ids.with_user(self._user("clerk", "ap_base.group_accountant"))
        with self.assertRaisesRegex(UserError, "runs on this index"):
            value.percent = 9.0
        with self.assertRaisesRegex(UserError, "runs on this index"):
            value.unlink()
