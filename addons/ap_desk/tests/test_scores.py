# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies × key figures: each cell is the figure of that company, beside its target."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.ap_base.models.finding_value import FindingValue
from odoo.addons.ap_base.tests.common import ControlCommon

from ..models.ap_desk_score import COLUMNS

OCTOBER = ("2026-10-01", "2026-10-31")


@tagged("post_install", "-at_install")
class TestScores(ControlCommon):
    """October: three bills in one company, a finding on one of them: 2 of 3 without a hand
    is 66.7 %. None in the second company; a third one is nobody's here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill.unlink()
        cls.second, cls.third = cls.env["res.company"].create(
            [{"name": "Second"}, {"name": "Third"}]
        )
        companies = [Command.set([cls.company.id, cls.second.id])]
        cls.people = {
            role: new_test_user(
                cls.env, f"score_{role}", f"base.group_user,ap_base.group_{role}",
                company_id=cls.company.id, company_ids=companies,
            )
            for role in ("head", "accountant", "auditor", "apprentice")
        }  # fmt: skip
        cls._only_controls(["test_control"])
        cls.bills = [cls._bill(f"S{n}", 100.0, "2026-10-05", post=True) for n in range(3)]
        cls.control.severity = "warning"
        found = [FindingValue("account.move", cls.bills[0].id)]
        cls.env["ap.finding"].sudo()._store(cls.control, cls.company, found)
        cls.touchless = cls.env.ref("ap_desk.kpi_touchless")

    def _rows(self, role="head", **context):
        context = {"ap_kpi_month": OCTOBER[0], "lang": "en_US", **context}
        self.env["ap.desk.score"].invalidate_model()
        scores = self.env["ap.desk.score"].with_user(self.people[role])
        return scores.with_context(**context).search([]).sorted("id")

    def _row(self, company, role="head", **context):
        return self._rows(role, **context).filtered(lambda one: one.company_id == company)

    def test_each_cell_is_the_key_figure_of_that_company(self):
        for role in self.people:
            rows = self._rows(role, allowed_company_ids=self.company.ids)
            self.assertEqual(rows.company_id, self.company | self.second, role)
        seen = 0
        for row in self._rows():
            kpis = self.env["ap.kpi"].with_company(row.company_id)
            kpis = kpis.with_context(ap_kpi_month=OCTOBER[0], lang="en_US")
            for kpi in kpis.search([("code", "in", COLUMNS)]):
                self.assertEqual(row[kpi.code]["text"], kpi.value_text, (row.name, kpi.code))
                seen += row[kpi.code]["documents"]
        self.assertGreater(seen, 6)
        self.assertEqual(self._row(self.company).touchless["text"], "66.7 %")
        self.assertEqual(self._row(self.company).month_text, "Oct 2026")

    def test_a_target_is_reached_or_missed_in_words(self):
        for target, reaches, note in (
            (60, "yes", "reached: 60.0 %"), (80, "no", "missed: 80.0 %"),
        ):  # fmt: skip
            here = self.touchless.with_company(self.company)
            here.write({"has_target": True, "target": target})
            cell = self._row(self.company).touchless
            self.assertEqual((cell["reaches"], cell["note"]), (reaches, note))
        self.assertEqual(self._row(self.second).touchless["note"], "", "a target of one company")
        self.touchless.with_company(self.second).write({"has_target": True, "target": 70})
        cell = self._row(self.second).touchless
        self.assertEqual((cell["text"], cell["note"]), ("–", "target: 70.0 %"))
        self.assertEqual((cell["reaches"], cell["documents"]), ("unknown", 0))

    def test_a_month_that_was_kept_stays_in_the_cell(self):
        with freeze_time("2026-11-12"):
            self.env["ap.kpi"].keep(self.company.id, OCTOBER[0])
        self._bill("S9", 50.0, "2026-10-30", post=True)
        self.assertEqual(self._row(self.company).touchless["text"], "66.7 %")

    def test_a_press_opens_the_documents_in_that_company(self):
        row = self._row(self.company)
        for column in COLUMNS:
            action = row.action_open(column)
            documents = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(documents), row[column]["documents"], column)
            self.assertEqual(action["context"]["allowed_company_ids"], self.company.ids)
        bills = row.action_open("touchless")["domain"][0][2]
        self.assertEqual(bills, [bill.id for bill in self.bills])

    def test_one_statement_for_each_key_figure_whatever_the_companies(self):
        rows = self._rows()
        rows.mapped("touchless")  # what is read once is kept
        rows.invalidate_recordset()
        few = self._statements(rows)
        more = self.env["res.company"].create([{"name": f"S{n}"} for n in range(3)])
        self.people["head"].company_ids |= more
        rows = self._rows()
        self.assertEqual(len(rows), 5)
        rows.mapped("touchless")
        rows.invalidate_recordset()
        self.assertLessEqual(self._statements(rows), few + 2)

    def _statements(self, rows):
        before = self.env.cr.sql_log_count
        rows.mapped("touchless")
        return self.env.cr.sql_log_count - before

    def test_another_company_is_neither_seen_nor_opened(self):
        third = self.env["ap.desk.score"].with_user(self.people["head"]).browse(self.third.id)
        for act in (
            lambda: third.read(["name"]), lambda: third.touchless,
            lambda: third.action_open("touchless"), third.action_enter,
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(UserError):
            self._rows()[:1].action_open("company_id")

    def test_who_has_no_role_of_the_desk_sees_none(self):
        stranger = new_test_user(self.env, "score_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["ap.desk.score"].with_user(stranger).search([])
