# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, datetime, time, timedelta, timezone

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.open_order import Patience


class ResCompany(models.Model):
    """From when on an open order line is late, stale or small; days of locked books."""

    _inherit = "res.company"

    ap_open_late_days = fields.Integer(
        string="Days before a delivery is late",
        help="After the planned day.",
    )
    ap_open_stale_days = fields.Integer(
        string="Days before a remainder is stale",
        default=60,
        help="Since the last receipt, or the planned day if it is later.",
    )
    ap_open_remainder_percent = fields.Float(
        string="Small remainder (%)",
        default=5.0,
        help="A stale remainder up to this part of the order is proposed to be closed.",
    )
    ap_open_price_percent = fields.Float(
        string="Price difference let pass (%)",
        help="Between the price of the order and the mean price of its bills.",
    )
    ap_orders_sent_here = fields.Boolean(
        string="Orders leave from Odoo",
        help="By mail or printed. An order without a day of sending then counts as "
        "never sent.",
    )
    ap_open_digest_on = fields.Date(
        string="Last weekly mail of open orders", readonly=True, copy=False
    )

    _ap_open_patience = models.Constraint(
        "CHECK(ap_open_late_days >= 0 AND ap_open_stale_days >= 0 AND "
        "ap_open_remainder_percent >= 0 AND ap_open_price_percent >= 0)",
        "The days and percents of open orders cannot be negative.",
    )

    def _open_digest_due(self) -> bool:
        """Return whether the mail of this week, Monday to Sunday, is still to go."""
        today, last = self._company_today(), self.ap_open_digest_on
        return not last or last < today - timedelta(days=today.weekday())

    def _open_order_patience(self) -> Patience:
        company = self.sudo()
        return Patience(
            late_days=company.ap_open_late_days,
            stale_days=company.ap_open_stale_days,
            remainder_percent=to_decimal(company.ap_open_remainder_percent),
            price_percent=to_decimal(company.ap_open_price_percent),
        )

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
