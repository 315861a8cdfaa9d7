# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roll-forward, tie-outs, explanations and the preview: what proves a month."""

import re

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OCTOBER, YEAR_END, ApClosingCommon


@tagged("post_install", "-at_install")
class TestTieOut(ApClosingCommon):
    def _two_months(self):
        self._received(day="2026-09-15", on="2026-09-01")
        self._close("2026-09-30")
        self._received(50.0)
        self._close(OCTOBER)

    def _roll(self, start, end, code="408"):
        return self.closings.roll_forward(self.company.id, start, end, code)

    def _figures(self, found):
        names = ("opening", "new", "reversed", "closing", "ledger", "difference")
        return tuple(found[name] for name in names)

    def test_a_comparison_is_stored_once_and_written_when_it_moved(self):
        self._received()
        self._close()
        ties, written = self.env["ap.tie.out"], []
        write = type(ties).write

        def count(records, vals):
            written.extend(records.mapped("code"))
            return write(records, vals)

        self.patch(type(ties), "write", count)
        self.assertTied(OCTOBER)
        self.assertEqual(written, [])
        self._received(50.0)
        self._close()
        self.assertEqual(set(written), {"accrued_expenses"})
        found = ties.search(
            [("company_id", "=", self.company.id), ("date", "=", OCTOBER)]
        )
        self.assertEqual(len(found), len(set(found.mapped("code"))))
        accrued = found.filtered(lambda tie: tie.code == "accrued_expenses")
        self.assertEqual((accrued.left, accrued.right), (-1500.0, -1500.0))

    def test_a_signature_compares_the_books_once(self):
        closing, looks = self._close(), []
        compute = type(self.env["ap.tie.out"]).compute

        def count(ties, *arguments):
            looks.append(arguments)
            return compute(ties, *arguments)

        self.patch(type(self.env["ap.tie.out"]), "compute", count)
        task = closing.task_ids.filtered(lambda one: one.code == "missing_bills")
        task.action_sign()
        self.assertEqual((task.state, len(looks)), ("done", 1))

    def test_a_kind_without_lines_says_that_there_was_nothing_to_book(self):
        self._received()
        closing = self._close()
        empty, full = self._run(closing, "prepaid"), self._run(closing)
        self.assertEqual((empty.state, full.state), ("posted", "posted"))
        self.assertIn("nothing to book", empty.message_ids[0].body)
        self.assertIn("1,000.00", full.message_ids[0].body)
        self.assertFalse(empty.move_ids)

    def test_roll_forward_of_a_month(self):
        self._two_months()
        found = self._roll("2026-10-01", OCTOBER)
        self.assertEqual(
            self._figures(found), (1000.0, 1500.0, 1000.0, 1500.0, 1500.0, 0.0)
        )
        self.assertEqual(len(found["lines"]), 3)
        sums = [
            sum(line[name] for line in found["lines"]) for name in ("new", "closing")
        ]
        self.assertEqual(sums, [1500.0, 1500.0])

    def test_roll_forward_after_the_reversal(self):
        self._two_months()
        found = self._roll("2026-11-01", "2026-11-30")
        self.assertEqual(self._figures(found), (1500.0, 0.0, 1500.0, 0.0, 0.0, 0.0))

    def test_roll_forward_of_prepaid_expenses_has_the_sign_of_an_asset(self):
        self._spread("2026-10-01", "2026-12-31", 920.0)
        self._close(OCTOBER)
        self.assertEqual(
            self._figures(self._roll(OCTOBER, OCTOBER, "486")),
            (0.0, 610.0, 0.0, 610.0, 610.0, 0.0),
        )

    def test_roll_forward_shows_an_entry_made_by_hand(self):
        self._two_months()
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": OCTOBER,
                "line_ids": [
                    (0, 0, {"account_id": self._account("408100").id, "credit": 7.0}),
                    (0, 0, {"account_id": self.fees.id, "debit": 7.0}),
                ],
            }
        )
        entry.action_post()
        found = self._roll("2026-10-01", OCTOBER)
        self.assertEqual((found["ledger"], found["difference"]), (1507.0, 7.0))
        [tie] = self.env["ap.tie.out"].compute(
            self.company.id, OCTOBER, ["accrued_expenses"]
        )
        self.assertEqual(
            (tie["left"], tie["right"], tie["difference"], tie["tied"]),
            (-1507.0, -1500.0, -7.0, False),
        )

    def test_every_account_ties_at_every_day(self):
        self.company.ap_vat_policy = "included"
        laptop = self._product("Laptop", self._account("218300"))
        self._received()
        self._received(line={"product_id": laptop.id})
        returned = self._received(30.0)
        self._bill(returned)
        self._receive(returned, -2, "2026-10-28")
        self._bill(self._order(20.0))
        self._spread("2026-10-01", "2027-09-30")
        self._close(OCTOBER)
        ties = self.assertTied(OCTOBER)
        lefts = {code: tie["left"] for code, tie in ties.items()}
        self.assertFalse(lefts.pop("suspense", 0.0), "where a country has such accounts")
        lefts.pop("suppliers", 0.0)  # of the room of suppliers, where it is installed
        self.assertEqual(
            lefts,
            {
                "accrued_expenses": -1200.0,
                "accrued_assets": -1200.0,
                "credit_due": 72.0,
                "prepaid": 200.0 + 10980.82,
                "accrued_other": 0.0,
                "accrued_vat": 400.0 - 12.0,
            },
        )
        for day in ("2026-10-30", "2026-11-01", "2026-12-31"):
            ties = self.assertTied(day)
            ties.pop("suppliers", None)
            self.assertEqual({tie["left"] for tie in ties.values()}, {0.0})

    def test_the_drill_down_sums_to_the_figures(self):
        self._two_months()
        self.env["ap.tie.out"].compute(self.company.id, OCTOBER)
        tie = self.env["ap.tie.out"].search(
            [("date", "=", OCTOBER), ("code", "=", "accrued_expenses"),
             ("company_id", "=", self.company.id)]
        )  # fmt: skip
        left, right = tie.action_open_left(), tie.action_open_right()
        items = self.env[left["res_model"]].search(left["domain"])
        lines = self.env[right["res_model"]].search(right["domain"])
        self.assertEqual(round(sum(items.mapped("balance")), 2), tie.left)
        self.assertEqual(-sum(lines.mapped("amount")), tie.right)
        self.assertEqual((len(items), len(lines)), (3, 2))

    def test_computed_again_it_is_the_same_record(self):
        self._two_months()
        for _turn in range(2):
            self.env["ap.tie.out"].compute(self.company.id, OCTOBER)
        domain = [("company_id", "=", self.company.id), ("date", "=", OCTOBER)]
        ties = self.env["ap.tie.out"].search(domain)
        self.assertEqual(len(ties), len(set(ties.mapped("code"))))

    def test_an_account_that_does_not_exist(self):
        with self.assertRaisesRegex(
            UserError, "has no account that begins with “12345”"
        ):
            self._roll("2026-10-01", OCTOBER, "12345")

    # -- words ----------------------------------------------------------------------

    def test_the_explanation_names_quantities_price_and_documents(self):
        line = self._received(12.5, 8)
        bill = self._bill(line, 3)
        text = self._lines(self._close(post=False)).explanation
        for part in (
            f"{line.order_id.name}: received 8 of 8",
            f"billed 3 ({bill.name}",
            "5 to accrue × 12.50 EUR",
        ):
            self.assertIn(part, text)

    def test_the_explanation_of_a_prepaid_expense(self):
        self._spread("2026-10-01", "2027-09-30", 1200.0)
        text = self._lines(self._close(post=False), "prepaid").explanation
        self.assertRegex(text, r"for the service from .*2026 to .*2027 \(actual days\)")
        self.assertRegex(text, r"1,098.08.*belong to the days after the closing date")

    def test_the_explanation_is_written_in_the_language_of_the_reader(self):
        self._received(12.5, 8)
        line = self._lines(self._close(post=False))
        french = line.with_context(lang="fr_FR").explanation
        self.assertIn("12,5", french)
        self.assertIn("12.5", line.with_context(lang="en_US").explanation)

    def test_the_preview_is_the_entry_that_will_be_posted(self):
        plan = self.env["account.analytic.plan"].create({"name": "Country"})
        one, two = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("France", "Spain")]
        )
        for number, split in enumerate((one, two, one)):
            self._received(
                10.0 + number, on="2026-12-01", day="2026-12-05",
                line={"analytic_distribution": {str(split.id): 100.0}},
            )  # fmt: skip
        closing = self._close(YEAR_END, post=False)
        html = self._run(closing).preview
        foot = re.search(r"<tfoot>(.*)</tfoot>", html, re.S).group(1)
        totals = [
            float(re.sub(r"[^\d.]", "", text).strip("."))
            for text in re.findall(r"text-end'>([^<]*)</td>", foot)
        ]
        self._close(YEAR_END)
        entry = self._run(closing)._standing_moves()
        self.assertEqual(totals, [sum(entry.line_ids.mapped("debit"))] * 2)
        self.assertEqual(html.count("<tr>"), len(entry.line_ids) + 1)
        self.assertFalse(self._run(closing).preview)

    def test_the_preview_escapes_what_people_typed(self):
        self._received(partner_id=self._partner("<b>Bold</b> & Co").id)
        html = self._run(self._close(post=False)).preview
        self.assertIn("&lt;b&gt;Bold&lt;/b&gt; &amp; Co", html)

    def test_each_line_leads_to_its_order_or_bill(self):
        line = self._received()
        bill = self._spread("2026-10-01", "2027-09-30")
        closing = self._close()
        self.assertEqual(self._lines(closing).source_ref, line.order_id)
        self.assertEqual(self._lines(closing, "prepaid").source_ref, bill)
        action = self._lines(closing).action_open_entry()
        self.assertEqual(action["res_id"], self._lines(closing).move_id.id)
        for action in (closing.action_open_lines(), closing.action_open_tie_outs()):
            self.assertTrue(self.env[action["res_model"]].search(action["domain"]))
