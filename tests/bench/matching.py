# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills with known truth through the rules of matching: how right, and how fast.

Run by `./ap bench`, in plain Python: no Odoo, no database.
"""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
import conftest  # noqa: F401 - lets the add-ons be imported without Odoo
from ap_base.arithmetic.matching import Pool, match_bills
from matching_problems import LEVELS, POLICY, Figures, scene, score, table
from meter import measured, note

BILLS, SEEDS = 300, range(1, 11)
SIZES = (1000, 3000, 10000)
ORDER_LINES = 100_000


def main() -> None:
    quality()
    speed()


def quality() -> None:
    for unnamed in (False, True):
        policy = POLICY._replace(unnamed=unnamed)
        stated = "may match by themselves" if unnamed else "are suggested"
        print(f"\nbills that name no order {stated}:")
        print(table({name: figures(name, policy) for name in LEVELS}), flush=True)


def figures(name: str, policy) -> Figures:
    """Return the figures of a difficulty, over several seeds."""
    found = []
    for seed in SEEDS:
        given = scene(name, BILLS, seed)
        bills = [problem.bill for problem in given.problems]
        found.append(score(given, match_bills(bills, Pool(given.lines), policy)))
    return Figures(*map(sum, zip(*found, strict=True)))


def speed() -> None:
    given = scene("mixed", max(SIZES), 1, ORDER_LINES, more=3.6)
    bills = [problem.bill for problem in given.problems]
    print(f"\nspeed, mixed bills against {len(given.lines):,} order lines:")
    for size in SIZES:
        some = bills[:size]
        lines = sum(len(bill.lines) for bill in some)
        print(f"      {size:,} bills of {lines:,} lines")
        spent, pool = measured(None, lambda some=some: _pool(given.lines, some))
        note("matching_pool", size, spent)
        work = partial(match_bills, some, pool, POLICY)
        note("matching_rules", size, measured(None, work)[0])


def _pool(lines, bills):
    """The order lines made ready for these bills."""
    pool = Pool(lines)
    for bill in bills:
        pool.bucket(bill.family)
    return pool


if __name__ == "__main__":
    main()
