# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a log of Odoo's own tests is judged."""

import csv
import doctest
from pathlib import Path

from runtime import stock_tests

ROOT = Path(__file__).resolve().parents[2]
LOG = """
INFO odoo.addons.a.tests: Starting TestA.test_one ...
INFO odoo.addons.a.tests: Starting TestA.test_two ...
ERROR odoo.addons.a.tests: FAIL: Subtest TestA.test_two (day='x')
INFO odoo.addons.a.tests: Starting TestA.test_three ...
INFO odoo.addons.a.tests: skipped TestA.test_three : no browser
"""


def test_doctests():
    assert doctest.testmod(stock_tests).failed == 0


def test_what_is_not_explained_fails():
    assert stock_tests.judged(LOG, {}) == (1, 1, 1, 1)
    assert stock_tests.judged(LOG, {"TestA.test_two": "why"}) == (0, 1, 0, 1)


def test_a_log_without_a_test_fails():
    assert stock_tests.judged("no database", {})[0] == 1


def test_each_row_says_why():
    with open(ROOT / stock_tests.EXPLAINED, encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert rows
    assert all(len(row["why"]) > 40 and row["module"] in stock_tests.MODULES for row in rows)
