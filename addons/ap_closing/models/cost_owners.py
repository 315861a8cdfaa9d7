# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts behind `rules.ownership` for one closing, each read once."""

from decimal import Decimal
from functools import cached_property, partial

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention, borne_at

from ..rules import ownership
from .pending_bills import PendingBills


class CostOwners:
    """Bills, orders and what the desk knows of them, at the end of a closing's day.

    `kinds` is the model of the kinds, whose proposals of order lines are asked for.
    """

    def __init__(self, kinds, closing, day, cache):
        self.kinds, self.closing, self.day, self.cache = kinds, closing, day, cache
        self.env, self.company = kinds.env, closing.company_id
        self.step = to_decimal(self.company.currency_id.rounding)

    @cached_property
    def pending(self) -> PendingBills:
        """The bill lines that are not in the books at the day."""
        return PendingBills(self.env, self.company, self.day)

    @cached_property
    def awaited(self) -> dict[int, Decimal | None]:
        """By order line that the position knows: the untaxed value received and not
        billed, less what was billed ahead of receipt or returned; None where it is
        unknown for want of a rate."""
        return {}

    @cached_property
    def complete(self) -> set[int]:
        """Those of the order lines that pending bills bill, or may bill, of which all
        has come."""
        return set()

    @cached_property
    def claims(self) -> list[ownership.Claim]:
        """What the bill lines bring."""
        return ownership.claims(
            self.pending.items, self.awaited, self.day, self._borne, self.complete
        )

    @cached_property
    def questions(self) -> dict[int, tuple[str, ...]]:
        """Review codes by order line."""
        return ownership.questioned(self.pending.items, self.awaited)

    def convention(self, row) -> Convention:
        """How the cost of a bill line is spread over its service."""
        return Convention(row["convention"] or self.company.ap_prepaid_convention)

    def _borne(self, item):
        convention = self.convention(self.pending.rows[item.key])
        return partial(_borne, day=self.day, convention=convention, step=self.step)


def with_reviews(line, codes):
    """Return the proposal with these reasons to look at it; its own is the gravest."""
    if not codes:
        return line
    codes = ownership.ranked(codes)
    words = {**line.explanation_values, "reviews": list(codes)}
    return line._replace(review_code=codes[0], explanation_values=words)


def _borne(amount, period, *, day, convention, step):
    return borne_at(amount, period, day, convention, step)
