# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./ap test`: pure tests, then add-on tests on clones beside real clients."""

from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from . import alone, rooms, stock_tests, system, testing, upgrades
from .database import Databases
from .say import Missing, say
from .stack import Stack
from .testing import Outcome

AT_ONCE = 2  # runs side by side: each keeps about one core busy
FEW_TESTS = 60  # an add-on with less is no share of its own: each loads Odoo first
# Few, but tours, and each door for each role: how many others take as long as one.
LONG_TESTS = {"ap_demo": 20, "ap_desk": 2}
MANY_TESTS = 200  # an add-on with more is several shares, so that none ends long after the rest
A_HAND = 120  # tests that a run also takes alone, some minutes beside the rest
WITHOUT_BROWSER = {"unit": ("venv",), "rooms": ("venv", "server"), "e2e": ("venv", "server"),
                   "lifecycle": ("venv", "server"), "upgrade": ("venv", "server")}  # fmt: skip


def main(options: Namespace) -> int:
    """Run the named stage (all without a name); 0 only when tests ran and passed."""
    name, *options.names = options.words or [""]
    _check_flags(name, options)
    system.prepare(WITHOUT_BROWSER.get(name, ("venv", "server", "browser")), options.yes)
    stack = Stack.ensure(cluster_too=name != "unit")
    outcomes = STAGES[name](stack, options)
    passed, failed, skipped = (sum(column) for column in list(zip(*outcomes, strict=True))[1:])
    broken = any(outcome[0] for outcome in outcomes)
    if broken and not failed:
        failed = 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    if not passed + failed:
        say("no test was executed: that is a failure.")
    return 1 if broken or not passed else 0


def _check_flags(name: str, options: Namespace) -> None:
    """Refuse flags and words where they would do nothing."""
    if options.all and name != "rooms-alone":
        raise Missing("`--all` belongs to `./ap test rooms-alone`.")
    if options.together and not (name == "addons" and options.names):
        raise Missing("`--together` belongs to `./ap test addons NAME…`.")
    if options.rest and name in ("", "lifecycle", "rooms-alone", "stock", "upgrade"):
        raise Missing("Options of pytest belong to one stage: unit, addons, rooms or e2e.")


def everything(stack: Stack, options: Namespace) -> list[Outcome]:
    """Pure rules while the databases are made, then all that needs one."""
    with ThreadPoolExecutor(1) as beside:
        pure = beside.submit(unit, stack, options, "unit")
        return [*with_odoo(stack), *pure.result()]


def unit(stack: Stack, options: Namespace, label: str = "") -> list[Outcome]:
    """Pure rules: seconds, no Odoo, no database."""
    words = options.names or ["tests/unit", *_pure_files(stack)]
    plain = ["-c", "pyproject.toml", "-p", "no:odoo", *options.rest, *words]
    return [testing.run_pytest(stack, plain, {}, label)]


def with_odoo(stack: Stack) -> list[Outcome]:
    """Add-ons and real clients side by side: two at a time, the longest first."""
    Databases(stack).template()
    first, *others = (
        partial(testing.addons_on_clone, stack, modules, [], label)
        for label, modules in _shares(stack)
    )
    hand = rooms.of_the_rota(stack.settings, A_HAND)
    say(f"the rota takes alone: {', '.join(room.name for room in hand)}.")
    real_clients = partial(testing.e2e, stack, [], "e2e")
    jobs = [first, real_clients, *_alone_jobs(stack, hand, A_HAND), *others]
    jobs.append(partial(testing.rooms_on_clone, stack, [], "rooms"))
    return _side_by_side(jobs)


def addons(stack: Stack, options: Namespace) -> list[Outcome]:
    """Models and screens: all on one database, or each named one on its own."""
    files = [name.removeprefix("addons/").rstrip("/") for name in options.names]
    for file in files:
        if not (stack.settings.addons / file.partition("::")[0]).exists():
            raise Missing(f"There is no addons/{file}.")
    if options.together or not files:
        return [testing.addons_on_clone(stack, files or stack.settings.own_modules, options.rest, "")]
    by_room: dict[str, list[str]] = {}
    for file in files:
        by_room.setdefault(file.split("/")[0], []).append(file)
    jobs: list[partial] = []
    for room in rooms.named(stack.settings, list(by_room)):
        if by_room[room.name] == [room.name]:
            jobs += _alone_tests(stack, room, options.rest)
        else:
            files = by_room[room.name]
            jobs.append(partial(alone.run_tests, stack, room, files, options.rest))
    return _side_by_side(jobs)


