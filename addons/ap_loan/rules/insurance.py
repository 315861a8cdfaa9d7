# SPDX-License-Identifier: AGPL-3.0-or-later
"""The insurance premium of each row (account 616, no interest).

On the initial capital it is the same all along: 0.30 % a year of 100,000.00 is 25.00 a
month. On the remaining capital it falls with it. A total is shared by the rows, running
total by running total, so that its cents are neither lost nor piled up at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.allocation import allocate
from odoo.addons.ap_base.arithmetic.money import ZERO, round_share

from .day_count import MONTHS_PER_YEAR
from .exceptions import TermsError
from .schedule import Row, RowKind
from .terms import InsuranceKind, Terms


def insured(terms: Terms, rows: Iterable[Row], borne: Decimal = ZERO) -> list[Row]:
    """Return the rows with their premium; broken rows and repayments bear none.

    ``borne``: what earlier rows bore of a total. Raises `TermsError`
    (``insurance_missing``) where premiums are given row by row and not for this one.
    """
    rows = list(rows)
    bearing = [row for row in rows if row.kind == RowKind.INSTALMENT]
    if terms.insurance.kind == InsuranceKind.TOTAL and bearing:
        left = max(terms.insurance.value - borne, ZERO)
        shares = iter(allocate(left, [Decimal(1)] * len(bearing), terms.step))
    else:
        shares = iter([_premium(terms, row) for row in bearing])
    return [
        replace(row, insurance=next(shares)) if row.kind == RowKind.INSTALMENT else row
        for row in rows
    ]


def _premium(terms: Terms, row: Row) -> Decimal:
    """Return the premium of one row."""
    insurance = terms.insurance
    if insurance.kind == InsuranceKind.PER_ROW:
        return insurance.value
    if insurance.kind == InsuranceKind.GIVEN:
        rank = row.number - terms.first_number
        if rank >= len(insurance.amounts):
            raise TermsError("insurance_missing", number=row.number)
        return insurance.amounts[rank]
    covered = {
        InsuranceKind.INITIAL: terms.principal,
        InsuranceKind.REMAINING: row.opening,
    }.get(insurance.kind, ZERO)
    percent, period = insurance.value, terms.period_months
    return round_share(covered * percent, period, MONTHS_PER_YEAR * 100, terms.step)
