# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLockDates(TransactionCase):
    def _screen(self, role):
        user = new_test_user(
            self.env, login=f"lock_{role}", groups=f"ap_base.group_{role}"
        )
        return self.env["ap.lock.dates"].with_user(user)

    def test_head_sets_and_lifts_lock_dates(self):
        screen = self._screen("head")
        screen.create({"purchase_lock_date": "2026-09-30"}).action_apply()
        self.assertEqual(str(self.env.company.purchase_lock_date), "2026-09-30")
        shown = screen.default_get(["purchase_lock_date"])
        self.assertEqual(str(shown["purchase_lock_date"]), "2026-09-30")
        screen.create({"purchase_lock_date": False}).action_apply()
        self.assertFalse(self.env.company.purchase_lock_date)

    def test_accountant_does_not_set_lock_dates(self):
        screen = self._screen("accountant")
        with self.assertRaises(AccessError):
            screen.create({"purchase_lock_date": "2026-09-30"}).action_apply()
