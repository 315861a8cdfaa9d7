# SPDX-License-Identifier: AGPL-3.0-or-later
"""Upgrades of stored data."""

import runpy

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import ApCommon

# Of form, or known to the closing from elsewhere; the last two say what a cost is.
FORMAL = ("bill_mention", "duplicate_bill", "match_of_test", "match_price")
COSTS = ("bill_amounts", "matching_of_test")
# Controls of rooms that came after the script: no database of before has them.
LATER = ("loan_", "payable_", "expense_", "platform_", "purchase_report_")


@tagged("post_install", "-at_install")
class TestMigrations(ApCommon):
    def _upgrade(self):
        """As an update does: the column that is new, its default, then the script."""
        self.env.flush_all()
        controls = self.env["ap.control"]
        self.env.cr.execute("ALTER TABLE ap_control DROP COLUMN marks_cost")
        controls._fields["marks_cost"].update_db(controls, {})
        script = file_path("ap_base/migrations/19.0.1.1.0/post-marks_cost.py")
        runpy.run_path(script)["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_controls_of_before_say_whether_they_bear_on_the_amount(self):
        """Those of form do not; one that a firm made does, as an open finding did."""
        controls = self.env["ap.control"].with_context(active_test=False)
        known = controls.search([("code", "in", FORMAL + COSTS)])
        made = controls.create(
            [
                {"code": code, "name": code, "res_model": "account.move", "marks_cost": form}
                for code, form in zip(FORMAL + COSTS, [True] * 4 + [False] * 2, strict=True)
                if code not in known.mapped("code")
            ]
        )
        self._upgrade()
        found = {one.code: one.marks_cost for one in known | made}
        self.assertEqual(
            found, dict.fromkeys(FORMAL, False) | dict.fromkeys(COSTS, True)
        )

    def test_controls_that_looked_at_changes_still_do(self):
        """The script sets those, and no other: as a database made today."""
        controls = self.env["ap.control"].with_context(active_test=False)
        for code, looks in (("duplicate_bill", True), ("of_a_firm", False)):
            if not controls.search([("code", "=", code)]):
                controls.create(
                    {
                        "code": code,
                        "name": code,
                        "res_model": "account.move",
                        "check_on_change": looks,
                    }
                )
        known = controls.search([]).filtered(lambda one: not one.code.startswith(LATER))
        before = {one.code: one.check_on_change for one in known}
        self.assertTrue(before["duplicate_bill"])
        known.check_on_change = False
        self.env.flush_all()
        script = file_path("ap_base/migrations/19.0.2.1.0/post-check_on_change.py")
        runpy.run_path(script)["migrate"](self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()
        after = {one.code: one.check_on_change for one in known}
        self.assertEqual(after, before)

    def test_the_list_of_the_script_is_what_a_new_database_holds(self):
        """Updated or installed today, controls say the same."""
        controls = self.env["ap.control"].with_context(active_test=False)
        controls = controls.search([]).filtered(lambda one: not one.code.startswith(LATER))
        before = {one.code: one.marks_cost for one in controls}
        self._upgrade()
        after = {one.code: one.marks_cost for one in controls}
        self.assertEqual(after, before)

    def test_a_view_of_settings_that_are_gone_does_not_stop_the_update(self):
        """Odoo removes it at the end only; a new add-on is refused before that."""
        page = self.env.ref("ap_base.res_config_settings_view_form")
        old = self.env["ir.ui.view"].create(
            {"name": "of before", "model": page.model, "inherit_id": page.id,
             "arch": "<data/>"}
        )  # fmt: skip
        self.env["ir.model.data"].create(
            {"module": "ap_closing", "name": "res_config_settings_view_form",
             "model": "ir.ui.view", "res_id": old.id}
        )  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', %s) WHERE id = %s",
            ("<xpath expr=\"//block[@name='gone']\" position='inside'/>", old.id),
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValueError, "gone"):
            page._get_combined_arch()
        script = file_path("ap_base/migrations/19.0.2.5.0/pre-settings.py")
        runpy.run_path(script)["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertFalse(old.active)
        page._get_combined_arch()
