# SPDX-License-Identifier: AGPL-3.0-or-later
"""Totals of a bill behind one gate: untaxed + tax = total, the tax explained by printed rates.

Behind the gate the total is sure. In front of it what a label says is proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from .folding import folded
from .looking import AFTER, BELOW, RIGHT, Place, Sheet
from .page import Box, Line
from .values import Amount, amounts_in, percents_in
from .words import Label

ZERO, CENT, HUNDRED = Decimal(0), Decimal("0.01"), Decimal(100)
HIGHEST_RATE = Decimal(28)
ROLES = ("untaxed", "tax", "total", "payable")
MOST_EACH = 14  # candidates of a role that are combined
ALIGNED = 4.0  # points between the ends of amounts of one column
CLEARLY = 0.5  # points by which a label speaks louder
_WAY = {AFTER: 1.0, RIGHT: 1.2, BELOW: 0.6}


class Money(NamedTuple):
    """An amount that a label names: how much speaks for it, and where it stands."""

    value: Decimal
    points: float
    page: int
    box: Box
    label: str = ""
    way: str = ""


class Rate(NamedTuple):
    """A row of taxes: rate in percent, what is taxed (None: not printed) and the tax."""

    percent: Decimal
    base: Decimal | None
    tax: Decimal
    listed: bool = False  # in a table of taxes, or beside a word of tax


class Totals(NamedTuple):
    """The totals of a bill. ``sure``: they add up and rates explain the tax."""

    untaxed: Money | None
    tax: Money | None
    total: Money | None
    payable: Money | None
    rates: tuple[Rate, ...]
    sure: bool
    printed: bool = True  # what is taxed at each rate stands on the page


def totals_of(sheets: Sequence[Sheet]) -> Totals:
    """Return the totals of the bill on these pages."""
    named = {role: _named(sheets, role) for role in ROLES}
    rows = [row for sheet in sheets for row in _rate_rows(sheet)]
    exempt = any(
        sheet.words.find(cell.text, ("exempt",))
        for sheet in sheets
        for cell in sheet.page.cells
    )
    best = _solve(named, rows, exempt, sheets)
    payable = _first(named["payable"])
    if best is None or _overruled(best, named["total"]):
        total = _first(named["total"]) or payable
        return Totals(_first(named["untaxed"]), _first(named["tax"]), total, payable, (), False)
    untaxed, tax, total, rates, sure = best
    if not sure and tax.value and not tax.label:  # nothing says that it is the tax
        tax = _first(named["tax"])
    amounts = {money.value for money in _all_amounts(sheets)}
    printed = all(row.base in amounts for row in rates)
    return Totals(untaxed, tax, total, payable, rates, sure, printed)


def _overruled(best, totals: Sequence[Money]) -> bool:
    """Say whether a label speaks clearly against an answer that no rate explains: a tax that
    bears no VAT is in the total as well."""
    *_amounts, total, _rates, sure = best
    said = _first(totals)
    return not sure and said is not None and said.value != total.value and (
        said.points > total.points + CLEARLY and abs(said.value) > abs(total.value)
    )


def _first(found: Sequence[Money]) -> Money | None:
    return found[0] if found else None


def _named(sheets: Sequence[Sheet], role: str) -> list[Money]:
    """Return the amounts that labels of a role name, the likeliest first, each value once."""
    found: dict[Decimal, Money] = {}
    for sheet in sheets:
        for label in sheet.labels:
            if label.field == role and not _taken_by_other(sheet, label):
                for one in _beside(sheet, label):
                    old = found.get(one.value)
                    if old is None or one.points > old.points:
                        found[one.value] = one
    return sorted(found.values(), key=lambda one: -one.points)[:MOST_EACH]


def _taken_by_other(sheet: Sheet, label: Label) -> bool:
    """Say whether the words of the label are those of an advance or discount as well."""
    return any(
        other.field in ("paid", "other_number") and other.start <= label.start < other.end
        for other in sheet.by_cell[label.cell]
    )


def _beside(sheet: Sheet, label: Label) -> Iterator[Money]:
    """Yield the amounts beside a label: the nearest place that has some."""
    words, beside, below = label.cell.text[label.start : label.end], False, 0
    for place in sheet.places(label):
        if place.way == BELOW and beside and not below:
            return
        amounts = _money_in(place, label)
        if not amounts:
            if place.way == RIGHT and any(map(str.isalpha, place.text)) and len(place.text) > 8:
                return
            continue
        for number, amount in enumerate(reversed(amounts)):
            points = label.weight + _WAY[place.way] + 0.4 * sheet.page.number
            points += sheet.line_of[label.cell] / (len(sheet.page.lines) + 1)
            points += (0.5 if amount.cents else -0.7) - 0.3 * number + 0.1 * below
            box = place.box(amount.start, amount.end)
            yield Money(amount.value, points, sheet.page.number, box, words, place.way)
        if place.way == AFTER:
            return
        beside, below = True, below + (place.way == BELOW)


def _money_in(place: Place, label: Label) -> list[Amount]:
    """Return amounts of money in a place; whole numbers only where nothing else stands."""
    found = list(amounts_in(place.text))
    money = [one for one in found if one.cents]
    if money or place.way == BELOW:
        return money
    letters = sum(map(str.isalpha, folded(place.text)))
    return found if len(found) == 1 and letters <= 4 and label.weight > 1 else []


def _rate_rows(sheet: Sheet) -> Iterator[Rate]:
    """Yield the rows of taxes: a rate with what is taxed and the tax, or the tax alone."""
    for number, line in enumerate(sheet.page.lines):
        rates, bare = [rate for rate, _start, _end in percents_in(line.text)], False
        taxed = any(label.field == "tax" for cell in line.cells for label in sheet.by_cell.get(cell, ()))
        amounts = [one.value for cell in line.cells for one in amounts_in(cell.text) if one.cents]
        taxed = taxed or _under_rates(sheet, number)
        if not rates and taxed:
            rates, bare = _bare_rates(line), True
        for rate in dict.fromkeys(rates):
            if ZERO <= rate <= HIGHEST_RATE:
                yield from _row(rate, _less(amounts, rate) if bare else amounts, taxed)


def _less(amounts: Sequence[Decimal], rate: Decimal) -> list[Decimal]:
    """Return the amounts without the one that is taken for a rate: it explains no tax."""
    place = next((n for n, one in enumerate(amounts) if str(one) == str(rate)), None)
    return [one for n, one in enumerate(amounts) if n != place]


def _row(rate: Decimal, amounts: Sequence[Decimal], taxed: bool) -> Iterator[Rate]:
    for place, base in enumerate(amounts):
        for tax in amounts[place + 1 :]:
            if abs(tax) <= abs(base) and _explains(rate, base, tax) and (base or tax):
                yield Rate(rate, base, tax, taxed)
    for place, tax in enumerate(amounts):  # the tax before what is taxed
        for base in amounts[place + 1 :]:
            if rate and abs(tax) < abs(base) and _explains(rate, base, tax):
                yield Rate(rate, base, tax, taxed)
    if taxed and len(amounts) == 1:
        yield Rate(rate, None, amounts[0])


def _bare_rates(line: Line) -> list[Decimal]:
    """Return the numbers of a row that may be rates without a sign of percent."""
    values = [one.value for cell in line.cells for one in amounts_in(cell.text)]
    return [value for value in values if ZERO <= value <= HIGHEST_RATE and len(values) >= 3]


def _under_rates(sheet: Sheet, number: int) -> bool:
    """Say whether a head of a table of taxes stands a few lines above."""
    head = sheet.page.lines[max(0, number - 6) : number]
    flat = [folded(line.text) for line in head]
    return any(("TAUX" in t or "%" in t or "RATE" in t or "SATZ" in t) and
               any(w in t for w in ("TVA", "VAT", "STEUER", "MWST", "UST", "BTW", "IVA", "TAX"))
               for t in flat)  # fmt: skip


def _explains(rate: Decimal, base: Decimal, tax: Decimal) -> bool:
    exact = base * rate / HUNDRED
    return abs(exact - tax) <= CENT and (bool(tax) or abs(exact) < CENT / 2)


def _all_amounts(sheets: Sequence[Sheet]) -> list[Money]:
    """Return all amounts with cents, later ones before, for bills without labels."""
    found: dict[Decimal, Money] = {}
    for sheet in sheets:
        for cell in sheet.page.cells:
            for one in amounts_in(cell.text):
                if one.cents:
                    points = 0.4 * sheet.page.number - 2.0
                    box = cell.box_of(one.start, one.end)
                    found[one.value] = Money(one.value, points, sheet.page.number, box)
    return list(found.values())


def _solve(named, rows: Sequence[Rate], exempt: bool, sheets: Sequence[Sheet]):
    """Return the best (untaxed, tax, total, rates, sure) whose amounts add up, or None."""
    best, most, others = None, (0, 0.0), []
    for found in _that_add_up(named, rows, _all_amounts(sheets)):
        answer, rank = _answer(found, rows, exempt)
        if answer[-1]:
            others.append((answer, rank))
        if best is None or rank > most:
            best, most = answer, rank
    if best is None or not best[-1]:
        return best
    return _largest(best, most, others, named["total"], sheets)


def _that_add_up(named, rows: Sequence[Rate], every: Sequence[Money]):
    """Yield the (untaxed, tax, total) of the page that add up."""
    values = {one.value: one for one in every}
    nothing = Money(ZERO, -0.5, 0, Box(0, 0, 0, 0))
    taxes = {one.value: one for one in (*named["tax"], *_sums_of(rows, values), nothing)}
    totals = {one.value: one for one in (*named["payable"], *named["total"])}
    for untaxed, tax in product(named["untaxed"] or every, taxes.values()):
        total = totals.get(untaxed.value + tax.value)
        if total is None or not untaxed.value or not (tax.value or total in named["total"]):
            continue  # what is left to pay is no total where there is no tax to prove it
        yield untaxed, tax, total
    for total, tax in product(totals.values(), taxes.values()):
        untaxed = values.get(total.value - tax.value)
        if untaxed is None or not tax.value or not untaxed.value:
            continue
        known = next((u for u in named["untaxed"] if u.value == untaxed.value), untaxed)
        yield known, tax, total


def _largest(best, most, others, totals: Sequence[Money], sheets: Sequence[Sheet]):
    """Return the answer among those that add up: a row of a table does so as well as the
    total below it. Where a larger one is no such sum, nothing is sure."""
    size = abs(best[2].value)
    named = {one.value for one in totals if one.way != BELOW}
    larger = [
        (answer, rank)
        for answer, rank in others
        if abs(answer[2].value) > size and rank[0] >= most[0] and answer[2].value in named
    ]
    if not larger:
        return best
    top, _rank = max(larger, key=lambda one: (abs(one[0][2].value), one[1]))
    if _sums_its_column(top[2], sheets):
        return top
    *amounts, _sure = best
    return (*amounts, False)


def _sums_its_column(total: Money, sheets: Sequence[Sheet]) -> bool:
    """Say whether amounts that stand above a total, in its column, add up to it."""
    page = next((sheet.page for sheet in sheets if sheet.page.number == total.page), None)
    lines = page.lines if page else ()
    above, run = ZERO, 0
    for line in reversed([one for one in lines if one.box.middle < total.box.top]):
        for cell in line.cells:
            for one in amounts_in(cell.text):
                box = cell.box_of(one.start, one.end)
                if one.cents and abs(box.right - total.box.right) < ALIGNED:
                    above, run = above + one.value, run + 1
        if run > 1 and above == total.value:
            return True
    return False


def _sums_of(rows: Sequence[Rate], values) -> Iterator[Money]:
    """Yield taxes that rows add up to, and each row's own."""
    full = list(dict.fromkeys(row for row in rows if row.base is not None))
    alone = {row.percent: row for row in rows if row.base is None}
    sums = {sum((row.tax for row in full), ZERO), *(row.tax for row in rows)}
    sums.add(sum((row.tax for row in alone.values()), ZERO))
    for value in sums:
        place = values.get(value)
        yield (place or Money(value, 0.0, 0, Box(0, 0, 0, 0)))._replace(points=0.4)


