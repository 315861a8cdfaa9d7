# SPDX-License-Identifier: AGPL-3.0-or-later
"""Missing axes prevent the posting of a month, and are shown before it."""

from odoo.tests import tagged

from odoo.addons.ap_closing_purchase.tests.checklist_common import BlockerCase


@tagged("post_install", "-at_install")
class TestBlockers(BlockerCase):
    def _required(self):
        """Costs carry a centre from October on."""
        plan = self.env["account.analytic.plan"].create({"name": "Centre"})
        self.env["ap.analytic.requirement"].create(
            {
                "company_id": self.company.id,
                "plan_id": plan.id,
                "account_prefix": "6",
                "date_from": "2026-10-01",
            }
        )
        return self.env["account.analytic.account"].create({"name": "IT", "plan_id": plan.id})

    def test_missing_axes_are_said_before_posting(self):
        account = self._required()
        order_line = self._received()
        self._received(50.0, line={"analytic_distribution": {str(account.id): 100.0}})
        closing = self._proposed()
        self.assertEqual(self._keys(closing), [("received:axes", True)])
        [blocker] = closing.blockers
        self.assertIn("Centre: 100 %", blocker["text"])
        lines = self._lines(closing)
        self.assertEqual(
            closing.action_mend("received:axes")["domain"], [("id", "in", lines[0].ids)]
        )
        # Mended on the line: it counts at once.
        lines[0].analytic_distribution = {str(account.id): 100.0}
        self.assertEqual(self._keys(closing), [])
        self.assertEqual(lines[0].source_id, order_line.id)

    def test_what_is_mended_at_its_source_counts_when_one_comes_back(self):
        account = self._required()
        order_line = self._received()
        closing = self._proposed()
        closing.with_user(self.accountant).action_review()
        order_line.analytic_distribution = {str(account.id): 100.0}
        self.assertTrue(closing.with_user(self.accountant).read_blocked_again())
        self.assertFalse(closing.is_stale)  # the next step is the review
        self.assertEqual(self._keys(closing), [])
        self.assertEqual(
            self._lines(closing).analytic_distribution, {str(account.id): 100.0}
        )

    def test_coming_back_without_a_change_keeps_the_review(self):
        self._required()
        self._received()
        closing = self._proposed()
        closing.action_review()
        self.assertFalse(closing.with_user(self.accountant).read_blocked_again())
        self.assertEqual(self._run(closing).state, "reviewed")

    def test_an_auditor_looks_and_reads_nothing_again(self):
        self._required()
        self._received()
        closing = self._proposed().with_user(self.auditor)
        self.assertEqual(self._keys(closing), [("received:axes", True)])
        self.assertFalse(closing.read_blocked_again())
