# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who owns a cost, in the books: orders, drafts, later bills, duplicates, advances."""

from odoo import Command
from odoo.tests import tagged

from .common import OCTOBER, ApClosingCommon

NAME = "Nordlys SAS"
NOVEMBER = "2026-11-30"


class OwnerCase(ApClosingCommon):
    """Bills as people enter them; matching and controls run as at a commit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ap.control"].search(
            [("code", "not in", ["duplicate_bill"]), ("code", "not like", "match_%")]
        ).active = False

    def _draft(self, amount=1000.0, day="2026-10-25", line=None, **values):
        """A draft bill of one line; taxes 20 %, no order unless `line` says one."""
        given = {
            "price_unit": amount,
            "tax_ids": [Command.set(self.vat20.ids)],
            **values.pop("with_line", {}),
        }
        return self._bill(line, day=day, post=False, with_line=given, **values)

    def _later(self, amount=1000.0, day="2026-11-03", **values):
        """A bill booked in November."""
        bill = self._draft(amount, day, **values)
        bill.date = "2026-11-03"
        self._end()
        bill.action_post()
        self._end()
        return bill

    def _end(self):
        """The transaction would end here."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _month(self, day=OCTOBER, post=True):
        self._end()
        return self._close(day, post)

    def assertCounted(self, closing, count):
        """What is counted before posting is what the list of the button shows."""
        action = closing.with_context(only_review=True).action_open_lines()
        self.assertTrue(action["context"]["search_default_review"])
        review = [("review_code", "!=", False), ("state", "=", "proposed")]
        shown = self.env["ap.closing.line"].search([*action["domain"], *review])
        self.assertEqual((closing.review_count, len(shown)), (count, count))
        self.assertEqual(sum(closing.run_ids.mapped("review_count")), count)

    def _outcomes(self, closing, kind="draft_bill"):
        """(amount posted, amount computed, why not posted, to review) of each line."""
        return [
            (line.amount, line.amount_computed, line.excluded_code, line.review_code)
            for line in self._lines(closing, kind)
        ]

    def _cost(self, day):
        """What the charges hold at the end of the day."""
        [[balance]] = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company.id), ("parent_state", "=", "posted"),
                ("date", "<=", day), ("account_id.account_type", "=like", "expense%"),
            ],
            [], ["balance:sum"],
        )  # fmt: skip
        return round(balance or 0.0, 2)


