# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill that was disputed on the platform is left out of the table of late payments."""

from odoo.tests import tagged

from .lifecycle_common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestDisputedBills(LifecycleCommon):
    def test_a_disputed_bill_is_told_apart(self):
        """Two bills late in 2025, 12,000.00 and 600.00: the first is disputed (207)."""
        other = self._einvoice("F202500004", 600.0)
        (self.bill | other).action_post()
        reason = self.env.ref("l10n_fr_ap_platform.lifecycle_reason_qte_err")
        self.bill.ap_set_status("207", [reason.code])
        reports = self._as("accountant", self.env["ap.payment.report"])
        reports.compute(self.company.id, "2025-01-01", "2025-12-31")
        report = reports.search([("company_id", "=", self.company.id)], limit=1)
        items = self.env["ap.payment.item"].search([("report_id", "=", report.id)])
        stated = {item.reference: item.is_disputed for item in items}
        self.assertEqual(stated, {"F202500003": True, "F202500004": False})
        self.assertEqual((self.bill | other)._ap_reserves(), {self.bill.id: "disputed"})
        disputed = self.env["account.move"].search(self.bill._ap_disputed_domain())
        self.assertEqual(disputed & (self.bill | other), self.bill)
        self.assertEqual(report._excluded(), (1, self.bill.amount_total))
