# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lets tests `import published`: it stands in an add-on, whose tests need it too."""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[1] / "addons"


def _load_published():
    file = ADDONS / "ap_base" / "tests" / "published.py"
    spec = importlib.util.spec_from_file_location("published", file)
    sys.modules["published"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["published"])


_load_published()
