# SPDX-License-Identifier: AGPL-3.0-or-later
"""Credit notes entered without dates: their own words, else what remains of the bill."""

from odoo import Command
from odoo.tests import tagged

from .test_deferral_life import DeferralCase

JUNE, DECEMBER = "2026-06-30", "2026-12-31"
SECOND_HALF = ("2026-07-01", "2026-12-31")
LABEL = "Avoir abonnement du 01/07/2026 au 31/12/2026"


class CreditCase(DeferralCase):
    """12,000.00 for 2026: 5,950.68 up to 30 June, 6,049.32 after it."""

    def _bill_of_2026(self, method, **values):
        line = {"deferred_method": method, "tax_ids": False, **values.pop("with_line", {})}
        return self._spread("2026-01-01", "2026-12-31", 12000.0, with_line=line, **values)

    def _note(self, bill, amount, label=False, day=JUNE, post=True, **line):
        values = {
            "name": label or bill.invoice_line_ids[0].name,
            "price_unit": amount,
            "tax_ids": False,
            **line,
        }
        return self._bill(
            move_type="in_refund", day=day, reversed_entry_id=bill.id, with_line=values, post=post
        )

    def _second_line(self, bill, start, end):
        """3,650.00 more on the same account and product; then the bill is posted."""
        line = {"name": "Licence B", "price_unit": 3650.0, "tax_ids": False,
                "product_id": self.service.id, "deferred_start_date": start,
                "deferred_end_date": end}  # fmt: skip
        bill.invoice_line_ids = [Command.create(line)]
        bill.action_post()

    def _days(self, note):
        line = note.invoice_line_ids
        return str(line.deferred_start_date), str(line.deferred_end_date)

    def _aside(self, day=JUNE):
        """On 486 at the end of a month, once the month is closed."""
        self._close(day, kinds=["prepaid", "release"])
        return self._held(day)

    def _by_both_methods(self):
        for method in ("stock", "release"):
            with self.subTest(method), self.env.cr.savepoint() as point:
                yield self._bill_of_2026(method)
                self.assertTied(JUNE, "prepaid")
                point.rollback()


