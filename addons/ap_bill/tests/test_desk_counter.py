# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dashboard of bills and payments: each figure is the list that it opens."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ROLES, differing
from odoo.addons.ap_base.tests.counter_common import CounterCommon


@tagged("post_install", "-at_install")
class TestDeskCounter(CounterCommon):
    def test_a_figure_is_positive_where_we_owe(self):
        """100.00 + 250.50 − 40.00 of a credit note = 310.50 owed."""
        self._bill("F-A", 100.0)
        self._bill("F-B", 250.5, date="2026-10-06")
        self._bill("A-C", 40.0, date="2026-10-07", move_type="in_refund")
        self._bill("F-D", 999.0, date="2026-10-08", post=True)
        self.assertEqual(self._shown("bill_post"), (3, "310.50 €"))

    def test_what_blocks_is_counted_apart_from_what_is_ready(self):
        grave, ready = self._bill("F-1", 1000.0), self._bill("F-2", 20.0, "2026-10-06")
        self.control.severity = "blocking"
        self.found = [self._value(record=grave)]
        self._check()
        self.assertEqual(self._shown("bill_mend"), (1, "1,000.00 €"))
        self.assertEqual(self._shown("finding_blocking"), (1, False))
        self.assertEqual(self._shown("bill_post"), (1, "20.00 €"))
        listed = self._counter("bill_post").action_open()["domain"]
        self.assertEqual(self.env["account.move"].search(listed), ready)

    def test_a_held_payment_is_counted_with_what_is_left_to_pay(self):
        bill = self._bill("F-1", 700.0, post=True)
        self._as("accountant", bill).action_hold_payment("Wrong goods")
        self.assertEqual(self._shown("payment_hold"), (1, "700.00 €"))
        self._as("accountant", bill).action_release_payment()
        self.assertEqual(self._shown("payment_hold"), (0, False))

    def test_what_is_due_is_late_soon_or_later(self):
        today = fields.Date.context_today(self._as("accountant", self.env.user))
        for days, amount in ((-3, 10.0), (0, 20.0), (7, 40.0), (8, 80.0)):
            day = today + timedelta(days=days)
            self._bill(
                f"F{days}", amount, date="2026-01-05", post=True,
                invoice_date_due=day, invoice_payment_term_id=False,
            )  # fmt: skip
        self.assertEqual(self._shown("bill_overdue"), (1, "10.00 €"))
        late = self._counter("bill_overdue")
        self.assertEqual((late.is_late, late.age_text), (True, "3 days late"))
        self.assertEqual(self._shown("bill_due_week"), (2, "60.00 €"))
        soon = self._counter("bill_due_week")
        self.assertEqual((soon.is_late, soon.age_text), (False, "first due today"))

    def test_each_instalment_is_due_on_its_own_day(self):
        """1,000.00 in three: 200.00 past, 300.00 this week, 500.00 in two months; the bill
        itself is due with the last of them. A bill on hold is owed all the same."""
        today = fields.Date.context_today(self._as("accountant", self.env.user))
        terms = self.env["account.payment.term"].create(
            {"name": "In three", "line_ids": [Command.clear()] + [
                Command.create({"value": "percent", "value_amount": share,
                                "delay_type": "days_after", "nb_days": days})
                for share, days in ((20, 5), (30, 13), (50, 70))
            ]}
        )  # fmt: skip
        bill = self._bill(
            "F-1", 1000.0, today - timedelta(days=10), post=True,
            invoice_payment_term_id=terms.id,
        )  # fmt: skip
        self.assertEqual(bill.invoice_date_due, today + timedelta(days=60))
        self.assertEqual(self._shown("bill_overdue"), (1, "200.00 €"))
        self.assertEqual(self._counter("bill_overdue").age_text, "5 days late")
        self.assertEqual(self._shown("bill_due_week"), (1, "300.00 €"))
        self._as("accountant", bill).action_hold_payment("Wrong goods")
        self.assertEqual(self._shown("bill_due_week"), (1, "300.00 €"))

    def test_currencies_and_companies_are_kept_apart(self):
        """60.00 of ours and 25.00 $ of the other company: never one sum."""
        dollar = self.env.ref("base.USD")
        other = self.env["res.company"].create({"name": "Elsewhere", "currency_id": dollar.id})
        self.users["head"].company_ids |= other
        self._bill("F-1", 60.0)
        journal = self.env["account.journal"].create(
            {"name": "Bills", "code": "AC", "type": "purchase", "company_id": other.id}
        )
        account = self.env["account.account"].create(
            {"code": "601000", "name": "Goods", "account_type": "expense",
             "company_ids": [Command.set(other.ids)]}
        )  # fmt: skip
        payable = self.env["account.account"].create(
            {"code": "401000", "name": "Suppliers", "account_type": "liability_payable",
             "company_ids": [Command.set(other.ids)]}
        )  # fmt: skip
        partner = self.env["res.partner"].create({"name": "Theirs"})
        partner.with_company(other).property_account_payable_id = payable
        self.env["account.move"].with_company(other).create(
            {"move_type": "in_invoice", "partner_id": partner.id, "journal_id": journal.id,
             "currency_id": dollar.id, "invoice_date": "2026-10-05", "ref": "E-1",
             "invoice_line_ids": [Command.create(
                 {"name": "x", "price_unit": 25.0, "account_id": account.id,
                  "tax_ids": False})]}
        )  # fmt: skip
        both = [self.company.id, other.id]
        self.assertEqual(self._shown("bill_post", "head"), (1, "60.00 €"))
        count, amounts = self._shown("bill_post", "head", allowed_company_ids=both)
        self.assertEqual(count, 2)
        self.assertEqual(set(amounts.split(" · ")), {"60.00 €", "$ 25.00"})
        self.assertEqual(differing(self._counters("head", allowed_company_ids=both)), {})

    def test_every_counter_is_its_list_for_every_role(self):
        """Bills of each step, findings, holds, an import: none is counted otherwise than
        its list shows it, whatever filters the action sets by itself."""
        grave, seen = self._bill("F-1", 50.0), self._bill("F-2", 70.0, "2026-10-06")
        self._bill("F-3", 30.0, "2026-10-07")
        self.env["account.move"].create({"move_type": "in_invoice"})
        self.found = [self._value(record=seen)]
        self._check()
        self._block(grave)
        held = self._bill("F-4", date="2026-10-08", post=True)
        self._as("accountant", held).action_hold_payment("Wrong goods")
        for role in ROLES:
            counters = self._counters(role)
            self.assertGreater(len(counters), 8, role)
            self.assertGreater(len(counters.filtered("count")), 4, role)
            self.assertEqual(differing(counters), {}, role)

    def _block(self, bill):
        self.control.copy({"code": "test_grave", "severity": "blocking"})
        found = [self._value(record=bill)]
        controls = self.env["ap.control"]
        with patch.object(
            type(controls), "_find_test_grave", lambda *_args: found, create=True
        ):
            controls.check(self.company.id, ["test_grave"])

    def test_no_filter_of_the_action_and_no_favourite_narrows_the_list(self):
        action = self.env.ref("ap_bill.ap_payment_hold_moves_action")
        self.assertIn("search_default_ap_payment_hold", action.context)
        opened = self._counter_of("payment_hold").action_open()
        self.assertEqual(opened["context"], {"default_move_type": "in_invoice"})
        self.assertNotIn("id", opened)
        kept = self.env["ir.filters"].with_user(self.users["accountant"])
        kept.create(
            {"name": "Big ones", "model_id": "account.move", "action_id": action.id,
             "is_default": True, "domain": "[('amount_total', '>', 1000)]",
             "user_ids": [Command.set(self.users["accountant"].ids)]}
        )  # fmt: skip
        self.assertTrue(kept.get_filters("account.move", action.id))
        self.assertFalse(kept.get_filters("account.move", opened.get("id")))
        self.assertEqual(opened["views"][0][1], "list")
        self.assertEqual(opened["path"], "ap-payments-on-hold")

    def test_a_new_company_is_shown_its_first_steps(self):
        empty = self.env["res.company"].create({"name": "Not begun"})
        self.users["head"].company_ids |= empty
        begun = self._counters("head", allowed_company_ids=empty.ids)
        self.assertFalse(begun)
        actions = self._as("head", self.env["ir.actions.actions"])
        help_text = actions._for_xml_id("ap_base.ap_desk_counter_action")["help"]
        for path in ("/odoo/ap-bills", "/odoo/ap-imports", "/odoo/ap-controls"):
            self.assertIn(path, help_text)
            name = path.rsplit("/", 1)[1]
            self.assertTrue(self.env["ir.actions.act_window"].search([("path", "=", name)]))
        self._bill("F-1")
        both = [empty.id, self.company.id]
        self.assertTrue(self._counters("head", allowed_company_ids=both))

    def test_one_statement_each_however_much_there_is(self):
        for day in range(1, 8):
            self._bill(f"F-{day}", date=date(2026, 9, day))
        # Whether a first step is done, each room looks up: once a screen, not once a record.
        counters = self._counters("accountant").filtered(lambda one: one.code != "first_step")
        counters.mapped("count")  # groups and companies are in the cache of the registry
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        counters.web_read(
            {name: {} for name in ("name", "count", "amounts", "age_text", "is_late")}
        )
        spent = self.env.cr.sql_log_count - before
        self.assertLessEqual(spent, len(counters) + 15)
        steps = self._counter("first_step")
        before = self.env.cr.sql_log_count
        steps.mapped("count")
        most = 15 + 6 * self.env["ap.first.step"].search_count([])
        self.assertLessEqual(self.env.cr.sql_log_count - before, most)

    def test_sections_come_in_their_order(self):
        self._bill("F-1")
        counters = self._as("head", self.env["ap.desk.counter"])
        groups = counters.with_context(read_group_expand=True).web_read_group(
            [("shown", "=", True)], ["section"]
        )["groups"]
        order = ["blocks", "mine", "bills", "payments", "month"]
        sections = [group["section"] for group in groups]
        self.assertEqual(sections, [one for one in order if one in sections])
        self.assertIn("payments", sections)
