# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days on which a country does not work: dated data, one row per day."""

from datetime import date

from odoo import fields, models

from ..arithmetic.working_days import (
    MONDAY_TO_FRIDAY,
    working_day,
    working_days_after,
)


class ApPublicHoliday(models.Model):
    _name = "ap.public.holiday"
    _description = "Public holiday"
    _order = "date desc, country_id, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        "res.country", index=True, help="Of the company. Empty: of any country."
    )
    company_id = fields.Many2one(
        "res.company", help="A day off of that company only. Empty: of the country."
    )
    date = fields.Date(required=True)
    source = fields.Text(help="The text or the practice that says so.")

    _day_idx = models.Index("(date, country_id)")


class ResCompany(models.Model):
    _inherit = "res.company"

    def _ap_working_week(self) -> frozenset[int]:
        """The weekdays on which the company works, Monday being 0."""
        self.ensure_one()
        days = self.sudo().resource_calendar_id.attendance_ids.filtered(
            lambda one: one.day_period != "lunch" and not one.display_type
        ).mapped("dayofweek")
        return frozenset(map(int, days)) or MONDAY_TO_FRIDAY

    def _ap_holidays(self, start: date, end: date) -> frozenset[date]:
        """The holidays of the company's country, and its own, both days included."""
        self.ensure_one()
        country = self.account_fiscal_country_id or self.country_id
        found = self.env["ap.public.holiday"].sudo().search_fetch(
            [
                ("date", ">=", start),
                ("date", "<=", end),
                ("country_id", "in", [False, country.id]),
                ("company_id", "in", [False, self.id]),
            ],
            ["date"],
        )
        return frozenset(found.mapped("date"))

    def _ap_due_days(self, month_end: date, offsets: set[int]) -> dict[int, date]:
        """By offset the working day J+offset of a month-end; see `working_day`."""
        self.ensure_one()
        around = [date.fromordinal(month_end.toordinal() + gap) for gap in (-60, 90)]
        week, holidays = self._ap_working_week(), self._ap_holidays(*around)
        return {offset: working_day(month_end, offset, week, holidays) for offset in offsets}

    def _ap_days_to_close(self, month_end: date, closed: date) -> int:
        """Working days that a closing took, up to the day it was closed."""
        self.ensure_one()
        return working_days_after(
            month_end, closed, self._ap_working_week(), self._ap_holidays(month_end, closed)
        )
