# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, datetime, time, timedelta, timezone

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _day_after_utc(self, day: date) -> datetime:
        """Return the first moment after the company's day, in UTC without zone."""
        midnight = datetime.combine(
            day + timedelta(days=1), time(), tzinfo=self._company_timezone()
        )
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)
