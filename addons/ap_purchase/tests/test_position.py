# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.tests import tagged

from .common import OCTOBER, OrderCase


@tagged("post_install", "-at_install")
class TestPosition(OrderCase):
    """Each line is a defect of the stock accrual wizard, put right."""

    def test_received_and_not_billed(self):
        line = self._order().order_line
        self._receive(line, 6)
        self._bill(line, 2)
        self.assertPosition(
            line,
            ordered=10.0,
            received=6.0,
            billed=2.0,
            to_accrue=4.0,
            open=4.0,
            price=100.0,
            currency="EUR",
            to_accrue_amount=400.0,
            to_accrue_amount_company=400.0,
            billed_amount=200.0,
            billed_amount_company=200.0,
            cause="received_not_billed",
            age_days=11,
            date_ordered="2026-10-05",
            date_last_receipt="2026-10-20",
            date_last_bill="2026-10-25",
            excluded_reason=False,
        )

    def test_discount_is_deducted(self):
        line = self._order({"product_qty": 5, "discount": 10.0}).order_line
        self._receive(line, 5)
        self.assertPosition(line, price=90.0, to_accrue_amount=450.0)

    def test_price_with_its_tax_included_is_netted(self):
        tax = self.percent_tax(
            10.0, type_tax_use="purchase", price_include_override="tax_included"
        )
        line = self._order(
            {"product_qty": 5, "price_unit": 1000.0, "tax_ids": [Command.set(tax.ids)]}
        ).order_line
        self._receive(line, 5)
        self.assertPosition(line, to_accrue_amount=4545.45)
        discounted = self._order(
            {
                "product_qty": 5,
                "price_unit": 1000.0,
                "discount": 10.0,
                "tax_ids": [Command.set(tax.ids)],
            }
        ).order_line
        self._receive(discounted, 5)
        self.assertPosition(discounted, to_accrue_amount=4090.91)

    def test_draft_bill_does_not_count(self):
        line = self._order().order_line
        self._receive(line, 10)
        bill = self._bill(line, 10, post=False)
        self.assertPosition(line, billed=0.0, to_accrue=10.0)
        bill.action_post()
        self.assertPosition(line, billed=10.0, to_accrue=0.0, cause="complete")
        bill.button_draft()
        bill.button_cancel()
        self.assertPosition(line, billed=0.0)

    def test_accounting_date_of_the_bill_decides(self):
        """Dated 20 October, booked in November: October still lacks it."""
        line = self._order().order_line
        self._receive(line, 10)
        bill = self._bill(line, 10, on="2026-10-20", date="2026-11-05")
        self.assertEqual(str(bill.date), "2026-11-05")
        self.assertPosition(line, billed=0.0, to_accrue_amount=1000.0)
        self.assertPosition(line, "2026-11-05", billed=10.0, to_accrue_amount=0.0)

    def test_refund_takes_off_what_was_billed(self):
        line = self._order().order_line
        self._receive(line, 10)
        self._bill(line, 10)
        self._bill(line, 3, on="2026-10-28", move_type="in_refund")
        self.assertPosition(line, billed=7.0, to_accrue=3.0, billed_amount=700.0)
        self.assertPosition(line, "2026-10-27", billed=10.0, to_accrue=0.0)

    def test_reversal_of_a_bill_gives_back_its_quantity(self):
        line = self._order().order_line
        self._receive(line, 10)
        bill = self._bill(line, 10)
        day = self._day("2026-10-30")
        bill._reverse_moves([{"date": day, "invoice_date": day}], cancel=True)
        self.assertPosition(line, billed=0.0, to_accrue=10.0, billed_amount=0.0)

    def test_purchase_receipt_counts_as_a_bill(self):
        line = self._order().order_line
        self._bill(line, 4, move_type="in_receipt")
        self.assertPosition(
            line, billed=4.0, over_billed=4.0, cause="service_without_receipt"
        )

    def test_two_lines_of_one_product_stay_apart(self):
        lines = self._order({"price_unit": 100.0}, {"price_unit": 40.0}).order_line
        self._receive(lines[0], 10)
        self._receive(lines[1], 5)
        self._bill(lines[1], 5)
        found = [(row["to_accrue_amount"], row["billed"]) for row in self._at(lines)]
        self.assertEqual(found, [(1000.0, 0.0), (0.0, 5.0)])

    def test_bill_in_another_unit_is_converted(self):
        line = self._order(
            {"product_uom_id": self.dozen.id, "product_qty": 2, "price_unit": 120.0}
        ).order_line
        self._receive(line, 2)
        self._bill(
            line, 10, with_line={"product_uom_id": self.unit.id, "price_unit": 10.0}
        )
        self.assertPosition(line, to_accrue_amount=140.0, billed_amount=100.0)
        self._bill(
            line, 14, with_line={"product_uom_id": self.unit.id, "price_unit": 10.0}
        )
        self.assertPosition(line, billed=2.0, to_accrue=0.0, cause="complete")

    def test_billed_ahead_has_the_price_of_the_bill(self):
        line = self._order().order_line
        self._receive(line, 4)
        self._bill(line, 10, with_line={"price_unit": 90.0})
        self.assertPosition(
            line,
            over_billed=6.0,
            over_billed_amount=540.0,
            open_amount=600.0,
            billed_amount=900.0,
            cause="billed_not_received",
            age_days=6,
        )

    def test_return_after_the_bill_is_a_credit_due(self):
        line = self._order().order_line
        self._receive(line, 10)
        self._bill(line, 10)
        self._receive(line, -3, on="2026-10-29")
        self.assertPosition(
            line,
            received=7.0,
            returned=3.0,
            over_billed=3.0,
            credit_due=3.0,
            credit_due_amount=300.0,
            cause="returned_after_bill",
        )
        self.assertPosition(line, "2026-10-28", cause="complete")

    def test_closing_rate_and_rate_of_the_bill(self):
        dollar = self.setup_other_currency(
            "USD", rates=[("2026-10-01", 1.25), ("2026-10-31", 1.6), ("2026-11-01", 2)]
        )
        line = self._order(currency_id=dollar.id).order_line
        self._receive(line, 10)
        self._bill(line, 4, on="2026-10-10")
        self.assertPosition(
            line,
            currency="USD",
            to_accrue_amount=600.0,
            to_accrue_amount_company=375.0,
            billed_amount=400.0,
            billed_amount_company=320.0,
        )
        self.assertPosition(
            line, "2026-11-30", to_accrue_amount=600.0, to_accrue_amount_company=300.0
        )

    def test_bill_in_another_currency_than_the_order(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 1.25)])
        line = self._order(currency_id=dollar.id).order_line
        self._bill(
            line,
            4,
            currency_id=self.company.currency_id.id,
            with_line={"price_unit": 80.0},
        )
        self.assertPosition(
            line, billed=4.0, billed_amount=400.0, billed_amount_company=320.0
        )

    def test_order_confirmed_after_the_day_is_not_there(self):
        """31 October 23:30 UTC is 1 November in Paris."""
        line = self._order(on="2026-10-31 23:30:00").order_line
        self.assertFalse(self._at(line))
        self.assertPosition(line, "2026-11-01", date_ordered="2026-11-01")
        draft = self._order(confirm=False).order_line
        self.assertFalse(self._at(draft))

    def test_order_cancelled_later_is_still_there(self):
        order = self._order()
        order.button_cancel()
        order.sudo().ap_date_cancel = "2026-11-10 08:00:00"
        self.assertPosition(order.order_line, open=10.0)
        self.assertFalse(self._at(order.order_line, "2026-11-10"))
        order.button_draft()
        self.assertFalse(order.ap_date_cancel)
        never = self._order(confirm=False)
        never.button_cancel()
        self.assertFalse(self._at(never.order_line))

    def test_past_answer_stays_the_same(self):
        line = self._order().order_line
        self._receive(line, 6)
        self._bill(line, 2)
        before = self._at(line)
        self._receive(line, 4, on="2026-11-02")
        self._bill(line, 8, on="2026-11-20")
        self.assertEqual(self._at(line), before)

    def test_sections_notes_and_down_payments_are_left_out(self):
        order = self._order()
        order.order_line = [
            Command.create(
                {"display_type": "line_section", "name": "Works", "product_qty": 0}
            ),
            Command.create(
                {"display_type": "line_note", "name": "Mind", "product_qty": 0}
            ),
            Command.create(
                {
                    "is_downpayment": True,
                    "name": "Advance",
                    "product_qty": 0,
                    "price_unit": 0,
                }
            ),
        ]
        self.assertEqual(len(self._at(order.order_line)), 1)

    def test_service_received_by_time_elapsed(self):
        """17 of 365 days at the end of March."""
        line = self._order(
            {
                "product_qty": 1,
                "price_unit": 12000.0,
                "service_mode": "elapsed",
                "service_start_date": "2026-03-15",
                "service_end_date": "2027-03-14",
            },
            on="2026-02-20 08:00:00",
        ).order_line
        self.assertPosition(line, "2026-03-14", received=0.0, to_accrue_amount=0.0)
        self.assertPosition(
            line,
            "2026-03-31",
            to_accrue_amount=558.90,
            date_last_receipt="2026-03-31",
            cause="received_not_billed",
        )
        self.assertPosition(line, "2027-03-31", received=1.0, to_accrue_amount=12000.0)

    def test_no_accrual_is_logged_with_its_reason(self):
        order = self._order({}, {})
        order.order_line[0].ap_no_accrual_reason = "Paid by the landlord"
        order.ap_no_accrual_reason = "In dispute"
        reasons = [row["excluded_reason"] for row in self._at(order.order_line)]
        self.assertEqual(reasons, ["Paid by the landlord", "In dispute"])
        self.assertIn("Paid by the landlord", str(order.message_ids.mapped("body")))

    def test_negative_order_line_mirrors(self):
        line = self._order({"product_qty": -2}).order_line
        self._receive(line, -2)
        self.assertPosition(line, to_accrue=-2.0, to_accrue_amount=-200.0)

    def test_suppliers_asked_for(self):
        mine = self._order().order_line
        other = self._order(partner_id=self.partner_b.id).order_line
        rows = self.position.at_date(
            self.company.id, OCTOBER, partner_ids=self.partner_b.ids
        )
        self.assertIn(other.id, [row["line_id"] for row in rows])
        self.assertNotIn(mine.id, [row["line_id"] for row in rows])

    def test_gathered_names_and_accounts(self):
        order = self._order()
        line = order.order_line
        self._receive(line, 4, external_id="BL-7")
        bill = self._bill(line, 4)
        (row,) = self.position._gather(
            self.company, self._day(OCTOBER), line_ids=line.ids
        )
        self.assertEqual(row.order_name, order.name)
        self.assertEqual(row.receipt_refs, ("BL-7",))
        self.assertEqual(row.bill_refs, (bill.name,))
        self.assertEqual(row.bill_account_id, bill.invoice_line_ids.account_id.id)
        self.assertEqual(row.commercial_partner_id, self.partner_a.id)
        self.assertEqual(row.billed_balance, 400)

    def test_only_gaps(self):
        order = self._order({}, {})
        done, waiting = order.order_line
        self._receive(done, 10)
        self._bill(done, 10)
        rows = self.position._gather(
            self.company,
            self._day(OCTOBER),
            line_ids=order.order_line.ids,
            gaps_only=True,
        )
        self.assertEqual([row.line_id for row in rows], waiting.ids)

    def test_queries_do_not_grow_with_lines(self):
        few = self._order(*[{}] * 10).order_line
        many = self._order(*[{}] * 200).order_line
        self.env.flush_all()
        counts = []
        for lines in (many, few, many):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.position.at_date(self.company.id, OCTOBER, line_ids=lines.ids)
            counts.append(self.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[1], 10)
