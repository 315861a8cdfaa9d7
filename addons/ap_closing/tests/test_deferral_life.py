# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole life of a deferred cost, by the release method, with its journal items."""

from datetime import date

from odoo.tests import freeze_time, tagged

from odoo.addons.ap_base.arithmetic.calendar import add_months, month_end

from .common import YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"
ENDS = [
    month_end(add_months(date(2026, 3, 1), rank)).isoformat() for rank in range(13)
]
MARCH, APRIL, MAY, JUNE = ENDS[:4]
# 12,000.00 from 15 March 2026 to 14 March 2027: what each month bears, by days.
PLAN = [
    558.90, 986.31, 1019.17, 986.30, 1019.18, 1019.18, 986.30, 1019.18, 986.30,
    1019.18, 1019.18, 920.55, 460.27,
]  # fmt: skip


class DeferralCase(ApClosingCommon):
    """A company that moves costs to 486 with the bill and releases them monthly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ap_deferral_method = "release"

    def _contract(self, **values):
        return self._spread("2026-03-15", "2027-03-14", **values)

    def _year(self, **values):
        """1,200.00 for the calendar year: 100.00 a month by started months."""
        self.company.ap_prepaid_convention = "months_started"
        return self._spread("2026-01-01", "2026-12-31", 1200.0, **values)

    def _deferral(self, bill):
        return self.env["ap.deferral"].search([("move_id", "=", bill.id)])

    def _booked(self, bill, nature="transfer"):
        entries = self._deferral(bill).entry_ids
        return entries.filtered(lambda one: one.nature == nature).move_id

    def _release(self, day):
        """Close the month's releases; its run."""
        return self._run(self._close(day, kinds=["prepaid", "release"]), "release")

    def _held(self, day):
        """Balance of 486 at the end of a day, in the ledger."""
        account = self.company.ap_prepaid_account_id
        return round(self.closings._ledger_balance(self.company, account, day), 2)

    def _cost(self, since, until):
        """What the cost account bore between two days."""
        ledger = [
            self.closings._ledger_balance(self.company, self.fees, self._day(day))
            for day in (since, until)
        ]
        return round(ledger[1] - ledger[0], 2)

    def assertRolls(self, start, end, opening, new, released, closing):
        roll = self.closings.roll_forward(self.company.id, start, end, "486")
        figures = [roll[name] for name in ("opening", "new", "reversed", "closing")]
        self.assertEqual(figures, [opening, new, released, closing])
        self.assertEqual(roll["difference"], 0.0)
        return roll

    def assertAlwaysTied(self, *days):
        for day in days:
            self.assertTied(day, "prepaid")
            roll = self.closings.roll_forward(
                self.company.id, f"{day[:7]}-01", day, "486"
            )
            self.assertEqual(roll["difference"], 0.0)


