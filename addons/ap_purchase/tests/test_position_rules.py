# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..rules import position

# ordered, received, returned, billed -> to accrue, over-billed, credit due, open
TABLE = [
    (10, 0, 0, 0, 0, 0, 0, 10),
    (10, 4, 0, 4, 0, 0, 0, 6),
    (10, 10, 0, 0, 10, 0, 0, 0),
    (10, 10, 0, 6, 4, 0, 0, 0),
    (10, 0, 0, 10, 0, 10, 0, 10),
    (10, 8, 2, 10, 0, 2, 2, 2),
    (10, 5, 2, 10, 0, 5, 2, 5),
    (10, 10, 0, 10, 0, 0, 0, 0),
    (10, 12, 0, 12, 0, 0, 0, 0),
    (-2, -2, 0, 0, -2, 0, 0, 0),
    (-2, 0, 0, -2, 0, -2, 0, -2),
]


@tagged("post_install", "-at_install")
class TestPositionRules(BaseCase):
    def test_gaps(self):
        for ordered, received, returned, billed, *expected in TABLE:
            with self.subTest(ordered=ordered, received=received, billed=billed):
                gap = position.gaps(
                    *map(Decimal, (ordered, received, returned, billed))
                )
                self.assertEqual(list(gap), expected)
