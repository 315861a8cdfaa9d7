# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way in is checked, every night too; duplicates; what opening a bill costs."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.ap_einvoice.tests.einvoice_common import ubl

from .conformity_common import COMPLETE, OURS, ConformityCase

PANEL = (
    "ap_conformity_html",
    "ap_conformity_text",
    "ap_conformity_applies",
    "ap_supplier_to_ask",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20")
class TestConformityWays(ConformityCase):
    def _queries(self, work) -> int:
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def _stored(self, bill):
        """What the end of the transaction stores."""
        self.env.cr.precommit.run()
        return self._found(bill, checked=False)

    def test_a_bill_typed_on_the_screen_is_checked(self):
        moves = self._as("accountant", self.env["account.move"])
        form = Form(moves.with_context(default_move_type="in_invoice"))
        form.partner_id = self.supplier
        form.invoice_date = form.date = "2026-11-20"
        form.invoice_date_due = "2026-12-01"
        with form.invoice_line_ids.new() as line:
            line.name = "Maintenance"
            line.account_id = self.upkeep
            line.price_unit = 321
            line.tax_ids = self.services
        bill = form.save()
        found = {("bill_dates", "future"), ("bill_dates", "no_number")}
        self.assertEqual(self._stored(bill), found)
        with Form(bill) as form:
            form.ref = "NOR-2026-310"
            form.invoice_date = form.date = "2026-10-12"
        self.assertFalse(self._stored(bill))

    def test_a_bill_made_by_rpc_is_checked(self):
        moves = self._as("apprentice", self.env["account.move"])
        line = {
            "name": "Maintenance", "price_unit": 100.0, "account_id": self.upkeep.id,
            "tax_ids": [(6, 0, self.goods.ids)],
        }  # fmt: skip
        bill = moves.create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "ref": "NOR-2026-320",
                "invoice_date": "2026-10-05",
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        self.assertEqual(self._stored(bill), {("bill_tax_choice", "on_payment")})
        bill.write(
            {
                "invoice_line_ids": [
                    (1, bill.invoice_line_ids.id, {"tax_ids": self.services.ids})
                ]
            }
        )
        self.assertFalse(self._stored(bill))

    def test_a_file_is_checked_and_all_that_blocks_is_in_one_message(self):
        bill = self._stating(seller_vat="", issue="2126-10-05", due="2126-11-04")
        found = {
            ("bill_mention_blocking", "xml"),
            ("bill_dates_blocking", "year"),
        }
        self.assertLessEqual(found, self._stored(bill))
        with self.assertRaises(UserError) as refused:
            self._as("accountant", bill).action_post()
        words = str(refused.exception)
        self.assertIn("VAT number of the seller: missing from the e-invoice", words)
        self.assertIn("cannot be a day of this bill", words)
        self.assertIn(self.users["head"].name, words)
        self.assertEqual(bill.state, "draft")

    def test_the_cron_that_posts_leaves_what_is_blocked(self):
        bill = self._stating(seller_vat="")
        bill.write({"auto_post": "at_date", "date": "2026-10-06"})
        good = self._draft(text=COMPLETE, amount=77, auto_post="at_date")
        with self.enter_registry_test_mode():
            self.env.ref(
                "account.ir_cron_auto_post_draft_entry"
            ).method_direct_trigger()
        self.assertEqual((bill.state, good.state), ("draft", "posted"))

    def test_the_night_costs_as_many_queries_for_two_bills_as_for_forty(self):
        engine = self.env["ap.control"]

        def night():
            engine.check(self.company.id, list(OURS))

        def make(count, letter):
            for i in range(count):
                self._draft(f"{letter}-{i}", text=COMPLETE, amount=100 + i)

        make(2, "A")
        night()
        two = self._queries(night)
        make(38, "Q")
        forty = self._queries(night)
        self.assertLessEqual(forty, two + 4, (two, forty))
        stated = self.env["ap.bill.conformity"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(stated, 40)

    def test_the_panel_adds_few_queries_to_the_form(self):
        bill = self._as("accountant", self._draft(text=COMPLETE))
        view = bill.get_views([(False, "form")])
        names = view["models"]["account.move"]["fields"]
        spec = {name: {} for name in names}
        without = {name: {} for name in names if name not in PANEL}
        self.assertLessEqual({PANEL[0], PANEL[2]}, spec.keys())
        bill.web_read(spec)
        plain = self._queries(lambda: bill.web_read(without))
        whole = self._queries(lambda: bill.web_read(spec))
        self.assertLessEqual(whole - plain, 16, (plain, whole))

    def _duplicate(self, bill):
        finding = self.env["ap.finding"].search(
            [*bill._ap_finding_domain(), ("control_code", "=", "duplicate_bill")]
        )
        return finding.message_code, finding.evidence or {}

    def test_duplicates_have_a_score_and_reasons(self):
        first = self._draft("FA-2026-0117", amount=800)
        slip = self._draft("FA-2062-0117", amount=800, date="2026-10-08")
        near = self._draft("FA-2026-0199", amount=800, date="2026-10-09")
        other = self._draft("FA-2026-0117", partner=self.partner_a, amount=800)
        self._check(first, slip, near, other)
        code, evidence = self._duplicate(slip)
        self.assertEqual(code, "alike")
        self.assertEqual((evidence["score"], evidence["score_alike"]), ("70%", "70%"))
        for bill in (first, near, other):
            self.assertFalse(self._duplicate(bill)[0])

    def test_the_same_file_under_another_supplier(self):
        first = self._stating(number="NOR-1")
        again = self._upload("copy.xml", ubl(number="NOR-1"))
        again.write({"partner_id": self.partner_a.id, "ref": "X-9"})
        self._check(first, again)
        code, evidence = self._duplicate(again)
        self.assertEqual((code, evidence["score_file"]), ("file", "95%"))

    def test_a_bill_and_its_credit_are_a_pair_one_credit_twice_is_not(self):
        bill = self._draft("FA-6", amount=60)
        credit = self._draft("AV-7", amount=60, move_type="in_refund")
        negative = self._draft("av 07", amount=-60, date="2026-10-07")
        self._check(bill, credit, negative)
        self.assertFalse(self._duplicate(bill)[0])
        self.assertFalse(self._duplicate(credit)[0])
        self.assertEqual(self._duplicate(negative)[0], "number")
