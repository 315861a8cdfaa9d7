# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation of a tool compared with Odoo's, reviewed, applied, written."""

import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ExpenseCommon, claim

TOOL = (
    "Employee ID;First name;Last name;Email;Manager;Team;Active;Card\n"
    "E1;Anne;Martin;e1@example.com;E2;Sales;yes;yes\n"
    "E4;Luc;Gone;e4@example.com;E2;Sales;yes;yes\n"
)


@tagged("post_install", "-at_install")
class TestExpenseOrganisation(ExpenseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["ap.expense.person"]
        cls.anne.sudo().parent_id = cls.paul
        for name in ("accountant", "apprentice"):
            user = new_test_user(
                cls.env, f"org-{name}", groups=f"ap_base.group_{name}",
                company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
            )  # fmt: skip
            setattr(cls, name, user)

    def _update(self, text=TOOL, user=None, **values):
        return self.env["ap.expense.organisation"].with_user(
            user or self.accountant
        ).create(
            {
                "tool_id": self.tool.id, "date": "2026-12-01", "filename": "people.csv",
                "file": base64.b64encode(text.encode()).decode() if text else False,
                **values,
            }
        )  # fmt: skip

    def _lines(self, update):
        return [(one.kind, one.employee, one.code or one.field or "") for one in update.line_ids]

    def test_nothing_is_applied_without_review(self):
        update = self._update()
        with self.assertRaises(UserError):
            update.action_apply()
        update.action_compare()
        found = self._lines(update)
        self.assertIn(("joiner", "E2", ""), found)
        self.assertIn(("leaver", "E4", ""), found)
        self.assertIn(("finding", "E4", "leaver_with_card"), found)
        self.assertIn(("finding", "E2", "no_approver"), found)
        self.assertTrue(all(update.line_ids.mapped("message")))
        with self.assertRaises(UserError):
            update.action_apply()  # nothing accepted
        self.assertFalse(self._states("E2"))
        self.assertEqual(self.people._people(self.tool)[0].manager, "E2")

    def _states(self, number):
        return self.people.search(
            [("tool_id", "=", self.tool.id), ("key", "=", number)], order="valid_from, id"
        )

    def test_what_is_accepted_takes_effect_and_earlier_states_stay(self):
        update = self._update(output="expensify")
        update.action_compare()
        update.line_ids.filtered(lambda one: one.kind in ("joiner", "leaver")).is_accepted = True
        update.action_apply()
        self.assertEqual(update.state, "applied")
        self.assertEqual(len(self._states("E2")), 1)
        self.assertEqual(self._states("E4").sorted("valid_from").mapped("is_active")[-1:], [False])
        action = update.action_file()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        self.assertIn(b"employeeEmail", attachment.raw)
        self.assertIn(b"e2@example.com", attachment.raw)
        with self.assertRaises(UserError):
            update.unlink()
        # compared again, nothing is left to change
        again = self._update(text=None)
        again.action_compare()
        self.assertNotIn("joiner", again.line_ids.mapped("kind"))
        self.assertNotIn("leaver", again.line_ids.mapped("kind"))

    def test_what_no_longer_holds_is_left_out(self):
        update = self._update()
        update.action_compare()
        update.action_accept_all()
        self.paul.sudo().active = False
        update.action_apply()
        line = update.line_ids.filtered(lambda one: one.kind == "joiner")
        self.assertEqual(line.state, "obsolete")
        self.assertFalse(self._states("E2"))

    def test_an_apprentice_prepares_and_cannot_apply(self):
        update = self._update(user=self.apprentice)
        update.action_compare()
        update.action_accept_all()
        with self.assertRaises(UserError):
            update.action_apply()
        with self.assertRaises(UserError):
            update.write({"state": "applied"})
        with self.assertRaises(UserError):
            update.line_ids[:1].write({"new": "X"})
        with self.assertRaises(UserError):
            self.people.with_user(self.accountant).create(
                {"tool_id": self.tool.id, "key": "X", "valid_from": "2026-01-01"}
            )
        self.assertEqual(update.state, "compared")

    def test_a_broken_file_is_refused_with_its_row(self):
        update = self._update(TOOL + ";;Nobody;;;;;\n")
        with self.assertRaisesRegex(UserError, "4"):
            update.action_compare()
        with self.assertRaises(UserError):
            self._update("foo;bar\n1;2\n").action_compare()
        self.assertFalse(self.people._people(self.tool))

    def test_a_claim_that_waits_at_a_leaver_is_listed(self):
        self._take(
            claim("C1", "2026-11-03", "20.00", approver_id="E4",
                  bookkeeping_status="submitted", report_id="NDF-1")
        )  # fmt: skip
        update = self._update()
        update.action_compare()
        [line] = update.line_ids.filtered(lambda one: one.code == "claim_at_leaver")
        self.assertEqual((line.employee, line.proposal), ("E1", "E2"))
        self.assertIn("NDF-1", line.message)

    def test_odoo_follows_the_tool_with_the_rights_of_hr(self):
        text = TOOL.replace(";Sales;yes;yes\nE4", ";Field;yes;yes\nE4")
        update = self._update(text, direction="odoo")
        update.action_compare()
        update.line_ids.filtered(
            lambda one: one.kind == "joiner" or one.field == "department_team"
        ).is_accepted = True
        with self.assertRaises(AccessError):
            update.action_apply()
        self.accountant.group_ids += self.env.ref("hr.group_hr_manager")
        update.action_apply()
        self.assertEqual(self.anne.sudo().department_id.name, "Field")
        luc = self.env["hr.employee"].sudo().search([("barcode", "=", "E4")])
        self.assertEqual(luc.name, "Luc Gone")
        self.assertEqual(update.date, fields.Date.to_date("2026-12-01"))
