# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is matched: bills and order lines, as values.

Keys are whatever the caller knows its records by; they only need to sort and to be
unique. Amounts are untaxed unless stated otherwise, quantities are in the unit beside
them. A credit note has negative quantities.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..accrual import TaxRule
from ..money import ONE, ZERO
from .policy import Policy

GOODS, SERVICE, FREIGHT, FEE = "goods", "service", "freight", "fee"
DISCOUNT, DOWN_PAYMENT = "discount", "down_payment"
# Lines that a bill may have without an order line, within the freight tolerance.
FREE_KINDS = frozenset((FREIGHT, FEE))

Key = int | str


class Unit(NamedTuple):
    """A unit of measure: ``factor`` reference units of its ``category``."""

    name: str
    category: str
    factor: Decimal = ONE


class BillLine(NamedTuple):
    """A line of a bill as it was received.

    ``amount``: the untaxed line total as printed; None when it is to be computed.
    ``discount``: percent. ``taxes``: None when unknown. ``codes``: every code the line
    names its product by (the supplier's, ours, a barcode). ``references``: orders or
    delivery notes named on the line itself.
    """

    key: Key
    quantity: Decimal
    price_unit: Decimal
    description: str = ""
    codes: tuple[str, ...] = ()
    product: Hashable = None
    references: tuple[str, ...] = ()
    unit: Unit | None = None
    discount: Decimal = ZERO
    amount: Decimal | None = None
    taxes: tuple[TaxRule, ...] | None = None
    kind: str = GOODS


class Bill(NamedTuple):
    """A bill or a credit note.

    ``group``: the commercial group of the supplier; bills are compared with the orders
    of the whole group. ``discount``: untaxed amount taken off at the foot of the bill.
    ``total_untaxed``, ``total_tax``: as printed, None when unknown. ``text``: any text
    in which an order may be named. ``duplicate_of``: the bill it repeats, if known.
    ``credited``: per order line, what credit notes took off its price already.
    """

    key: Key
    company: Hashable
    supplier: Hashable
    currency: Hashable
    lines: tuple[BillLine, ...]
    group: Hashable = None
    number: str = ""
    day: date | None = None
    references: tuple[str, ...] = ()
    text: str = ""
    total_untaxed: Decimal | None = None
    total_tax: Decimal | None = None
    discount: Decimal = ZERO
    duplicate_of: Key | None = None
    credited: Mapping[Key, Decimal] = {}

    @property
    def family(self) -> Hashable:
        """Return the supplier's group, or the supplier that has none."""
        return self.supplier if self.group is None else self.group


class Receipt(NamedTuple):
    """What came in with one delivery note, in the unit of the order line."""

    reference: str
    quantity: Decimal
    day: date | None = None


class OrderLine(NamedTuple):
    """A line of a purchase order with what was received and billed of it so far.

    ``references``: other names of the order (the supplier's own). ``bills``: numbers of
    the bills that billed it, by which a credit note may name it. ``received`` is net
    of returns. ``receipt_expected``: False for what is billed as ordered (a service
    without a receipt). ``state``: ``open`` or ``closed``. ``axis``: anything in which
    two lines of one product differ for the accountant. ``policy``: instead of the
    policy of the run. ``rate``: one unit of the order's currency in the bill's, to show
    the figures of a bill in another currency.
    """

    key: Key
    order: str
    company: Hashable
    supplier: Hashable
    currency: Hashable
    ordered: Decimal
    price_unit: Decimal
    received: Decimal = ZERO
    billed: Decimal = ZERO
    description: str = ""
    codes: tuple[str, ...] = ()
    product: Hashable = None
    group: Hashable = None
    references: tuple[str, ...] = ()
    unit: Unit | None = None
    discount: Decimal = ZERO
    taxes: tuple[TaxRule, ...] | None = None
    kind: str = GOODS
    state: str = "open"
    receipt_expected: bool = True
    axis: str = ""
    receipts: tuple[Receipt, ...] = ()
    policy: Policy | None = None
    rate: Decimal | None = None
    bills: tuple[str, ...] = ()

    @property
    def family(self) -> Hashable:
        """Return the supplier's group, or the supplier that has none."""
        return self.supplier if self.group is None else self.group
