# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matching says of a bill: codes and figures that a model puts into words."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..money import ZERO
from .values import Key

MATCHED, SUGGESTED, EXCEPTION, NO_MATCH = (
    "matched",
    "suggested",
    "exception",
    "no_match",
)
STATES = (MATCHED, SUGGESTED, EXCEPTION, NO_MATCH)

# The gravest first: the main cause of a bill is the first of these that it has.
CAUSES = (
    "duplicate",
    "wrong_company",
    "other_supplier",
    "currency",
    "no_order",
    "closed_order",
    "unit",
    "over_quantity",
    "not_received",
    "under_quantity",
    "price",
    "tax",
)
ACTIONS = {
    "duplicate": "reject_duplicate",
    "wrong_company": "move_to_company",
    "other_supplier": "confirm_supplier",
    "currency": "confirm_currency",
    "no_order": "find_order",
    "closed_order": "reopen_order",
    "unit": "correct_unit",
    "over_quantity": "ask_credit_note",
    "not_received": "confirm_receipt",
    "under_quantity": "confirm_partial_bill",
    "price": "confirm_price",
    "tax": "correct_tax",
}


# What differs from a bill's: nothing is asked of a supplier who gave back too much.
CREDIT_ACTIONS = ACTIONS | {
    "over_quantity": "confirm_credit",
    "not_received": "confirm_return",
    "under_quantity": "confirm_credit",
    "price": "ask_credit_note",
}


def action_for(cause: str, credit: bool) -> str:
    """Return what a cause asks for, of a bill or of a credit note."""
    return (CREDIT_ACTIONS if credit else ACTIONS)[cause]


class Reason(NamedTuple):
    """Why a pair was linked, or why a bill is not matched by itself."""

    code: str
    values: tuple = ()


class Link(NamedTuple):
    """A bill line, or a part of it, that bills an order line.

    ``quantity``: of the bill line, in its unit; ``order_quantity``: the same in the
    unit of the order line. ``amount``: untaxed, in the currency of the bill. ``score``:
    0 to 1.
    """

    bill_line: Key
    order_line: Key
    quantity: Decimal
    order_quantity: Decimal
    amount: Decimal
    score: Decimal
    reasons: tuple[Reason, ...]


class Difference(NamedTuple):
    """A test that failed: what the bill says and what was expected.

    ``check`` is the test (``quantity``, ``price``, ``line_amount``, ``total``, ``tax``,
    ``freight``, ``reading``, or the cause itself), ``cause`` one of `CAUSES`. Lines are
    None where the whole bill is meant. ``settled``: what credit notes took off already.
    """

    cause: str
    check: str
    bill_line: Key | None
    order_line: Key | None
    billed: Decimal | str | None
    expected: Decimal | str | None
    settled: Decimal = ZERO


class Outcome(NamedTuple):
    """The result for one bill.

    ``cause``, ``billed`` and ``expected`` are those of the gravest difference;
    ``action`` is the recommended one. ``unlinked``: bill lines without an order line.
    """

    bill: Key
    state: str
    score: Decimal
    links: tuple[Link, ...] = ()
    reasons: tuple[Reason, ...] = ()
    differences: tuple[Difference, ...] = ()
    unlinked: tuple[Key, ...] = ()
    cause: str | None = None
    billed: Decimal | str | None = None
    expected: Decimal | str | None = None
    action: str = "none"


def main_difference(differences: tuple[Difference, ...]) -> Difference | None:
    """Return the gravest difference; among equals the first."""
    return min(differences, key=lambda d: CAUSES.index(d.cause), default=None)
