# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that bank lines are matched with, found by what a line may say of it.

Built once for all lines: each look-up takes a time that does not grow with the ledger.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from .labels import (
    Label,
    LabelWords,
    is_strong,
    label_keys,
    plain,
    read_label,
    reference_keys,
    runs_of,
    signature_of,
)
from .match_names import NameIndex
from .match_values import (
    BankLine,
    Key,
    OpenItem,
    Partner,
    Payment,
    Policy,
    Rule,
    ScheduleRow,
)

MOST_OF_ONE_KEY = 30  # a reference that more items bear names none of them


@dataclass(frozen=True)
class World:
    """What there is to match with.

    ``habits``: label signature -> how often it was matched with which party.
    ``accounts``: our own accounts, IBAN -> journal. ``own_names``: of our company.
    ``rates``: currency -> one unit of it in the currency of the lines.
    """

    items: Sequence[OpenItem] = ()
    partners: Sequence[Partner] = ()
    rows: Sequence[ScheduleRow] = ()
    rules: Sequence[Rule] = ()
    payments: Sequence[Payment] = ()
    words: LabelWords = LabelWords()
    habits: Mapping[str, Mapping[Key, int]] = field(default_factory=dict)
    accounts: Mapping[str, Key] = field(default_factory=dict)
    own_names: tuple[str, ...] = ()
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    policy: Policy = Policy()


