# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApCommon


@tagged("post_install", "-at_install")
class TestSettings(ApCommon):
    """How a company accounts is set by its head of accounting, without the rights of
    Odoo's administrator, and by nobody below."""

    def _settings(self, user, **values):
        settings = self.env["ap.settings"].with_user(user).with_company(self.company)
        return settings.create({"company_id": self.company.id, **values})

    def test_the_head_changes_an_account_and_a_note_is_kept(self):
        other = self.env["account.account"].search(
            [
                ("company_ids", "=", self.company.id),
                ("account_type", "=", "liability_current"),
                ("id", "!=", self.company.ap_accrued_expense_account_id.id),
            ],
            limit=1,
        )
        action = self.env["ap.settings"].with_user(self.users["head"]).action_open()
        settings = self.env["ap.settings"].with_user(self.users["head"]).browse(action["res_id"])
        before = self.company.message_ids
        settings.write({"ap_accrued_expense_account_id": other.id})
        self.assertEqual(self.company.ap_accrued_expense_account_id, other)
        note = self.company.message_ids - before
        self.assertEqual(note.author_id, self.users["head"].partner_id)
        self.assertIn(other.code, note.body)

    def test_nobody_below_the_head_opens_or_changes_them(self):
        for user in (self.users[role] for role in ("apprentice", "accountant", "auditor")):
            with self.assertRaises(AccessError):
                self.env["ap.settings"].with_user(user).action_open()
            with self.assertRaises(AccessError):
                self._settings(user, ap_closing_journal_id=False)

    def test_nothing_but_the_settings_of_that_company_is_written(self):
        settings = self._settings(self.users["head"])
        name = self.company.name
        for values in (
            {"company_id": self.env.company.id},
            {"currency_id": self.env.ref("base.USD").id},
        ):
            settings.write(values)
        self.assertEqual(settings.company_id, self.company)
        self.assertEqual(self.company.currency_id, self.env.ref("base.EUR"))
        self.assertEqual(self.company.name, name)
        stranger = self.env["res.company"].create({"name": "Not theirs"})
        with self.assertRaises(AccessError):
            self.env["ap.settings"].with_user(self.users["head"]).create(
                {"company_id": stranger.id, "ap_closing_journal_id": False}
            )

    def test_an_account_of_another_company_is_refused(self):
        stranger = self.env["res.company"].create({"name": "Not theirs"})
        account = self.env["account.account"].create(
            {
                "name": "Theirs", "code": "408999", "account_type": "liability_current",
                "company_ids": [Command.set(stranger.ids)],
            }
        )  # fmt: skip
        for values in (
            {"ap_prepaid_account_id": account.id},
            {"ap_suspense_account_ids": [Command.link(account.id)]},
        ):
            with self.assertRaises(AccessError):
                self._settings(self.users["head"], **values)
