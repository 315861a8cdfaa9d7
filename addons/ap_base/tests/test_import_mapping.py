# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sample file: its columns, what they hold, how its rows are understood; kept."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..readers import header_key
from .common import b64
from .test_import import FILE, ImportCommon

SAMPLE = """Entries of October;;;;
Posting day;Piece;Account number;What;Amount (EUR)
31/10/2026;OD-1;601000;<b>Goods</b>;1 000,00
31/10/2026;OD-1;401100;Supplier;-1 000,00
31/11/2026;OD-2;626000;Postage;12,50
31/10/2026;OD-2;888888;Supplier;-12.5x
"""


@tagged("post_install", "-at_install")
class TestImportMapping(ImportCommon):
    def _form(self, content=SAMPLE, role="accountant", **context):
        form = Form(
            self._as(role, self.env["ap.import.mapping"]).with_context(
                default_company_id=self.company.id, default_sample_name="s.csv", **context
            )
        )
        if content:
            form.target = "journal_item"
            form.sample = b64(content)
        return form

    def _say(self, form, **fields):
        """Say what the columns hold, by their header."""
        for number in range(len(form.line_ids)):
            with form.line_ids.edit(number) as line:
                name = header_key(line.header).replace(" ", "_")
                if name in fields:
                    line.target_field = fields[name]

    def _said(self, form):
        lines = [form.line_ids.edit(number) for number in range(len(form.line_ids))]
        return {line.header: line.target_field for line in lines}

    def test_a_sample_is_mapped_seen_and_kept(self):
        form = self._form()
        self.assertEqual(form.header_row, 2)
        said = self._said(form)
        self.assertEqual(list(said), ["Posting day", "Piece", "Account number", "What", "Amount (EUR)"])
        self.assertEqual(said["Account number"], "account")
        self.assertEqual(said["Amount (EUR)"], "amount")
        self.assertFalse(said["What"])
        self.assertIn("Say which column holds: Date", form.preview)
        self._say(form, posting_day="date", piece="reference", what="label")
        page = str(form.preview)
        self.assertNotIn("Say which", page)
        self.assertIn("2 of 4 rows cannot be taken so.", page)
        self.assertIn("&lt;b&gt;Goods&lt;/b&gt;", page)
        self.assertNotIn("<b>Goods", page)
        for words in ("Row 5, Posting day, “31/11/2026”", "Row 6, Amount (EUR), “-12.5x”",
                      "“888888” does not exist", "10/31/2026", "1000"):  # fmt: skip
            self.assertIn(words, page)
        form.date_formats = "mm/dd/yyyy"
        self.assertIn("4 of 4 rows", str(form.preview))
        form.date_formats = "dd/mm/yyyy"
        form.name = "October tool"
        action = form.save().action_save()
        profile = self.env["ap.import.profile"].browse(action["res_id"])
        self.assertEqual((profile.code, profile.company_id), ("october_tool", self.company))
        answer = self._import(SAMPLE, profile="october_tool", dry_run=True)
        self.assertEqual(self._counts(answer)[:2], ("rejected", 4))
        good = "\n".join(SAMPLE.splitlines()[:4])
        answer = self._import(good, profile="october_tool")
        self.assertEqual(self._counts(answer), ("applied", 2, 2, 0, 0, 0, 0))
        self.assertEqual(self._entries("OD-1").line_ids.mapped("balance"), [1000.0, -1000.0])

    def test_of_an_import_that_was_refused(self):
        answer = self._import(SAMPLE)
        self.assertEqual(answer["state"], "rejected")
        form = self._form("", default_import_id=answer["import_id"])
        self._say(form, posting_day="date", piece="reference", what="label")
        self.assertEqual(form.name, "entries")
        for name in ("entries", "entries_2"):
            action = form.save().action_save()
            imported = self.env["ap.import"].browse(action["res_id"])
            self.assertEqual(imported.profile_id.code, name)
        self.assertEqual((imported.row_count, imported.rejected_count), (4, 2))

    def test_a_profile_learns_other_headers(self):
        profile = self.env.ref("ap_base.ap_import_profile_journal_items").copy(
            {"code": "other", "company_id": self.company.id}
        )
        before = {one.target_field: one.headers for one in profile.column_ids}
        form = self._form("", default_profile_id=profile.id)
        form.sample = b64(SAMPLE)
        self._say(form, posting_day="date", piece="reference", what="label")
        form.save().action_save()
        self.assertEqual(profile.header_row, 2)
        after = {one.target_field: one.headers for one in profile.column_ids}
        self.assertEqual(after.keys(), before.keys())
        self.assertEqual(after["reference"], "Piece|Reference|Référence|PieceRef")
        form = self._form("", default_profile_id=profile.id)
        form.sample = b64(FILE)
        self.assertEqual(set(self._said(form).values()), {"date", "reference", "account", "label", "debit", "credit"})

    def test_files_without_headers_and_files_that_are_none(self):
        form = self._form("31/10/2026;OD-9;601000;5,00\n31/10/2026;OD-9;401100;-5,00\n")
        form.header_row = 0
        for number, field in enumerate(("date", "reference", "account", "amount")):
            with form.line_ids.edit(number) as line:
                line.target_field = field
        self.assertIn("2 rows are understood.", str(form.preview))
        form.name = "Plain"
        profile = self.env["ap.import.profile"].browse(form.save().action_save()["res_id"])
        self.assertEqual(profile.column_ids.mapped("position"), [1, 2, 3, 4])
        form.sample = base64.b64encode(b"%PDF-1.7").decode()
        self.assertFalse(len(form.line_ids))
        self.assertIn("PDF", str(form.preview))

    def test_what_is_not_whole_is_refused(self):
        form = self._form()
        form.name = "October"
        with self.assertRaisesRegex(UserError, "Say which column holds"):
            form.save().action_save()
        self._say(form, posting_day="date", what="date")
        with self.assertRaisesRegex(UserError, "two columns hold the same"):
            form.save().action_save()
        with self.assertRaises(AccessError):
            self._as("apprentice", self.env["ap.import.mapping"]).create({})
        mapping = self._as("accountant", self.env["ap.import.mapping"]).create(
            {"target": "journal_item", "name": "x", "sample": b64(SAMPLE),
             "line_ids": [Command.create({"place": 1, "header": "x", "target_field": "date"})]}
        )  # fmt: skip
        with self.assertRaises(UserError):
            mapping.action_save()
