# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the supplier's balance to ours: every row explained, to zero.

An item counts with what was open of it at the day, unless the list shows the whole of it
or of what it was settled with: then all items settled together count whole, which gives
the same balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.bill_numbers import bill_number_key

from .statement_decided import Decided
from .statement_matching import POLICY, match, only_before
from .statement_numbers import same
from .statement_pairs import NOTHING, Pair, days_apart
from .statement_values import (
    AMOUNT_DIFFERS,
    BILL,
    CREDIT_NOTE,
    DATE_DIFFERS,
    DUPLICATE,
    MATCHED,
    ONLY_OURS,
    ONLY_THEIRS,
    OPENING,
    PAYMENT,
    SUGGESTED,
    ZERO,
    Item,
    Line,
    Policy,
    Reason,
    Row,
)


@dataclass(frozen=True, slots=True)
class Bridge:
    """The rows in their order, and both balances, which they explain to zero."""

    rows: tuple[Row, ...]
    theirs: Decimal
    ours: Decimal

    @property
    def unexplained(self) -> Decimal:
        """Return what no row explains: nought, or the rows are wrong."""
        return (
            self.theirs - self.ours - sum((row.difference for row in self.rows), ZERO)
        )


def reconcile(
    lines: Sequence[Line],
    items: Sequence[Item],
    day: date,
    stated: Decimal | None = None,
    policy: Policy = POLICY,
    decided: Decided = NOTHING,
) -> Bridge:
    """Return the reconciliation of one supplier's list in one currency at a day.

    ``stated``: the balance that the list itself states; what its lines do not give of it
    is a row of its own. ``decided``: what people put together or parted before.

    >>> from decimal import Decimal as D
    >>> theirs = [Line(2, D(100), date(2026, 4, 2), ("F1234",)), Line(3, D(50), None, ("F9",))]
    >>> ours = [Item(1, D(100), D(100), date(2026, 4, 2), ("F1234",), group=1)]
    >>> found = reconcile(theirs, ours, date(2026, 4, 30))
    >>> [(row.result, str(row.difference)) for row in found.rows], found.unexplained
    ([('matched', '0'), ('only_theirs', '50')], Decimal('0'))
    """
    items = sorted(items, key=lambda item: item.key)
    pairs = match(lines, items, policy, decided)
    values, elsewhere = _values(items, pairs)
    return _Builder(lines, items, day, values, policy).build(pairs, stated, elsewhere)


def _values(
    items: Iterable[Item], pairs: Iterable[Pair]
) -> tuple[dict[int, Decimal], Decimal]:
    """Return what each item counts, and what was settled with items not given."""
    whole = set()
    for pair in pairs:
        theirs = sum((line.amount for line in pair.lines), ZERO)
        if theirs != sum((item.residual for item in pair.items), ZERO):
            whole |= {item.group for item in pair.items}
    values, elsewhere = {}, ZERO
    for item in items:
        if item.aside:
            values[item.key] = ZERO
        elif item.group in whole:
            values[item.key] = item.amount
            elsewhere += item.residual - item.amount
        else:
            values[item.key] = item.residual
    return values, elsewhere


