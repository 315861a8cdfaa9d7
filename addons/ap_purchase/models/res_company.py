# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, datetime, time, timedelta, timezone

from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    def _ap_refuse_locked_day(self, day: date) -> None:
        """Refuse a day of locked books, for this user (lock exceptions count)."""
        self.ensure_one()
        lock = max(self.user_fiscalyear_lock_date, self.user_hard_lock_date)
        if day <= lock:
            raise UserError(
                self.env._(
                    "The books of %(company)s are locked until %(lock)s; choose a later "
                    "day than %(day)s.",
                    company=self.name,
                    lock=fields.Date.to_string(lock),
                    day=fields.Date.to_string(day),
                )
            )

    def _day_after_utc(self, day: date) -> datetime:
        """Return the first moment after the company's day, in UTC without zone."""
        midnight = datetime.combine(
            day + timedelta(days=1), time(), tzinfo=self._company_timezone()
        )
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)
