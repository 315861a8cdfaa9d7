# SPDX-License-Identifier: AGPL-3.0-or-later
"""VAT that a French customer owes in its supplier's place (*autoliquidation*).

Cases and articles: intra-Union goods (CGI 256 bis, 283-2 bis [unverified]), services of
a supplier not established in France (259-1°, 283-2), supplies located in France by such
a supplier (283-1 al. 2), subcontracted construction (283-2 nonies), import (1695 II,
293 A [unverified]). Boxes of the return and articles are rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .law import Law
from .remarks import BLOCKING, WARNING, Remark, remark
from .vat import GOODS, vat_of

EU_GOODS, SERVICES, LOCAL = "eu_goods", "services", "local"
CONSTRUCTION, IMPORT, SPECIAL = "construction", "import", "special"
AT_HOME = frozenset({"FR", "MC"})  # Monaco is French territory for VAT


@dataclass(frozen=True, slots=True)
class Operation:
    """What a French company buys.

    ``country``: where the supplier is. ``established``: it has an establishment in
    France that makes the supply. ``in_france``: goods delivered from France, or a service
    of art. 259 A located there. ``margin``: taxed under the margin scheme at its origin.
    """

    country: str
    kind: str
    established: bool = False
    in_france: bool = False
    construction: bool = False
    special: bool = False
    margin: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A case of reverse charge; ``mention``: *Autoliquidation* is asked for."""

    code: str
    reference: str
    ca3_base: str
    ca3_tax: str
    mention: bool


def case_from_row(row: Mapping) -> Case:
    """Return the case of a row of text or of a record read."""
    mention = row["mention"] in (True, "True", "1")
    boxes = row["ca3_base"] or "", row["ca3_tax"] or ""
    return Case(row["code"], row["reference_code"], *boxes, mention)


def case_of(operation: Operation, union: Collection[str]) -> str:
    """Return the case, "" if the supplier owes the VAT itself.

    `union`: ISO codes of the member states on the day.

    >>> union = {"DE", "FR"}
    >>> case_of(Operation("DE", "goods"), union), case_of(Operation("US", "goods"), union)
    ('eu_goods', 'import')
    >>> case_of(Operation("US", "services"), union), case_of(Operation("FR", "goods"), union)
    ('services', '')
    >>> case_of(Operation("FR", "services", construction=True), union)
    'construction'
    """
    if operation.margin:
        return ""
    if operation.country in AT_HOME or operation.established:
        if operation.construction:
            return CONSTRUCTION
        return SPECIAL if operation.special else ""
    if operation.in_france:
        return LOCAL
    if operation.kind != GOODS:
        return SERVICES
    return EU_GOODS if operation.country in union else IMPORT


def check(
    law: Law, case: Case | None, vat: Decimal, mention: bool, day: date
) -> list[Remark]:
    """Return what is wrong with an invoice in that case (None: no reverse charge).

    ``vat_charged``: the supplier charged VAT that it does not owe: not deductible, ask
    for another invoice. ``mention_missing``: *Autoliquidation* is not there.
    ``mention_unexpected``: it is there although nothing makes the customer owe the VAT.
    """
    if case is None:
        if mention and not vat:
            cited = law.cite("invoice.reverse_charge", day)
            return [remark("mention_unexpected", WARNING, cited)]
        return []
    found = []
    if vat:
        cited = law.cite(case.reference, day)
        found.append(remark("vat_charged", BLOCKING, cited, vat=vat, case=case.code))
    if case.mention and not mention:
        cited = law.cite("invoice.reverse_charge", day)
        found.append(remark("mention_missing", WARNING, cited, case=case.code))
    return found


def both_ways(base: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """Return (VAT to deduct, VAT owed) of a reverse charge: equal, so nothing is paid.

    >>> both_ways(Decimal("1000"), Decimal("20"))
    (Decimal('200.00'), Decimal('200.00'))
    """
    vat = vat_of(base, rate)
    return vat, vat