class Index:
    """The world by amount, party, reference, identifier and batch."""

    def __init__(self, world: World) -> None:
        self.world, self.policy = world, world.policy
        self.items = {item.key: item for item in world.items}
        self.gone: set[Key] = set()
        self.early = timedelta(days=self.policy.days_before)
        self._sorted: dict[Key, list[OpenItem]] = {}
        self._parted: dict[tuple, dict[Key, list[OpenItem]]] = {}
        self._items(world.items)
        self._partners(world.partners)
        self.rules = [(rule, re.compile(rule.pattern)) for rule in world.rules]
        self.own = [plain(name) for name in world.own_names]
        self.rows_by_amount: dict[tuple, list[ScheduleRow]] = defaultdict(list)
        self.rows_by_reference: dict[str, list[ScheduleRow]] = defaultdict(list)
        for row in world.rows:
            self.rows_by_amount[row.currency, row.amount].append(row)
            for reference in row.references:
                for key in reference_keys(reference):
                    self.rows_by_reference[key].append(row)
        self.payments: dict[Decimal, list[Payment]] = defaultdict(list)
        self.sent: dict[str, list[Payment]] = defaultdict(list)
        for payment in world.payments:
            self.payments[payment.amount].append(payment)
            if payment.end_to_end:
                self.sent[payment.end_to_end].append(payment)

    def _items(self, items: Iterable[OpenItem]) -> None:
        self.by_amount: dict[tuple, list[OpenItem]] = defaultdict(list)
        self.by_partner: dict[Key, list[OpenItem]] = defaultdict(list)
        self.by_reference: dict[str, list[OpenItem]] = {}
        self.by_end_to_end: dict[str, list[OpenItem]] = defaultdict(list)
        self.batches: dict[str, list[OpenItem]] = defaultdict(list)
        self.transit: dict[tuple, list[OpenItem]] = defaultdict(list)
        for item in items:
            if item.journal is not None:
                self.transit[item.currency, item.amount].append(item)
                continue
            amounts = (
                {item.amount, less_discount(item)} if item.discount else (item.amount,)
            )
            for amount in amounts:
                self.by_amount[item.currency, amount].append(item)
            self.by_partner[item.partner].append(item)
            if item.end_to_end:
                self.by_end_to_end[item.end_to_end].append(item)
            if item.batch:
                self.batches[item.batch].append(item)
        self.batch_totals: dict[tuple, list[str]] = defaultdict(list)
        for batch, inside in self.batches.items():
            total = sum((item.amount for item in inside), Decimal(0))
            self.batch_totals[inside[0].currency, total].append(batch)

    def find_references(self, wanted: set[str]) -> None:
        """Find the items that bear these references; what no line says is not kept."""
        found = self.by_reference
        for item in self.world.items:
            if item.journal is not None:
                continue
            for text in item.references:
                for key in reference_keys(text):
                    if key in wanted:
                        here = found.setdefault(key, [])
                        if not here or here[-1] is not item:
                            here.append(item)

    def _partners(self, partners: Iterable[Partner]) -> None:
        partners = list(partners)
        self.names = NameIndex(partners, self.world.words)
        self.by_iban: dict[str, set[Key]] = defaultdict(set)
        self.by_mandate: dict[str, set[Key]] = defaultdict(set)
        self.by_creditor: dict[str, set[Key]] = defaultdict(set)
        for partner in partners:
            for table, numbers in (
                (self.by_iban, partner.ibans),
                (self.by_mandate, partner.mandates),
                (self.by_creditor, partner.creditors),
            ):
                for number in numbers:
                    table[compact(number)].add(partner.key)

    def of_partner(self, partner: Key) -> Sequence[OpenItem]:
        """Return the items of a party by their expected day: sorted once, where asked."""
        if partner not in self._sorted:
            mine = self.by_partner.get(partner, ())
            self._sorted[partner] = sorted(
                mine, key=lambda one: (one.expected, str(one.key))
            )
        return self._sorted[partner]

    def of_party(self, partner: Key, money: tuple) -> Sequence[OpenItem]:
        """Return the items of a party of (currency, amount): parted once, where asked."""
        if money not in self._parted:
            parted: dict[Key, list[OpenItem]] = {}
            for item in self.by_amount.get(money, ()):
                parted.setdefault(item.partner, []).append(item)
            self._parted[money] = parted
        return self._parted[money].get(partner, ())

    def left(self, items: Iterable[OpenItem]) -> list[OpenItem]:
        """Return the items that no automatic answer has taken."""
        return [item for item in items if item.key not in self.gone]

    def named(self, line: BankLine, keys: Mapping[str, int]) -> dict[Key, str]:
        """Return the items that a line names by a reference: key of the item -> of the
        reference, strong ones before weak ones."""
        found: dict[Key, str] = {}
        known = [key for key in keys if key in self.by_reference]
        for key in sorted(known, key=lambda one: (not is_strong(one), -len(one), one)):
            here = self.by_reference[key]
            if len(here) <= MOST_OF_ONE_KEY:
                for item in here:
                    if item.key not in self.gone:
                        found.setdefault(item.key, key)
        return found

    def label(self, line: BankLine) -> Label:
        """Return the label of a line taken apart, with the structured reference."""
        parts = (line.label, line.structured)
        return read_label(
            " ".join(dict.fromkeys(filter(None, parts))), self.world.words
        )

    def signature(self, line: BankLine) -> str:
        """Return the signature of the label alone, by which habits are kept."""
        return signature_of(line.label) if self.world.habits else ""

    def keys(self, line: BankLine, label: Label) -> dict[str, int]:
        """Return what may be a reference: all in the label, and the long ones of what
        banks and senders number by themselves."""
        found = label_keys(label.runs)
        for text in (line.reference, line.end_to_end):
            if text:
                others = label_keys(runs_of(text))
                long = {
                    k: n for k, n in others.items() if is_strong(k) and not _figures(k)
                }
                found = {**long, **found}
        return found


def _figures(key: str) -> bool:
    return not any(map(str.isalpha, key))


def compact(number: str) -> str:
    """Return an identifier without blanks, in capitals."""
    return re.sub(r"\s", "", number).upper()


def less_discount(item: OpenItem) -> Decimal:
    """Return what is paid of an item when its discount is taken."""
    return item.amount + (item.discount if item.amount < 0 else -item.discount)