@tagged("post_install", "-at_install")
class TestCreditDays(CreditCase):
    def test_its_own_words_say_its_days(self):
        for bill in self._by_both_methods():
            note = self._note(bill, 6049.32, LABEL)
            self.assertEqual(self._days(note), SECOND_HALF)
            self.assertIn("du 01/07/2026", "".join(note.message_ids.mapped("body")))
            self.assertEqual(self._aside(), 0.0)
            self.assertEqual(self._cost("2025-12-31", JUNE), 5950.68)
            self._aside(DECEMBER)
            self.assertEqual(self._cost("2025-12-31", DECEMBER), 5950.68)

    def test_without_words_its_amount_says_them(self):
        for day in (JUNE, "2026-06-12"):
            for bill in self._by_both_methods():
                note = self._note(bill, 6049.32, day=day)
                self.assertEqual(self._days(note), SECOND_HALF)
                self.assertEqual(self._aside(), 0.0)

    def test_a_part_is_for_what_remains(self):
        for bill in self._by_both_methods():
            note = self._note(bill, 1000.0)
            self.assertEqual(self._days(note), SECOND_HALF)
            self.assertEqual(self._aside(), 5049.32)
            self.assertEqual(self._cost("2025-12-31", JUNE), 5950.68)

    def test_more_than_what_remains_is_for_the_whole_bill(self):
        """8,000.00: the days after 30 June keep 4,000 × 184/365."""
        for bill in self._by_both_methods():
            note = self._note(bill, 8000.0)
            self.assertEqual(self._days(note), ("2026-01-01", "2026-12-31"))
            self.assertEqual(self._aside(), 2016.44)

    def test_words_of_another_part_go_before_what_remains(self):
        for bill in self._by_both_methods():
            note = self._note(bill, 3024.66, "Avoir 01/10/2026 - 31/12/2026")
            self.assertEqual(self._days(note), ("2026-10-01", "2026-12-31"))
            self.assertEqual(self._aside("2026-09-30"), 0.0)

    def test_a_part_of_a_bill_taken_back_by_the_button(self):
        """Odoo's own credit note is a copy of the bill: a person lowers its amount."""
        for bill in self._by_both_methods():
            note = bill._reverse_moves([{"date": JUNE, "invoice_date": JUNE}])
            note.invoice_line_ids.price_unit = 6049.32
            self.assertIn("07/01/2026", note.invoice_line_ids.ap_period_proposal)
            note.action_post()
            self.assertEqual(self._days(note), SECOND_HALF)
            self.assertEqual(note.invoice_line_ids.deferred_method, bill.invoice_line_ids.deferred_method)
            self.assertEqual(self._aside(), 0.0)

    def test_all_of_a_bill_is_for_all_of_its_days(self):
        for bill in self._by_both_methods():
            note = bill._reverse_moves([{"date": JUNE, "invoice_date": JUNE}])
            note.action_post()
            self.assertEqual(self._days(note), ("2026-01-01", "2026-12-31"))
            self.assertEqual((self._aside(), self._cost("2025-12-31", JUNE)), (0.0, 0.0))

    def test_dates_that_a_person_typed_stay(self):
        bill = self._bill_of_2026("stock")
        note = self._note(
            bill, 1000.0, deferred_start_date="2026-01-01", deferred_end_date="2026-12-31"
        )
        self.assertEqual(self._days(note), ("2026-01-01", "2026-12-31"))
        self.assertEqual(self._aside(), 5545.21)  # 11,000 × 184/365

    def test_a_line_without_a_period_for_a_reason_stays(self):
        bill = self._bill_of_2026("stock")
        note = self._note(bill, 1000.0, deferred_no_period_reason="Late fee")
        self.assertEqual(self._days(note), ("False", "False"))

    def test_two_credits_of_a_bill_take_each_day_once(self):
        bill = self._bill_of_2026("stock")
        self._note(bill, 6049.32, LABEL)
        second = self._note(bill, 5950.68, day="2026-09-15")
        self.assertEqual(self._days(second), ("2026-01-01", "2026-06-30"))
        self.assertEqual(self._aside("2026-09-30"), 0.0)
        self.assertEqual(self._cost("2025-12-31", "2026-09-30"), 0.0)

    def test_one_of_two_lines_taken_back_is_that_line(self):
        bill = self._bill_of_2026("stock", post=False)
        self._second_line(bill, "2026-01-01", "2026-12-31")
        note = self._note(bill, 3650.0, "Retour de la licence B")
        self.assertEqual(self._days(note), ("2026-01-01", "2026-12-31"))
        self.assertEqual(self._aside(), 6049.32)

    def test_lines_of_different_periods_are_left_to_a_person(self):
        bill = self._bill_of_2026("stock", post=False)
        self._second_line(bill, "2026-03-01", "2027-02-28")
        note = self._note(bill, 1000.0, "Geste commercial")
        self.assertEqual(self._days(note), ("False", "False"))

    def test_a_credit_taken_back_gives_its_days_back(self):
        """The reversal of a whole credit note is for the same days."""
        bill = self._bill_of_2026("stock")
        note = self._note(bill, 6049.32)
        again = note._reverse_moves([{"date": JUNE, "invoice_date": JUNE}])
        again.action_post()
        self.assertEqual(self._days(again), SECOND_HALF)
        self.assertEqual(self._aside(), 6049.32)

    def test_several_lines_of_one_credit_note(self):
        bill = self._bill_of_2026("stock")
        note = self._note(bill, 4000.0, post=False)
        note.invoice_line_ids = [
            Command.create(
                {
                    "name": note.invoice_line_ids.name,
                    "product_id": self.service.id,
                    "price_unit": 2049.32,
                    "tax_ids": False,
                }
            )
        ]
        note.action_post()
        for line in note.invoice_line_ids:
            self.assertEqual(
                (str(line.deferred_start_date), str(line.deferred_end_date)), SECOND_HALF
            )
        self.assertEqual(self._aside(), 0.0)
