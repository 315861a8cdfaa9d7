# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wallet of the demo company: three months booked, what waits."""

from datetime import date

from ..story import expenses as story
from .demo_year import DECEMBER, TODAY

QUEUE = "/odoo/action-ap_expenses.ap_expense_action"
UPDATES = "/odoo/action-ap_expenses.ap_expense_organisation_action"

TIES = ["expense_wallet", "expense_cards"]


class ExpensesOfTheDemo:
    """Tests for the class that builds the demo company."""

    def _expenses(self):
        return self.env["ap.expense"].search(
            [("company_id", "=", self.company.id), ("is_current", "=", True)]
        )

    def _ties(self, day):
        ties = self._as("auditor", "ap.tie.out")
        found = ties.compute(self.company.id, day.isoformat(), TIES)
        return {tie["code"]: (tie["left"], tie["right"]) for tie in found}

    def test_the_wallet_ties_at_the_end_of_each_month(self):
        """10,000.00 a month, less what the tool says was paid, and 4.50 of a foreign card."""
        wallet = 0.0
        for month, day in ((2, date(2026, 10, 31)), (1, date(2026, 11, 30)), (0, DECEMBER)):
            for row in story.export(month, DECEMBER):
                if row["ap_settlement_date"]:
                    sign = 1 if row["ap_type"] == "load" else -1
                    wallet += sign * float(row["ap_gross_base"])
            wallet -= 0 if month else 4.50
            ties = self._ties(day)
            self.assertEqual(ties["expense_wallet"], (round(wallet, 2),) * 2)
            # S4 and S7 are paid and wait for their cost; S6 is not settled
            cards = 0.0 if month else 75.0 + 210.0 - 90.0
            self.assertEqual(ties["expense_cards"], (cards, cards))

    def test_what_is_handled_and_what_waits(self):
        states = {one.external_id: one.state for one in self._expenses()}
        waiting = {number: state for number, state in states.items() if state != "done"}
        ready = {f"N{turn}": "ready" for turn in range(1, 7)}
        expected = {"N7": "review", "S4": "settled", "S6": "expensed", "S7": "settled"}
        self.assertEqual(waiting, expected | ready)
        self.assertEqual(len(self._expenses().employee_id), story.PEOPLE)
        loads = self.env["account.move.line"].search(
            [
                ("account_id", "=", self._expenses().tool_id.transit_account_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertEqual((len(loads), set(loads.mapped("reconciled"))), (6, {True}))
        findings = self.env["ap.finding"].search(
            [("company_id", "=", self.company.id), ("res_model", "=", "ap.expense")]
        )
        codes = set(findings.mapped("control_id.code"))
        self.assertLessEqual({"expense_receipt", "expense_personal", "expense_spread"}, codes)
        self.assertNotIn("expense_duplicate", codes)
        update = self.env["ap.expense.organisation"].search(
            [("company_id", "=", self.company.id)]
        )
        kinds = [(line.kind, line.employee) for line in update.line_ids]
        self.assertEqual(update.state, "compared")
        changes = [("mover", "E07"), ("joiner", "E39"), ("joiner", "E40"), ("leaver", "E41")]
        self.assertEqual(sorted(pair for pair in kinds if pair[0] != "finding"), sorted(changes))

    def _walk_the_expenses(self, lang):
        """Import, handle, book, tie; the organisation applied."""
        self.env["res.users"].search([("login", "=", "accountant")]).lang = lang
        self.start_tour(QUEUE, "ap_expense_import", login="accountant")
        self.start_tour(QUEUE, "ap_expense_book", login="accountant")
        mine = self._expenses().filtered(lambda one: one.external_id in ("V1", "V2"))
        self.assertEqual(mine.mapped("state"), ["done", "done"])
        accounts = mine.account_id.with_company(self.company)
        self.assertEqual(sorted(accounts.mapped("code")), ["606400", "623800"])
        ties = self._ties(TODAY)
        self.assertEqual({left - right for left, right in ties.values()}, {0.0})
        self.env["ap.tie.out"].search([("code", "not in", TIES[1:])]).unlink()
        self.start_tour("/odoo/ap-tie-outs", "ap_expense_tied", login="accountant")
        self.start_tour(UPDATES, "ap_expense_organisation", login="accountant")
        joined = self.env["ap.expense.person"].search([("key", "in", story.JOINERS)])
        self.assertEqual(len(joined), 2)

    def test_expenses_from_the_file_to_the_tie(self):
        self._walk_the_expenses("en_US")

    def test_expenses_from_the_file_to_the_tie_in_french(self):
        self._walk_the_expenses("fr_FR")