@tagged("post_install", "-at_install")
class TestCostOwner(OwnerCase):
    # -- K6: between two runs -------------------------------------------------------------

    def test_a_draft_of_an_order_that_nobody_confirmed_is_accrued_as_a_bill(self):
        order = self._order(800.0, 1).order_id
        order.button_cancel()
        order.button_draft()
        self._draft(800.0, line=order.order_line)
        self.assertItems(
            self._month(), [("6226", NAME, 800.0, 0.0), ("4081", NAME, 0.0, 800.0)]
        )

    def test_a_draft_of_an_order_cancelled_afterwards_is_accrued_as_a_bill(self):
        line = self._order(650.0, 1)
        self._draft(650.0, line=line)
        line.order_id.state = "cancel"
        self.assertItems(
            self._month(), [("6226", NAME, 650.0, 0.0), ("4081", NAME, 0.0, 650.0)]
        )

    def test_a_draft_of_an_order_of_another_company_is_a_bill_of_this_one(self):
        other = self._company_of_strangers("Sister SAS")
        order = self.env["purchase.order"].with_company(other).create(
            {
                "partner_id": self.supplier.id,
                "company_id": other.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.service.id, "product_qty": 1,
                         "price_unit": 700.0, "tax_ids": False}
                    )
                ],
            }
        )  # fmt: skip
        order.button_confirm()
        bill = self._draft(700.0)
        self.env.cr.execute(
            "UPDATE account_move_line SET purchase_line_id = %s WHERE id = %s",
            (order.order_line.id, bill.invoice_line_ids.id),
        )
        self.env.invalidate_all()
        closing = self._close()
        self.assertEqual(self._lines(closing, "draft_bill").amount, 700.0)

    def test_a_draft_of_a_received_order_is_left_to_the_order(self):
        line = self._received()
        self._draft(100.0, line=line)
        closing = self._month()
        self.assertFalse(self._lines(closing, "draft_bill"))
        self.assertItems(closing, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)])

    def test_a_draft_for_a_part_of_the_receipt_is_left_to_the_order(self):
        line = self._received()
        self._draft(100.0, line=line, qty=4)
        closing = self._month()
        self.assertFalse(self._lines(closing, "draft_bill"))
        self.assertEqual(self._lines(closing).amount, 1000.0)

    def test_two_drafts_for_one_receipt_bring_it_once(self):
        line = self._received()
        self._draft(100.0, line=line, ref="N-1")
        self._draft(99.0, "2026-10-12", line=line, ref="N-2")
        closing = self._month()
        self.assertEqual(self._lines(closing).amount, 1000.0)
        [(posted, computed, why, review)] = self._outcomes(closing)
        self.assertEqual((posted, computed), (0.0, 990.0))
        self.assertIn(why, ("beyond_order", "duplicate"))  # French controls know more
        self.assertTrue(review)

    # -- K7: the month of a bill ----------------------------------------------------------

    def test_a_bill_of_november_for_october_is_a_cost_of_october(self):
        served = {"deferred_start_date": "2026-10-01", "deferred_end_date": OCTOBER}
        for bill in (self._draft, self._later):
            bill(900.0, "2026-11-03", with_line=served, ref=f"N-{bill.__name__}",
                 partner_id=self._partner(bill.__name__).id)  # fmt: skip
        self.assertItems(
            self._month(),
            [
                ("6226", "", 1800.0, 0.0),
                ("4081", "_draft", 0.0, 900.0),
                ("4081", "_later", 0.0, 900.0),
            ],
        )

    def test_a_bill_of_november_for_three_months_gives_october_its_days(self):
        """31 of the 92 days of 920.00; in November 61 are borne, 31 put aside."""
        self._later(
            920.0,
            with_line={
                "deferred_start_date": "2026-10-01",
                "deferred_end_date": "2026-12-31",
            },
        )
        self.assertItems(
            self._month(), [("6226", NAME, 310.0, 0.0), ("4081", NAME, 0.0, 310.0)]
        )
        november = self._month(NOVEMBER)
        self.assertFalse(self._lines(november, "draft_bill"))
        self.assertEqual(self._lines(november, "prepaid").amount, 310.0)
        self.assertEqual(self._cost(NOVEMBER), 610.0)

    def test_a_bill_of_october_for_november_is_none_of_october(self):
        served = {"deferred_start_date": "2026-11-01", "deferred_end_date": NOVEMBER}
        self._later(900.0, "2026-10-28", with_line=served)
        self.assertFalse(self._outcomes(self._month()))

    def test_what_only_the_text_says_is_marked(self):
        self._draft(900.0, "2026-11-03", with_line={"name": "Loyer octobre 2026"})
        self._draft(700.0, with_line={"name": "Loyer novembre 2026"})
        closing = self._month(post=False)
        self.assertEqual(
            self._outcomes(closing),
            [(900.0, 900.0, False, "period"), (0.0, 700.0, "later", "period")],
        )
        self.assertCounted(closing, 2)

    def test_a_draft_without_a_date_is_marked(self):
        bill = self._draft(640.0)
        bill.invoice_date = False
        self.env.cr.execute(
            "UPDATE account_move SET create_date = '2026-10-30 10:00' WHERE id = %s", bill.ids
        )
        self.assertEqual(self._outcomes(self._month()), [(640.0, 640.0, False, "no_date")])

    # -- K8: two sources, known faults ----------------------------------------------------

    def _goods(self, name="iPhone 13", price=100.0, qty=10.0, received=True, **values):
        """An order line of a product that only this order has."""
        product = self._product(name, self.fees)
        line = self._order(price, qty, line={"product_id": product.id, "name": name}, **values)
        if received:
            self._receive(line)
        return line

    def _as_received(self, line, price=None, qty=None, **values):
        """A bill of that product that names no order."""
        return self._draft(
            line.price_unit if price is None else price,
            qty=line.product_qty if qty is None else qty,
            ref=values.pop("ref", "NX-1"),
            with_line={"product_id": line.product_id.id, "name": line.name,
                       "quantity": line.product_qty if qty is None else qty,
                       "purchase_line_id": False},
            **values,
        )  # fmt: skip

    def test_a_suggested_draft_is_counted_once_and_marked(self):
        line = self._goods(price=1500.0, qty=1)
        bill = self._as_received(line)
        self._end()
        self.assertEqual(bill.ap_match_ids.state, "suggested")
        closing = self._month()
        self.assertItems(closing, [("6226", NAME, 1500.0, 0.0), ("4081", NAME, 0.0, 1500.0)])
        self.assertEqual(self._outcomes(closing), [(0.0, 1500.0, "ordered", "match")])

    def test_a_draft_in_exception_of_price_is_counted_once_and_marked(self):
        """13 received at 474.00; the draft says 489.00."""
        line = self._goods("Ecrans", 474.0, 13)
        bill = self._as_received(line, 489.0)
        self._end()
        self.assertEqual(bill.ap_match_ids.state, "exception")
        closing = self._month()
        self.assertItems(closing, [("6226", NAME, 6162.0, 0.0), ("4081", NAME, 0.0, 6162.0)])
        self.assertEqual(self._outcomes(closing), [(0.0, 6357.0, "ordered", "match")])

    def test_a_draft_of_goods_never_received_is_no_cost_and_marked(self):
        line = self._goods("Phones", 186.0, 100, received=False)
        self._as_received(line)
        closing = self._month()
        self.assertFalse(closing.run_ids._standing_moves())
        self.assertEqual(self._outcomes(closing), [(0.0, 18600.0, "not_received", "match")])

    def test_a_suggested_bill_in_the_books_is_counted_once_and_marked(self):
        """Posted, it is no surer: it is not linked; its order is not accrued beside it."""
        line = self._goods(price=1500.0, qty=1)
        bill = self._as_received(line)
        self._end()
        bill.action_post()
        self._end()
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        closing = self._month()
        self.assertFalse(closing.run_ids._standing_moves())
        self.assertEqual(
            self._outcomes(closing, "received"), [(0.0, 1500.0, "billed", "match")]
        )
        self.assertEqual(self._cost(OCTOBER), 1500.0)

    def test_a_suggested_bill_in_the_books_for_a_part_leaves_the_rest(self):
        line = self._goods()
        bill = self._as_received(line, qty=4)
        self._end()
        bill.action_post()
        self._end()
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        closing = self._month()
        self.assertEqual(self._outcomes(closing, "received"), [(600.0, 600.0, False, "match")])
        self.assertEqual(self._cost(OCTOBER), 1000.0)

    def test_a_suggested_lump_sum_in_the_books_pays_what_its_amount_makes(self):
        """10 × 100.00 received; a bill of 1 × 1,000.00 of that product names no order."""
        bill = self._as_received(self._goods(), 1000.0, qty=1)
        self._end()
        bill.action_post()
        self._end()
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        closing = self._month()
        self.assertEqual(
            self._outcomes(closing, "received"), [(0.0, 1000.0, "billed", "match")]
        )
        self.assertEqual(self._cost(OCTOBER), 1000.0)

    def test_a_bill_in_the_books_of_goods_never_received_is_put_aside_and_marked(self):
        line = self._goods("Phones", 186.0, 100, received=False)
        bill = self._as_received(line)
        self._end()
        bill.action_post()
        closing = self._month()
        self.assertItems(closing, [("486", NAME, 18600.0, 0.0), ("6226", NAME, 0.0, 18600.0)])
        self.assertEqual(self._lines(closing, "billed_not_received").review_code, "match")

    def test_a_known_duplicate_is_not_accrued_and_marked(self):
        self._draft(640.0, ref="EL-77").action_post()
        self._draft(640.0, "2026-10-27", ref="EL 77")
        closing = self._month(post=False)
        self.assertEqual(self._outcomes(closing), [(0.0, 640.0, "duplicate", "duplicate")])
        self.assertCounted(closing, 1)
        self.assertFalse(self._month().run_ids._standing_moves())

    def test_of_two_drafts_that_repeat_each_other_one_is_accrued(self):
        self._draft(640.0, ref="EL-77")
        self._draft(640.0, "2026-10-27", ref="EL 77")
        self.assertEqual(
            self._outcomes(self._month()),
            [(640.0, 640.0, False, False), (0.0, 640.0, "duplicate", "duplicate")],
        )

    def test_a_duplicate_that_was_looked_at_and_waived_is_accrued(self):
        self._draft(640.0, ref="EL-77").action_post()
        bill = self._draft(640.0, "2026-10-27", ref="EL 77")
        self.env["ap.control"].check(self.company.id, ["duplicate_bill"])
        found = self.env["ap.finding"].search([("res_id", "=", bill.id)])
        found.with_user(self._user("second", "ap_base.group_head")).waive("Two meters, one reading each")
        self.assertEqual(self._outcomes(self._month()), [(640.0, 640.0, False, False)])

    def test_a_bill_with_an_open_finding_is_accrued_and_marked(self):
        self._draft(640.0)
        bill = self._draft(500.0)
        control = self.env["ap.control"].create(
            {"code": "rate_odd", "name": "Odd rate", "res_model": "account.move"}
        )
        self.env["ap.finding"].sudo().create(
            {
                "company_id": self.company.id, "control_id": control.id,
                "res_model": "account.move", "res_id": bill.id, "state": "open",
            }
        )  # fmt: skip
        expected = [(640.0, 640.0, False, False), (500.0, 500.0, False, "finding")]
        self.assertEqual(self._outcomes(self._month()), expected)

    # -- K10: posting makes nothing surer -------------------------------------------------

    def test_a_posted_bill_of_the_product_leaves_another_order_s_accrual(self):
        line = self._goods("Audit du site", 500.0, 1)
        bill = self._as_received(line, 1200.0)
        bill.invoice_line_ids.name = "Abonnement annuel"
        self._end()
        self.assertEqual(bill.ap_match_ids.state, "exception")
        before = self._month()
        self.assertEqual(
            (self._outcomes(before, "received"), self._outcomes(before)),
            ([(500.0, 500.0, False, "match")], [(1200.0, 1200.0, False, "match")]),
        )
        bill.action_post()
        self._end()
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        closing = self._month()
        self.assertEqual(self._lines(closing).filtered("amount").amount, 500.0)
        self.assertEqual(self._cost(OCTOBER), 1700.0)