class _Builder:
    """Makes the rows of one bridge."""

    def __init__(
        self, lines, items, day, values: Mapping[int, Decimal], policy
    ) -> None:
        self.lines, self.items, self.day = lines, items, day
        self.values, self.policy = values, policy
        self.twins = _Twins((), ())

    def build(self, pairs, stated, elsewhere) -> Bridge:
        rows = [self._paired(pair) for pair in pairs]
        lines = {line.row for pair in pairs for line in pair.lines}
        items = {item.key for pair in pairs for item in pair.items}
        self.twins = _Twins(self.lines, self.items, frozenset(lines), frozenset(items))
        left = [
            item
            for item in self.items
            if item.key not in items and self.values[item.key] and not item.aside
        ]
        opening = [line for line in self.lines if line.kind == OPENING]
        if opening:
            row = self._opening(opening, only_before(left, self.lines))
            rows.append(row)
            items |= {item.key for item in row.items}
        rows += [
            self._only_theirs(line)
            for line in self.lines
            if line.row not in lines and line.kind != OPENING
        ]
        rows += [self._only_ours(item) for item in left if item.key not in items]
        if elsewhere:
            why = (Reason("settled_elsewhere"),)
            rows.append(Row(ONLY_OURS, (), (), ZERO, elsewhere, why))
        theirs = sum((line.amount for line in self.lines), ZERO)
        if stated is not None and stated != theirs:
            why = (Reason("does_not_add_up", (str(theirs), str(stated))),)
            rows.append(Row(ONLY_THEIRS, (), (), stated - theirs, ZERO, why))
            theirs = stated
        rows.sort(key=_order)
        ours = sum((item.residual for item in self.items if not item.aside), ZERO)
        return Bridge(tuple(rows), theirs, ours)

    def _amounts(self, lines, items) -> tuple[Decimal, Decimal]:
        theirs = sum((line.amount for line in lines), ZERO)
        return theirs, sum((self.values[item.key] for item in items), ZERO)

    def _paired(self, pair: Pair) -> Row:
        theirs, ours = self._amounts(pair.lines, pair.items)
        reasons = pair.reasons
        if not pair.sure:
            result = SUGGESTED
        elif theirs != ours:
            result = AMOUNT_DIFFERS
        else:
            result = DATE_DIFFERS if self._is_apart(pair) else MATCHED
        return Row(result, pair.lines, pair.items, theirs, ours, reasons)

    def _is_apart(self, pair: Pair) -> bool:
        """Say whether the days of one line and one item are not near."""
        if len(pair.lines) != 1 or len(pair.items) != 1:
            return False
        days = days_apart(pair.lines[0], pair.items[0])
        return days is not None and days > self.policy.near

    def _opening(self, lines, items) -> Row:
        theirs, ours = self._amounts(lines, items)
        result = MATCHED if theirs == ours else AMOUNT_DIFFERS
        why = (Reason("opening", (str(len(items)),)),)
        return Row(result, tuple(lines), tuple(items), theirs, ours, why)

    def _only_theirs(self, line: Line) -> Row:
        if twin := self.twins.line(line):
            why = (Reason("twice_there", (str(twin.row),)),)
            return Row(DUPLICATE, (line,), (), line.amount, ZERO, why)
        aside = self.twins.aside(line)
        code = {CREDIT_NOTE: "missing_credit_note", PAYMENT: "payment_not_here"}.get(
            line.kind, "missing_bill" if line.amount > 0 else "not_here"
        )
        if aside:
            code = {"draft": "draft_here", "later": "booked_later"}[aside.aside]
        why = (Reason(code),)
        held = (aside,) if aside else ()
        return Row(ONLY_THEIRS, (line,), held, line.amount, ZERO, why)

    def _only_ours(self, item: Item) -> Row:
        value = self.values[item.key]
        if twin := self.twins.item(item):
            why = (Reason("twice_here", (str(twin.key),)),)
            return Row(DUPLICATE, (), (item,), ZERO, value, why)
        code = {BILL: "bill_not_there", CREDIT_NOTE: "credit_not_applied"}.get(
            item.kind, "not_there"
        )
        if item.kind == PAYMENT:
            code = "payment_not_there"
            if item.day and 0 <= (self.day - item.day).days <= self.policy.near:
                code = "in_transit"
        return Row(ONLY_OURS, (), (item,), ZERO, value, (Reason(code),))


def _order(row: Row) -> tuple:
    """Their lines in the order of the list, then ours by day."""
    first = min((line.row for line in row.lines), default=10**9)
    days = [item.day for item in row.items if item.day]
    key = min((item.key for item in row.items), default=0)
    return first, min(days, default=date.max), key


class _Twins:
    """What is there twice, and what is put aside, by number and amount."""

    def __init__(
        self,
        lines: Sequence[Line],
        items: Sequence[Item],
        rows: frozenset[int] = frozenset(),
        keys: frozenset[int] = frozenset(),
    ) -> None:
        """`rows`, `keys`: the lines and items that are in a pair."""
        self.lines, self.items = defaultdict(list), defaultdict(list)
        self.asides, self.rows, self.keys = defaultdict(list), rows, keys
        for line in lines:
            for key in _keys(line.numbers):
                self.lines[key, line.amount].append(line)
        for item in items:
            for key in _keys(item.numbers):
                if item.aside:
                    self.asides[key].append(item)
                else:
                    self.items[key, item.amount].append(item)

    def line(self, line: Line) -> Line | None:
        """Return the line that this one repeats: in a pair, or before it."""
        for key in _keys(line.numbers):
            for one in self.lines[key, line.amount]:
                if one.row in self.rows or one.row < line.row:
                    return one
        return None

    def item(self, item: Item) -> Item | None:
        """Return the item that this one repeats: in a pair, or before it."""
        if item.kind == PAYMENT:
            return None
        for key in _keys(item.numbers):
            for one in self.items[key, item.amount]:
                if one.key in self.keys or one.key < item.key:
                    return one
        return None

    def aside(self, line: Line) -> Item | None:
        """Return the draft, or what was booked later, that bears the line's number."""
        for key in _keys(line.numbers):
            for item in self.asides[key]:
                side = (item.amount > 0) == (line.amount > 0)
                if side and same(line.numbers, item.numbers):
                    return item
        return None


def _keys(numbers: Iterable[str]) -> list[str]:
    return [key for key in dict.fromkeys(map(bill_number_key, numbers)) if key]
