# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room above the closing adds a task: it waits for what the room counts."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_closing.tests.checklist_common import ChecklistCommon


@tagged("post_install", "-at_install")
class TestTaskOfARoomAbove(ChecklistCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim, cls.other = cls.env["ap.test.cost"].create(
            [
                {
                    "label": label,
                    "company_id": cls.company.id,
                    "partner_id": cls._partner("Claire Morel").id,
                    "account_id": cls._account("625100").id,
                    "amount": 84.5,
                    "date_start": day,
                }
                for label, day in (("Train to Lyon", "2026-10-20"), ("Taxi", "2026-11-02"))
            ]
        )

    def test_it_waits_for_what_is_counted_and_leads_to_it(self):
        closing = self._close(post=False)
        task = self._task(closing, "claims_without_receipt").with_user(self.apprentice)
        self.assertEqual((task.name, task.date_due.isoformat()), ("Claims documented", "2026-11-02"))
        task.action_check()
        self.assertEqual(
            task.current_figures["counts"], {"claims_without_receipt": {"waiting": 1}}
        )
        action = task.action_open_screen()
        self.assertEqual(action["res_model"], "ap.test.cost")
        self.assertEqual(self.env["ap.test.cost"].search(action["domain"]), self.claim)
        with self.assertRaisesRegex(UserError, r"Claims without receipt: 1 wait\."):
            task.action_sign()
        self.claim.has_receipt = True
        task.action_sign()
        self.assertEqual((task.state, task.prepared_by_id), ("done", self.apprentice))
        self.assertEqual(
            task.signed_figures["counts"], {"claims_without_receipt": {"waiting": 0}}
        )

    def test_it_falls_when_something_waits_again(self):
        closing = self._close(post=False)
        task = self._task(closing, "claims_without_receipt").with_user(self.apprentice)
        self.claim.has_receipt = True
        task.action_sign()
        self.other.date_start = "2026-10-31"
        task.action_check()
        self.assertEqual(task.state, "redo")
