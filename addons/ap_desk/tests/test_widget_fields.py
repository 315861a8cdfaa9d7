# SPDX-License-Identifier: AGPL-3.0-or-later
"""Widgets of the browser read fields that the view does not name: their models have them."""

from odoo.tests import TransactionCase, tagged

READ = {"analytic_distribution": "analytic_precision"}


@tagged("post_install", "-at_install")
class TestWidgetFields(TransactionCase):
    def test_models_have_what_widgets_read(self):
        views = self.env["ir.ui.view"].search(
            [("arch_db", "like", 'widget="analytic_distribution"'), ("mode", "=", "primary"),
             ("model", "!=", False)]
        )  # fmt: skip
        extended = self.env["ir.ui.view"].search(
            [("arch_db", "like", 'widget="analytic_distribution"'), ("mode", "=", "extension")]
        )
        while extended.filtered("inherit_id"):
            extended = extended.inherit_id
            views |= extended.filtered(lambda view: view.mode == "primary")
        found = set()
        for view in views:
            self._gather(view._get_combined_arch(), self.env[view.model], found)
        self.assertGreater(len(found), 12)
        lacking = {
            (model, widget) for model, widget in found
            if READ[widget] not in self.env[model]._fields
        }  # fmt: skip
        self.assertEqual(lacking, set())

    def _gather(self, node, model, found):
        for child in node:
            name = child.get("name") if child.tag == "field" else None
            field = model._fields.get(name)
            if field is not None and child.get("widget") in READ:
                found.add((model._name, child.get("widget")))
            inner = model if field is None or not field.relational else self.env[field.comodel_name]
            self._gather(child, inner, found)
