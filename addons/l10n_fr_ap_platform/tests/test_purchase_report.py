# SPDX-License-Identifier: AGPL-3.0-or-later
"""Foreign purchases are reported once each, tie with the ledger, and are corrected."""

import base64
from datetime import UTC, datetime

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.l10n_fr_ap_platform.rules import cdar

from .purchase_report_common import PurchaseReportCase


@tagged("post_install", "-at_install")
class TestPurchaseReport(PurchaseReportCase):
    def _answer(self, report, status, *reasons):
        message = cdar.Message(
            f"A-{status}-{report.number}", status, report.number, issuer=cdar.Party("DFH"),
            details=tuple(cdar.Detail(code) for code in reasons),
        )  # fmt: skip
        content, kind = cdar.write(message), "StateTransactionReportLC"
        self.mock.put(content, kind=kind, syntax="CDAR", moment=datetime.now(UTC))
        self._job()

    @freeze_time("2026-11-12 09:00:00")
    def test_a_period_is_reported_once(self):
        """Two of three reported, the import left out; 1,800.00 in ledger and report."""
        report = self._three()
        self.assertEqual(len(report), 1)
        self.assertEqual(
            (str(report.date_from), str(report.date_to), str(report.date_due)),
            ("2026-11-01", "2026-11-10", "2026-11-20"),
        )
        self.assertEqual(
            (report.reported_count, report.left_count, report.review_count, report.amount),
            (2, 1, 0, 1500.0),
        )
        tie = self._tie()
        self.assertEqual((tie["left"], tie["right"], tie["tied"]), (1800.0, 1800.0, True))
        self.assertEqual(self._prepare(), report, "asked again: the same")
        with self.assertRaises(AccessError):
            self._as("apprentice", report).action_send()
        report.action_send()
        with self.assertRaisesRegex(UserError, "sent already"):
            report.action_send()
        self._job()
        [sent] = self.mock.sent("FRR")
        root = etree.fromstring(sent.content)
        self.assertEqual([one.text for one in root.iterfind(".//Invoice/ID")], ["DE-4711", "US-7"])
        self.assertEqual(base64.b64decode(report.file), sent.content)

    @freeze_time("2026-12-02 09:00:00")
    def test_another_regime_reports_no_day_twice(self):
        """1 to 10 November was sent by ten days; the month that follows takes what is left."""
        sent = self._three()
        sent.action_send()
        self._buy("DE-4720", self.german, 80.0, self.goods, "2026-11-25")
        regime = self.env.ref("l10n_fr_ap_platform.purchase_report_regime_simplified")
        self.platform.regime_id = regime
        report = self._prepare("2026-12-02")
        self.assertEqual((str(report.date_from), str(report.date_to)), ("2026-11-11", "2026-11-30"))
        self.assertEqual(report.line_ids.move_id.ref, "DE-4720")
        self.assertEqual(len(sent.line_ids), 3)
        self.assertTrue(self._tie()["tied"])

    @freeze_time("2026-11-12 09:00:00")
    def test_a_supplier_of_nowhere_is_to_review(self):
        """No country and no number: neither French by itself nor left out. A number says it."""
        nobody, registered = self.env["res.partner"].create(
            [{"name": "Somewhere", "is_company": True},
             {"name": "Lenoir", "is_company": True, "company_registry": "303265045"}]
        )  # fmt: skip
        self._buy("X-1", nobody, 70.0, self.services)
        self._buy("X-2", registered, 90.0, self.services)
        report = self._prepare()
        self.assertEqual(report.line_ids.mapped("move_id.ref"), ["X-1"])
        self.assertEqual((report.review_count, report.line_ids.rule_id.code), (1, "nowhere"))
        nobody.country_id = self.german.country_id
        report.action_refresh()
        self.assertEqual((report.review_count, report.line_ids.zone), (0, "eu"))

    @freeze_time("2026-11-12 09:00:00")
    def test_what_changed_after_the_report_is_corrected(self):
        report = self._three()
        report.action_send()
        self._job()
        self._answer(report, "300")
        self.assertEqual(report.state, "filed")
        self.assertFalse(self._prepare(), "nothing is left to do")
        self._buy("DE-4712", self.german, 40.0, self.goods, "2026-11-09")
        self.assertEqual(self._prepare(), report)
        self.assertTrue(report.changed)
        self.assertFalse(self._tie()["tied"])
        report.action_correct()
        correction = self._prepare()
        self.assertEqual((correction.kind, correction.version), ("RE", 2))
        self.assertEqual((correction.reported_count, report.state), (3, "replaced"))
        self.assertTrue(self._tie()["tied"])
        correction.action_send()
        self._job()
        self._answer(correction, "301", "REJ_PER")
        self.assertEqual((correction.state, correction.reason), ("rejected", "REJ_PER"))
        found = self.env["ap.control"]._check(self.company.id, ["purchase_report_due"])
        self.assertEqual(found["purchase_report_due"]["found"], 1)

    @freeze_time("2026-11-12 09:00:00")
    def test_what_the_rules_cannot_decide_waits_for_a_person(self):
        self._buy("DE-1", self.german, 100.0, self.env["account.tax"])
        report = self._prepare()
        self.assertEqual(report.review_count, 1)
        with self.assertRaisesRegex(UserError, "to review"):
            report.action_send()
        lines = report.line_ids
        for role, error in (("apprentice", AccessError), ("auditor", AccessError)):
            with self.assertRaises(error):
                self._as(role, lines).decide("leave", "Exempt")
        with self.assertRaisesRegex(UserError, "reason"):
            self._as("accountant", lines).decide("leave", " ")
        self._as("accountant", lines).decide("leave", "Exempt: insurance (261 C)")
        self.assertEqual(self._prepare(), report)
        self.assertEqual(report.line_ids.choice_reason, "Exempt: insurance (261 C)")
        with self.assertRaisesRegex(UserError, "Nothing is to be reported"):
            report.action_send()

    @freeze_time("2026-11-09 09:00:00")
    def test_a_period_that_runs_is_not_sent(self):
        self._buy("DE-1", self.german, 100.0, self.goods)
        credit = self._buy("DE-2", self.german, 20.0, self.goods, move_type="in_refund")
        report = self._prepare("2026-11-09")
        with self.assertRaises(UserError) as raised:
            report.action_send()
        self.assertIn("not over yet", str(raised.exception))
        self.assertIn("DE-2: a credit note names", str(raised.exception))
        self.assertEqual(report.line_ids.filtered(lambda line: line.move_id == credit).amount, -20.0)

    def test_two_months_and_without_a_regime(self):
        self._buy("DE-1", self.german, 100.0, self.goods, "2026-09-30")
        self.platform.regime_id = self.env.ref(
            "l10n_fr_ap_platform.purchase_report_regime_franchise"
        )
        report = self._prepare()
        self.assertEqual(str(report.date_due), "2026-11-30")
        self.platform.regime_id = False
        with self.assertRaisesRegex(UserError, "no VAT regime"):
            self._prepare()
