# SPDX-License-Identifier: AGPL-3.0-or-later
"""What still waits at the end of a month: counts that a task is bound to."""

from odoo import fields, models


class ApClosingCount(models.AbstractModel):
    """A room above adds one to `_definitions` and `_screens`, with
    `_counted_<code>(company, day)`, which returns the name of a model and the domain of
    its records that count at the end of the day."""

    _name = "ap.closing.count"
    _description = "What waits at a month-end"

    def _definitions(self) -> dict[str, str]:
        """Labels by code."""
        return {
            "bills_not_asked": self.env._("Missing bills not asked for"),
        }

    def _screens(self) -> dict[str, str]:
        """The external id of the action of each count's screen, by code."""
        return {
            "bills_not_asked": "ap_closing.ap_recurring_action",
        }

    def _count(self, code, company, day) -> int:
        """How many wait at the end of the day."""
        here = self.with_context(allowed_company_ids=company.ids)
        model, domain = getattr(here, f"_counted_{code}")(company, day)
        return here.env[model].sudo().search_count(domain)

    def _open(self, code, company, day) -> dict:
        """The screen that shows exactly what is counted."""
        action = self.env["ir.actions.act_window"]._for_xml_id(self._screens()[code])
        _model, domain = getattr(self, f"_counted_{code}")(company, day)
        return {**action, "domain": list(domain), "context": {}}

    def _counted_bills_not_asked(self, company, day):
        """Suppliers that bill regularly, of which a bill of the month is missing and
        that nobody has asked."""
        records = self.env["ap.recurring"].sudo().search(
            [("company_id", "=", company.id), ("state", "=", "active")]
        )
        missing = records.with_company(company)._missing_at(day)
        ids = [
            record.id
            for record, months in missing.items()
            if months and not record._is_asked(day)
        ]
        return "ap.recurring", fields.Domain("id", "in", ids)
