# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an e-invoice writes that cannot be read, or leaves out though all depends on it.

Nothing is guessed: the field stays empty in the draft, and a sentence names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .einvoice import AFTER_ADVANCE, PAID, PRO_FORMA, TYPES, EInvoice
from .einvoice_arithmetic import counted
from .einvoice_numbers import NUMBER, ZERO, day, number

CURRENCY = re.compile(r"[A-Z]{3}")
TOTALS = {
    "lines": "BT-106", "allowances": "BT-107", "charges": "BT-108", "untaxed": "BT-109",
    "vat": "BT-110", "total": "BT-112", "prepaid": "BT-113", "rounding": "BT-114",
    "due": "BT-115",
}  # fmt: skip
LINE_FIGURES = {
    "net": "BT-131", "quantity": "BT-129", "price": "BT-146", "base_quantity": "BT-149",
    "rate": "BT-152",
}  # fmt: skip
# Without these, what is to be paid is not known.
OF_AMOUNT = frozenset(
    {"BT-3", "BT-5", "BT-23", "BT-92", "BT-99", "BT-131", "BT-116", "BT-117", "BT-X-274"}
    | {*TOTALS.values()}
)
MOST = 25
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """``code``: amount, large, day, currency, missing, type, negative_credit, pro_forma,
    paid, advance.

    ``term``: business term; ``line``: number of the line, "" of the head; ``value``: what
    is written there.
    """

    code: str
    term: str
    line: str = ""
    value: str = ""

    @property
    def of_amount(self) -> bool:
        """Whether what is to be paid depends on it."""
        return self.term in OF_AMOUNT


def problems(invoice: EInvoice) -> list[Problem]:
    """Return what cannot be read, the first ones of many.

    >>> [(p.code, p.term, p.value) for p in problems(
    ...     EInvoice(number="1", issue="2026-02-30", type="380", currency="EUR",
    ...              totals={"due": "1,5"}))]
    [('amount', 'BT-115', '1,5'), ('missing', 'BT-112', ''), ('day', 'BT-2', '2026-02-30')]
    """
    found = [*_head_figures(invoice), *_head(invoice), *_mode(invoice), *_days(invoice)]
    for place, line in enumerate(invoice.lines, 1):
        if len(found) >= MOST:
            break
        found += _line(line, line.id or str(place))
    return found[:MOST]


def _head_figures(invoice: EInvoice) -> Iterator[Problem]:
    figures = [(term, invoice.totals.get(name, "")) for name, term in TOTALS.items()]
    figures += [("BT-99" if row.charge else "BT-92", row.amount) for row in invoice.allowances]
    for row in invoice.rates:
        figures += [("BT-116", row.base), ("BT-117", row.vat), ("BT-119", row.rate)]
    figures += [("BT-X-274", one.amount) for one in invoice.instalments]
    figures.append(("BT-111", invoice.vat_in_accounts))
    for term, text in figures:
        yield from _figure(term, text)


def _figure(term: str, text: str, line: str = "") -> Iterator[Problem]:
    if text and number(text) is None:
        code = "large" if NUMBER.fullmatch(text) else "amount"
        yield Problem(code, term, line, text[:LONGEST])


def _head(invoice: EInvoice) -> Iterator[Problem]:
    """Number, currency, total, and kinds of documents that are none to pay."""
    if not invoice.number:
        yield Problem("missing", "BT-1")
    if not invoice.currency:
        yield Problem("missing", "BT-5")
    elif not CURRENCY.fullmatch(invoice.currency):
        yield Problem("currency", "BT-5", "", invoice.currency[:LONGEST])
    total = number(invoice.totals.get("total"))
    if not invoice.totals.get("total") and not number(invoice.totals.get("due")):
        yield Problem("missing", "BT-112")
    if invoice.type and invoice.type not in TYPES:
        yield Problem("type", "BT-3", "", invoice.type[:LONGEST])
    elif not invoice.type and not invoice.root:  # the root of UBL says which it is
        yield Problem("missing", "BT-3")
    if invoice.type == PRO_FORMA:
        yield Problem("pro_forma", "BT-3", "", invoice.type)
    if invoice.credit_type and (total or ZERO) < 0:
        yield Problem("negative_credit", "BT-3", "", invoice.type)


def _mode(invoice: EInvoice) -> Iterator[Problem]:
    """A billing mode that its own sums deny: paid already, yet all of it is asked for; after
    a deposit, yet none is deducted, neither from the total nor by a line."""
    mode = invoice.process.upper()
    stated = {name: number(text) for name, text in invoice.totals.items()}
    total, prepaid, due = (stated.get(name) for name in ("total", "prepaid", "due"))
    asked = total if due is None and not prepaid else due
    if mode in PAID and asked:
        yield Problem("paid", "BT-23", "", mode)
    if mode in AFTER_ADVANCE and asked and asked == total and not _deducts(invoice, total):
        yield Problem("advance", "BT-23", "", mode)


def _deducts(invoice: EInvoice, total) -> bool:
    """Whether a line or an allowance lowers the total."""
    nets = [number(line.net) or ZERO for line in counted(invoice)]
    lower = any(net * total < 0 for net in nets)
    return lower or any(not row.charge for row in invoice.allowances)


def _days(invoice: EInvoice) -> Iterator[Problem]:
    if not invoice.issue:
        yield Problem("missing", "BT-2")
    days = [("BT-2", invoice.issue), ("BT-72", invoice.supply)]
    days += [("BT-9", text) for text in dict.fromkeys(_due_days(invoice))]
    days += [("BT-73", invoice.period[0]), ("BT-74", invoice.period[1])]
    for term, text in days:
        yield from _day(term, text)


def _due_days(invoice: EInvoice) -> list[str]:
    return [invoice.due, *(one.day for one in invoice.instalments)]


def _day(term: str, text: str, line: str = "") -> Iterator[Problem]:
    if text and day(text) is None:
        yield Problem("day", term, line, text[:LONGEST])


def _line(line, name: str) -> Iterator[Problem]:
    for attribute, term in LINE_FIGURES.items():
        yield from _figure(term, getattr(line, attribute), name)
    if not line.net and not line.status:
        yield Problem("missing", "BT-131", name)
    for row in line.allowances:
        yield from _figure("BT-141" if row.charge else "BT-136", row.amount, name)
    yield from _day("BT-134", line.start, name)
    yield from _day("BT-135", line.end, name)
