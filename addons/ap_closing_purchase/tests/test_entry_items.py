# SPDX-License-Identifier: AGPL-3.0-or-later
"""Few journal items, whatever the lines are, and each of them justified by its lines."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ap_closing.models import run_items

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestEntryItems(ApClosingCommon):
    """Nordlys: 1,000.00 and 300.00, Fjord: 500.00 on the axis France and 200.00 without;
    the 300.00 are rent, all else is fees. VAT at 20 % at year-end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fjord = cls._partner("Fjord SARL")
        plan = cls.env["account.analytic.plan"].create({"name": "Country"})
        france = cls.env["account.analytic.account"].create(
            {"name": "France", "plan_id": plan.id}
        )
        cls.france = {str(france.id): 100.0}
        cls.rent = cls._product("Rent", cls._account("613200"))

    def _scene(self, day="2026-10-20", on="2026-10-05"):
        axis = {"analytic_distribution": self.france}
        when = {"on": on, "day": day}
        self._received(line=axis, **when)
        self._received(30.0, line={"product_id": self.rent.id}, **when)
        self._received(50.0, line=axis, partner_id=self.fjord.id, **when)
        self._received(20.0, partner_id=self.fjord.id, **when)

    def _lines_of(self, item):
        action = item.action_open_ap_closing_lines()
        return self.env["ap.closing.line"].search(action["domain"])

    def assertJustified(self, run):
        """Each item is what its lines say, of the accrual, its reversal and what cancels
        them."""
        for item in run.move_ids.line_ids:
            lines = self._lines_of(item)
            amounts = [
                line.amount_tax if item.account_id.code.startswith("445")
                else line.amount if item.account_id == line.account_id
                else line.amount + line.amount_tax
                for line in lines
            ]  # fmt: skip
            self.assertEqual(round(sum(amounts), 2), abs(item.balance), item.display_name)
            self.assertLessEqual(item.partner_id, lines.partner_id)

    def test_cost_is_per_account_and_axis_408_per_supplier(self):
        self._scene("2026-12-20", "2026-12-05")
        run = self._run(self._close(YEAR_END))
        self.assertItems(
            run,
            [
                ("6226", "", 1500.0, 0.0, self.france),
                ("6226", "Fjord SARL", 200.0, 0.0),
                ("6132", NAME, 300.0, 0.0),
                ("44586", "", 400.0, 0.0),
                ("4081", NAME, 0.0, 1560.0),
                ("4081", "Fjord SARL", 0.0, 840.0),
            ],
        )
        self.assertReversed(run, "2027-01-01")
        self.assertTied(YEAR_END)
        self.assertJustified(run)
        labels = dict(run._standing_moves().line_ids.mapped(lambda it: (it.balance, it.name)))
        self.assertEqual(labels[1500.0], "Bills not received 12/2026")
        self.assertEqual(labels[-840.0], "Bills not received 12/2026 – Fjord SARL")

    def test_by_account_and_axis_408_is_one_line(self):
        self.company.ap_closing_items = "axis"
        self._scene("2026-12-20", "2026-12-05")
        run = self._run(self._close(YEAR_END))
        self.assertItems(
            run,
            [
                ("6226", "", 1500.0, 0.0, self.france),
                ("6226", "Fjord SARL", 200.0, 0.0),
                ("6132", NAME, 300.0, 0.0),
                ("44586", "", 400.0, 0.0),
                ("4081", "", 0.0, 2400.0),
            ],
        )
        self.assertReversed(run, "2027-01-01")
        for day in (YEAR_END, "2027-01-01"):
            self.assertTied(day)
        self.assertJustified(run)
        rolled = self.closings.roll_forward(self.company.id, YEAR_END, YEAR_END, "4081")
        self.assertEqual((rolled["closing"], rolled["difference"]), (2400.0, 0.0))

    def test_the_preview_is_the_entry(self):
        self.company.ap_closing_items = "axis"
        self._scene()
        run = self._run(self._close(post=False))
        self.assertEqual(run.preview.count("<tr>"), 4 + 1)  # and their heading

    def test_prepaid_has_one_486_by_account_and_axis(self):
        """12,000.00 of Nordlys and 6,000.00 of Fjord for 365 days from 1 October: 334 of
        them are left, 10,980.82 and 5,490.41."""
        spread = "2026-10-01", "2027-09-30"
        self._spread(*spread)
        self._spread(*spread, 6000.0, partner_id=self.fjord.id)
        closing = self._close()
        cost = ("6226", "", 0.0, 16471.23)
        self.assertItems(
            self._run(closing, "prepaid"),
            [
                cost,
                ("486", NAME, 10980.82, 0.0),
                ("486", "Fjord SARL", 5490.41, 0.0),
            ],
        )
        self.assertJustified(self._run(closing, "prepaid"))
        self._run(closing, "prepaid").action_cancel("Other lines")
        self.company.ap_closing_items = "axis"
        self._close()
        run = self._run(closing, "prepaid")
        self.assertItems(run._standing_moves(), [cost, ("486", "", 16471.23, 0.0)])
        self.assertTied(OCTOBER)
        self.assertTied("2026-11-01")

    def test_cancelled_by_account_and_axis_nothing_is_left(self):
        self.company.ap_closing_items = "axis"
        self._scene()
        run = self._run(self._close())
        run.action_cancel("Wrong month")
        for item in run.move_ids.line_ids:
            self.assertTrue(item.parent_state == "posted")
        for day in (OCTOBER, "2026-11-01"):
            self.assertEqual(self.assertTied(day)["accrued_expenses"]["left"], 0.0)
        self._close()
        self.assertEqual(run.amount, 2000.0)
        self.assertTied(OCTOBER)

    def test_a_difference_is_booked_by_account_and_axis_too(self):
        self.company.ap_closing_items = "axis"
        line = self._received()
        run = self._run(self._close())
        first = run.move_ids
        self._receive(line, 3, "2026-10-31")
        self._received(20.0, partner_id=self.fjord.id)
        self._close()
        self.assertItems(
            run._standing_moves() - first,
            [("6226", "", 500.0, 0.0), ("4081", "", 0.0, 500.0)],
        )
        self.assertTied(OCTOBER)

    def test_dollars_and_euros_stay_apart(self):
        self.company.ap_closing_items = "axis"
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        self._received(currency_id=dollar.id)
        self._received(40.0, partner_id=self.fjord.id)
        run = self._run(self._close())
        self.assertItems(
            run,
            [
                ("6226", NAME, 500.0, 0.0),
                ("6226", "Fjord SARL", 400.0, 0.0),
                ("4081", "", 0.0, 500.0),
                ("4081", "", 0.0, 400.0),
            ],
        )
        self.assertJustified(run)

    def test_many_suppliers_are_parted_and_none_is_split(self):
        """Entries of at most three items: each balances, and each line names its own."""
        for number in range(4):
            partner = self._partner(f"Supplier {number}")
            self._received(10.0 + number, partner_id=partner.id)
            self._received(50.0, partner_id=partner.id)
        with (
            patch.object(run_items, "ITEMS_PER_MOVE", 3),
            patch("odoo.addons.ap_base.models.ap_entry.ITEMS_PER_MOVE", 3),
        ):
            run = self._run(self._close())
        moves = run._standing_moves()
        self.assertEqual([len(move.line_ids) for move in moves], [3, 3])
        self.assertEqual([sum(move.line_ids.mapped("balance")) for move in moves], [0, 0])
        lines = self._lines(run.closing_id)
        for line in lines:
            self.assertIn(line.partner_id, line.move_id.line_ids.partner_id)
            self.assertEqual(line.move_id.reversal_move_ids, line.reversal_move_id)
        self.assertReversed(run, "2026-11-01")
        self.assertJustified(run)
        self.assertTied(OCTOBER)

    def test_what_is_not_posted_has_no_entry(self):
        self._scene()
        closing = self._close(post=False)
        zero = self._lines(closing)[0]
        zero.write({"override_amount": 0.0, "override_reason": "Not due"})
        self._close()
        self.assertEqual(zero.state, "posted")
        self.assertFalse(zero.move_id | zero.reversal_move_id)
        self.assertEqual(self._run(closing).amount, 1000.0)
