# SPDX-License-Identifier: AGPL-3.0-or-later
"""Comparisons that were kept by the closings are kept on the ground floor."""

import runpy

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

from .takeover_check import TakeoverCheck

STEP = "ap_base/migrations/19.0.2.2.0/pre-tie_out.py"


@tagged("post_install", "-at_install")
class TestMoved(TakeoverCheck, TransactionCase):
    def test_the_update_takes_the_comparisons_over(self):
        step = runpy.run_path(file_path(STEP))
        self.taken = step["TAKEN"]
        self.pre_init = lambda env: step["migrate"](env.cr, "19.0.2.1.0")
        self.assertTakenOver()
