# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checklist of a company with orders."""

from odoo.addons.ap_closing.tests.checklist_common import (
    ChecklistCommon as ChecklistCase,
)

from .common import OCTOBER, ApClosingCommon


class ChecklistCommon(ApClosingCommon, ChecklistCase):
    """A month with its tasks and its people, and what orders bring into it."""


class BlockerCase(ChecklistCommon):
    """A proposed month, and what prevents its posting."""

    def _proposed(self):
        result = self.closings.close_month(self.company.id, OCTOBER)
        return self.closings.browse(result["closing_id"])

    def _keys(self, closing):
        closing.invalidate_recordset()
        return [(one["key"], one["prevents"]) for one in closing.blockers or ()]
