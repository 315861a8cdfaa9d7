# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines with known truth through the rules of matching: how right, and how fast.

Run by `./ap bench`, in plain Python: no Odoo, no database. Beside ours stands the rule by
which account_reconcile_oca 19.0.1.1.1 reconciles by itself: the label stands inside the
reference of exactly one open item, whatever the amounts.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
import conftest

conftest.register_alias()
import bank_world  # noqa: E402 - needs the stand-ins above
from ap_treasury.rules.matcher import match_lines  # noqa: E402
from meter import measured, note  # noqa: E402

LINES, ITEMS, SUPPLIERS, SEEDS = 1500, 6000, 300, range(20, 26)
SIZES = (1000, 3000, 10_000)
OPEN_ITEMS = 60_000


def main() -> None:
    quality()
    speed()


def quality() -> None:
    print(
        f"\nbank lines, {LINES:,} a seed, {len(SEEDS)} seeds, {ITEMS:,} other open items:"
    )
    print(
        "   level    automatic   wrong  precision  recall  suggested  label in reference (100 a seed)"
    )
    for level in bank_world.LEVELS:
        automatic = wrong = able = suggested = theirs = 0
        for seed in SEEDS:
            scene = bank_world.scene(level, LINES, ITEMS, SUPPLIERS, seed)
            results = match_lines(scene.lines, scene.world)
            by_itself = [one for one in results if one.state == "automatic"]
            automatic += len(by_itself)
            wrong += sum(
                not bank_world.is_right(scene.truth[r.line], r) for r in by_itself
            )
            able += sum(truth is not None for truth in scene.truth.values())
            suggested += sum(one.state == "suggested" for one in results)
            theirs += sum(_label_in_reference(scene))
        right = automatic - wrong
        print(
            f"   {level:8} {automatic:9,} {wrong:7,} {right / automatic:10.4f} "
            f"{right / able:7.3f} {suggested:10,} {theirs:12,}",
            flush=True,
        )


def _label_in_reference(scene):
    """Yield 1 for each line whose label stands inside the reference of one item."""
    texts = [text.upper() for item in scene.world.items for text in item.references]
    for line in scene.lines[:: len(scene.lines) // 100]:  # a hundred lines: it is slow
        label = line.label.upper()
        yield sum(label in text for text in texts) == 1


def speed() -> None:
    scene = bank_world.scene("middle", max(SIZES), OPEN_ITEMS, OPEN_ITEMS // 20, 5)
    print(f"\nspeed, against {len(scene.world.items):,} open items:")
    for size in SIZES:
        some = scene.lines[:size]
        spent, _results = measured(None, lambda some=some: match_lines(some, scene.world))
        note("bank_rules", size, spent)


if __name__ == "__main__":
    main()