def _answer(found, rows: Sequence[Rate], exempt: bool):
    """Return an answer and its rank: what more rows of taxes explain, then what labels say."""
    untaxed, tax, total = found
    rates, sure = _explanation(untaxed.value, tax.value, rows, exempt)
    points = untaxed.points + tax.points + total.points
    return (untaxed, tax, total, rates, sure), (len(rates) if sure else 0, points)


def _explanation(untaxed: Decimal, tax: Decimal, rows: Sequence[Rate], exempt: bool):
    """Return the rates that explain a tax, and whether they do."""
    full = list(dict.fromkeys(row for row in rows if row.base is not None))
    for chosen in _sets(full, untaxed, tax):
        return tuple(chosen), _covered(chosen, full)
    implied = _implied(untaxed, tax, rows)
    if implied:
        return implied, _covered(implied, full)
    single = [row for row in rows if row.tax == tax and _explains(row.percent, untaxed, tax)]
    percents = [row.percent for row in single] or [row.percent for row in rows]
    for percent in dict.fromkeys(percents):
        if tax and _explains(percent, untaxed, tax):
            alone = (Rate(percent, untaxed, tax),)
            return alone, _covered(alone, full)
    if not tax:
        taxed = any(row.tax and (row.listed or row.base == untaxed) for row in rows)
        free = not taxed and (exempt or any(row.percent == 0 for row in rows))
        return (Rate(ZERO, untaxed, ZERO),) if free else (), free
    return (), False


