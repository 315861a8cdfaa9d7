# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts of orders behind `rules.ownership`, for one closing."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from odoo.addons.ap_closing.models.account_use import uses_of
from odoo.addons.ap_closing.models.cost_owners import CostOwners, with_reviews
from odoo.addons.ap_closing.rules import ownership

from .likely_bills import LikelyBills
from .order_kinds import OfOrders

ZERO = Decimal(0)


class OrderOwners(CostOwners):
    """Bills, orders and what the desk knows of them, at the end of a closing's day."""

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
        kinds = self.kinds._kinds().values()
        for kind in [kind for kind in kinds if isinstance(kind, OfOrders)]:
            for line in kind.gathered(self.closing, self.day, self.cache):
                if line.excluded_code == ownership.NO_RATE:
                    unknown.add(line.source_id)
                elif line.excluded_code != ownership.BILLED:
                    value[line.source_id] += kind.cost_sign * line.amount_untaxed
        return {**value, **dict.fromkeys(unknown)}

    @cached_property
    def complete(self) -> set[int]:
        """Those of the order lines asked for of which all has come."""
        rows = self.asked and self.env["ap.order.position"]._gather(
            self.company, self.day, line_ids=self.asked
        )
        return {row.line_id for row in rows if abs(row.received) >= abs(row.ordered)}

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


def _no_cost(line):
    """The proposal of an advance or a deposit; its rate is no question then."""
    codes = line.explanation_values.get("reviews", ())
    codes = [code for code in codes if code != ownership.NO_RATE]
    line = line._replace(excluded_code=ownership.NOT_COST, review_code=None)
    words = {**line.explanation_values, "reviews": codes}
    return with_reviews(line._replace(explanation_values=words), codes)
