# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank's own table: read as it is, completed where a column is missing, remarked.

The bank's figures prevail. A column that it does not print is derived from the others;
one that it prints is never changed, even where it contradicts them: that is a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import CENT, ZERO

from .exceptions import TableError
from .schedule import Row, RowKind, Schedule
from .terms import Tranche

AMOUNTS = (
    "opening", "interest", "principal", "payment", "closing", "insurance", "fees", "drawn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BankRow:
    """A row as the bank prints it; None where it prints nothing.

    ``payment`` may include insurance and fees: `read_table` finds out.
    """

    date: date
    number: int | None = None
    opening: Decimal | None = None
    interest: Decimal | None = None
    principal: Decimal | None = None
    payment: Decimal | None = None
    closing: Decimal | None = None
    insurance: Decimal | None = None
    fees: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a table says against itself.

    ``code`` and the ``number`` of the row, None for the whole table; ``stated`` is what
    is printed, ``expected`` what the rest of the table makes of it.
    """

    code: str
    number: int | None
    stated: object
    expected: object


def read_table(
    rows: Sequence[BankRow],
    tranches: tuple[Tranche, ...],
    includes_insurance: bool | None = None,
    after: Row | None = None,
) -> Schedule:
    """Return the bank's rows as a schedule, missing columns derived.

    ``includes_insurance``: whether the printed payment holds insurance and fees; None
    looks which of the two adds up on more rows. ``after``: the row that the table
    continues, where it holds the rows to come only. Raises `TableError`: ``empty``,
    ``no_tranche``, ``column_missing`` (with the row's rank) where neither interest nor
    anything that gives it is printed.
    """
    if not rows:
        raise TableError("empty")
    if not tranches:
        raise TableError("no_tranche")
    if includes_insurance is None:
        includes_insurance = _payments_include_insurance(rows)
    found: list[Row] = []
    first = min(tranche.day for tranche in tranches)
    before = sum((t.amount for t in tranches if t.day == first), ZERO)
    since, numbered = first, 0
    if after is not None:
        before, since, numbered = after.closing, after.date, after.number
    for rank, printed in enumerate(rows, 1):
        within = [
            t for t in tranches if since <= t.day < printed.date and t.day != first
        ]
        lent = sum((tranche.amount for tranche in within), ZERO)
        row = _complete(rank, printed, before, lent, includes_insurance)
        if printed.number is None:
            row = replace(row, number=numbered + rank)
        found.append(row)
        before, since = found[-1].closing, printed.date
    return Schedule(tuple(found), tranches)


def remarks(schedule: Schedule, tolerance: Decimal = ZERO) -> list[Remark]:
    """Return what the table says against itself, row by row, then as a whole.

    Codes of rows: ``date_not_after``, ``number_not_next``, ``opening_not_closing``,
    ``closing_does_not_follow``, ``payment_does_not_add_up``, ``interest_negative``.
    Codes of the table: ``capital_not_lent`` (capital repaid is not what was lent),
    ``not_closed`` (the last closing is not zero).

    >>> table = Schedule((Row(1, date(2026, 2, 1), Decimal(100), Decimal(1), Decimal(90),
    ...     Decimal(91), Decimal(10)),), (Tranche(date(2026, 1, 1), Decimal(100)),))
    >>> [(one.code, str(one.stated), str(one.expected)) for one in remarks(table)]
    [('capital_not_lent', '90', '100'), ('not_closed', '10', '0')]
    """
    found = []
    before = None
    for row in schedule.rows:
        found += _remarks_of(row, before, tolerance)
        before = row
    lent = sum((tranche.amount for tranche in schedule.tranches), ZERO)
    repaid = schedule.total("principal")
    if abs(repaid - lent) > tolerance:
        found.append(Remark("capital_not_lent", None, repaid, lent))
    if before is not None and abs(before.closing) > tolerance:
        found.append(Remark("not_closed", None, before.closing, ZERO))
    return found


def as_values(schedule: Schedule) -> list[dict[str, str]]:
    """Return one mapping of texts per row, for a file; `from_values` reads it back."""
    names = [field.name for field in fields(Row)]
    return [
        {name: _text(getattr(row, name)) for name in names} for row in schedule.rows
    ]


def from_values(
    values: Iterable[Mapping[str, str]], tranches: tuple[Tranche, ...]
) -> Schedule:
    """Return the schedule that `as_values` wrote, to the cent and the flag."""
    rows = [
        Row(
            number=int(one["number"]),
            date=date.fromisoformat(one["date"]),
            kind=RowKind(one["kind"]),
            is_estimated=one["is_estimated"] == "1",
            **{name: Decimal(one[name]) for name in AMOUNTS},
        )
        for one in values
    ]
    return Schedule(tuple(rows), tranches)


def _text(value: object) -> str:
    if isinstance(value, RowKind):
        return value.value
    return str(int(value)) if isinstance(value, bool) else str(value)


def _payments_include_insurance(rows: Sequence[BankRow]) -> bool:
    """Return whether payments add up on more rows with insurance and fees in them."""
    with_it = without = 0
    for row in rows:
        extra = (row.insurance or ZERO) + (row.fees or ZERO)
        if None in (row.payment, row.interest, row.principal) or not extra:
            continue
        rest = row.payment - row.interest - row.principal
        with_it += abs(rest - extra) <= CENT
        without += abs(rest) <= CENT
    return with_it > without


def _complete(
    rank: int, printed: BankRow, before: Decimal, lent: Decimal, includes: bool
) -> Row:
    """Return the row with what is missing derived from what is printed."""
    insurance, fees = printed.insurance or ZERO, printed.fees or ZERO
    payment = printed.payment
    if payment is not None and includes:
        payment -= insurance + fees
    opening = before if printed.opening is None else printed.opening
    interest, principal = _split(printed, opening + lent, payment)
    if interest is None or principal is None:
        raise TableError("column_missing", row=rank)
    closing = opening + lent - principal
    return Row(
        number=rank if printed.number is None else printed.number,
        date=printed.date,
        opening=opening,
        interest=interest,
        principal=principal,
        payment=interest + principal if payment is None else payment,
        closing=closing if printed.closing is None else printed.closing,
        insurance=insurance,
        fees=fees,
        drawn=lent,
        kind=RowKind.BROKEN if printed.number == 0 else RowKind.INSTALMENT,
    )


def _split(
    printed: BankRow, owed: Decimal, payment: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Return (interest, capital); each from the other columns where it is not printed.

    A row that pays nothing and whose closing rises by its interest adds it to the
    capital: banks print a capital of zero there.
    """
    interest, principal, closing = printed.interest, printed.principal, printed.closing
    if interest and not principal and not payment and closing == owed + interest:
        return interest, -interest
    if principal is None and closing is not None:
        principal = owed - closing
    if payment is not None:
        if principal is None and interest is not None:
            principal = payment - interest
        elif interest is None and principal is not None:
            interest = payment - principal
    return interest, principal


def _remarks_of(row: Row, before: Row | None, tolerance: Decimal) -> list[Remark]:
    """Return what a row says against itself or the one before."""
    checks = [
        (
            "closing_does_not_follow",
            row.closing,
            row.opening + row.drawn - row.principal,
        ),
        ("payment_does_not_add_up", row.payment, row.interest + row.principal),
        ("interest_negative", min(row.interest, ZERO), ZERO),
    ]
    found = []
    if before is not None:
        checks.insert(0, ("opening_not_closing", row.opening, before.closing))
        alike = (
            RowKind.REPAYMENT in (row.kind, before.kind)
            or before.kind == RowKind.BROKEN
        )
        if row.date < before.date or (row.date == before.date and not alike):
            found.append(Remark("date_not_after", row.number, row.date, before.date))
        following = before.number + (row.kind != RowKind.REPAYMENT)
        if row.number != following:
            found.append(Remark("number_not_next", row.number, row.number, following))
    found += [
        Remark(code, row.number, stated, expected)
        for code, stated, expected in checks
        if abs(stated - expected) > tolerance
    ]
    return found
