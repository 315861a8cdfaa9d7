# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.wizard.ap_settings import of_company

from ...rules.open_order import Patience


class ResCompany(models.Model):
    """From when on an open order line is late, stale or small."""

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
        """Say whether the mail of this week, Monday to Sunday, is still to go."""
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


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_open_late_days = of_company(fields.Integer, "ap_open_late_days")
    ap_open_stale_days = of_company(fields.Integer, "ap_open_stale_days")
    ap_open_remainder_percent = of_company(fields.Float, "ap_open_remainder_percent")
    ap_open_price_percent = of_company(fields.Float, "ap_open_price_percent")
    ap_orders_sent_here = of_company(fields.Boolean, "ap_orders_sent_here")
