# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decide on the rows of a statement."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_supplier_statement import LIST, StatementCase


@tagged("post_install", "-at_install")
class TestDecidedByHand(StatementCase):
    """Pairs parted and made by people: the list is reconciled anew, to zero."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.env["ap.supplier.statement.line"]

    def _paid_bill(self, number="FA-2026-102", amount=600.5):
        """A bill and its payment, matched with each other before the day of the list."""
        bill = self._invoice(amount, number, day="2026-04-12")
        paid = self._item("2026-05-10", -amount, ref="VIR ALPHA")
        (paid | bill).reconcile()
        return bill, paid

    def _row(self, statement, number):
        return statement.line_ids.filtered(
            lambda line: number in (line.their_number, line.our_number)
        )

    def _is_zero(self, statement):
        total = sum(statement.line_ids.mapped("difference"))
        self.assertAlmostEqual(total, statement.difference, 2)
        self.assertEqual(statement.unexplained, 0)
        for name in ("matched", "only_theirs", "only_ours", "suggested"):
            found = statement.line_ids.filtered(lambda line, name=name: line.result == name)
            self.assertEqual(statement[f"{name}_count"], len(found))

    def test_a_sure_match_is_parted_and_made_by_hand(self):
        """Bill 053612 of theirs is our 53612 by its number; it is our 900 in truth.

        Theirs 3,840; parted, 1,180 are only theirs and 1,180 only ours; matched with 900
        the row differs by 280. The difference in all stays the same at each step."""
        self._invoice(1180, "FA-53612", day="2026-04-03")
        self._invoice(900, "ZZ-900", day="2026-04-04")
        statement = self._made(LIST, "2026-05-31")
        difference = statement.difference
        row = self._row(statement, "FA/053612")
        self.assertEqual((row.result, row.our_number), ("matched", "FA-53612"))
        made = self.lines.browse(self._as("apprentice", row).part())
        self.assertEqual(
            sorted((one.result, one.difference) for one in made),
            [("only_ours", -1180), ("only_theirs", 1180)],
        )
        self._is_zero(statement)
        wrong = self._row(statement, "ZZ-900") | self._row(statement, "FA/053612")
        [pair] = self.lines.browse(self._as("apprentice", wrong).match())
        self.assertEqual(
            (pair.result, pair.theirs, pair.ours, pair.why),
            ("amount_differs", 1180, 900, "Matched by hand by Apprentice"),
        )
        self._is_zero(statement)
        self.assertEqual(statement.difference, difference)
        self.assertEqual(
            [(one.kind, one.user_id.login, one.our_numbers) for one in statement.decision_ids],
            [("parted", "statement_apprentice", "FA-53612"), ("matched", "statement_apprentice", "ZZ-900")],
        )
        again = self.statements.browse(statement.redo())
        self.assertEqual(self._told(again), self._told(statement))
        self.assertEqual(again.decision_ids.mapped("is_carried"), [True, True])
        self._as("apprentice", self._row(again, "ZZ-900")).part()
        self.assertEqual(self._row(again, "ZZ-900").result, "only_ours")
        self.assertEqual(self._row(statement, "ZZ-900").result, "amount_differs")

    def test_several_bills_of_theirs_are_one_of_ours(self):
        ours = self._invoice(3000, "SUMMARY 5", day="2026-05-31")
        statement = self._made(LIST, "2026-05-31")
        rows = statement.line_ids.filtered("theirs")
        rows = rows.filtered(lambda line: line.result == "only_theirs")[:3]
        self._as("apprentice", rows | self._row(statement, "SUMMARY 5")).match()
        pair = self._row(statement, "SUMMARY 5") or statement.line_ids.filtered(
            lambda line: line.move_line_ids == ours
        )
        self.assertEqual(pair.difference, pair.theirs - 3000)
        self.assertEqual(pair.ours, 3000)
        self._is_zero(statement)

    def test_a_settled_bill_of_ours_is_found_in_the_ledger(self):
        """Booked under another number and paid: its payment then is what they lack."""
        bill, paid = self._paid_bill("OTHER-1", 1180)
        statement = self._made(LIST, "2026-05-31")
        self.assertFalse(self._row(statement, "OTHER-1"))
        row = self._row(statement, "FA/053612")
        [made] = self.lines.browse(self._as("apprentice", row).match(bill.ids))
        self.assertEqual((made.result, made.our_number), ("matched", "OTHER-1"))
        payment = statement.line_ids.filtered(lambda line: line.move_line_ids == paid)
        self.assertEqual((payment.result, payment.difference), ("only_ours", 1180))
        self._is_zero(statement)

    def test_what_may_not_be_matched(self):
        self._invoice(1180, "FA-53612", day="2026-04-03")
        self._invoice(70, "Q-7", day="2026-04-03")
        self._invoice(80, "Q-8", day="2026-04-03")
        later = self._invoice(90, "Q-9", day="2026-06-03")
        other = self._invoice(60, "B-1", day="2026-04-03", partner=self.beta)
        statement = self._made(LIST, "2026-05-31")
        sure = self._row(statement, "FA/053612")
        theirs = statement.line_ids.filtered(lambda line: line.result == "only_theirs")
        ours = statement.line_ids.filtered(lambda line: line.result == "only_ours")
        for rows, items, sentence in (
            (sure | ours[0], [], "part it first"),
            (theirs[0], [], "made of both"),
            (ours, [], "made of both"),
            (theirs[0], later.ids, "up to"),
            (theirs[0], other.ids, "up to"),
            (theirs[0], sure.move_line_ids.ids, "part them first"),
            (theirs[:2] | ours[:2], [], "sums are equal"),
        ):
            before = self._told(statement)
            with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                self._as("apprentice", rows).match(items)
            self.env.invalidate_all()
            self.assertEqual(self._told(statement), before)
        for rows in (theirs[0], ours[0]):
            with self.assertRaisesRegex(UserError, "nothing to part"):
                self._as("apprentice", rows).part()
        self.assertFalse(statement.decision_ids)
        for role in ("auditor",):
            with self.assertRaises(AccessError):
                self._as(role, sure).part()

    def test_done_or_sent_is_not_decided_any_more(self):
        self._invoice(1180, "FA-53612", day="2026-04-03")
        statement = self._made(LIST, "2026-05-31")
        self.alpha.email = "compta@alpha.example"
        statement.message_post(body="Missing", partner_ids=self.alpha.ids)
        self.assertTrue(statement.date_asked)
        row = self._row(statement, "FA/053612")
        with self.assertRaisesRegex(UserError, "was sent"):
            self._as("apprentice", row).part()
        again = self.statements.browse(statement.redo())
        self._as("accountant", again).review()
        with self.assertRaisesRegex(UserError, "is reviewed"):
            self._as("apprentice", self._row(again, "FA/053612")).part()
        self._as("accountant", statement).review()  # sent, then signed
        self.assertEqual(statement.decision_ids.mapped("kind"), ["asked", "reviewed"])
        with self.assertRaisesRegex(UserError, "reviewed, sent"):
            statement.import_id.action_undo()

    def test_books_that_changed_since_are_another_statement(self):
        self._invoice(1180, "FA-53612", day="2026-04-03")
        statement = self._made(LIST, "2026-05-31")
        self._invoice(5, "LATE-1", day="2026-05-02")
        row = self._row(statement, "FA/053612")
        with self.assertRaisesRegex(UserError, "Do it again"):
            self._as("apprentice", row).part()
        self.assertEqual(row.result, "matched")

    def test_nothing_decided_is_rewritten(self):
        self._invoice(1180, "FA-53612", day="2026-04-03")
        statement = self._made(LIST, "2026-05-31")
        self._row(statement, "FA/053612").part()
        [told] = statement.decision_ids
        for act in (lambda: told.sudo().write({"kind": "matched"}), told.sudo().unlink):
            with self.assertRaisesRegex(UserError, "as it was decided"):
                act()
        with self.assertRaises(AccessError):
            self._as("head", told).create({"statement_id": statement.id, "kind": "matched"})

    def test_a_missing_bill_that_was_accrued_is_not_matched(self):
        self._invoice(120, "FA-1", day="2026-08-15")
        text = "Date;Facture;Montant\n15/09/2026;FA-7001;60,00\n"
        statement = self._made(text, "2026-09-30")
        with self._today("2026-10-05"):
            statement.line_ids[:1].propose_accruals()
        row = self._row(statement, "FA-7001")
        with self.assertRaisesRegex(UserError, "Other accruals"):
            (row | self._row(statement, "FA-1")).match()

    def test_the_window(self):
        self._invoice(900, "ZZ-900", day="2026-04-04")
        statement = self._made(LIST, "2026-05-31")
        row = self._as("apprentice", self._row(statement, "FA/053612"))
        action = row.action_match()
        pair = row.env[action["res_model"]].with_context(**action["context"]).create({})
        pair.item_ids = self._row(statement, "ZZ-900").move_line_ids.ids
        self.assertEqual((pair.theirs, pair.ours, pair.difference), (1180, 900, 280))
        self.assertIn(self.payable, pair.account_ids)
        pair.action_match()
        self.assertEqual(self._row(statement, "ZZ-900").result, "amount_differs")
