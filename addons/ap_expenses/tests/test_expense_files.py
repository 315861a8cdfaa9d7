# SPDX-License-Identifier: AGPL-3.0-or-later
"""Broken files of expense tools through the import engine: taken whole or refused.

``AP_MUTATED_EXPENSES=3000`` breaks that many; the suite a few.
"""

import importlib
import os
import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons import ap_expenses

from ..formats import sage_lines
from .common import ExpenseCommon

UNIT = Path(__file__).parents[3] / "tests" / "unit"
MUTATED = int(os.environ.get("AP_MUTATED_EXPENSES", "40"))


def mutations(count, seed):
    """The broken files that pure tests make, which call our rules by their short name."""
    names = {"ap_expenses.formats.sage_lines": sage_lines}
    sys.path.insert(0, str(UNIT))
    try:
        with patch.dict(sys.modules, {"ap_expenses": ap_expenses, **names}):
            return list(importlib.import_module("expense_mutations").mutations(count, seed))
    finally:
        sys.path.remove(str(UNIT))


@tagged("post_install", "-at_install")
class TestExpenseFiles(ExpenseCommon):
    def test_broken_files_are_taken_whole_or_refused_with_a_sentence(self):
        """None ends in a traceback, and none is taken in part."""
        profile = self.env.ref("ap_expenses.ap_import_profile_expense_tool")
        self.tool.profile_id = profile
        states = {"applied": 0, "rejected": 0}
        for name, content in mutations(MUTATED, seed=7):
            with self.env.cr.savepoint() as savepoint:
                record = self._import(content, filename=name, profile_id=profile.id)
                states[record.state] += 1
                brought = self._current()
                if record.state == "applied":
                    self.assertEqual(set(record.row_ids.mapped("res_id")), set(brought.ids), name)
                    self.assertEqual(len(brought), record.new_count, name)
                    self.assertTrue(all(one.has_amount for one in brought), name)
                else:
                    self.assertFalse(brought, name)
                    self.assertTrue(self._errors(record), name)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertGreater(min(states.values()), MUTATED // 10, states)
