# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom the settings of bills bind."""

from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon


@tagged("post_install", "-at_install")
class TestSettings(ApCommon):
    def _settings(self, user, **values):
        settings = self.env["ap.settings"].with_user(user).with_company(self.company)
        return settings.create({"company_id": self.company.id, **values})

    def test_what_binds_the_head_too_is_not_among_them(self):
        self.assertNotIn("ap_require_trusted_bank", self.env["ap.settings"]._fields)
        settings = self._settings(self.users["head"], ap_require_trusted_bank=False)
        self.assertTrue(settings.company_id.ap_require_trusted_bank)
