# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three months of one supplier, read like an account; and every kind in words."""

from odoo.tests import tagged

from .common import ApClosingCommon

SEPTEMBER, OCTOBER, NOVEMBER = "2026-09-30", "2026-10-31", "2026-11-30"


@tagged("post_install", "-at_install")
class TestProof(ApClosingCommon):
    def _balance(self, code, day):
        """Posted balance of the accounts that begin with the code, debit positive."""
        accounts = self.env["account.account"].with_company(self.company)
        found = accounts.search(
            [
                *accounts._check_company_domain(self.company),
                ("code", "=like", f"{code}%"),
            ]
        )
        balance = self.closings._ledger_balance(self.company, found, self._day(day))
        return round(balance, 2)

    def _month(self, day):
        """Close it; then (408, 486, cost since the beginning) at its last day."""
        closing = self._close(day)
        self.assertEqual(closing.state, "posted")
        self.assertTied(day)
        return tuple(self._balance(code, day) for code in ("408", "486", "6"))

    def test_a_quarter_bears_what_was_received_and_used(self):
        # September: ten repairs at 100.00 are ordered and six are received.
        repairs = self._order(100.0, 10, on="2026-09-01")
        self._receive(repairs, 6, "2026-09-20")
        # Insurance of a year, 1,200.00 from 1 September: 30 of 365 days are used,
        # 98.63; 1,101.37 wait on 486.
        self._spread("2026-09-01", "2027-08-31", 1200.0, day="2026-09-05")
        # 408 600.00; 486 1,101.37; cost 600.00 + 98.63.
        self.assertEqual(self._month(SEPTEMBER), (-600.0, 1101.37, 698.63))

        # October: both reversals on the 1st; the bill of the six, at 102.00 each,
        # on the 12th; the other four are received on the 25th.
        self.assertEqual(self._balance("408", "2026-10-01"), 0.0)
        self._bill(repairs, 6, "2026-10-12", with_line={"price_unit": 102.0})
        self._receive(repairs, 4, "2026-10-25")
        # A licence of 300.00 is billed on the 15th and not yet received.
        licence = self._order(300.0, 1, on="2026-10-10")
        self._bill(licence, day="2026-10-15")
        # 408: 4 x 100.00. 486: 304 of 365 days of 1,200.00 = 999.45, and 300.00.
        # Cost since September: 612.00 + 400.00 + 200.55.
        self.assertEqual(self._month(OCTOBER), (-400.0, 1299.45, 1212.55))

        # November: the licence is received, one repair goes back unbilled, the bill
        # of the three others stays in the post.
        self._receive(licence, day="2026-11-02")
        self._receive(repairs, -1, "2026-11-10")
        # 408: 3 x 100.00. 486: 274 days = 900.82.
        # Cost: 612.00 + 300.00 + 300.00 (licence) + 299.18.
        self.assertEqual(self._month(NOVEMBER), (-300.0, 900.82, 1511.18))

        # December: the bill of the three, at the order's price. Nothing is left.
        self._bill(repairs, 3, "2026-12-04")
        self.assertEqual(self._balance("408", "2026-12-04"), 0.0)
        self._assert_estimates()
        self._assert_roll_forward()

    def _assert_estimates(self):
        """September was 12.00 too low; November was right; October had four of which
        three were billed: 300.00 for 300.00."""
        lines = self.env["ap.closing.line"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "received")],
            order="date_end",
        )
        self.assertEqual(lines.mapped("amount"), [600.0, 400.0, 300.0])
        self.assertEqual(lines.mapped("previous_amount"), [0.0, 600.0, 400.0])
        self.assertEqual(lines.mapped("variance")[1:], [0.0, 0.0])
        self.assertEqual(lines[0].variance, 12.0)

    def _assert_roll_forward(self):
        names = ("opening", "new", "reversed", "closing", "ledger", "difference")
        months = {
            "2026-09-01": (SEPTEMBER, (0.0, 600.0, 0.0, 600.0, 600.0, 0.0)),
            "2026-10-01": (OCTOBER, (600.0, 400.0, 600.0, 400.0, 400.0, 0.0)),
            "2026-11-01": (NOVEMBER, (400.0, 300.0, 400.0, 300.0, 300.0, 0.0)),
            "2026-12-01": ("2026-12-31", (300.0, 0.0, 300.0, 0.0, 0.0, 0.0)),
        }
        for start, (end, figures) in months.items():
            found = self.closings.roll_forward(self.company.id, start, end, "408")
            self.assertEqual(tuple(found[name] for name in names), figures, start)

    # -- words ----------------------------------------------------------------------

    def _explained(self, closing, kind):
        return self._lines(closing, kind).with_context(lang="en_US").explanation

    def test_every_kind_says_where_its_amount_comes_from(self):
        received = self._received(12.5, 8)
        returned = self._received(30.0)
        self._bill(returned, day="2026-10-22")
        self._receive(returned, -2, "2026-10-28")
        ahead = self._order(20.0)
        self._bill(ahead, day="2026-10-23")
        self._spread("2026-10-01", "2026-12-31", 920.0)
        self._bill(
            ref="N-77",
            post=False,
            with_line={"price_unit": 40.0, "tax_ids": [(5, 0, 0)]},
        )
        closing = self._close(OCTOBER, post=False)
        words = {
            "received": (
                f"{received.order_id.name}: received 8 of 8",
                "billed 0: 8 to accrue × 12.50 EUR",
            ),
            "credit_due": (
                f"{returned.order_id.name}: billed 10",
                "of which 2 went back: a credit note for 2 × 30.00 EUR is due",
            ),
            "billed_not_received": (
                f"{ahead.order_id.name}: billed 10",
                "received 0: 10 × 20.00 EUR belong to a later month",
            ),
            "prepaid": ("920.00", "(actual days)", "610.00"),
            "draft_bill": ("Bill N-77", "40.00", "was not posted at the closing date"),
        }
        for kind, parts in words.items():
            text = self._explained(closing, kind)
            for part in parts:
                self.assertIn(part, text.replace("\N{NO-BREAK SPACE}", " "), kind)

    def test_foreign_and_elapsed_say_their_rate_and_their_days(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 1.25)])
        dates = {"service_start_date": "2026-10-01", "service_end_date": "2026-12-31"}
        self._order(
            920.0, 1, currency_id=dollar.id, line={"service_mode": "elapsed", **dates}
        )
        text = self._explained(self._close(OCTOBER, post=False), "received")
        self.assertIn("920.00 USD", text)
        self.assertIn("Closing rate: 0.8.", text)
        self.assertRegex(text, "Received by time elapsed between .*2026 and .*2026")

    def test_each_posted_line_leads_to_its_entry_and_back(self):
        self._received()
        self._spread("2026-10-01", "2026-12-31", 920.0)
        closing = self._close(OCTOBER)
        for kind in ("received", "prepaid"):
            line = self._lines(closing, kind)
            run = self._run(closing, kind)
            self.assertEqual(line.move_id, run._standing_moves())
            self.assertEqual(line.reversal_move_id.reversed_entry_id, line.move_id)
            self.assertEqual(
                line.move_id.action_open_closing_run()["res_id"], run.id
            )
            self.assertEqual(line.reversal_move_id.date, self._day("2026-11-01"))
