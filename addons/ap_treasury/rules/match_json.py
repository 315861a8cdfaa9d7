# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals as they are kept: JSON without loss, days in ISO, amounts as texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .match_values import Allocation, Proposal, Reason, Split


def dumped(one: Proposal) -> dict[str, object]:
    """Return a proposal as values of JSON."""
    return {
        "kind": one.kind,
        "score": one.score,
        "reasons": [reason_dumped(reason) for reason in one.reasons],
        "exact": one.exact,
        "sure": one.sure,
        "allocations": [[a.item, str(a.amount), str(a.left)] for a in one.allocations],
        "splits": [[split.role, str(split.amount)] for split in one.splits],
        "lines": list(one.lines),
        "source": one.source,
        "rest": str(one.rest),
    }


def loaded(found: dict) -> Proposal:
    """Return the proposal that `dumped` gave; values of reasons stay as JSON has them."""
    return Proposal(
        found["kind"],
        found["score"],
        tuple(Reason(code, tuple(values)) for code, values in found["reasons"]),
        found["exact"],
        found["sure"],
        tuple(
            Allocation(i, Decimal(a), Decimal(left))
            for i, a, left in found["allocations"]
        ),
        tuple(Split(role, Decimal(amount)) for role, amount in found["splits"]),
        tuple(found["lines"]),
        found["source"],
        Decimal(found["rest"]),
    )


def reason_dumped(reason: Reason) -> list[object]:
    """Return a reason as its code and its values.

    >>> reason_dumped(Reason("due", (3,))), reason_dumped(Reason("fee_taken", (Decimal("1.50"),)))
    (['due', [3]], ['fee_taken', ['1.50']])
    """
    return [reason.code, [_plain(value) for value in reason.values]]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