def rooms_alone(stack: Stack, options: Namespace) -> list[Outcome]:
    """Add-ons alone: those that are named, all, or those of the rota."""
    if options.names:
        hand = rooms.named(stack.settings, options.names)
    elif options.all:
        hand = list(rooms.every(stack.settings).values())
    else:
        hand = rooms.of_the_rota(stack.settings, A_HAND)
    return _side_by_side(_alone_jobs(stack, hand))


def lifecycle(stack: Stack, options: Namespace) -> list[Outcome]:
    """Add-ons installed, updated, uninstalled beside posted entries: all or some."""
    names = options.names or list(rooms.every(stack.settings))
    hand = rooms.named(stack.settings, names)
    return _side_by_side([partial(alone.lifecycle, stack, room) for room in hand])


def stock(stack: Stack, options: Namespace) -> list[Outcome]:
    """Odoo's own tests beside ours installed: not part of the whole, they take too long."""
    return [stock_tests.run(stack, options.names or list(stock_tests.MODULES))]


def upgrade(stack: Stack, options: Namespace) -> list[Outcome]:
    """Old versions, by their commits, updated to this one: not part of the whole, for it
    needs the history of the checkout."""
    return [upgrades.run(stack, commit) for commit in options.names or [upgrades.FIRST]]


def extensions(stack: Stack, options: Namespace) -> list[Outcome]:
    """Add-ons of `tests/addons`: they prove that ours can be extended from above."""
    return [testing.rooms_on_clone(stack, [*options.rest, *options.names], "")]


def e2e(stack: Stack, options: Namespace) -> list[Outcome]:
    """A real server, real clients, real processes that are killed."""
    return [testing.e2e(stack, [*options.rest, *options.names], "")]


STAGES = {
    "": everything,
    "unit": unit,
    "addons": addons,
    "rooms": extensions,
    "stock": stock,
    "upgrade": upgrade,
    "e2e": e2e,
    "rooms-alone": rooms_alone,
    "lifecycle": lifecycle,
}


def _alone_jobs(stack: Stack, hand: list[rooms.Room], most: int = 0) -> list[partial]:
    """The tests of these add-ons alone, of a big one about `most` of them (0: all), then
    how they come and go."""
    tests = [job for room in hand for job in _alone_tests(stack, room, [], most)]
    return [*tests, *(partial(alone.lifecycle, stack, room) for room in hand)]


def _alone_tests(stack: Stack, room: rooms.Room, options: list[str], most: int = 0) -> list[partial]:
    parts = 1 if options else AT_ONCE  # `-k x` may leave a share without a test
    if most and room.tests > most:
        shares = alone.shares(stack, room, -(-room.tests // most))
        # other digits than those that chose the hand: each share has its turn
        shares = [shares[rooms.turn(stack.settings.root) // 101 % len(shares)]]
    else:
        shares = alone.shares(stack, room, parts)
    return [partial(alone.run_tests, stack, room, files, options) for files in shares]


def _side_by_side(jobs: list[partial]) -> list[Outcome]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [done.result() for done in [pool.submit(job) for job in jobs]]


def _shares(stack: Stack) -> list[tuple[str, list[str]]]:
    """The tests of all add-ons, what takes longest first: several shares of one with many
    tests; small ones are one share."""
    found = []
    small, few = [], 0
    for room in rooms.every(stack.settings).values():
        weight = room.tests * LONG_TESTS.get(room.name, 1)
        if weight < FEW_TESTS:
            small += [room.name] if weight else []
            few += weight
        elif room.tests <= MANY_TESTS:
            found.append((weight, room.name, [room.name]))
        else:
            parts = alone.shares(stack, room, -(-room.tests // MANY_TESTS))
            found += [
                (weight / len(parts), f"{room.name} {place}", files)
                for place, files in enumerate(parts, 1)
            ]
    found += [(few, "small add-ons", small)] if small else []
    return [tuple(share) for _weight, *share in sorted(found, key=lambda one: -one[0])]


def _pure_files(stack: Stack) -> list[str]:
    # A room's rules that import a lower room's run their doctests with that room's
    # tests: outside Odoo they cannot be imported.
    return [
        str(path.relative_to(stack.settings.root))
        for package in ("arithmetic", "rules", "formats")
        for path in sorted(stack.settings.addons.glob(f"*/{package}/**/*.py"))
        if "odoo.addons" not in path.read_text(encoding="utf-8")
    ]
