# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies side by side: each figure is the list that it opens, in that company."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.ap_base.models.finding_value import FindingValue
from odoo.addons.ap_base.tests.common import ControlCommon

from ..models.ap_desk_company import COLUMNS


@tagged("post_install", "-at_install")
class TestCompanies(ControlCommon):
    """Two companies of the head, a third one of nobody here: 2, 3 and 5 findings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill.unlink()
        cls.second, cls.third = cls.env["res.company"].create(
            [{"name": "Second"}, {"name": "Third"}]
        )
        cls.head = new_test_user(
            cls.env, "companies_head", "base.group_user,ap_base.group_head",
            company_id=cls.company.id,
            company_ids=[Command.set([cls.company.id, cls.second.id])],
        )  # fmt: skip
        cls.control.severity = "blocking"
        for company, number in ((cls.company, 2), (cls.second, 3), (cls.third, 5)):
            partners = cls.env["res.partner"].create([{"name": "x"} for _ in range(number)])
            found = [FindingValue("res.partner", one.id) for one in partners]
            cls.env["ap.finding"].sudo()._store(cls.control, company, found)

    def _rows(self, **context):
        rows = self.env["ap.desk.company"].with_user(self.head).with_context(**context)
        return rows.search([]).sorted("id")

    def test_each_company_of_the_person_has_its_figures(self):
        rows = self._rows(allowed_company_ids=self.company.ids)
        self.assertEqual(rows.company_id.ids, sorted([self.company.id, self.second.id]))
        figures = {row.company_id: row.blocking for row in rows}
        self.assertEqual(figures, {self.company: 2, self.second: 3})

    def test_each_figure_is_its_list(self):
        self._bill("F-1")
        self.env["ap.closing"].create(
            {"company_id": self.company.id, "date_end": "2026-10-31"}
        )
        counted = 0
        for row in self._rows():
            for column in COLUMNS:
                action = row.action_open(column)
                records = row.env[action["res_model"]].with_context(**action["context"])
                listed = records.search(action["domain"])
                self.assertEqual(len(listed), row[column], (row.name, column))
                self.assertLessEqual(listed.company_id, row.company_id, column)
                counted += row[column]
        self.assertGreater(counted, 6)

    def test_one_statement_for_each_column_whatever_the_companies(self):
        rows = self._rows()
        rows.mapped("blocking")  # what is read once is kept
        rows.invalidate_recordset()
        few = self._statements(rows)
        more = self.env["res.company"].create([{"name": f"C{n}"} for n in range(3)])
        self.head.company_ids |= more
        rows = self._rows()
        self.assertEqual(len(rows), 5)
        rows.mapped("blocking")
        rows.invalidate_recordset()
        self.assertLessEqual(self._statements(rows), few + 2)

    def _statements(self, rows):
        before = self.env.cr.sql_log_count
        rows.mapped("blocking")
        return self.env.cr.sql_log_count - before

    def test_the_month_is_the_first_that_is_open_and_its_last_task(self):
        months = self.env["ap.closing"].create(
            [{"company_id": self.company.id, "date_end": day}
             for day in ("2026-10-31", "2026-11-30")]
        )  # fmt: skip
        tasks = months[0].task_ids
        self.assertTrue(tasks)
        tasks.sudo().date_due = "2026-11-06"
        tasks[:1].sudo().date_due = "2026-11-09"
        row = self._rows().filtered(lambda one: one.company_id == self.company)
        self.assertEqual(str(row.month_end), "2026-10-31")
        self.assertEqual(str(row.closing_day), "2026-11-09")
        self.assertEqual(row.tasks, len(months.task_ids.filtered("open_count")))
        self.assertEqual(row.months, 2)

    def test_another_company_is_neither_seen_nor_entered(self):
        third = self.env["ap.desk.company"].with_user(self.head).browse(self.third.id)
        for act in (
            lambda: third.read(["name"]), lambda: third.action_open("blocking"),
            third.action_enter,
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(UserError):
            self._rows()[:1].action_open("company_id")

    def test_a_press_on_the_name_enters_that_company_alone(self):
        action = self._rows()[:1].action_enter()
        self.assertEqual(action["res_model"], "ap.desk.counter")
        self.assertEqual(len(action["context"]["allowed_company_ids"]), 1)

    def test_who_has_no_role_of_the_desk_sees_none(self):
        stranger = new_test_user(self.env, "companies_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["ap.desk.company"].with_user(stranger).search([])
