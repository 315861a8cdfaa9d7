# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dashboard: each figure is the list that it opens, for who looks."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ROLES, differing
from .counter_common import CounterCommon


@tagged("post_install", "-at_install")
class TestDeskCounter(CounterCommon):
    def test_each_day_has_its_words(self):
        today = fields.Date.context_today(self._as("accountant", self.env.user))
        due, old = self._counter_of("finding_overdue"), self._counter_of("finding_blocking")
        for days, late, words in (
            (2, True, "2 days late"), (1, True, "1 day late"), (0, False, "first due today"),
            (-1, False, "first due tomorrow"), (-9, False, "first due in 9 days"),
        ):  # fmt: skip
            self.assertEqual(due._age(today - timedelta(days=days)), (late, words))
        for days, words in (
            (0, "oldest: today"), (1, "oldest: yesterday"), (34, "oldest: 34 days"),
        ):  # fmt: skip
            self.assertEqual(old._age(today - timedelta(days=days)), (False, words))

    def test_mine_is_who_looks(self):
        bill = self._bill("F-1")
        self.found = [self._value(record=bill)]
        self._check()
        self._as("apprentice", self._finding()).action_assign_to_me()
        self.assertEqual(self._shown("finding_mine", "apprentice"), (1, False))
        self.assertEqual(self._shown("finding_mine", "accountant"), (0, False))
        self.assertFalse(self._counter("finding_mine", "auditor"))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_changes_a_counter(self):
        self._bill("F-1")
        admin = new_test_user(self.env, "counter_admin", "base.group_user,base.group_system")
        counter = self._counter_of("finding_blocking")
        for user in [*self.users.values(), admin]:
            mine = counter.with_user(user)
            for act in (
                lambda mine=mine: mine.write({"domain": "[]"}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.create({"code": "x", "name": "x"}),
            ):
                with self.assertRaises(AccessError):
                    act()

    def test_what_cannot_be_read_is_not_shown(self):
        self._bill("F-1")
        action = self.env["ir.actions.act_window"].create(
            {"name": "Jobs", "res_model": "ir.cron"}
        )
        jobs = self._counter_of("finding_blocking").copy(
            {"code": "jobs", "action_id": action.id, "domain": "[]", "amount_field": False,
             "date_field": False, "age": False}
        )  # fmt: skip
        self.assertFalse(self._counter("jobs"))
        self.assertFalse(self._as("accountant", jobs).shown)
        self.assertEqual(self._as("accountant", jobs).count, 0)
        invoicing = new_test_user(
            self.env, "counter_invoicing", "base.group_user,account.group_account_invoice"
        )
        with self.assertRaises(AccessError):
            self.env["ap.desk.counter"].with_user(invoicing).search([])
        menus = self.env["ir.ui.menu"].with_user(invoicing)._visible_menu_ids()
        self.assertNotIn(self.env.ref("ap_base.ap_desk_counter_menu").id, menus)

    def test_a_counter_that_cannot_be_counted_is_refused(self):
        counter = self._counter_of("finding_blocking")
        for values in (
            {"amount_field": "no_such_field"}, {"date_field": "first_seen", "age": False},
            {"group_ids": [Command.clear()]},
        ):  # fmt: skip
            with self.assertRaises(ValidationError), self.cr.savepoint():
                counter.write(values)
        with self.assertRaises(ValueError), self.cr.savepoint():
            counter.domain = "[('no_such_field', '=', 1)]"

    def test_what_blocks_is_counted(self):
        """A blocking finding, and the same once it is past its day."""
        grave = self._bill("F-1", 1000.0)
        self.control.severity = "blocking"
        self.found = [self._value(record=grave)]
        self._check()
        self.assertEqual(self._shown("finding_blocking"), (1, False))
        self.assertEqual(self._shown("finding_overdue"), (0, False))
        self._finding().sudo().date_due = "2020-01-01"
        self.assertEqual(self._shown("finding_overdue"), (1, False))
        self.assertTrue(self._counter("finding_overdue").is_late)

    def test_every_counter_is_its_list_for_every_role(self):
        """Findings and an import, whatever filters the action sets by itself."""
        self.found = [self._value(record=self._bill("F-1"))]
        self.control.severity = "blocking"
        self._check()
        for role in ROLES:
            counters = self._counters(role)
            self.assertGreaterEqual(len(counters), 3, role)
            self.assertTrue(counters.filtered("count"), role)
            self.assertEqual(differing(counters), {}, role)

    def test_a_new_company_is_shown_its_first_steps(self):
        empty = self.env["res.company"].create({"name": "Not begun"})
        self.users["head"].company_ids |= empty
        self.assertFalse(self._counters("head", allowed_company_ids=empty.ids))
        actions = self._as("head", self.env["ir.actions.actions"])
        help_text = actions._for_xml_id("ap_base.ap_desk_counter_action")["help"]
        self.assertIn("Nothing here yet", help_text)
        for path in ("/odoo/ap-imports", "/odoo/ap-first-steps", "/odoo/ap-controls"):
            self.assertIn(path, help_text)
            name = path.rsplit("/", 1)[1]
            self.assertTrue(self.env["ir.actions.act_window"].search([("path", "=", name)]))
