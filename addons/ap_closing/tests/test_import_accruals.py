# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals from files: right ones, broken ones, the same one twice, taken back."""

import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import OCTOBER, ApClosingCommon

HEAD = ("Mois", "Libellé", "Compte", "Contrepartie", "Montant", "Tiers", "Référence")
GOOD = [
    ("31/10/2026", "Prime de vacances", "641100", "428600", "10 000,00", "", "P1"),
    ("15/10/2026", "Charges", "645100", "438600", "4 200,00", "", "P2"),
    ("31/10/2026", "Taxe foncière", "635120", "448100", "1 250,50", "MAIRIE", "T1"),
]


@tagged("post_install", "-at_install")
class TestImportAccruals(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = cls._partner("Mairie", ref="MAIRIE")

    def _csv(self, rows, head=HEAD):
        text = "\n".join(";".join(row) for row in (head, *rows))
        return base64.b64encode(text.encode()).decode()

    def _xlsx(self, rows, head=HEAD):
        book, sink = openpyxl.Workbook(), io.BytesIO()
        for row in (head, *rows):
            book.active.append(row)
        book.save(sink)
        return base64.b64encode(sink.getvalue()).decode()

    def _import(self, rows, name="od.csv", **options):
        content = self._csv(rows) if name.endswith("csv") else self._xlsx(rows)
        return self.env["ap.import"].import_file(
            "closing_lines", name, content, self.company.id, **options
        )

    def _manual(self, day=OCTOBER):
        closing = self.closings.search(
            [("company_id", "=", self.company.id), ("date_end", "=", day)]
        )
        return self._lines(closing, "manual") if closing else self.env["ap.closing.line"]

    def _messages(self, rows, **options):
        result = self._import(rows, **options)
        self.assertEqual(result["state"], "rejected")
        self.assertFalse(self._manual())
        return [error["message"] for error in result["errors"]]

    @freeze_time("2026-11-28")
    def test_a_month_that_has_not_begun_is_refused_with_its_row(self):
        rows = [("15/12/2026", "Prime", "641100", "428600", "500,00", "", "P9"), GOOD[0]]
        [message] = self._messages(rows)
        self.assertIn("Row 2: December 2026 has not begun", message)

    def test_a_file_becomes_lines_of_the_month_to_review(self):
        result = self._import(GOOD)
        self.assertEqual((result["state"], result["new"]), ("applied", 3))
        lines = self._manual()
        self.assertEqual(lines.mapped("amount"), [10000.0, 4200.0, 1250.5])
        self.assertEqual(lines[2].partner_id, self.town)
        self.assertEqual(lines.run_id.state, "proposed")
        self.assertEqual(lines[0].explanation, "File od.csv, row 2")
        self.assertItems(
            self._close(),
            [
                ("6411", "", 10000.0, 0.0),
                ("4286", "", 0.0, 10000.0),
                ("6451", "", 4200.0, 0.0),
                ("4386", "", 0.0, 4200.0),
                ("63512", "Mairie", 1250.5, 0.0),
                ("4481", "Mairie", 0.0, 1250.5),
            ],
        )

    def test_months_as_people_write_them(self):
        """All of them are October 2026."""
        [message] = self._messages([("10-26", "Prime", "641100", "", "1,00", "", "")])
        self.assertIn("it is no month; write it like 2026-11", message)
        months = ("2026-10", "10/2026", "octobre 2026", "Oct-26", "31/10/2026")
        rows = [
            (month, f"Prime {place}", "641100", "", "100,00", "", "")
            for place, month in enumerate(months)
        ]
        self.assertEqual(self._import(rows)["new"], len(months))
        self.assertEqual(self._manual().mapped("amount"), [100.0] * len(months))

    def test_the_template_of_accruals_is_an_accrual(self):
        profile = self.env.ref("ap_closing.ap_import_profile_closing_lines")
        for suffix in ("csv", "xlsx"):
            name, content = profile.template(suffix)
            answer = self.env["ap.import"].import_file(
                profile.code, name, base64.b64encode(content), self.company.id, True
            )
            self.assertEqual((answer["state"], answer["errors"]), ("validated", []))

    def test_a_workbook_with_real_dates_and_numbers_is_read_too(self):
        rows = [(self._day(OCTOBER), "Prime", "641100", "", 10000.5, None, None)]
        self.assertEqual(self._import(rows, "od.xlsx")["state"], "applied")
        line = self._manual()
        self.assertEqual((line.amount, line.counterpart_account_id.code), (10000.5, "468000"))

    def test_the_same_file_twice_counts_once(self):
        self._import(GOOD)
        result = self._import(GOOD, "again.csv")
        self.assertEqual((result["new"], result["same"]), (0, 3))
        self.assertEqual(len(self._manual()), 3)

    def test_a_changed_row_replaces_its_line_by_its_reference(self):
        self._import(GOOD)
        result = self._import([(*GOOD[0][:4], "11 000,00", "", "P1")])
        self.assertEqual((result["changed"], result["new"]), (1, 0))
        self.assertEqual(sum(self._manual().mapped("amount")), 16450.5)

    def test_undone_the_lines_are_gone_and_what_was_before_is_back(self):
        first = self._import(GOOD)
        second = self._import([(*GOOD[0][:4], "11 000,00", "", "P1")])
        imports = self.env["ap.import"]
        imports.browse(second["import_id"]).action_undo()
        self.assertEqual(sum(self._manual().mapped("amount")), 15450.5)
        imports.browse(first["import_id"]).action_undo()
        self.assertFalse(self._manual())

    def test_posted_it_is_neither_undone_nor_changed_until_cancelled(self):
        result = self._import(GOOD)
        self._close()
        record = self.env["ap.import"].browse(result["import_id"])
        asked = self.assertRaisesRegex(UserError, "cancel the run of its month")
        with asked, self.env.cr.savepoint():
            record.action_undo()
        late = self._import([(*GOOD[0][:4], "11 000,00", "", "P1")])
        self.assertIn("other accruals of 10/2026 are posted", late["errors"][0]["message"])
        self.assertEqual(self._import(GOOD, "again.csv")["same"], 3)
        self._manual().run_id.action_cancel("Wrong file")
        self._close(post=False)
        self.assertEqual(len(self._manual()), 3)
        record.action_undo()
        self.assertFalse(self._manual())

    def test_a_broken_file_names_row_column_and_remedy(self):
        rows = [
            ("31/13/2026", "Prime", "641100", "428600", "10,00", "", ""),
            ("31/10/2026", "Prime", "987654", "428600", "10,00", "", ""),
            ("31/10/2026", "Prime", "641100", "428600", "dix", "", ""),
            ("31/10/2026", "Prime", "641100", "428600", "0,00", "", ""),
            ("31/10/2026", "Prime", "641100", "428600", "10,005", "", ""),
            ("31/10/2026", "", "641100", "428600", "10,00", "", ""),
            ("31/10/2026", "Prime", "641100", "428600", "10,00", "NOBODY", ""),
            GOOD[0],
        ]
        result = self._import(rows)
        self.assertEqual((result["state"], result["rejected"]), ("rejected", 7))
        found = {error["row"]: error for error in result["errors"]}
        self.assertEqual(sorted(found), [2, 3, 4, 5, 6, 7, 8])
        self.assertEqual(found[3]["value"], "987654")
        for row, word in ((2, "Month"), (3, "Account"), (4, "Amount"), (7, "Label")):
            self.assertIn(word, found[row]["column"])
        self.assertIn("other than zero", found[5]["message"])
        self.assertIn("Round it", found[6]["message"])
        self.assertTrue(all(f"ow {row}" in e["message"] for row, e in found.items()))
        self.assertFalse(self._manual())

    def test_a_file_without_a_column_or_a_counterpart_is_refused(self):
        content = self._csv([("31/10/2026", "Prime", "641100")], ("Mois", "Libellé", "Compte"))
        result = self.env["ap.import"].import_file(
            "closing_lines", "od.csv", content, self.company.id
        )
        self.assertIn("is missing. The file has", result["errors"][0]["message"])
        self.company.ap_accrued_other_account_id = False
        rows = [(*GOOD[0][:3], "", "10,00", "", "")]
        self.assertIn("give a counterpart account", self._messages(rows)[0])

    def test_the_same_reference_twice_in_a_month_is_refused_not_in_two(self):
        self.assertIn("same key as row 2", self._messages([GOOD[0], GOOD[0]])[0])
        november = ("30/11/2026", *GOOD[0][1:])
        self.assertEqual(self._import([GOOD[0], november])["new"], 2)

    def test_a_dry_run_writes_no_closing(self):
        result = self._import(GOOD, dry_run=True)
        self.assertEqual((result["state"], result["new"]), ("validated", 3))
        self.assertFalse(self._manual())
