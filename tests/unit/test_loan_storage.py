# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a version keeps of its terms is read back to the last cent and flag."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from ap_loan.rules.building import build
from ap_loan.rules.day_count import DayCount
from ap_loan.rules.exceptions import TermsError
from ap_loan.rules.rates import Conversion, RateStep, fixed
from ap_loan.rules.storage import from_values, to_values
from ap_loan.rules.terms import (
    Deferral,
    Insurance,
    InsuranceKind,
    Mode,
    Terms,
    Tranche,
)

DRAWN = date(2026, 1, 15)
PLAIN = Terms(
    (Tranche(DRAWN, Decimal("100000.00")),), date(2026, 2, 15), 60,
    fixed(Decimal("3.60"), DRAWN),
)  # fmt: skip
VARIANTS = [
    PLAIN,
    replace(PLAIN, mode=Mode.BULLET, day_count=DayCount.EXACT_365),
    replace(PLAIN, conversion=Conversion.EQUIVALENT, broken_day_count=DayCount.EXACT_360),
    replace(PLAIN, deferral=Deferral.TOTAL, deferral_rows=6, row_fee=Decimal("1.20")),
    replace(PLAIN, insurance=Insurance(InsuranceKind.INITIAL, Decimal("0.30"))),
    replace(
        PLAIN,
        insurance=Insurance(InsuranceKind.GIVEN, amounts=(Decimal("25.00"),) * 60),
        rates=(
            RateStep(DRAWN, Decimal("3.60")),
            RateStep(date(2027, 1, 15), Decimal("4.10"), True),
        ),
    ),
    replace(PLAIN, payment=Decimal("1900.00"), instalments=None, step=Decimal("0.01")),
]


@pytest.mark.parametrize("terms", VARIANTS)
def test_terms_survive_json(terms):
    kept = json.loads(json.dumps(to_values(terms)))
    assert from_values(kept) == terms
    assert build(from_values(kept)) == build(terms)


def test_terms_that_are_none_are_refused_when_read():
    with pytest.raises(TermsError, match="no_rate"):
        from_values({**to_values(PLAIN), "rates": []})
