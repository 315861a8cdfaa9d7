# SPDX-License-Identifier: AGPL-3.0-or-later
"""Examples of the rules that import a lower room's."""

import doctest

from odoo.tests import BaseCase, tagged

from ..rules import reimputation


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    def test_examples_hold(self):
        result = doctest.testmod(reimputation)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
