# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lets unit tests import the pure packages of the add-ons without Odoo.

``from ap_base.arithmetic import allocation`` would run ``addons/ap_base/__init__.py``,
which needs Odoo. So an empty package of that name, whose path is the add-on's folder,
is registered first: Python finds the pure packages below it and runs nothing else.
``from odoo.addons.ap_base.arithmetic import money``, as the rules of a higher room say it,
gives the very same modules; there is no other `odoo`.
"""

import importlib
import importlib.abc
import importlib.machinery
import os
import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent
ADDONS = HERE.parents[1] / "addons"
PURE_PACKAGES = ("arithmetic", "rules", "readers", "formats", "documents")


def register_addons():
    """Register an empty package for each add-on that has a pure package."""
    for package in PURE_PACKAGES:
        for folder in (path.parent for path in sorted(ADDONS.glob(f"*/{package}"))):
            if folder.name not in sys.modules:
                stand_in = types.ModuleType(folder.name, "Stand-in for an add-on.")
                stand_in.__path__ = [str(folder)]
                sys.modules[folder.name] = stand_in


class Alias(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives what is named ``odoo.addons.<add-on>.<…>`` as ``<add-on>.<…>``."""

    PREFIX = "odoo.addons."

    def find_spec(self, name, path=None, target=None):
        if name.startswith(self.PREFIX):
            return importlib.machinery.ModuleSpec(name, self)
        return None

    def create_module(self, spec):
        module = importlib.import_module(spec.name.removeprefix(self.PREFIX))
        self.own = module.__spec__
        return module

    def exec_module(self, module):
        module.__spec__ = self.own  # loaded under its short name already


def register_alias():
    """Stand in for Odoo, whose add-ons' pure packages are all that is there."""
    for name in ("odoo", "odoo.addons"):
        stand_in = types.ModuleType(name, "Stand-in for Odoo.")
        stand_in.__path__ = []
        sys.modules[name] = stand_in
    sys.modules["odoo"].addons = sys.modules["odoo.addons"]
    sys.meta_path.insert(0, Alias())


def pytest_configure(config):
    """Let a busy machine be slow, and draw the same examples at each run.

    AP_EXAMPLES=1000 draws that many others instead: to look for what nobody thought of.
    """
    from hypothesis import HealthCheck, settings

    slow = [HealthCheck.too_slow]
    more = os.environ.get("AP_EXAMPLES")
    drawn = {"max_examples": int(more)} if more else {"derandomize": True}
    settings.register_profile(
        "unit", deadline=None, database=None, suppress_health_check=slow, **drawn
    )
    settings.load_profile("unit")
    register_alias()


register_addons()
for place in (HERE, HERE.parents[1]):  # for the helpers: strategies, po; for runtime
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))
