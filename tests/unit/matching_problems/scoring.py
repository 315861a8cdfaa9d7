# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well outcomes meet the truth."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ap_base.arithmetic.matching import OrderLine, Outcome
from ap_base.arithmetic.matching.values import Key
from ap_base.arithmetic.money import round_half_up

from .drafts import Problem
from .levels import Scene

FINE = Decimal("0.001")


class Figures(NamedTuple):
    """Counts of one difficulty.

    ``payable``: bills that nobody has to look at. ``matched``: automatic matches;
    ``right`` of them are payable bills on the very order lines that they bill.
    ``foreign``: automatic matches with another supplier, company or currency.
    ``links``: pairs of a bill and an order line that are true; ``linked`` pairs that
    were stated, in whatever state, ``found`` of them true. ``stopped``: bills that are not
    payable and were given a cause, or no order; ``caused`` of them rightly. The others
    are suggestions, which a person confirms.
    """

    bills: int
    payable: int
    matched: int
    right: int
    foreign: int
    links: int
    linked: int
    found: int
    stopped: int
    caused: int

    @property
    def touchless(self) -> float:
        """Share of all bills that nobody had to look at, rightly."""
        return _share(self.right, self.bills)

    @property
    def recall(self) -> float:
        """Share of the payable bills that were matched, rightly."""
        return _share(self.right, self.payable)

    @property
    def precision(self) -> float:
        """Share of the automatic matches that are right."""
        return _share(self.right, self.matched)

    @property
    def false(self) -> int:
        """Number of automatic matches that are wrong."""
        return self.matched - self.right


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def score(given: Scene, outcomes: Iterable[Outcome]) -> Figures:
    """Return the figures of the outcomes of a scene's bills."""
    lines = {line.key: line for line in given.lines}
    by_bill = {outcome.bill: outcome for outcome in outcomes}
    count: Counter[str] = Counter()
    for problem in given.problems:
        outcome = by_bill[problem.bill.key]
        stated = {link.order_line for link in outcome.links}
        count["bills"] += 1
        count["payable"] += problem.payable
        count["links"] += len(problem.truth)
        count["linked"] += len(stated)
        count["found"] += len(stated & set(problem.truth))
        if outcome.state == "matched":
            count["matched"] += 1
            count["right"] += is_right(problem, outcome, lines)
            count["foreign"] += any(_foreign(problem, lines[key]) for key in stated)
        if not problem.payable and outcome.state in ("exception", "no_match"):
            count["stopped"] += 1
            none = outcome.state == "no_match" and "no_order" in problem.causes
            count["caused"] += none or outcome.cause in problem.causes
    return Figures(*(count[name] for name in Figures._fields))


def is_right(problem: Problem, outcome: Outcome, lines: dict[Key, OrderLine]) -> bool:
    """Return whether an automatic match is of a payable bill, on what it truly bills.

    Lines of an order that only differ by their key are one.
    """
    stated: dict[tuple, Decimal] = defaultdict(Decimal)
    true: dict[tuple, Decimal] = defaultdict(Decimal)
    for link in outcome.links:
        stated[_distinguished(lines[link.order_line])] += link.order_quantity
    for key, quantity in problem.truth.items():
        true[_distinguished(lines[key])] += quantity
    return problem.payable and _rounded(stated) == _rounded(true)


def _rounded(quantities: dict[tuple, Decimal]) -> dict[tuple, Decimal]:
    return {key: round_half_up(value, FINE) for key, value in quantities.items()}


def _distinguished(line: OrderLine) -> tuple:
    who = line.company, line.supplier, line.currency, line.order
    return *who, line.codes, line.price_unit, line.unit, line.axis


def _foreign(problem: Problem, line: OrderLine) -> bool:
    bill = problem.bill
    mine = bill.company, bill.supplier, bill.currency
    return mine != (line.company, line.supplier, line.currency)


def table(figures: dict[str, Figures]) -> str:
    """Return the figures of all difficulties as lines of text."""
    head = "difficulty        bills  payable  touchless  recall  precision  false"
    rows = [head + "  foreign  links found  right links  right cause"]
    for name, one in figures.items():
        cause = _share(one.caused, one.stopped)
        rows.append(
            f"{name:<16}{one.bills:>7,}{one.payable:>9,}{one.touchless:>11.1%}"
            f"{one.recall:>8.1%}{one.precision:>11.2%}{one.false:>7}{one.foreign:>9}"
            f"{_share(one.found, one.links):>13.1%}"
            f"{_share(one.found, one.linked):>13.1%}{cause:>13.1%}"
        )
    return "\n".join(rows)
