# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts of a ZIP are attached to their expense, once; those without a row are told."""

import io
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ExpenseCommon

HEADER = "Transaction ID;Transaction date;Merchant;Amount;Receipt file"
PDF = b"%PDF-1.4 "


def packed(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(name.replace("__", "/").replace("_pdf", ".pdf"), content)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestExpenseReceipts(ExpenseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tool.profile_id = cls.env.ref("ap_expenses.ap_import_profile_expense_tool")

    def _zip(self, *rows, name="receipts.zip", **receipts):
        text = "\n".join([HEADER, *rows])
        return self._import(packed(**{"export.csv": text, **receipts}), filename=name)

    def _names(self, expense):
        return sorted(expense.receipt_ids.mapped("name"))

    def test_each_receipt_goes_to_its_row_once(self):
        rows = ("TX-1001;05/03/2026;Bistro;45,00;lunch.pdf", "TX-1002;06/03/2026;Hotel;90,00;")
        record = self._zip(*rows, r__lunch_pdf=PDF + b"1", **{"r__TX-1002_pdf": PDF + b"2"},
                           r__lost_pdf=PDF)  # fmt: skip
        self.assertEqual(record.state, "applied", self._errors(record))
        self.assertIn("r/lost.pdf", record.ap_expense_unplaced)
        lunch, hotel = self._current()
        self.assertEqual((self._names(lunch), self._names(hotel)), (["lunch.pdf"], ["TX-1002.pdf"]))
        self.assertEqual(lunch.receipt_ids.raw, PDF + b"1")
        self._again(rows, lunch, hotel)

    def _again(self, rows, lunch, hotel):
        """The same again attaches nothing; a new receipt of a row that is there does; undone,
        it goes alone."""
        self._zip(*rows, name="b.zip", r__lunch_pdf=PDF + b"1", **{"r__TX-1002_pdf": PDF + b"2"})
        self.assertEqual((len(lunch.receipt_ids), len(hotel.receipt_ids)), (1, 1))
        more = self._zip(*rows, name="c.zip", r__lunch_pdf=PDF + b"1",
                         **{"r__TX-1002_pdf": PDF + b"other"})  # fmt: skip
        self.assertFalse(more.ap_expense_unplaced)
        self.assertEqual((len(lunch.receipt_ids), len(hotel.receipt_ids)), (1, 2))
        more.action_undo()
        lunch.invalidate_recordset()
        hotel.invalidate_recordset()
        self.assertEqual((len(lunch.receipt_ids), len(hotel.receipt_ids)), (1, 1))

    def test_a_correction_does_not_double_the_receipt(self):
        first = "TX-1001;05/03/2026;Bistro;45,00;lunch.pdf"
        self._zip(first, r__lunch_pdf=PDF)
        one = self._current()
        one.account_id = self.costs["Meal"]
        one.employee_id = self.anne
        self._book()
        self.assertTrue(one.liability_move_id)
        changed = first.replace("45,00", "54,00")
        self._zip(changed, name="b.zip", r__lunch_pdf=PDF, **{"r__TX-1001_pdf": PDF + b"new"})
        two = self._current()
        self.assertEqual(two.previous_id, one)
        self.assertEqual((self._names(one), self._names(two)), (["lunch.pdf"], ["TX-1001.pdf"]))
        with self.assertRaises(UserError):
            self.env["ap.import"].search([], order="id", limit=1).with_company(
                self.company
            ).action_undo()
