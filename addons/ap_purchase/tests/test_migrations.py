# SPDX-License-Identifier: AGPL-3.0-or-later
"""Upgrades of stored data."""

import runpy

from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..rules.matching import DEFAULT_POLICY
from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMigrations(MatchCase):
    def _migrate(self, name):
        path = file_path(f"ap_purchase/migrations/{name}")
        self.env.flush_all()
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_duplicates_have_one_control(self):
        """Open findings of matching's own control end; waivers and the control stay."""
        controls = self.env["ap.control"].with_context(active_test=False)
        values = {"code": "match_duplicate", "name": "Old", "res_model": "account.move"}
        control = controls.search([("code", "=", values["code"])])
        control = control or controls.create(values)
        control.active = True
        bills = self.env["account.move"].create([{"move_type": "in_invoice"}] * 2)
        findings = (
            self.env["ap.finding"]
            .sudo()
            .create(
                [
                    {
                        "company_id": self.company.id,
                        "control_id": control.id,
                        "res_model": "account.move",
                        "res_id": bill.id,
                        "state": state,
                    }
                    for bill, state in zip(bills, ("open", "waived"), strict=True)
                ]
            )
        )
        self._migrate("19.0.1.1.0/post-duplicates.py")
        self.assertFalse(control.active)
        self.assertEqual(findings.mapped("state"), ["resolved", "waived"])
        self.assertTrue(findings[0].date_resolved)

    def test_the_policy_as_delivered_lets_small_gaps_pass(self):
        """Exact on both sides is the delivered one untouched; another stays as it is."""
        policy = self.env.ref("ap_purchase.ap_match_policy_default")
        price = policy.tolerance_ids.filtered(lambda t: t.check == "price")
        policy.small_amount = 0
        for under, small in (("limit", 0.0), ("exact", 10.0)):
            price.write({"over": "exact", "over_percent": 0, "under": under})
            self._migrate("19.0.1.2.0/post-tolerance.py")
            self.assertEqual(policy.small_amount, small)
        self.assertRecordValues(
            price, [{"over": "limit", "over_percent": 2.0, "under": "free"}]
        )
        self.assertEqual(policy.value(), DEFAULT_POLICY)
