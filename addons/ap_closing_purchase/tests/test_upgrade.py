# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who had orders in closings keeps them through the update."""

import runpy

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path


@tagged("post_install", "-at_install")
class TestUpgrade(TransactionCase):
    def _state(self, glue, orders):
        """The state of this add-on after the update of `ap_closing`."""
        modules = self.env["ir.module.module"]
        for name, state in (("ap_closing_purchase", glue), ("ap_purchase", orders)):
            modules.search([("name", "=", name)]).state = state
        self.env.flush_all()
        path = file_path("ap_closing/migrations/19.0.2.0.0/pre-orders.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        return modules.search([("name", "=", "ap_closing_purchase")]).state

    def test_it_is_installed_where_there_are_orders(self):
        for orders in ("installed", "to install", "to upgrade"):
            self.assertEqual(self._state("uninstalled", orders), "to install")

    def test_it_is_not_where_there_are_none(self):
        self.assertEqual(self._state("uninstalled", "uninstalled"), "uninstalled")

    def test_who_has_it_already_is_left_alone(self):
        self.assertEqual(self._state("installed", "installed"), "installed")
