# SPDX-License-Identifier: AGPL-3.0-or-later
"""Screens of the demo company that everybody can use: axe-core looks at them."""

from importlib.resources import files
from importlib.util import find_spec

PACKAGE = "axe_core_python"  # of requirements-dev.txt; it holds axe-core and nothing else
URL = "/ap_demo_tour/axe.min.js"


def serve_axe(env):
    """Give the browser axe-core, for the steps of tours that look at their screen."""
    source = files(PACKAGE).joinpath("axe.min.js").read_bytes()
    env["ir.attachment"].create(
        {"name": "axe.min.js", "raw": source, "public": True, "url": URL,
         "type": "binary", "mimetype": "application/javascript"}
    )  # fmt: skip


class AccessibleScreens:
    """Tests for the class that builds the demo company."""

    def test_the_screens_are_accessible(self):
        """Twenty-three of them in French; what they say is not what axe-core looks at."""
        if not find_spec(PACKAGE):
            self.skipTest("axe-core-python is not installed: see requirements-dev.txt")
        serve_axe(self.env)
        self.env["res.users"].search([("login", "=", "accountant")]).lang = "fr_FR"
        self.start_tour("/odoo", "ap_demo_accessible", login="accountant", timeout=240)
