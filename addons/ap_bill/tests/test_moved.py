# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies that had the desk of bills on the ground floor keep it, as they had set it."""

import runpy

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

from odoo.addons.ap_base.tests.takeover_check import TakeoverCheck

from ..hooks import DPO, TAKEN, post_init, pre_init


@tagged("post_install", "-at_install")
class TestMoved(TakeoverCheck, TransactionCase):
    taken, pre_init, post_init = TAKEN, staticmethod(pre_init), staticmethod(post_init)

    def test_what_stood_on_the_ground_floor_is_taken_over(self):
        self.assertTakenOver()

    def test_what_stood_in_the_french_addon_is_taken_over(self):
        self.taken = DPO
        self.assertTakenOver()

    def test_the_update_of_the_ground_floor_gives_it_first(self):
        path = file_path("ap_base/migrations/19.0.2.0.0/pre-rooms.py")
        migrate = runpy.run_path(path)["migrate"]
        self.pre_init = lambda env: migrate(env.cr, "19.0.1.1.0")
        self.assertTakenOver()

    def test_a_control_of_duplicates_that_was_softened_stays_soft(self):
        control = self.env.ref("ap_bill.ap_control_duplicate_bill")
        control.severity = "info"
        self.assertKept(control, "severity", by_file={"severity": "warning"})
