# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies that had imputation in the French add-on keep it, as they had set it."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.ap_base.tests.takeover_check import TakeoverCheck

from ..hooks import TAKEN, post_init, pre_init


@tagged("post_install", "-at_install")
class TestMoved(TakeoverCheck, TransactionCase):
    taken, pre_init, post_init = TAKEN, staticmethod(pre_init), staticmethod(post_init)

    def test_what_stood_in_the_french_addon_is_taken_over(self):
        self.assertTakenOver()

    def test_a_control_that_was_softened_stays_soft(self):
        """Severity is the company's choice: taking over does not make it block again."""
        control = self.env.ref("ap_analytic.ap_control_analytic_required")
        control.severity = "warning"
        self.assertKept(control, "severity", by_file={"severity": "blocking"})
