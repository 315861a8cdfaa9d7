# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a finding, and what stays in its trace."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ControlCommon


@tagged("post_install", "-at_install")
class TestFinding(ControlCommon):
    def setUp(self):
        super().setUp()
        self.found = [self._value(evidence={"amount": "100.00"})]
        self._check()
        self.finding = self._finding()

    def _of_severity(self, severity):
        self.control.severity = severity
        return self.finding

    def test_apprentice_and_auditor_waive_nothing(self):
        for role in ("apprentice", "auditor"):
            for severity in ("info", "warning", "blocking"):
                finding = self._as(role, self._of_severity(severity))
                with self.assertRaisesRegex(AccessError, "Accountant"):
                    finding.waive("Please")
                self.assertFalse(finding.can_waive)

    def test_accountant_waives_all_but_blocking(self):
        finding = self._as("accountant", self._of_severity("blocking"))
        with self.assertRaisesRegex(AccessError, "head of accounting"):
            finding.waive("Urgent")
        self._of_severity("warning")
        self.assertTrue(finding.waive("Credit note is announced"))
        self.assertRecordValues(
            self.finding,
            [
                {
                    "state": "waived",
                    "waive_reason": "Credit note is announced",
                    "waive_user_id": self.users["accountant"].id,
                }
            ],
        )
        note = self.finding.message_ids[:1]
        self.assertIn("Credit note is announced", note.body)
        self.assertEqual(note.author_id, self.users["accountant"].partner_id)

    def test_head_waives_blocking(self):
        self._as("head", self._of_severity("blocking")).waive("Paid by direct debit")
        self.assertEqual(self.finding.state, "waived")

    def test_a_waiver_needs_a_reason_and_something_open(self):
        for reason in ("", "   ", None, 5):
            with self.assertRaisesRegex(UserError, "reason"):
                self.finding.waive(reason)
        self.found = []
        self._check()
        with self.assertRaisesRegex(UserError, "already resolved"):
            self.finding.waive("Too late")

    def test_a_waiver_can_be_taken_back(self):
        self.finding.waive("Mistake")
        with self.assertRaises(AccessError):
            self._as("apprentice", self.finding).reopen()
        self._as("accountant", self.finding).reopen()
        self.assertRecordValues(
            self.finding, [{"state": "open", "waive_reason": False}]
        )

    def test_nobody_edits_findings(self):
        for role in ("apprentice", "head"):
            with self.assertRaisesRegex(AccessError, "not edited"):
                self._as(role, self.finding).write({"state": "waived"})
        with self.assertRaises(AccessError):
            self._as("auditor", self.finding).write({"state": "waived"})
        with self.assertRaises(AccessError):
            self._as("head", self.finding).unlink()

    def test_assigning(self):
        finding = self._as("apprentice", self.finding)
        finding.action_assign_to_me()
        self.assertRecordValues(
            self.finding,
            [{"state": "assigned", "user_id": self.users["apprentice"].id}],
        )
        finding.assign(False)
        self.assertRecordValues(self.finding, [{"state": "open", "user_id": False}])
        with self.assertRaisesRegex(UserError, "no role"):
            finding.assign(self.users["auditor"].id)
        with self.assertRaises(AccessError):
            self._as("auditor", self.finding).assign(self.users["head"].id)

    def test_whom_the_control_names_until_a_person_chooses(self):
        buyer, head = self.users["accountant"], self.users["head"]
        self.found = [self._value(user_id=buyer.id, date_due=date(2026, 10, 20))]
        self.assertEqual(self._check(), {"found": 1, "new": 0, "resolved": 0})
        named = {"state": "assigned", "user_id": buyer.id, "assigned_by_hand": False}
        self.assertRecordValues(self.finding, [named])
        self.assertEqual(str(self.finding.date_due), "2026-10-20")
        self.finding.assign(head.id)
        chosen = {"state": "assigned", "user_id": head.id, "assigned_by_hand": True}
        self._check()
        self.assertRecordValues(self.finding, [chosen])
        self.finding.assign(False)
        self._check()
        self.assertRecordValues(self.finding, [named])
        self.finding.waive("Known")
        self.found = [self._value(user_id=head.id)]  # the same cause, another owner
        self._check()
        self.assertEqual(self.finding.state, "waived")
        self.finding.reopen()
        self._check()
        self.assertRecordValues(
            self.finding, [{**named, "user_id": head.id, "date_due": False}]
        )
        self.found = []
        self._check()
        self.assertEqual(self.finding.state, "resolved")
        self.found = [self._value()]
        self.assertEqual(self._check()["new"], 1)
        self.assertRecordValues(self.finding, [{"state": "open", "user_id": False}])

    def test_who_was_assigned_before_the_control_named_anybody_stays(self):
        """Findings of an older version do not know who chose."""
        self.finding.assign(self.users["head"].id)
        self.env.flush_all()
        self.cr.execute("UPDATE ap_finding SET assigned_by_hand = NULL")
        self.env.invalidate_all()
        self.found = [self._value(user_id=self.users["accountant"].id)]
        self._check()
        self.assertRecordValues(
            self.finding,
            [{"user_id": self.users["head"].id, "assigned_by_hand": True}],
        )

    def test_only_people_of_the_company_are_assigned(self):
        other = self.setup_other_company()["company"]
        self.users["head"].write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        with self.assertRaisesRegex(UserError, "does not work in"):
            self.finding.assign(self.users["head"].id)

    def test_the_row_recommends_one_action(self):
        self.assertEqual(self._as("apprentice", self.finding).next_action, "take")
        self.assertEqual(self._as("auditor", self.finding).next_action, "open")
        self._of_severity("info")
        self.assertEqual(self._as("accountant", self.finding).next_action, "waive")
        self._of_severity("warning").assign(self.users["head"].id)
        self.assertEqual(self._as("head", self.finding).next_action, "open")

    def test_people_can_talk_and_plan_on_a_finding(self):
        finding = self._as("apprentice", self.finding)
        finding.message_post(body="Asked the supplier")
        finding.activity_schedule("mail.mail_activity_data_todo", summary="Call again")
        self.assertEqual(len(self.finding.activity_ids), 1)
        self.found = []
        self._check()
        self.assertFalse(self.finding.activity_ids)

    def test_wizards_act_on_the_selection(self):
        context = {"active_model": "ap.finding", "active_ids": self.finding.ids}
        assign = self.env["ap.finding.assign"].with_context(**context)
        assign.create({"user_id": self.users["head"].id}).action_assign()
        self.assertEqual(self.finding.user_id, self.users["head"])
        waive = self.env["ap.finding.waive"].with_context(**context)
        waive.create({"reason": "Known"}).action_waive()
        self.assertEqual(self.finding.state, "waived")

    def test_evidence_is_a_table_and_never_markup(self):
        self.found = [self._value(evidence={"reference": "<b>x</b>"})]
        self._check()
        self.assertIn("<table", self.finding.evidence_html)
        self.assertIn("&lt;b&gt;", self.finding.evidence_html)

    def test_the_document_shows_its_findings(self):
        self.assertRecordValues(
            self.bill, [{"ap_finding_count": 1, "ap_finding_severity": "warning"}]
        )
        self.assertIn("Amount", self.bill.ap_finding_text)
        self.assertEqual(self.bill.ap_finding_remarks, self.finding.message)
        self.assertFalse(self.bill.ap_finding_stops)
        action = self.bill.action_ap_findings()
        self.assertEqual(self.env["ap.finding"].search(action["domain"]), self.finding)
        self.found = []
        self.bill.action_ap_check()
        self.assertEqual(self.finding.state, "resolved")
        self.assertFalse(self.bill.ap_open_finding_ids)
        self.assertFalse(self.bill.ap_finding_text)

    def test_what_is_waived_leaves_the_document_at_once(self):
        self.assertEqual(self.bill.ap_open_finding_ids, self.finding)
        self._as("accountant", self.finding).waive("Agreed by telephone")
        self.assertEqual(self.bill.ap_finding_count, 0)
        self._as("accountant", self.finding).reopen()
        self.assertEqual(self.bill.ap_finding_count, 1)
