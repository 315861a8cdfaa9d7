# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lets unit tests import the pure packages of the add-ons without Odoo.

``from ap_base.arithmetic import allocation`` would run ``addons/ap_base/__init__.py``,
which needs Odoo. So an empty package of that name, whose path is the add-on's folder,
is registered first: Python finds the pure packages below it and runs nothing else.
"""

import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent
ADDONS = HERE.parents[1] / "addons"
WITH_PURE_PACKAGES = ("ap_base", "l10n_fr_ap_extras", "ap_expenses", "ap_treasury")


def register_addons(names=WITH_PURE_PACKAGES):
    """Register an empty package for each add-on that has a folder."""
    for name in names:
        folder = ADDONS / name
        if folder.is_dir() and name not in sys.modules:
            package = types.ModuleType(name, "Empty stand-in for an add-on.")
            package.__path__ = [str(folder)]
            sys.modules[name] = package


register_addons()
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))  # for the helpers: strategies, po
