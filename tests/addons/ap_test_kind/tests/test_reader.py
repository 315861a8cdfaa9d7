# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room above reads its own kinds of files: they live the whole life of an import."""

import io
import json
import zipfile

from odoo.tests import tagged

from odoo.addons.ap_base.tests.test_import import FILE, ImportCommon

OBJECTS = [
    {"Date": "31/10/2026", "Reference": "OD-1", "Account": "601000", "Debit": 1000.10},
    {"Date": "31/10/2026", "Reference": "OD-1", "Account": "401100", "Credit": 1000.10},
]


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestReaderOfARoomAbove(ImportCommon):
    def setUp(self):
        super().setUp()
        self.profile = self.env["ap.import.profile"].search([("code", "=", "journal_items")])

    def test_profiles_offer_it(self):
        codes = dict(self.profile._fields["format"]._description_selection(self.env))
        mine = ["auto", "csv", "xls", "xlsx", "json", "zip"]
        self.assertEqual([code for code in codes if code in mine], mine)

    def test_a_json_document_becomes_entries(self):
        answer = self._import(json.dumps(OBJECTS), filename="export.json")
        self.assertEqual(self._counts(answer), ("applied", 2, 2, 0, 0, 0, 0))
        self.assertRecordValues(
            self._entries("OD-1").line_ids.sorted("debit", reverse=True),
            [{"debit": 1000.1, "credit": 0.0}, {"debit": 0.0, "credit": 1000.1}],
        )

    def test_what_is_wrong_in_it_names_row_and_column(self):
        broken = [OBJECTS[0], {**OBJECTS[1], "Date": "soon"}]
        error = self._import(json.dumps(broken), dry_run=True)["errors"][0]
        self.assertEqual((error["row"], error["column"], error["value"]), (3, "Date", "soon"))
        error = self._import('[{"Date": 1,\n oops', dry_run=True)["errors"][0]
        self.assertEqual(error["message"], "Line 2 is no JSON. Export the file again.")

    def test_a_table_in_an_archive_becomes_entries(self):
        answer = self._import(zipped(entries_csv=FILE, read_txt="me"), filename="a.zip")
        self.assertEqual(self._counts(answer), ("applied", 4, 4, 0, 0, 0, 0))
        again = self._import(FILE, dry_run=True)
        self.assertEqual(again["same"], 4)

    def test_an_archive_without_a_table_is_refused(self):
        error = self._import(zipped(read_txt="me"), dry_run=True)["errors"][0]
        self.assertIn("holds 0 CSV files", error["message"])

    def test_the_reader_that_a_profile_demands_is_the_only_one(self):
        self.profile.format = "json"
        error = self._import(FILE, dry_run=True)["errors"][0]
        self.assertIn("is a CSV file, where a JSON document is expected", error["message"])
        self.profile.format = "auto"
        error = self._import(b"%PDF-1.7 x", dry_run=True, filename="b.pdf")["errors"][0]
        self.assertIn("a JSON document, or a ZIP archive is expected", error["message"])
