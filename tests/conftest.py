# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lets tests import helpers that stand in add-ons, whose own tests need them too."""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[1] / "addons"


HELPERS = (
    "ap_base/tests/published.py",
    "ap_einvoice/tests/einvoice_files.py",
    "ap_einvoice/tests/einvoice_mutations.py",
)


def _load(place):
    name = Path(place).stem
    spec = importlib.util.spec_from_file_location(name, ADDONS / place)
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])


for _place in HELPERS:
    _load(_place)
