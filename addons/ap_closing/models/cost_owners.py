# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts behind `rules.ownership` for one closing, each read once."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property, partial

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention, borne_at

from ..rules import ownership
from .account_use import uses_of
from .likely_bills import LikelyBills
from .pending_bills import PendingBills

# What the kinds of order lines bring into the month, or put aside.
ORDER_KINDS = {"received": 1, "credit_due": -1, "billed_not_received": -1}
ZERO = Decimal(0)


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
    def likely(self) -> LikelyBills:
        """The bill lines in the books that may bill an order line."""
        return LikelyBills(self.env, self.company, self.day)

    @cached_property
    def asked(self) -> list[int]:
        """The order lines that pending bills bill, or may bill."""
        return sorted({tie.order_line for item in self.pending.items for tie in item.ties})

    @cached_property
    def awaited(self) -> dict[int, Decimal | None]:
        """By order line that the position knows: the untaxed value received and not
        billed, less what was billed ahead of receipt or returned; None where it is
        unknown for want of a rate."""
        known = self.env["ap.order.position"]._known_lines(
            self.company, self.day, self.asked
        )
        value = defaultdict(Decimal, dict.fromkeys(known, ZERO))
        unknown = set()
        for kind, sign in ORDER_KINDS.items():
            for line in self.kinds._read_once(kind, self.closing, self.day, self.cache):
                if line.excluded_code == ownership.NO_RATE:
                    unknown.add(line.source_id)
                elif line.excluded_code != ownership.BILLED:
                    value[line.source_id] += sign * line.amount_untaxed
        return {**value, **dict.fromkeys(unknown)}

    @cached_property
    def complete(self) -> set[int]:
        """Those of the order lines asked for of which all has come."""
        rows = self.asked and self.env["ap.order.position"]._gather(
            self.company, self.day, line_ids=self.asked
        )
        return {row.line_id for row in rows if abs(row.received) >= abs(row.ordered)}

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

    def left_out(self, lines) -> list:
        """The proposals of order lines, without those on accounts of advances."""
        uses = uses_of(
            self.env, self.company, {line.account_id for line in lines} - {None}, self.day
        )
        open_codes = (None, ownership.NO_RATE)  # no rate would make a cost of it
        return [
            _no_cost(line)
            if uses.get(line.account_id) == ownership.BALANCE
            and line.excluded_code in open_codes
            else line
            for line in lines
        ]

    def marked(self, line):
        """Return the proposal of an order line with what bills make doubtful of it."""
        codes = list(line.explanation_values.get("reviews", ()))
        codes += self.questions.get(line.source_id, ())
        if self.likely.by_line.get(line.source_id):
            codes.append(ownership.MATCH)
        return with_reviews(line, codes)


def with_reviews(line, codes):
    """Return the proposal with these reasons to look at it; its own is the gravest."""
    if not codes:
        return line
    codes = ownership.ranked(codes)
    words = {**line.explanation_values, "reviews": list(codes)}
    return line._replace(review_code=codes[0], explanation_values=words)


def _no_cost(line):
    """The proposal of an advance or a deposit; its rate is no question then."""
    codes = line.explanation_values.get("reviews", ())
    codes = [code for code in codes if code != ownership.NO_RATE]
    line = line._replace(excluded_code=ownership.NOT_COST, review_code=None)
    words = {**line.explanation_values, "reviews": codes}
    return with_reviews(line._replace(explanation_values=words), codes)


def _borne(amount, period, *, day, convention, step):
    return borne_at(amount, period, day, convention, step)
