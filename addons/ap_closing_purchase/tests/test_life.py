# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second postings, corrections and cancellations: what a month goes through."""

from unittest.mock import patch

from odoo.tests import tagged

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestLife(ApClosingCommon):
    def _dollar(self, rate=2.0):
        return self.setup_other_currency("USD", rates=[("2026-10-01", rate)])

    def _sums(self, run, account):
        """Balance of the account in both currencies, in the run's standing entries."""
        items = run._standing_moves().line_ids.filtered(
            lambda item: item.account_id.code.startswith(account)
        )
        return (
            round(sum(items.mapped("balance")), 2),
            round(sum(items.mapped("amount_currency")), 2),
        )

    def _decide(self, line, amount):
        line.write({"override_amount": amount, "override_reason": "By the contract"})

    # -- second postings ----------------------------------------------------------------

    def test_a_bill_is_compared_with_each_posting_of_its_month(self):
        """10 accrued, then 3 more; 13 billed at 102: 20.00 and 6.00 were missing."""
        line = self._received(qty=13.0, day="2026-10-20")
        self._receive(line, -3, "2026-10-20")
        self._close()
        self._receive(line, 3, "2026-10-31")
        closing = self._close()
        lines = self._lines(closing)
        self.assertEqual(lines.mapped("quantity"), [10.0, 3.0])
        self._bill(line, 13, day="2026-11-12", with_line={"price_unit": 102.0})
        self.assertEqual(
            [(one.actual_amount, one.variance) for one in lines],
            [(1020.0, 20.0), (306.0, 6.0)],
        )

    def test_the_first_units_billed_settle_the_first_accrued(self):
        """Ten accrued at 100.00: four billed at 105.00, six at 102.00, two more at 90."""
        line = self._received(qty=12.0)
        self._receive(line, -2, "2026-10-20")
        closing = self._close()
        self._receive(line, 2, "2026-11-05")
        variances = []
        for day, quantity, price in (("11-10", 4, 105.0), ("11-12", 6, 102.0), ("11-14", 2, 90.0)):
            self._bill(
                line, quantity, day=f"2026-{day}", with_line={"price_unit": price}
            )
            variances.append(self._lines(closing).variance)
        self.assertEqual(variances, [20.0, 32.0, 32.0])

    def test_a_refund_takes_its_units_back(self):
        line = self._received()
        closing = self._close()
        self._bill(line, day="2026-11-10", with_line={"price_unit": 105.0})
        refund = {"move_type": "in_refund", "with_line": {"price_unit": 105.0}}
        self._bill(line, 4, day="2026-11-12", **refund)
        accrued = self._lines(closing)
        self.assertEqual((accrued.actual_quantity, accrued.variance), (6.0, 30.0))

    def test_an_accrual_taken_back_and_its_bill_leave_no_variance(self):
        line = self._received()
        self._close()
        self._receive(line, -10, "2026-10-31")
        closing = self._close()
        self.assertEqual(self._lines(closing).mapped("quantity"), [10.0, -10.0])
        self._receive(line, 10, "2026-11-05")
        self._bill(line, day="2026-11-12", with_line={"price_unit": 102.0})
        self.assertEqual(sum(self._lines(closing).mapped("variance")), 0.0)

    def test_a_difference_after_a_decision_keeps_the_rate(self):
        """600.00 decided for 500.00, then one more of ten, 50.00: the decision moves along."""
        line = self._received(currency_id=self._dollar().id)
        closing = self._close(post=False)
        self._decide(self._lines(closing), 600.0)
        self._close()
        run = self._run(closing)
        self.assertEqual(self._sums(run, "408"), (-600.0, -1200.0))
        self._receive(line, 1, "2026-10-31")
        self._close()
        self.assertEqual(self._sums(run, "408"), (-650.0, -1300.0))
        self.assertReversed(run, "2026-11-01")

    def test_a_rate_corrected_after_posting_is_a_difference(self):
        """At 2.5 instead of 2.0, eleven instead of ten: more dollars, fewer euros."""
        dollar = self._dollar()
        line = self._received(currency_id=dollar.id)
        run = self._run(self._close())
        self.env["res.currency.rate"].search(
            [("currency_id", "=", dollar.id), ("name", "=", "2026-10-01")]
        ).rate = 2.5
        self._receive(line, 1, "2026-10-31")
        self._close()
        self.assertEqual(run.amount, 440.0)
        self.assertEqual(self._sums(run, "408")[0], -440.0)
        self.assertReversed(run, "2026-11-01")
        self.assertTied(OCTOBER)

    def test_the_preview_shows_a_difference_that_takes_everything_back(self):
        line = self._received()
        closing = self._close()
        self._bill(line, day="2026-10-30")
        self._close(post=False)
        run = self._run(closing)
        self.assertEqual((run.state, run.amount), ("proposed", 0.0))
        self.assertIn("1,000.00", run.preview)

    def test_a_source_that_vanished_is_undone(self):
        line = self._received()
        closing = self._close()
        self._receive(line, -10, "2026-10-31")
        self._close()
        self.assertEqual(self._run(closing).amount, 0.0)
        self.assertTied(OCTOBER)
        self.assertEqual(self._sums(self._run(closing), "408")[0], 0.0)

    # -- what is missing ----------------------------------------------------------------

    def test_without_vat_account_the_month_is_proposed_shown_and_not_posted(self):
        self.company.ap_accrued_vat_account_id = False
        self._received(on="2026-12-01", day="2026-12-10")
        result = self.closings.close_month(self.company.id, YEAR_END, post=True)
        self.assertIn("has no “VAT on accruals account”", result["blocking"][0])
        closing = self.closings.browse(result["closing_id"])
        self.assertFalse(closing.run_ids.move_ids)
        self.assertIn("to be chosen", self._run(closing).preview)
        self.company.ap_accrued_vat_account_id = self._account("445860")
        self.assertEqual(self._run(self._close(YEAR_END)).amount_tax, 200.0)

    def test_a_month_without_vat_needs_no_vat_account(self):
        self.company.ap_accrued_vat_account_id = False
        self._received()
        self.assertEqual(self._run(self._close()).state, "posted")

    # -- cancelled and done again -------------------------------------------------------

    def test_after_a_cancellation_only_the_new_entries_count(self):
        self._received()
        first = self.closings.close_month(self.company.id, OCTOBER, post=True)
        closing = self.closings.browse(first["closing_id"])
        old = self._lines(closing)
        self._run(closing).action_cancel("Wrong month")
        self.assertEqual(old.state, "cancelled")
        self.assertEqual(self._run(closing)._summary()["move_ids"], [])
        again = self.closings.close_month(self.company.id, OCTOBER, post=True)
        self.assertEqual(len(again["runs"][0]["move_ids"]), 1)
        self.assertFalse(
            set(again["runs"][0]["move_ids"]) & set(first["runs"][0]["move_ids"])
        )
        self.assertEqual(self._lines(closing).state, "posted")
        self.assertEqual(old.state, "cancelled")
        self.assertTied(OCTOBER)

    def _typed(self, closing, amount, **values):
        return self.env["ap.closing.line"].create(
            {
                "run_id": self._run(closing, "manual").id,
                "source_key": f"manual:{amount}",
                "label": "Bonus",
                "account_id": self._account("641300").id,
                "amount_computed": amount,
                "note": "Agreed on 3 December",
                **values,
            }
        )

    def test_typed_lines_come_back_after_a_cancellation(self):
        closing = self._close(post=False)
        first = self._typed(closing, 10000.0, partner_id=self.supplier.id)
        self._decide(first, 9000.0)
        self._close()
        run = self._run(closing, "manual")
        run.action_cancel("Forgot one")
        self._close(post=False)
        again = self._lines(closing, "manual")
        self.assertEqual(
            (again.label, again.amount_computed, again.amount, again.note, again.state),
            ("Bonus", 10000.0, 9000.0, "Agreed on 3 December", "proposed"),
        )
        self.assertEqual(again.override_reason, "By the contract")
        self._typed(closing, 500.0, partner_id=self.supplier.id)
        self._close()
        self.assertItems(
            run, [("6413", NAME, 9500.0, 0.0), ("468", NAME, 0.0, 9500.0)]
        )
        self._close()
        self.assertEqual(len(self._lines(closing, "manual")), 2)

    def test_a_late_reversal_is_noted(self):
        """The day is asked of the company's locks; here they answer 5 November."""
        self._received()
        writer = type(self.env["ap.entry"])
        with patch.object(
            writer, "first_open_day", lambda *_args: self._day("2026-11-05")
        ):
            run = self._run(self._close())
        self.assertReversed(run, "2026-11-05")
        self.assertIn("reversal is later", str(run.message_ids[0].body))
        self.assertEqual(self._lines(run.closing_id).date_reversal.day, 5)
        run.action_cancel("Wrong day")
        for day in (OCTOBER, "2026-11-03", "2026-11-05"):
            self.assertTied(day)
