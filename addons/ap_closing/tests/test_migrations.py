# SPDX-License-Identifier: AGPL-3.0-or-later
"""Upgrades of stored data."""

import runpy

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path


@tagged("post_install", "-at_install")
class TestMigrations(TransactionCase):
    def test_the_old_addition_to_the_form_of_a_closing_goes_alone(self):
        """A database of 19.0.1.0 holds it, and Odoo would hold it against the new form."""
        form = self.env.ref("ap_closing.ap_closing_view_form")
        added = self.env["ir.ui.view"].create(
            {"name": "old", "model": "ap.closing", "inherit_id": form.id, "mode": "extension",
             "arch": "<sheet position='inside'><div class='old'/></sheet>"}
        )  # fmt: skip
        own = self.env["ir.model.data"].create(
            {"module": "ap_closing", "name": "ap_closing_view_form_checklist",
             "model": "ir.ui.view", "res_id": added.id}
        )  # fmt: skip
        others = self.env["ir.ui.view"].search_count([("model", "=", "ap.closing")])
        self.env.flush_all()
        path = file_path("ap_closing/migrations/19.0.1.1.0/pre-views.py")
        for _again in range(2):
            runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            self.assertFalse(added.exists() or own.exists())
        self.assertTrue(form.exists())
        left = self.env["ir.ui.view"].search_count([("model", "=", "ap.closing")])
        self.assertEqual(left, others - 1)