@tagged("post_install", "-at_install")
class TestDeferralLife(DeferralCase):
    def test_the_cost_goes_to_486_with_its_bill_and_comes_back_month_by_month(self):
        bill = self._contract()
        self.assertItems(
            self._booked(bill),
            [("486", NAME, 12000.00, 0.0), ("6226", NAME, 0.0, 12000.00)],
        )
        self.assertEqual(self._booked(bill).date, bill.date)
        run = self._release(MARCH)
        self.assertItems(run, [("486", NAME, 0.0, 558.90), ("6226", NAME, 558.90, 0.0)])
        self.assertFalse(run.move_ids.reversal_move_ids)
        self.assertFalse(self._lines(run.closing_id, "prepaid"))
        borne, aside = [run.amount], [self._held(MARCH)]
        for day in ENDS[1:]:
            borne.append(self._release(day).amount)
            aside.append(self._held(day))
        self.assertEqual(borne, PLAN)
        self.assertEqual((aside[0], aside[9], aside[12]), (11441.10, 2400.00, 0.0))
        deferral = self._deferral(bill)
        self.assertEqual(deferral.part_ids.mapped("amount"), PLAN)
        self.assertEqual(deferral.part_ids.mapped("balance"), aside)
        self.assertEqual(
            deferral.part_ids.mapped("entry_id").ids, deferral.entry_ids.move_id.ids[1:]
        )
        self.assertEqual((deferral.state, deferral.held), ("done", 0.0))
        self.assertAlwaysTied(MARCH, "2026-04-17", YEAR_END, "2027-03-31")
        self.assertRolls(
            "2026-04-01", "2026-12-31", 11441.10, 0.0, 9041.10, 2400.00
        )

    def test_nothing_of_486_is_put_aside_twice_and_again_changes_nothing(self):
        self._contract()
        run = self._release(MARCH)
        moves = self.env["account.move"].search_count([])
        self._release(MARCH)
        run.closing_id.run_ids._mark_stale(
            self.company, self._day(MARCH), ("release", "prepaid")
        )
        self._release(MARCH)
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertEqual(run.state, "posted")
        self.assertEqual(self._lines(run.closing_id, "release").amount, 558.90)

    def test_a_service_that_began_before_the_bill(self):
        """The part of the months before that of the bill is a cost at once."""
        bill = self._contract(day="2026-05-10")
        self.assertItems(
            self._booked(bill),
            [("486", NAME, 10454.79, 0.0), ("6226", NAME, 0.0, 10454.79)],
        )
        run = self._release(MAY)
        self.assertEqual(run.amount, PLAN[2])
        self.assertEqual(self._held(MAY), 9435.62)
        self.assertEqual(self._cost("2026-04-30", MAY), 2564.38)
        self.assertAlwaysTied("2026-05-20", MAY)

    def test_a_service_that_begins_after_the_bill(self):
        bill = self._contract(day="2026-02-10")
        self.assertEqual(self._deferral(bill).held, 12000.00)
        self.assertFalse(self._lines(self._release("2026-02-28").closing_id, "release"))
        self.assertEqual(self._held("2026-02-28"), 12000.00)
        self.assertEqual(self._release(MARCH).amount, 558.90)

    def test_a_service_of_the_month_of_its_bill_moves_nowhere(self):
        bill = self._spread("2026-03-10", "2026-03-10", 500.0)
        self.assertFalse(self._deferral(bill).entry_ids)
        self.assertFalse(self._lines(self._release(MARCH).closing_id, "release"))

    def test_one_day_in_a_later_month(self):
        self._spread("2026-04-10", "2026-04-10", 500.0, day="2026-03-20")
        self.assertEqual(self._held(MARCH), 500.0)
        self.assertEqual(self._release(APRIL).amount, 500.0)

    def test_from_the_31st_and_over_a_leap_day(self):
        """31 January to 29 February 2028: 1 day, then 29 of 30."""
        self._spread("2028-01-31", "2028-02-29", 300.0)
        self.assertEqual(self._release("2028-01-31").amount, 10.0)
        self.assertEqual(self._release("2028-02-29").amount, 290.0)

    def test_from_the_30th_through_a_short_month(self):
        self._spread("2026-01-30", "2026-03-30", 600.0)
        amounts = [self._release(day).amount for day in ("2026-01-31", "2026-02-28", MARCH)]
        self.assertEqual(amounts, [20.0, 280.0, 300.0])

    def test_three_bills_for_one_contract_each_with_its_dates(self):
        for start, end in (
            ("2026-01-01", "2026-04-30"), ("2026-05-01", "2026-08-31"),
            ("2026-09-01", "2026-12-31"),
        ):  # fmt: skip
            self.company.ap_prepaid_convention = "months_started"
            self._spread(start, end, 400.0)
        for month in range(1, 13):
            day = month_end(date(2026, month, 1)).isoformat()
            self._release(day)
            first = f"2026-{month:02}-01"
            start = month_end(add_months(self._day(first), -1)).isoformat()
            self.assertEqual(self._cost(start, day), 100.0, day)
        self.assertEqual(self._held(YEAR_END), 0.0)

    def test_longer_dates_are_caught_up_in_the_open_month(self):
        """To 14 September instead of March: the past keeps what it bore."""
        bill = self._contract()
        marches = self._release(MARCH), self._release(APRIL)
        bill.invoice_line_ids.deferred_end_date = "2027-09-14"
        deferral = self._deferral(bill)
        self.assertIn("2027", deferral.change_note)
        self.assertEqual(round(sum(deferral.part_ids.mapped("amount")), 2), 12000.00)
        run = self._release(MAY)
        # 78 of 549 days by 31 May: 1,704.92, less 1,545.21 borne in March and April.
        self.assertItems(run, [("486", NAME, 0.0, 159.71), ("6226", NAME, 159.71, 0.0)])
        words = self._lines(run.closing_id, "release").explanation
        self.assertIn("677.60", words)
        self.assertIn("-517.89", words.replace("\N{NON-BREAKING HYPHEN}", "-"))
        self.assertEqual([one.amount for one in marches], PLAN[:2])
        self.assertEqual(self._held(MAY), 10295.08)
        self.assertAlwaysTied(APRIL, MAY)

    def test_shorter_dates_too(self):
        bill = self._contract()
        self._release(MARCH)
        bill.invoice_line_ids.deferred_end_date = "2026-06-14"
        # 47 of 92 days by 30 April: 6,130.43, less the 558.90 of March.
        self.assertEqual(self._release(APRIL).amount, 5571.53)
        self.assertEqual(self._held(APRIL), 5869.57)
        self._release(MAY)
        self._release(JUNE)
        self.assertEqual(self._held(JUNE), 0.0)

    def test_dates_known_after_the_bill_was_posted(self):
        """The month's release moves the later part to 486."""
        bill = self._bill(
            day="2026-03-15", with_line={"price_unit": 12000.0, "tax_ids": False}
        )
        self.assertFalse(self._deferral(bill))
        bill.invoice_line_ids.write(
            {"deferred_start_date": "2026-03-15", "deferred_end_date": "2027-03-14"}
        )
        with freeze_time("2026-03-20"):
            due = self.env["ap.deferral"].search([("is_to_transfer", "=", True)])
            self.assertEqual(due, self._deferral(bill))
            self.assertTrue(due.is_to_transfer)
        self.assertItems(
            self._release(MARCH),
            [("486", NAME, 11441.10, 0.0), ("6226", NAME, 0.0, 11441.10)],
        )
        self.assertEqual(self._deferral(bill).entry_ids.nature, "transfer")
        self.assertEqual(self._release(APRIL).amount, 986.31)

    def test_dates_taken_away_give_the_rest_to_the_open_month(self):
        bill = self._contract()
        self._release(MARCH)
        bill.invoice_line_ids.write(
            {"deferred_start_date": False, "deferred_end_date": False}
        )
        self.assertEqual(self._deferral(bill).state, "cancelled")
        self.assertEqual(self._release(APRIL).amount, 11441.10)
        self.assertEqual(self._held(APRIL), 0.0)

    def test_a_month_that_was_missed_is_caught_up(self):
        self._contract()
        run = self._release(APRIL)
        self.assertEqual(run.amount, 1545.21)
        words = self._lines(run.closing_id, "release").explanation
        self.assertRegex(words, "month: .*986.31")
        self.assertRegex(words, "Caught up from earlier months: .*558.90")

    def test_a_month_posted_late_takes_its_part_back_from_the_later_one(self):
        self._contract()
        april = self._release(APRIL)
        self._release(MARCH)
        self.assertTrue(april.is_stale)
        self._release(APRIL)
        self.assertEqual((self._held(MARCH), self._held(APRIL)), (11441.10, 10454.79))
        self.assertEqual(self._cost(MARCH, APRIL), 986.31)

    def test_ended_early(self):
        """Given up on 10 June: what is left is a cost of June."""
        bill = self._contract()
        for day in (MARCH, APRIL, MAY):
            self._release(day)
        deferral = self._deferral(bill)
        deferral.action_end_early("2026-06-10", "The tool was replaced")
        self.assertIn("The tool was replaced", deferral.message_ids[0].body)
        self.assertEqual(deferral.part_ids.mapped("amount"), [*PLAN[:3], 9435.62])
        run = self._release(JUNE)
        self.assertItems(
            run, [("486", NAME, 0.0, 9435.62), ("6226", NAME, 9435.62, 0.0)]
        )
        self.assertEqual((self._held(JUNE), deferral.state), (0.0, "done"))
        self.assertAlwaysTied(MAY, "2026-06-15", JUNE)
