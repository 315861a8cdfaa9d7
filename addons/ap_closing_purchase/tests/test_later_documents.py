# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came after the proposal is named: document, supplier, day, amount, why."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_closing.models import later_documents

from .common import OCTOBER
from .test_cost_owner import NAME, NOVEMBER, OwnerCase


@tagged("post_install", "-at_install")
class TestLaterDocuments(OwnerCase):
    def _october(self):
        """October posted with 1,000.00 received."""
        line = self._received()
        return line, self._month()

    def assertNamed(self, found, rows):
        """The list of the button, which the count equals: (document, supplier, day,
        amount, why)."""
        self._end()
        listed = self.env["ap.closing.change"].search(found.action_open_changes()["domain"])
        self.assertEqual(
            sorted(
                (
                    one.document, one.partner_id.name or "", str(one.date), one.amount,
                    one.cause,
                )
                for one in listed
            ),  # fmt: skip
            sorted(rows),
        )
        self.assertEqual(found.change_count, len(rows))
        self.assertEqual(found.change_ids, listed)
        self.assertEqual(bool(rows), found.is_stale)
        return listed

    def test_a_draft_captured_and_a_receipt_recorded_since(self):
        line, closing = self._october()
        self.assertNamed(closing, [])
        other = self._order(50.0, 8)
        bill = self._draft(640.0, "2026-10-28", ref="EL-12")
        self._receive(other, 6, "2026-10-30")
        found = self.assertNamed(
            closing,
            [
                ("EL-12", NAME, "2026-10-28", 640.0, "captured"),
                (f"{other.order_id.name} – Repair", NAME, "2026-10-30", 300.0, "received"),
            ],
        )
        [draft] = found.filtered(lambda one: one.res_model == "account.move")
        labels = self.env["ap.closing.kind"]._labels()
        self.assertIn(str(labels["draft_bill"]), draft.kinds)
        self.assertEqual(draft.action_open_document()["res_id"], bill.id)
        self.assertIn("(2)", closing.next_step)
        self._month()
        self.assertNamed(closing, [])
        self.assertEqual(line.qty_received, 10.0)

    def test_one_run_that_reads_again_leaves_the_others_their_list(self):
        _line, closing = self._october()
        bill = self._draft(640.0, "2026-10-28")
        named = [(bill.display_name, NAME, "2026-10-28", 640.0, "captured")]
        self.assertNamed(closing, named)
        self._run(closing).action_propose()
        self.assertNamed(closing, named)
        self.assertNamed(self._run(closing), [])
        self.assertNamed(self._run(closing, "draft_bill"), named)
        closing.action_propose()
        self.assertNamed(closing, [])

    def test_each_month_that_a_document_concerns_lists_it_and_no_earlier_one(self):
        _line, october = self._october()
        november = self._month(NOVEMBER)
        old = self._draft(100.0, "2026-10-28")
        new = self._draft(200.0, "2026-11-20")
        self.assertNamed(october, [(old.display_name, NAME, "2026-10-28", 100.0, "captured")])
        self.assertNamed(
            november,
            [
                (old.display_name, NAME, "2026-10-28", 100.0, "captured"),
                (new.display_name, NAME, "2026-11-20", 200.0, "captured"),
            ],
        )

    def test_receipts_of_one_file_are_named_in_their_own_months(self):
        _line, october = self._october()
        november = self._month(NOVEMBER)
        first, second = self._order(10.0, 5), self._order(20.0, 5)
        self.env["ap.receipt"].record(
            [
                {"purchase_line_id": first.id, "date": "2026-10-29", "quantity": 5},
                {"purchase_line_id": second.id, "date": "2026-11-04", "quantity": 5},
            ]
        )
        early = (f"{first.order_id.name} – Repair", NAME, "2026-10-29", 50.0, "received")
        late = (f"{second.order_id.name} – Repair", NAME, "2026-11-04", 100.0, "received")
        self.assertNamed(october, [early])
        self.assertNamed(november, [early, late])

    def test_what_is_deleted_keeps_its_name(self):
        bill = self._draft(640.0)
        name = bill.display_name
        _line, closing = self._october()
        bill.unlink()
        found = self.assertNamed(closing, [(name, NAME, "2026-10-25", 640.0, "deleted")])
        with self.assertRaisesRegex(UserError, "was deleted"):
            found.action_open_document()

    def test_what_is_made_and_deleted_at_once_never_came(self):
        _line, closing = self._october()
        self._draft(640.0).unlink()
        self._end()
        self.assertFalse(closing.change_ids)
        bill = self._draft(640.0)
        self._end()
        self.assertEqual(closing.change_count, 1)
        bill.unlink()
        self._end()
        self.assertFalse(closing.change_ids)

    def test_the_last_state_of_a_bill_says_why(self):
        _line, closing = self._october()
        bill = self._draft(640.0)
        self._end()
        bill.action_post()
        # Matching looks at it before the transaction ends: posted says more.
        named = (bill.display_name, NAME, "2026-10-25", 640.0)
        self.assertNamed(closing, [(*named, "posted")])
        bill.button_draft()
        self._end()
        bill.invoice_line_ids.price_unit = 600.0
        self.assertNamed(closing, [(bill.display_name, NAME, "2026-10-25", 600.0, "reset")])
        bill.button_cancel()
        self.assertNamed(
            closing, [(bill.display_name, NAME, "2026-10-25", 600.0, "cancelled")]
        )

    def test_a_credit_note_is_negative(self):
        _line, closing = self._october()
        note = self._draft(90.0, move_type="in_refund")
        self.assertNamed(
            closing, [(note.display_name, NAME, "2026-10-25", -90.0, "captured")]
        )

    def test_an_order_repriced_its_remainder_closed_and_a_rate(self):
        line, closing = self._october()
        line.price_unit = 90.0
        dollar = self.setup_other_currency("USD", rates=[("2026-09-01", 2.0)])
        self._month()
        rate = self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": "2026-10-31", "rate": 2.5,
             "company_id": self.company.id}
        )  # fmt: skip
        line.price_unit = 80.0
        self.assertNamed(
            closing,
            [
                (f"{line.order_id.name} – Repair", NAME, "2026-10-05", 800.0, "changed"),
                (rate.display_name, "", "False", 0.0, "rate"),
            ],
        )

    def test_posting_a_month_that_changed_since_its_review_keeps_the_mark(self):
        self._received()
        self._end()
        closing = self._close(post=False)
        closing.action_review()
        bill = self._draft(640.0)
        closing.action_post()
        named = [(bill.display_name, NAME, "2026-10-25", 640.0, "captured")]
        self.assertNamed(closing, named)
        self._month()
        self.assertNamed(closing, [])
        self.assertEqual(self._lines(closing, "draft_bill").mapped("amount"), [640.0])

    def test_a_month_that_nobody_proposed_lists_nothing(self):
        self._draft(640.0, "2026-09-28")
        self._end()
        self.assertFalse(self.env["ap.closing.change"].search_count([]))

    def test_many_documents_are_written_by_one_statement(self):
        _line, closing = self._october()
        self._end()
        bills = self.env["account.move"].create(
            [
                {
                    "move_type": "in_invoice", "partner_id": self.supplier.id,
                    "invoice_date": "2026-10-28", "company_id": self.company.id,
                    "invoice_line_ids": [(0, 0, {"name": "Power", "price_unit": 10.0 + n})],
                }
                for n in range(30)
            ]
        )  # fmt: skip
        self.env.flush_all()
        bills.mapped("display_name")
        with self.assertQueryCount(__system__=4):
            later_documents.write(self.env(su=True))
        self.assertEqual(closing.change_count, 30)

    def test_nobody_writes_the_list_and_another_company_does_not_read_it(self):
        _line, closing = self._october()
        self._draft(640.0)
        self._end()
        head = self._user("head-of-list", "ap_base.group_head")
        change = closing.change_ids.with_user(head)
        self.assertEqual(change.amount, 640.0)
        for act in (
            lambda: change.write({"amount": 1.0}),
            change.unlink,
            lambda: change.create(
                {"closing_id": closing.id, "company_id": self.company.id,
                 "res_model": "account.move", "res_id": 1, "cause": "posted"}
            ),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                act()
        other = self._company_of_strangers("Sister SAS")
        stranger = self._user("stranger-of-list", "ap_base.group_head", company=other)
        with self.assertRaises(AccessError):
            closing.change_ids.with_user(stranger).read(["amount"])

    def test_october_is_not_marked_as_changed_by_what_pays_a_bill(self):
        bill = self._bill(day="2026-10-25", with_line={"price_unit": 100.0})
        self._end()
        _line, closing = self._october()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({})._create_payments()
        self.assertNamed(closing, [])
        self.assertEqual(str(closing.date_end), OCTOBER)
