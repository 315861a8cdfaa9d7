# SPDX-License-Identifier: AGPL-3.0-or-later
"""A blocking finding stops posting on every way in."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import ControlCommon


@tagged("post_install", "-at_install")
class TestPosting(ControlCommon):
    def setUp(self):
        super().setUp()
        self.control.write({"severity": "blocking", "check_on_post": True})
        self.found = [self._value()]

    def _rpc_post(self, bill):
        model = self.env["account.move"].with_user(self.users["accountant"])
        return call_kw(model, "action_post", [bill.ids], {})

    def test_what_is_found_in_the_moment_of_posting_stops_it(self):
        with self.assertRaises(UserError) as refusal:
            self._rpc_post(self.bill)
        message = str(refusal.exception)
        self.assertIn("Amount 100.0", message)
        self.assertIn("Head of accounting", message)
        self.assertIn("Head", message)
        self.assertEqual(self.bill.state, "draft")
        self.assertEqual(self.scopes[-1], self.bill)

    def test_an_open_finding_stops_without_a_new_check(self):
        self._check()
        self.control.check_on_post = False
        for post in (
            lambda: self._rpc_post(self.bill),
            lambda: self.bill._post(soft=False),
            lambda: (self._bill("F-9") | self.bill).action_post(),
        ):
            with self.assertRaisesRegex(UserError, "blocking findings"):
                post()

    def test_waived_by_the_head_it_can_be_posted(self):
        self._check()
        self._as("head", self._finding()).waive("Direct debit, already paid")
        self._rpc_post(self.bill)
        self.assertEqual(self.bill.state, "posted")

    def test_a_mended_bill_can_be_posted(self):
        self._check()
        self.found = []
        self._rpc_post(self.bill)
        self.assertEqual(self.bill.state, "posted")
        self.assertEqual(self._finding().state, "resolved")

    def test_warnings_do_not_stop(self):
        self.control.severity = "warning"
        self._rpc_post(self.bill)
        self.assertEqual(self.bill.state, "posted")
        self.assertEqual(self._finding().state, "open")

    def test_the_refused_findings_are_kept_after_the_rollback(self):
        """The refusal rolls back what was found: it is found again afterwards."""
        before = len(self.env.cr.postrollback._funcs)
        with self.assertRaises(UserError):
            self.bill._post(soft=False)
        self.assertGreater(len(self.env.cr.postrollback._funcs), before)

    def test_controls_of_bills_look_at_the_bills_among_what_is_posted(self):
        self.found = []
        entry = self._bill("E-1", move_type="entry", invoice_line_ids=[])
        self.control.copy({"code": "test_bills", "check_on_post": True})
        control, looked = type(self.env["ap.control"]), []

        def find(_control, _company, records, _date):
            looked.append(records)
            return []

        self.startPatcher(patch.object(control, "_find_test_bills", find, create=True))
        self.patch(control, "_methods_of_bills", lambda _control: {"_find_test_bills"})
        (entry | self.bill)._ap_refuse_blocked()
        entry._ap_refuse_blocked()
        self.assertEqual(looked, [self.bill])
        self.assertEqual(self.scopes, [entry | self.bill, entry])

    def test_posting_many_entries_costs_few_queries(self):
        """Two statements more for any number of entries, plus those of the controls."""
        self.found = []
        bills = self.env["account.move"].union(
            *(self._bill(f"Q-{number}", 10.0 + number) for number in range(10))
        )
        self.env.invalidate_all()
        bills.mapped("company_id.account_fiscal_country_id")
        with self.assertQueryCount(35):
            bills._ap_refuse_blocked()
