# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _company_timezone(self) -> ZoneInfo:
        """Return the time zone in which the company's days begin and end."""
        self.ensure_one()
        company = self.sudo()
        name = company.partner_id.tz
        if not name:
            name = "Europe/Paris" if company.country_id.code == "FR" else "UTC"
        return ZoneInfo(name)

    def _company_today(self) -> date:
        """Return the day it is now in the company's time zone."""
        return self._company_day(fields.Datetime.now())

    def _company_day(self, moment: datetime) -> date:
        """Return the company's day of a moment in UTC without zone."""
        moment = moment.replace(tzinfo=timezone.utc)
        return moment.astimezone(self._company_timezone()).date()

    def _day_after_utc(self, day: date) -> datetime:
        """Return the first moment after the company's day, in UTC without zone."""
        midnight = datetime.combine(
            day + timedelta(days=1), time(), tzinfo=self._company_timezone()
        )
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)
