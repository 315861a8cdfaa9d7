# SPDX-License-Identifier: AGPL-3.0-or-later
"""The FEC is a click from the closing, and was before it stood here."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.ap_base.tests.takeover_check import TakeoverCheck

from ..hooks import TAKEN, post_init, pre_init


@tagged("post_install", "-at_install")
class TestMoved(TakeoverCheck, TransactionCase):
    taken, pre_init, post_init = TAKEN, staticmethod(pre_init), staticmethod(post_init)

    def test_the_button_of_the_desk_is_taken_over(self):
        self.assertTakenOver()

    def test_the_closing_opens_the_fec(self):
        form = self.env["ap.closing"].get_view(view_type="form")["arch"]
        action = self.env.ref("l10n_fr_ap_extras.ap_fec_export_action")
        self.assertIn(f'name="{action.id}"', form)
