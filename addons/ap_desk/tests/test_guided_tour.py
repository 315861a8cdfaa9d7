# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tour of a newcomer: ten steps that each role of the desk can take, in both languages."""

from odoo.tests import HttpCase, tagged

from odoo.addons.ap_base.tests.common import ApCommon


@tagged("post_install", "-at_install")
class TestGuidedTour(ApCommon, HttpCase):
    def _walk(self, role, lang):
        user = self.users[role]
        user.write({"password": user.login, "lang": lang, "company_id": self.company.id})
        before = self.env["account.move"].search_count([])
        self.start_tour("/odoo", "ap_desk_tour", login=user.login)
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def test_an_apprentice_in_english(self):
        self._bill("F-1", 100.0)
        self._walk("apprentice", "en_US")

    def test_an_auditor_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._walk("auditor", "fr_FR")

    def test_who_took_it_is_remembered(self):
        tour = self.env.ref("ap_desk.ap_desk_tour")
        self._as("apprentice", self.env["web_tour.tour"]).consume(tour.name)
        self.assertIn(self.users["apprentice"], tour.user_consumed_ids)
