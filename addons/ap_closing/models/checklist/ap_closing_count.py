# SPDX-License-Identifier: AGPL-3.0-or-later
"""The registry of what may still wait at the end of a month."""

from odoo import models

from .closing_counts import BillsNotAsked, ClosingCount


class ApClosingCount(models.AbstractModel):
    """A room above adds its own to `_registered`. See `closing_counts.ClosingCount`."""

    _name = "ap.closing.count"
    _description = "What waits at a month-end"

    def _registered(self) -> list[ClosingCount]:
        """The counts of the rooms that are there."""
        return [BillsNotAsked()]

    def _counts(self) -> dict[str, ClosingCount]:
        """All of them by code, in their order."""
        found = {count.code: count for count in self._registered()}
        return dict(sorted(found.items(), key=lambda item: item[1].sequence))

    def _labels(self) -> dict[str, str]:
        """What waits by code, in the language of the reader."""
        return {code: count.label(self.env) for code, count in self._counts().items()}

    def _count(self, code, company, day) -> int:
        """How many wait at the end of the day."""
        count = self._counts()[code]
        here = self.with_context(allowed_company_ids=company.ids).env
        return here[count.model].sudo().search_count(count.waiting(here, company, day))

    def _open(self, code, company, day) -> dict:
        """The screen that shows exactly what is counted."""
        count = self._counts()[code]
        action = self.env["ir.actions.act_window"]._for_xml_id(count.action)
        domain = list(count.waiting(self.env, company, day))
        return {**action, "domain": domain, "context": {}}
