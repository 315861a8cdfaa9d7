# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that is tested before a bill is called matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..money import HUNDRED, ZERO, round_half_up
from .linking import Part, at_home
from .policy import NONE, THREE_WAY, Policy
from .pool import Target
from .result import Difference
from .scoring import Item
from .values import DOWN_PAYMENT, FREE_KINDS, Bill, BillLine, Key, OrderLine


def policy_of(one: Target, policy: Policy) -> Policy:
    """Return the policy of the order line, or that of the run."""
    return one.line.policy or policy


def check_parts(
    bill: Bill, parts: list[Part], policy: Policy, taken: Mapping[Key, Decimal]
) -> list[Difference]:
    """Return what the linked lines fail, each test on its own."""
    found: list[Difference] = []
    by_target: dict[Key, list[Part]] = defaultdict(list)
    for part in parts:
        found += _belongs(bill, part)
        by_target[part.edge.target.key].append(part)
    for key, group in by_target.items():
        one = group[0].edge.target
        own = policy_of(one, policy)
        if own.mode != NONE and one.line.currency == bill.currency:
            found += _price(group, own, bill.credited.get(key, ZERO))
            found += [d for part in group for d in _tax(part, own)]
    odd = {(d.bill_line, d.order_line) for d in found if d.cause == "unit"}
    for key, group in by_target.items():
        pairs = {(part.edge.item.line.key, key) for part in group}
        own = policy_of(group[0].edge.target, policy)
        if own.mode != NONE and not pairs & odd:
            found += _quantity(group, own, taken.get(key, ZERO))
    return found


def _difference(cause: str, check: str, part: Part, *figures: object) -> Difference:
    pair = part.edge
    return Difference(cause, check, pair.item.line.key, pair.target.key, *figures)


def _belongs(bill: Bill, part: Part) -> list[Difference]:
    """Compare company, supplier, currency and state of bill and order."""
    line = part.edge.target.line
    tests = (
        ("wrong_company", bill.company, line.company),
        ("other_supplier", bill.supplier, line.supplier),
        ("currency", bill.currency, line.currency),
    )
    found = [
        _difference(cause, cause, part, str(mine), str(theirs))
        for cause, mine, theirs in tests
        if mine != theirs
    ]
    if line.state != "open":
        found.append(
            _difference("closed_order", "closed_order", part, None, line.state)
        )
    if at_home(part.edge.target, bill) and not part.edge.units:
        mine, theirs = part.edge.item.line.unit, line.unit
        names = (mine.name if mine else None, theirs.name if theirs else None)
        found.append(_difference("unit", "unit", part, *names))
    return found


def _price(group: list[Part], policy: Policy, credited: Decimal) -> list[Difference]:
    """Compare what is billed of an order line, fees included, with the order's price.

    Each part is rounded on its own, as the bill rounds its lines. ``credited``: what
    credit notes took off.
    """
    part = group[0]
    net, quantity = part.edge.target.net, sum((one.quantity for one in group), ZERO)
    if not quantity or not all(one.edge.units for one in group):
        return []
    expected = [round_half_up(net * one.quantity, policy.step) for one in group]
    wanted, billed = sum(expected, ZERO), sum((one.amount for one in group), ZERO)
    if all(one.amount == due for one, due in zip(group, expected, strict=True)):
        return []
    found = []
    gap = _uncredited(billed - wanted, credited)
    if not policy.price_accepted(gap, quantity, net):
        if len(group) == 1 and _is_other_unit(part):
            room = part.edge.room * part.edge.item.sign
            return [_difference("unit", "unit", part, part.edge.quantity, room)]
        shown = round_half_up(billed / quantity, Decimal("0.000001"))
        one = _difference("price", "price", part, shown, net)
        found.append(one._replace(settled=billed - wanted - gap))
    if not policy.line_amount.accepts(wanted + gap, wanted):
        found.append(_difference("price", "line_amount", part, billed, wanted))
    return found


def _uncredited(gap: Decimal, credited: Decimal) -> Decimal:
    """Return what is left of a gap: credit notes take off, never add."""
    return max(gap - credited, ZERO) if gap > 0 else gap


def _is_other_unit(part: Part) -> bool:
    """Return whether the line is billed whole, in another unit than it says."""
    pair = part.edge
    whole = round_half_up(pair.target.net * pair.room) == abs(pair.item.amount)
    return whole and abs(pair.quantity) != pair.room


def percent_of(line: BillLine | OrderLine) -> Decimal | None:
    """Return the sum of the line's percent taxes; None when its taxes are unknown."""
    if line.taxes is None:
        return None
    return sum((tax.amount for tax in line.taxes if tax.kind != "fixed"), ZERO)


