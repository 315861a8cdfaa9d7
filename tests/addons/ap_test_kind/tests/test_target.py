# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room above brings in its own records from files: they live the whole life of one."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.test_import import ImportCommon

HEADER = "Label;Partner;Account;Amount;Date"
TRAIN = "Train to Lyon;Claire Morel;625100;84,50;20/10/2026"
HOTEL = "Hotel;Claire Morel;625100;120,00;21/10/2026"


@tagged("post_install", "-at_install")
class TestTargetOfARoomAbove(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].create({"name": "Claire Morel"})
        cls.tool = cls.env["ap.import.profile"].create(
            {"code": "cost_tool", "name": "Cost tool", "target": "test_cost"}
        )
        cls.tool.action_fill_columns()

    def _load(self, *rows, **options):
        content = "\n".join([HEADER, *rows])
        return self._import(content, profile="cost_tool", **options)

    def _costs(self):
        found = self.env["ap.test.cost"].search([("company_id", "=", self.company.id)])
        return sorted(found.mapped(lambda cost: (cost.label, cost.amount)))

    def test_rows_become_records_and_a_second_file_is_a_difference(self):
        self.assertEqual(
            self._counts(self._load(TRAIN, HOTEL)), ("applied", 2, 2, 0, 0, 0, 0)
        )
        self.assertEqual(self._costs(), [("Hotel", 120.0), ("Train to Lyon", 84.5)])
        second = self._load(TRAIN, HOTEL.replace("120,00", "125,00"))
        self.assertEqual(self._counts(second), ("applied", 2, 0, 1, 1, 0, 0))
        self.assertEqual(self._costs(), [("Hotel", 125.0), ("Train to Lyon", 84.5)])

    def test_undoing_gives_back_what_was_before(self):
        self._load(TRAIN)
        second = self._load(TRAIN.replace("84,50", "90,00"), HOTEL)
        self._file(second).action_undo()
        self.assertEqual(self._costs(), [("Train to Lyon", 84.5)])

    def test_what_was_built_on_prevents_undoing(self):
        answer = self._load(TRAIN)
        self.env["ap.test.cost"].search([("label", "=", "Train to Lyon")]).date_end = (
            "2026-10-31"
        )
        with self.assertRaisesRegex(UserError, "it stays"):
            self._file(answer).action_undo()
        self.assertEqual(self._costs(), [("Train to Lyon", 84.5)])

    def test_its_own_refusals_name_row_and_column(self):
        error = self._load(TRAIN.replace("84,50", "-1"))["errors"][0]
        self.assertEqual((error["row"], error["column"]), (2, "Amount"))
        self.assertEqual(error["message"], "Row 2: a cost is not negative.")
        self.assertFalse(self._costs())

    def test_the_template_to_download_is_its_own(self):
        name, content = self.tool.template("csv")
        self.assertEqual(name, "Cost tool.csv")
        self.assertIn("Train;", content.decode("utf-8-sig"))
        self.assertEqual(self.tool.column_ids.mapped("target_field")[0], "label")

    def _file(self, answer):
        return self._as("accountant", self.env["ap.import"]).browse(answer["import_id"])
