# SPDX-License-Identifier: AGPL-3.0-or-later
"""An add-on alone: its tests where nothing else is installed, and its coming and going
beside posted entries."""

import csv
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .database import Databases
from .rooms import Room
from .say import Missing, say
from .stack import Stack
from .testing import OF_ADDONS, Outcome, conf_with_port, free_port, run_pytest

PLACE = Path("tests") / "alone"
LIFECYCLE = "lifecycle"
MANY_TESTS = 100  # an add-on with fewer is one share: each share loads Odoo first


def run_tests(
    stack: Stack, room: Room, files: Sequence[str], options: Sequence[str]
) -> Outcome:
    """Run those files of an add-on's tests on a database of its own."""
    databases = Databases(stack)
    template = databases.room(room)
    port = free_port()
    name = f"ap_alone_{os.getpid()}_{port}"
    databases.clone(template, name)
    conf = conf_with_port(stack, port)
    environment = {
        "ODOO_RC": str(conf),
        "PGDATABASE": name,
        "AP_ALONE": room.name,
    }
    if not options and not any("::" in file for file in files):
        environment["AP_ALONE_WHOLE_FILES"] = "1"
    words = [*OF_ADDONS, "-p", "runtime.expected_failures", "--odoo-http", *options]
    words += [f"addons/{file}" for file in files]
    try:
        return run_pytest(stack, words, environment, f"{room.name} alone")
    finally:
        databases.drop(name)
        conf.unlink(missing_ok=True)


def shares(stack: Stack, room: Room, most: int) -> list[list[str]]:
    """The files of an add-on's tests, in `most` shares of about as many tests each (one
    for a small add-on), to be run side by side."""
    folder = stack.settings.addons / room.name / "tests"
    weights = {
        f"{room.name}/tests/{path.name}": path.read_text(encoding="utf-8").count("def test_")
        for path in folder.glob("test_*.py")
    }
    dealt: list[list[str]] = [[] for _ in range(most if room.tests >= MANY_TESTS else 1)]
    for file in sorted(weights, key=lambda file: (-weights[file], file)):
        min(dealt, key=lambda share: sum(weights[one] for one in share)).append(file)
    return [sorted(share) for share in dealt if share]


def lifecycle(stack: Stack, room: Room) -> Outcome:
    """Install, update and uninstall an add-on in a company that has posted entries.

    They stay as they are at each step, to the cent and to the match; what was posted
    while it was there stays too. Then it is installed once more.
    """
    databases = Databases(stack)
    name = f"ap_cycle_{os.getpid()}_{free_port()}"
    databases.clone(databases.without(room), name)
    expected = _expected(stack.settings.root, room.name)
    _log(stack, room).unlink(missing_ok=True)
    try:
        problem = _walk(stack, name, room)
    finally:
        databases.drop(name)
        _ledger_file(stack, name).unlink(missing_ok=True)
        (stack.settings.run / f"odoo-{name}.log").unlink(missing_ok=True)
    if problem and expected:
        say(f"{room.name}: fails alone as listed ({expected}): {problem}")
    elif problem:
        say(f"{room.name} cannot come and go: {problem} (log: {_log(stack, room)})")
    elif expected:
        say(f"{room.name} comes and goes: take it out of {PLACE}/expected_failures.csv.")
    else:
        say(f"{room.name}: installed, updated, uninstalled; the ledger is whole.")
    good = bool(problem) == bool(expected)
    return (0, 1, 0, 0) if good else (1, 0, 1, 0)


def _walk(stack: Stack, database: str, room: Room) -> str:
    """What went wrong, in one line; nothing when all went well."""
    steps = [
        ("company", None),
        ("look", ("-i", ",".join(room.own))),
        ("look", ("-u", room.name)),
        ("use", None),
        ("uninstall", None),
        ("after", None),
        ("again", ("-i", room.name)),
    ]
    for name, words in steps:
        try:
            if words:
                stack.odoo_run(database, *words, "--skip-auto-install", "--without-demo")
        except Missing as refusal:
            return f"{' '.join(words)}: {refusal}"
        wrong = errors_of(stack, database) if words else []
        if wrong:
            return f"{' '.join(words)}: {wrong[0]}"
        done = _script(stack, database, room, name)
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            return f"{name}: {lines[-1] if lines else 'no reason given'}"
    return ""


def errors_of(stack: Stack, database: str) -> list[str]:
    """Lines of the server's log that it should not have written."""
    log = stack.settings.run / f"odoo-{database}.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if re.search(r" \d+ (ERROR|CRITICAL) ", line)]


def _script(stack, database, room, name) -> subprocess.CompletedProcess:
    folder = stack.settings.root / PLACE
    command = stack.odoo_command(
        "shell", "-d", database, "--no-http", "--log-level=error",
        "--shell-interface=python",
    )
    environment = {
        **stack.environment,
        "AP_ALONE": room.name,
        "AP_LEDGER": str(_ledger_file(stack, database)),
        "PYTHONPATH": str(folder),
    }
    source = f"import lifecycle\nlifecycle.{name}(env)\n"
    done = subprocess.run(
        command, input=source, env=environment, capture_output=True, text=True,
        cwd=stack.settings.root,
    )
    with open(_log(stack, room), "a", encoding="utf-8") as log:
        log.write(f"== {name} of {room.name}\n{done.stdout}{done.stderr}\n")
    return done


def _log(stack: Stack, room: Room) -> Path:
    return stack.settings.run / f"alone-{room.name}.log"


def _ledger_file(stack: Stack, database: str) -> Path:
    return stack.settings.run / f"{database}.json"


def _expected(root: Path, room: str) -> str:
    """Why an add-on is known to fail its coming and going; nothing when it is not."""
    return next(
        (row["why"] for row in rows(root) if (row["room"], row["test"]) == (room, LIFECYCLE)),
        "",
    )


def rows(root: Path) -> list[dict[str, str]]:
    """The listed failures: room, test (the end of its name, or `lifecycle`), why."""
    with open(root / PLACE / "expected_failures.csv", encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    if not all(re.fullmatch(r"\w+", row["room"]) and row["why"] for row in found):
        raise Missing(f"{PLACE}/expected_failures.csv: each row has a room and a reason.")
    return found