def _tax(part: Part, policy: Policy) -> list[Difference]:
    mine = percent_of(part.edge.item.line)
    theirs = percent_of(part.edge.target.line)
    if mine is None or theirs is None or mine == theirs:
        return []
    actual, expected = (part.amount * rate / HUNDRED for rate in (mine, theirs))
    if policy.tax.accepts(actual, expected):
        return []
    figures = (round_half_up(actual), round_half_up(expected))
    return [_difference("tax", "tax", part, *figures)]


def _quantity(group: list[Part], policy: Policy, taken: Decimal) -> list[Difference]:
    """Compare all that is billed of an order line with what was ordered and received."""
    line = group[0].edge.target.line
    asked = sum((part.quantity for part in group), ZERO)
    before = line.billed + taken
    if (asked < 0) != (line.ordered < 0):
        return _credit(group, policy, before, asked)
    sign = -1 if line.ordered < 0 else 1
    after, ordered = (before + asked) * sign, line.ordered * sign
    due, cause = ordered, "over_quantity"
    if policy.mode == THREE_WAY and line.receipt_expected and line.kind != DOWN_PAYMENT:
        due, cause = min(line.received * sign, ordered), "not_received"
    accepts = policy.quantity.accepts
    if after > ordered and not accepts(after, ordered):
        due, cause = ordered, "over_quantity"
    elif accepts(after, due):
        return []
    elif after < due:
        cause = "under_quantity"
    return [_difference(cause, "quantity", group[0], after * sign, due * sign)]


def _credit(
    group: list[Part], policy: Policy, before: Decimal, asked: Decimal
) -> list[Difference]:
    """Compare a credit with what was billed, and with what was billed and not kept."""
    line = group[0].edge.target.line
    if abs(asked) > abs(before):
        return [_difference("over_quantity", "quantity", group[0], asked, -before)]
    if policy.mode != THREE_WAY or not line.receipt_expected:
        return []
    if line.kind == DOWN_PAYMENT:
        return []
    due = line.received - before
    if policy.quantity.accepts(asked, due) and (due < 0) == (asked < 0):
        return []
    return [_difference("not_received", "quantity", group[0], asked, due)]


def check_unlinked(
    items: Iterable[Item], goods: Decimal, policy: Policy
) -> list[Difference]:
    """Return what is wrong with bill lines that have no order line."""
    if policy.mode == NONE:
        return []
    found = []
    freight = ZERO
    for item in items:
        if item.line.kind in FREE_KINDS:
            freight += item.amount
        elif item.line.kind != DOWN_PAYMENT:
            figures = (item.amount, None)
            found.append(
                Difference("no_order", "no_order", item.line.key, None, *figures)
            )
    if not policy.freight_accepted(freight, goods):
        found.append(Difference("no_order", "freight", None, None, freight, ZERO))
    return found


def check_totals(
    bill: Bill, items: list[Item], parts: list[Part], policy: Policy
) -> list[Difference]:
    """Compare the totals: as printed with the lines, as billed with the orders."""
    found = []
    billed = sum((item.amount for item in items), ZERO)
    printed = bill.total_untaxed
    if printed is not None and abs(printed - billed) > policy.step:
        found.append(Difference("price", "reading", None, None, printed, billed))
    alike = [p for p in parts if p.edge.target.line.currency == bill.currency]
    linked = sum((part.amount for part in alike), ZERO)
    linked -= sum(bill.credited.values(), ZERO)
    expected = sum((p.edge.target.net * p.quantity for p in alike), ZERO)
    expected = round_half_up(expected, policy.step)
    if alike and not policy.total.accepts(linked, expected):
        found.append(Difference("price", "total", None, None, linked, expected))
    tax = _expected_tax(items, parts)
    if None not in (tax, bill.total_tax) and not policy.tax.accepts(
        bill.total_tax, tax
    ):
        found.append(Difference("tax", "tax", None, None, bill.total_tax, tax))
    return found


def _expected_tax(items: list[Item], parts: list[Part]) -> Decimal | None:
    """Return the taxes that the orders let expect; None when some are unknown."""
    total = ZERO
    for part in parts:
        rate = percent_of(part.edge.target.line)
        if rate is None:
            return None
        total += part.amount * rate / HUNDRED
    linked = {part.edge.item.line.key for part in parts}
    for item in items:
        if item.line.key not in linked:
            rate = percent_of(item.line)
            if rate is None:
                return None
            total += item.amount * rate / HUNDRED
    return round_half_up(total)
