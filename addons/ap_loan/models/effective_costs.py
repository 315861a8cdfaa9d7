# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a loan costs in all: TEG and TAEG of its schedule and its fees."""

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.effective_rate import UpfrontFee, effective_rates
from ..rules.exceptions import NoRateError
from . import schedule_store


def rates(loan) -> tuple[float, float]:
    """TEG and TAEG in percent, four digits; zeros without a schedule or a rate."""
    version = schedule_store.in_force(loan._origin).get(loan._origin.id)
    if version is None or not version.schedule.rows:
        return 0.0, 0.0
    fees = [UpfrontFee(version.schedule.drawn_on, to_decimal(loan.fee_amount))]
    try:
        found = effective_rates(version.schedule, fees, version.terms.period_months)
    except NoRateError:
        return 0.0, 0.0
    return round(float(found.teg_percent), 4), round(float(found.taeg_percent), 4)
