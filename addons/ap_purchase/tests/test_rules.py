# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo.tests import BaseCase, tagged

from ..rules import match_verdict, matching, position


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    def test_examples_hold(self):
        for rules in (match_verdict, matching, position):
            with self.subTest(rules=rules.__name__):
                result = doctest.testmod(rules)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)
