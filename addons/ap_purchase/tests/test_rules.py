# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo.tests import BaseCase, tagged

from ..rules import position


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    def test_examples_of_the_position_hold(self):
        result = doctest.testmod(position)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
