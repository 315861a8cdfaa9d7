# SPDX-License-Identifier: AGPL-3.0-or-later
"""Costs of issuing a loan spread over its life (481, charge 6862).

The method is chosen per loan and kept. For 1,200.00 on the loan of 100,000.00 at 3.60 %
over 60 months, at 31/12/2026: 220.00 by months (11/60), 230.67 by days (351/1,826),
388.09 by interest (3,046.32 of 9,419.36), 204.17 by capital repaid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from odoo.addons.ap_base.arithmetic.allocation import differences
from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.money import (
    CENT,
    ZERO,
    round_half_up,
    round_quotient,
)
from odoo.addons.ap_base.arithmetic.proration import Convention, borne_at

from .exceptions import TermsError
from .schedule import Schedule


class CostMethod(str, Enum):
    """By whole months or by days gone (linear), by interest paid, by capital repaid."""

    MONTHS = "months"
    DAYS = "days"
    INTEREST = "interest"
    CAPITAL = "capital"


_CONVENTIONS = {
    CostMethod.MONTHS: Convention.MONTHS_COMPLETED,
    CostMethod.DAYS: Convention.DAYS,
}
_COLUMNS = {CostMethod.INTEREST: "interest", CostMethod.CAPITAL: "principal"}


def amortised_at(
    costs: Decimal,
    schedule: Schedule,
    day: date,
    method: CostMethod,
    step: Decimal = CENT,
) -> Decimal:
    """Return what of the costs is a charge when the day ends: all once the loan is over.

    A loan repaid early is over on that day. Without any interest the costs follow the
    days. Raises `TermsError` (``method_unknown``, ``no_row``).
    """
    if not schedule.rows:
        raise TermsError("no_row")
    last = schedule.rows[-1].date
    if day >= last:
        return round_half_up(costs, step)
    if method in _COLUMNS and (whole := schedule.total(_COLUMNS[method])) > 0:
        column = _COLUMNS[method]
        gone = sum((getattr(row, column) for row in schedule.paid_rows(day)), ZERO)
        return round_quotient(costs * max(gone, ZERO), whole, step)
    convention = _CONVENTIONS.get(method)
    if convention is None and method not in _COLUMNS:
        raise TermsError("method_unknown", method=method)
    life = Period(schedule.drawn_on, max(last - timedelta(days=1), schedule.drawn_on))
    return borne_at(costs, life, day, convention or Convention.DAYS, step)


def charges(
    costs: Decimal,
    schedule: Schedule,
    days: Sequence[date],
    method: CostMethod,
    step: Decimal = CENT,
) -> list[Decimal]:
    """Return the charge of each closing, since the one before, to the cent.

    ``days``: the closings in order. From the first money to the last row they sum to
    the costs.
    """
    totals = [amortised_at(costs, schedule, day, method, step) for day in days]
    return differences(totals, step)
