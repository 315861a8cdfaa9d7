# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three months of a wallet, read like a month: late, changed, refunded, disputed, foreign,
split, personal; closed, tied, acknowledged."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ap_base.models import ap_import, import_staging

from ..models import booking, preparing
from .common import ExpenseCommon, card, claim


def load(number, day, amount):
    return {"external_id": number, "type": "load", "settlement_date": day, "gross_base": amount}


MARCH = [
    load("L1", "2026-03-02", 2000),
    card("P1", "2026-03-05", 120, settlement_date="2026-03-07", vat_amount=20,
         category="Supplies"),
    card("P2", "2026-03-10", 300, settlement_date="2026-03-12", category="Hotel",
         employee_id="E2", gross_original=330, currency_original="USD", fees="4.50",
         supplier_country="US"),
    card("P3", "2026-03-30", 90, settlement_date="2026-04-02", category="Meal"),
    card("P4", "2026-03-15", 60, line_id="1", settlement_date="2026-03-17", category="Meal"),
    card("P4", "2026-03-15", 40, line_id="2", settlement_date="2026-03-17", category="Train"),
    card("P5", "2026-03-20", 45, type="personal", settlement_date="2026-03-21",
         employee_id="E2"),
    card("P6", "2026-03-25", 75, settlement_date="2026-03-26", category="Unknown"),
    claim("C1", "2026-03-28", 30, category="Meal", settlement_date="2026-04-10"),
]  # fmt: skip
APRIL = [
    load("L2", "2026-04-01", 1000),
    # late: an expense of March that comes in April; refunded and changed ones
    card("P7", "2026-03-31", 25, settlement_date="2026-04-03", category="Meal"),
    card("P1", "2026-03-05", 96, settlement_date="2026-03-07", vat_amount=16,
         category="Supplies"),
    card("R1", "2026-04-15", -24, type="refund", settlement_date="2026-04-16", vat_amount=4,
         category="Supplies"),
    card("P8", "2026-04-20", 1200, settlement_date="2026-04-21", category="Software",
         service_start="2026-04-01", service_end="2027-03-31"),
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestExpenseMonth(ExpenseCommon):
    def _ties(self, day, *codes):
        found = self.env["ap.tie.out"].compute(self.company.id, day, list(codes))
        return {row["code"]: (row["left"], row["right"], row["tied"]) for row in found}

    def test_three_months(self):
        found = self._take(*MARCH).filtered(lambda one: one.external_id == "P6")
        self.assertIn("no account", found.reason_text)
        self._book("2026-03-31")
        # paid and not expensed: P6; expensed and not settled: P3
        self.assertEqual(found.state, "settled")
        self.assertEqual(self._balance("467100"), 75.0 - 90.0)
        self.assertEqual(
            self._ties("2026-03-31", "expense_wallet"),
            {"expense_wallet": (1355.5, 1355.5, True)},
        )
        self.assertEqual(self._ties("2026-03-31", "expense_cards")["expense_cards"],
                         (-15.0, -15.0, True))  # fmt: skip
        found.account_id = self.costs["Meal"]
        self._book("2026-03-31")
        self.assertEqual(self._ties("2026-03-31", "expense_cards")["expense_cards"],
                         (-90.0, -90.0, True))  # fmt: skip
        rows = {row["employee"]: row for row in self.tools.at_date(self.company.id, "2026-03-31")}
        anne, paul = rows["Anne Martin"], rows["Paul Roy"]
        self.assertEqual((anne["expensed"], anne["settled"], anne["card_difference"]),
                         (385.0, 295.0, -90.0))  # fmt: skip
        self.assertEqual((anne["owed"], paul["advance"]), (30.0, 45.0))
        self._april()

    def _april(self):
        self._take(*APRIL, filename="april.csv")
        self._book("2026-04-30")
        # P1 was 120 and is 96 now: 24 less of cost and VAT, and 24 more in the wallet
        self.assertEqual(self._balance("606400"), 60.0)
        self.assertEqual(self._balance("445660"), 12.0)
        wallet = 3000 - 96 - 304.5 - 90 - 100 - 45 - 75 - 30 - 25 + 24 - 1200
        self.assertEqual(self._balance("517100"), wallet)
        self.assertEqual(self._balance("467100"), 0.0)
        self.assertEqual(self._balance("421100"), 0.0)
        ties = self._ties("2026-04-30", "expense_wallet", "expense_cards")
        self.assertTrue(all(tied for _left, _right, tied in ties.values()), ties)
        self.assertEqual(self._book("2026-05-31")["move_ids"], [])
        said = {row["external_id"]: row for row in
                self.tools.acknowledge(self.company.id, "CARDS")}  # fmt: skip
        self.assertEqual({row["status"] for row in said.values()}, {"posted"})
        self.assertTrue(said["P2"]["entry"] and said["P2"]["settlement_entry"])

    def test_cards_tie_with_what_waits_and_not_with_what_is_typed_in(self):
        """75.00 paid and not documented stay on the account, 90.00 are not settled; what comes
        when March is locked is expensed in April."""
        self._take(*MARCH)
        self._book("2026-03-31")
        march = "2026-03-31"
        self.assertEqual(self._ties(march, "expense_cards")["expense_cards"][1:], (-15.0, True))
        tie = self.env["ap.tie.out"].search(
            [("company_id", "=", self.company.id), ("code", "=", "expense_cards")]
        )
        behind = self.expenses.search(tie.right_domain)
        self.assertEqual(sorted(behind.mapped("external_id")), ["P3", "P6"])
        self._take(card("P9", march, 20, category="Meal"), filename="ready.csv")
        self.assertEqual(self._ties(march, "expense_cards")["expense_cards"],
                         (-15.0, -35.0, False))  # fmt: skip
        self.company.fiscalyear_lock_date = march
        self._take(card("P7", march, 25, settlement_date="2026-04-01", category="Meal"),
                   filename="late.csv")  # fmt: skip
        self._book("2026-04-30")
        self.assertTrue(self._ties(march, "expense_cards")["expense_cards"][2])
        self.assertTrue(self._ties("2026-04-30", "expense_cards")["expense_cards"][2])
        account = self.tool.card_account_id
        typed = self.env["account.move"].create(
            {
                "journal_id": self.tool.journal_id.id, "date": "2026-04-02",
                "line_ids": [
                    (0, 0, {"account_id": account.id, "debit": 7.0}),
                    (0, 0, {"account_id": self.costs["Meal"].id, "credit": 7.0}),
                ],
            }
        )  # fmt: skip
        typed.action_post()
        left, right, tied = self._ties("2026-04-30", "expense_cards")["expense_cards"]
        self.assertEqual((round(left - right, 2), tied), (7.0, False))

    def test_a_load_meets_what_left_the_bank(self):
        """2,000.00 left the bank on 28 February; 1,000.00 of April have no entry yet."""
        bank = self._own_account("512900", "asset_cash")
        self.env["account.move"].create(
            {
                "journal_id": self.tool.journal_id.id, "date": "2026-02-28",
                "line_ids": [
                    (0, 0, {"account_id": self.tool.transit_account_id.id, "debit": 2000.0}),
                    (0, 0, {"account_id": bank.id, "credit": 2000.0}),
                ],
            }
        ).action_post()  # fmt: skip
        self._take(load("L1", "2026-03-02", 2000), load("L2", "2026-03-03", 1000))
        self._book("2026-04-30")
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.tool.transit_account_id.id)], order="date, id"
        )
        self.assertEqual(
            [(item.balance, item.reconciled) for item in items],
            [(2000.0, True), (-2000.0, True), (-1000.0, False)],
        )

    def test_the_month_bears_what_is_not_booked(self):
        """90.00 of March come too late: accrued, back on 1 April, booked then."""
        self._take(
            card("P1", "2026-03-30", 108, category="Supplies", vat_amount=18),
            claim("C1", "2026-03-28", 30, bookkeeping_status="submitted", category="Meal"),
            card("P9", "2026-04-02", 50, category="Meal"),
        )
        closing = self._close("2026-03-31", kinds=["expense"])
        lines = self._lines(closing, "expense")
        self.assertEqual(sorted(lines.mapped("amount")), [30.0, 90.0])
        self.assertIn("not booked", lines[0].explanation)
        self.assertEqual(self._balance("606400"), 0.0)  # accrued and reversed
        self.company.fiscalyear_lock_date = "2026-03-31"
        self._book()
        one = self._current().filtered(lambda one: one.external_id == "P1")
        self.assertEqual(str(one.liability_date), "2026-04-01")
        march = self.env["account.move.line"].search(
            [("account_id", "=", self.costs["Supplies"].id), ("date", "<=", "2026-03-31"),
             ("parent_state", "=", "posted")]
        )  # fmt: skip
        self.assertEqual(sum(march.mapped("balance")), 90.0)
        self.assertEqual(self._balance("606400"), 90.0)

    def test_the_service_period_of_the_tool_is_deferred(self):
        self._take(
            card("P8", "2026-04-01", 1200, category="Software", service_start="2026-04-01",
                 service_end="2027-03-31")
        )  # fmt: skip
        self._book("2026-04-30")
        deferral = self.env["ap.deferral"].search(
            [("move_id.ap_expense_tool_id", "=", self.tool.id)]
        )
        self.assertEqual(len(deferral), 1)
        closing = self._close("2026-12-31", kinds=["prepaid"])
        self.assertAlmostEqual(sum(self._lines(closing, "prepaid").mapped("amount")), 295.89, 2)

    def test_the_preview_is_what_is_posted(self):
        self._take(*MARCH)
        shown = self.expenses.preview(self.company.id, "CARDS", "2026-03-31")
        self._current().filtered(lambda one: one.external_id == "P6").is_held = True
        result = self._book("2026-03-31")
        self.assertEqual(len(shown), len(result["move_ids"]))
        self.assertEqual(
            sorted(item["debit"] for entry in shown for item in entry["items"]),
            sorted(line.debit for line in self._moves(result).line_ids),
        )

    def test_entries_are_grouped_as_the_company_chooses(self):
        rows = [
            claim("C1", "2026-03-05", 30, category="Meal", report_id="R1"),
            claim("C2", "2026-03-05", 20, category="Meal", report_id="R1", merchant="B"),
            claim("C3", "2026-03-05", 10, category="Meal", employee_id="E2", report_id="R2"),
        ]
        self._take(*rows)
        counts = {}
        for grouping in ("day", "employee", "report"):
            self.tool.grouping = grouping
            counts[grouping] = len(self.expenses.preview(self.company.id, "CARDS", "2026-03-31"))
        self.assertEqual(counts, {"day": 1, "employee": 2, "report": 2})
        self.tool.grouping = "report"
        moves = self._moves(self._book())
        self.assertEqual(sorted(moves.mapped("ref")), ["Expenses Cards – R1", "Expenses Cards – R2"])
        self.assertEqual(len(moves[0].line_ids), 2)

    def test_some_at_a_time_is_the_same_as_at_once(self):
        """Parts of two rows and batches of one day: rows without a number that are alike,
        undone and taken again, a locked month that moves to one day, and what is told."""
        coffees = [claim("", "2026-03-05", 3, category="Meal", merchant="Bar")] * 5
        march = [claim(f"C{n}", f"2026-03-{n + 10}", 10 + n, category="Meal") for n in range(3)]
        rows = [*coffees, *march, claim("C9", "2026-04-07", 50, category="Meal")]
        self.company.fiscalyear_lock_date = "2026-03-31"
        with (
            patch.object(ap_import, "AT_ONCE", 2), patch.object(import_staging, "AT_ONCE", 2),
            patch.object(booking, "BATCH", 1), patch.object(preparing, "BATCH", 2),
            patch.object(type(self.env["ap.import"]), "_tell") as tell,
        ):  # fmt: skip
            record = self._import(self._rows(*rows))
            self.assertEqual((record.state, record.new_count), ("applied", 9))
            told = [one.args for one in tell.call_args_list if len(one.args) == 3]
            for phase in ("checking", "writing"):
                self.assertIn((phase, 6, 9), told)
            record.action_undo()
            self.assertFalse(self._current())
            self.assertEqual(len(self._take(*rows)), 9)
            again = self._import(self._rows(*rows), filename="again.csv")
            self.assertEqual((again.same_count, again.new_count), (9, 0))
            changed = [*rows[:-1], claim("C9", "2026-04-07", 60, category="Meal")]
            again = self._import(self._rows(*changed), filename="changed.csv")
            self.assertEqual((again.same_count, again.changed_count), (8, 1))
            shown = self.expenses.preview(self.company.id, "CARDS", "2026-04-30")
            result = self._book("2026-04-30")
        self.assertEqual([entry["date"] for entry in shown], ["2026-04-01", "2026-04-07"])
        self.assertEqual(
            [str(move.date) for move in self._moves(result)], ["2026-04-01", "2026-04-07"]
        )
        self.assertEqual((result["expenses"], self._balance("625700")), (9, 108.0))
        self.assertEqual(self._book("2026-04-30")["move_ids"], [])
