# SPDX-License-Identifier: AGPL-3.0-or-later
"""What about a supplier's account wants a look at a month-end, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Mark(NamedTuple):
    """What wants a look, and how much it weighs."""

    code: str
    weight: int


def marks(figures: Mapping, old_days: int) -> list[Mark]:
    """Return what wants a look, the heaviest first; nothing for a plain account.

    ``figures``: debit_balance, days_late, unmatched_debit, unmatched_credit,
    credit_notes, advances, held, same_iban, intercompany, findings. ``old_days``: what is
    late by more days is old.

    >>> marks({"debit_balance": 70, "unmatched_debit": 70}, 90)
    [Mark(code='debit_balance', weight=50)]
    >>> marks({"unmatched_credit": 100, "unmatched_debit": 10, "days_late": 91}, 90)
    [Mark(code='old', weight=40), Mark(code='to_match', weight=20)]
    """

    def of(name):
        return figures.get(name) or 0

    holds = {
        "same_iban": (bool(of("same_iban")), 80),
        "findings": (of("findings") > 0, 60),
        "debit_balance": (of("debit_balance") > 0, 50),
        "old": (of("days_late") > old_days, 40),
        "held": (of("held") != 0, 30),
        "advances": (of("advances") > 0 and of("unmatched_credit") > 0, 25),
        "to_match": (of("unmatched_debit") > 0 and of("unmatched_credit") > 0, 20),
        "credit_notes": (of("credit_notes") > 0, 10),
        "intercompany": (bool(of("intercompany")), 5),
    }
    found = [Mark(code, weight) for code, (wanted, weight) in holds.items() if wanted]
    return sorted(found, key=lambda mark: -mark.weight)
