# SPDX-License-Identifier: AGPL-3.0-or-later
"""The arithmetic runs where there is no Odoo at all."""

import subprocess
import sys
from pathlib import Path

import pytest

UNIT = Path(__file__).resolve().parent
ARITHMETIC = UNIT.parents[1] / "addons" / "ap_base" / "arithmetic"
PACKAGES = [path.parent.name for path in ARITHMETIC.glob("[a-z]*/__init__.py")]
MODULES = sorted([*(path.stem for path in ARITHMETIC.glob("[a-z]*.py")), *PACKAGES])

# What a module of the arithmetic may bring in, directly or not.
PROGRAM = """
import importlib, runpy, sys
runpy.run_path(sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(f"ap_base.arithmetic.{name}")
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def loaded():
    """Return the top packages loaded by a bare Python that imports the arithmetic."""
    command = [sys.executable, "-I", "-S", "-c", PROGRAM, str(UNIT / "conftest.py")]
    outcome = subprocess.run(
        [*command, *MODULES], capture_output=True, text=True, check=True
    )
    return set(outcome.stdout.split())


def test_every_module_is_loaded():
    assert {"accrual", "allocation", "calendar", "proration"} <= set(MODULES)


@pytest.mark.parametrize("name", ["odoo", "psycopg2", "lxml", "requests", "socket"])
def test_neither_odoo_nor_input_nor_output(loaded, name):
    assert "ap_base" in loaded
    assert name not in loaded


def test_these_tests_run_without_odoo():
    """The stand-ins of conftest keep the add-ons' own ``__init__`` from running."""
    from ap_base.arithmetic import accrual  # noqa: F401

    assert not hasattr(sys.modules["odoo"], "release")
    assert sys.modules["odoo"].__doc__ == "Stand-in for Odoo."


def test_rules_of_a_higher_room_use_the_very_modules_of_a_lower_one():
    from ap_base.arithmetic import distribution

    from odoo.addons.ap_base.arithmetic import distribution as named

    assert named is distribution
