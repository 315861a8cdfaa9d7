# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies that had the life cycle in the French add-on keep the statuses of bills."""

import runpy

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

from odoo.addons.ap_base.tests.takeover_check import TakeoverCheck

from ..hooks import TAKEN, post_init, pre_init


@tagged("post_install", "-at_install")
class TestMoved(TakeoverCheck, TransactionCase):
    taken, pre_init, post_init = TAKEN, staticmethod(pre_init), staticmethod(post_init)

    def test_what_stood_in_the_french_addon_is_taken_over(self):
        self.assertTakenOver()

    def test_the_update_of_the_french_addon_gives_it_first(self):
        """Its views name fields that the French add-on no longer has."""
        path = file_path("l10n_fr_ap_extras/migrations/19.0.2.0.0/pre-rooms.py")
        migrate = runpy.run_path(path)["migrate"]
        self.pre_init = lambda env: migrate(env.cr, "19.0.1.0.0")
        self.assertTakenOver()
        view = self.env.ref("l10n_fr_ap_platform.view_move_form_lifecycle")
        self.assertTrue(view.active)