def _implied(untaxed: Decimal, tax: Decimal, rows: Sequence[Rate]) -> tuple[Rate, ...]:
    """Return the rows of taxes printed without what is taxed, if that adds up to the
    untaxed amount as far as rounded taxes can tell; the largest takes the difference."""
    alone = {row.percent: row for row in rows if row.base is None and row.percent}
    if len(alone) < 2 or sum((row.tax for row in alone.values()), ZERO) != tax:
        return ()
    bases = {p: (row.tax * HUNDRED / p).quantize(CENT) for p, row in alone.items()}
    play = sum((HUNDRED / percent * CENT / 2 for percent in bases), CENT)
    rest = untaxed - sum(bases.values(), ZERO)
    if abs(rest) > play:
        return ()
    largest = max(bases, key=lambda percent: HUNDRED / percent)
    bases[largest] += rest
    return tuple(Rate(percent, bases[percent], alone[percent].tax) for percent in bases)


def _covered(chosen: Sequence[Rate], full: Sequence[Rate]) -> bool:
    """Say whether no listed row of another rate is left out."""
    there = {row.percent for row in chosen}
    return all(row.percent in there for row in full if row.listed and row.tax)


def _sets(full: Sequence[Rate], untaxed: Decimal, tax: Decimal) -> Iterator[Sequence[Rate]]:
    """Yield rows of taxes, one for each rate, whose bases and taxes add up."""
    by_rate: dict[Decimal, list[Rate]] = {}
    for row in full:
        by_rate.setdefault(row.percent, []).append(row)
    if len(by_rate) > 6:
        return
    choices = [[*rows[-6:], *_merged(rows), None] for rows in by_rate.values()]
    for chosen in product(*choices):
        rows = [row for row in chosen if row is not None]
        if rows and _adds(rows, untaxed, tax):
            yield rows


def _merged(rows: Sequence[Rate]) -> list[Rate]:
    """Return rows of one rate as one: exempt for one reason and for another."""
    if len(rows) < 2:
        return []
    bases = sum((row.base for row in rows if row.base is not None), ZERO)
    return [Rate(rows[0].percent, bases, sum((row.tax for row in rows), ZERO))]


def _adds(rows: Iterable[Rate], untaxed: Decimal, tax: Decimal) -> bool:
    rows = list(rows)
    bases = sum((row.base for row in rows if row.base is not None), ZERO)
    return bases == untaxed and sum((row.tax for row in rows), ZERO) == tax
