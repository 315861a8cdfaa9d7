# SPDX-License-Identifier: AGPL-3.0-or-later
"""The position of one order line: quantities, what is missing, and its money.

`PositionRow` is what the gatherer reads for a line, `gaps` what follows from its
quantities, `amounts` its money; `open_order` finds why. An order line of a negative
quantity (a return agreed in advance) mirrors a positive one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic import accrual
from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.money import ONE, ZERO, round_quotient
from odoo.addons.ap_base.arithmetic.proration import Convention, elapsed_share

from .order_events import Event, awaits_credit, billed_units

ONE_DAY = timedelta(days=1)


class PositionRow(NamedTuple):
    """An order line at a date. See `ap.order.position` for each field."""

    line_id: int
    order_id: int
    order_name: str
    partner_id: int
    commercial_partner_id: int
    company_id: int
    currency_id: int
    currency_name: str
    product_id: int | None
    product_tmpl_id: int | None
    categ_id: int | None
    product_type: str | None
    label: str
    uom_id: int | None
    fiscal_position_id: int | None
    analytic_distribution: dict | None
    no_accrual_reason: str | None
    service_mode: str
    service_start: date | None
    service_end: date | None
    buyer_id: int | None
    date_planned: date | None
    date_sent: date | None
    closed_on: date | None
    closed_reason: str | None
    date_ordered: date
    date_last_receipt: date | None
    receipt_refs: tuple[str, ...]
    date_last_bill: date | None
    bill_refs: tuple[str, ...]
    bill_account_id: int | None
    odd: bool
    unrecorded: bool
    on_ordered: bool
    doubts: tuple[str, ...]
    tax_ids: tuple[int, ...]
    price_unit: Decimal
    discount: Decimal
    ordered: Decimal
    received: Decimal
    returned: Decimal
    billed: Decimal
    billed_balance: Decimal
    billed_in_currency: Decimal
    billed_elsewhere: Decimal
    slack: Decimal
    goods_share: Decimal | None


class Gaps(NamedTuple):
    """Quantities that do not meet, in the unit of the order line.

    ``to_accrue``: received and not billed. ``over_billed``: billed ahead of receipt, of
    which ``credit_due`` was billed, then returned. ``open``: ordered, not yet received.
    """

    to_accrue: Decimal
    over_billed: Decimal
    credit_due: Decimal
    open: Decimal


class Amounts(NamedTuple):
    """Untaxed amounts of a line in one currency."""

    to_accrue: Decimal
    over_billed: Decimal
    credit_due: Decimal
    open: Decimal
    ordered: Decimal
    received: Decimal
    billed: Decimal


def is_timed(row: PositionRow) -> bool:
    """Return whether the days of a service give what of it is received."""
    if row.service_mode == "elapsed":
        return True
    return row.service_start is not None and row.service_end is not None


def received_by(
    row: PositionRow,
    day: date,
    convention: Convention = Convention.DAYS,
    as_recorded: bool = False,
) -> PositionRow:
    """Return the row with what is received at the end of the day.

    A service received by the time elapsed, or one with both dates of which a receipt
    was recorded in advance, is received as its days go by. Where nobody records
    receipts, its dates count, else the goods of its order (freight comes with them),
    else the day planned, for bills controlled on ordered quantities; what follows from
    no date of the service is doubtful. ``as_recorded``: only what was recorded counts,
    and elapsed time where the order asks for it.
    """
    if row.service_mode == "elapsed":
        return elapsed(row, day, convention)
    if as_recorded or not (row.unrecorded or row.service_start):
        return row
    if not row.unrecorded:
        return _not_ahead(row, elapsed(row, day, convention)) if is_timed(row) else row
    if is_timed(row) and (row.on_ordered or row.goods_share is not None):
        found = elapsed(row, day, convention)
        return found if row.on_ordered else _doubtful(found, "unrecorded")
    return _unrecorded(row, day)


def elapsed(
    row: PositionRow, day: date, convention: Convention = Convention.DAYS
) -> PositionRow:
    """Return the row with the service received by the time elapsed, the day included.

    The received quantity is the ordered one times the share of the days of service that
    are over; nothing before the first day, nothing more from the day on since which its
    remainder is closed. A line without both dates received nothing.
    """
    if row.closed_on:
        day = min(day, row.closed_on - ONE_DAY)
    if not row.service_start or not row.service_end or day < row.service_start:
        return row._replace(received=ZERO, returned=ZERO, date_last_receipt=None)
    period = Period(row.service_start, row.service_end)
    share = elapsed_share(period, day, convention)
    return row._replace(
        received=row.ordered * share.numerator / share.denominator,
        returned=ZERO,
        date_last_receipt=min(day, row.service_end),
        receipt_refs=(),
    )


def _not_ahead(row: PositionRow, timed: PositionRow) -> PositionRow:
    """Return the row with receipts that do not run ahead of the days."""
    if abs(row.received) <= abs(timed.received):
        return row
    return row._replace(received=timed.received)


def _unrecorded(row: PositionRow, day: date) -> PositionRow:
    """Return the row with what came although nobody recorded it."""
    if row.goods_share is not None:
        received = row.ordered * row.goods_share
    elif row.on_ordered:
        planned = row.date_planned is not None and row.date_planned <= day
        received = row.ordered if planned else ZERO
        row = row._replace(date_last_receipt=row.date_planned if planned else None)
    else:
        return row
    return _doubtful(row._replace(received=received), "unrecorded")


def _doubtful(row: PositionRow, *codes: str) -> PositionRow:
    return row._replace(doubts=(*row.doubts, *codes))


def without_slack(row: PositionRow) -> PositionRow:
    """Return the row with both quantities equal where units alone keep them apart."""
    gap = row.received - row.billed
    if row.slack and gap and abs(gap) <= row.slack:
        return row._replace(billed=row.received)
    return row


def needs_events(row: PositionRow) -> bool:
    """Return whether the sums of a row are not enough to read its bills and receipts."""
    if row.odd:
        return True
    return bool(row.returned) and 0 <= row.received < row.billed


def with_events(row: PositionRow, price: Decimal, events: list[Event]) -> PositionRow:
    """Return the row with what its bills pay for and what awaits a credit note."""
    if row.odd:
        bills = [(event.quantity, event.amount) for event in events if event.is_bill]
        paid = billed_units(bills, price, row.ordered, row.received)
        row = row._replace(billed=paid.quantity)
        if paid.doubtful:
            row = _doubtful(row, "amount_apart")
    if row.returned and 0 <= row.received < row.billed and _has_receipts(events):
        back = awaits_credit(events)
        row = row._replace(returned=back.quantity)
        if back.doubtful:
            row = _doubtful(row, "return_unclear")
    return row


def _has_receipts(events: list[Event]) -> bool:
    """Return whether receipts are known one by one: those of kits are not."""
    return any(not event.is_bill for event in events)


def gaps_of(row: PositionRow) -> Gaps:
    """Return the `Gaps` of a row.

    The remainder of a closed line awaits nothing: what was billed and will not come is
    owed by the supplier. A service that ended early is owed for the days it lasted.
    """
    gap = gaps(row.ordered, row.received, row.returned, row.billed)
    if not row.closed_on:
        return gap
    accrue = gap.to_accrue if is_timed(row) else ZERO
    return Gaps(accrue, gap.over_billed, gap.over_billed, ZERO)


def gaps(ordered: Decimal, received: Decimal, returned: Decimal, billed: Decimal):
    """Return the `Gaps` of the quantities of a line.

    >>> [str(gap) for gap in gaps(Decimal(10), Decimal(6), Decimal(0), Decimal(4))]
    ['2', '0', '0', '4']
    >>> [str(gap) for gap in gaps(Decimal(10), Decimal(8), Decimal(2), Decimal(10))]
    ['0', '2', '2', '2']
    """
    if ordered < 0:
        mirrored = gaps(-ordered, -received, ZERO, -billed)
        return Gaps(*(-gap if gap else ZERO for gap in mirrored))
    accrue, over = ZERO, ZERO
    due = ZERO
    if received > billed:
        accrue = accrual.to_accrue(received, billed)
    elif billed > received:
        over = accrual.over_billed(received, billed)
        if returned:
            due = accrual.credit_due_quantity(received, billed, returned)
    return Gaps(accrue, over, due, max(ordered - received, ZERO))


def gap_date(row: PositionRow, gap: Gaps) -> date | None:
    """Return the day since which the gap is there: receipt, bill or order."""
    if gap.over_billed:
        return row.date_last_bill
    if gap.to_accrue:
        return row.date_last_receipt
    if gap.open:
        return row.date_ordered
    return None


def discounted(row: PositionRow) -> Decimal:
    """Return the unit price of the order less its discount, not rounded."""
    if not row.discount:
        return row.price_unit
    return accrual.discounted_price(row.price_unit, row.discount)


def amounts(
    row: PositionRow,
    gap: Gaps,
    untaxed: Callable[[Decimal], Decimal],
    billed: Decimal,
    step: Decimal,
) -> Amounts:
    """Return the untaxed amounts of a line in one currency, each rounded.

    ``untaxed``: what a quantity comes to at the order's price; ``billed``: amount of
    the bills. What was billed ahead is a share of what was billed, at the bills' own
    price.
    """
    quantities = {gap.to_accrue, gap.open, row.ordered, row.received}
    value = {quantity: untaxed(quantity) for quantity in quantities}
    ahead = due = ZERO
    if gap.over_billed:
        ahead = _billed_share(row, gap.over_billed, billed, step)
        due = _billed_share(row, gap.credit_due, billed, step)
    return Amounts(
        value[gap.to_accrue],
        ahead,
        due,
        value[gap.open],
        value[row.ordered],
        value[row.received],
        billed,
    )


def _billed_share(
    row: PositionRow, quantity: Decimal, billed: Decimal, step: Decimal
) -> Decimal:
    """Return the part of the billed amount that belongs to a part of its quantity."""
    return accrual.scaled(billed, row.billed, quantity, step)


def billed_in_order_currency(row: PositionRow, rate: Decimal, step: Decimal):
    """Return the amount of the bills in order currency.

    Bills in another currency come back at the rate of the closing date.
    """
    if not row.billed_elsewhere or rate == ONE:
        return row.billed_in_currency + row.billed_elsewhere
    return row.billed_in_currency + round_quotient(row.billed_elsewhere, rate, step)
