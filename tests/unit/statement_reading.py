# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests of statement files share: the movements that stand in each sample, one
statement read, one file refused."""

from datetime import date
from decimal import Decimal

import pytest
from ap_treasury.rules import reading
from ap_treasury.rules.errors import REMEDIES, StatementError

DAYS = [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 2)]
AMOUNTS = [Decimal("-50.00"), Decimal("120.00"), Decimal("-26.90")]


def read_one(content):
    (found,) = reading.read(content)
    return found


def refused(content, code=""):
    with pytest.raises(StatementError) as refusal:
        reading.read(content, code)
    assert refusal.value.remedy == REMEDIES[refusal.value.code]
    return refusal.value
