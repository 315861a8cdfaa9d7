# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our add-ons by what they depend on, and which of them a run also takes alone."""

import ast
import datetime
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .say import Missing
from .settings import Settings

# A company of tests needs a chart of accounts: the French one, in every database.
FOR_TESTS = ("l10n_fr_account",)
COMING_AND_GOING = 60  # an add-on's own databases and its life cycle, in tests' time


@dataclass(frozen=True)
class Room:
    """One add-on with what it needs: ours, in order of installation, and stock's."""

    name: str
    own: list[str]  # itself the last
    stock: tuple[str, ...]
    tests: int  # how many it has


def every(settings: Settings) -> dict[str, Room]:
    """All our add-ons by name, those that others need first."""
    depends = {name: _depends(settings.addons / name) for name in settings.own_modules}
    rooms = {}
    for name in depends:
        for lower in _closure(name, depends):
            if lower not in rooms:
                needed = _closure(lower, depends)
                own = [name for name in (*rooms, lower) if name in needed]
                stock = {need for one in own for need in depends[one]} - set(depends)
                rooms[lower] = Room(
                    lower, own, tuple(sorted(stock)), _tests(settings.addons / lower)
                )
    return rooms


def named(settings: Settings, names: list[str]) -> list[Room]:
    """The add-ons of those names; refused when one is not ours."""
    rooms = every(settings)
    unknown = [name for name in names if name not in rooms]
    if unknown:
        raise Missing(f"There is no add-on {unknown[0]!r}: choose among {', '.join(rooms)}.")
    return [rooms[name] for name in names]


def of_the_rota(settings: Settings, most: int) -> list[Room]:
    """Which add-ons this commit also takes alone: a hand that takes no longer than `most`
    tests, what an add-on costs beside its tests counted, or one big add-on. The commit's
    number chooses the hand, so that each is dealt as often."""
    hands: list[list[Room]] = []
    for room in sorted(every(settings).values(), key=lambda room: -room.tests):
        for hand in hands:
            if sum(_cost(one) for one in [*hand, room]) <= most:
                hand.append(room)
                break
        else:
            hands.append([room])
    return hands[turn(settings.root) % len(hands)]


def _cost(room: Room) -> int:
    return room.tests + COMING_AND_GOING


def turn(root: Path) -> int:
    """A number that the state of the code fixes: its commit's; without git, the day's."""
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(done.stdout.strip(), 16)
    except (OSError, subprocess.CalledProcessError):
        return datetime.date.today().toordinal()  # noqa: DTZ011 (any day will do)


def _depends(folder: Path) -> list[str]:
    manifest = ast.literal_eval((folder / "__manifest__.py").read_text(encoding="utf-8"))
    return manifest.get("depends", [])


def least(odoo: Path, modules: set[str]) -> tuple[str, ...]:
    """The modules of stock without those that others of them bring: fewer databases."""
    depends: dict[str, list[str]] = {}

    def learn(name: str) -> None:
        if name in depends:
            return
        places = [place / name for place in (odoo / "odoo" / "addons", odoo / "addons")]
        folder = next((one for one in places if (one / "__manifest__.py").is_file()), None)
        depends[name] = _depends(folder) if folder else []
        for need in depends[name]:
            learn(need)

    for name in modules:
        learn(name)
    brought = {need for name in modules for need in _closure(name, depends)[:-1]}
    return tuple(sorted(modules - brought))


def _closure(name: str, depends: dict[str, list[str]]) -> list[str]:
    """The add-ons that one needs, each after those it needs, itself the last."""
    found: list[str] = []
    for need in depends[name]:
        if need in depends:
            found += [one for one in _closure(need, depends) if one not in found]
    return [*found, name]


def _tests(folder: Path) -> int:
    files = (folder / "tests").glob("test_*.py")
    return sum(path.read_text(encoding="utf-8").count("def test_") for path in files)
