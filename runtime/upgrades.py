# SPDX-License-Identifier: AGPL-3.0-or-later
"""An old version's demo company, updated to this one as its users would do it.

The add-ons of the old version are taken from the history of this checkout; they are
installed, their own story makes months of a company and closes one, and then
`-u ap_base`, twice. `tests/upgrade/steps.py` says what must hold after each.
"""

import io
import os
import re
import shutil
import subprocess
import tarfile
from configparser import ConfigParser
from pathlib import Path

from .alone import errors_of
from .database import Databases
from .say import Missing, say, step
from .stack import Stack
from .testing import Outcome

FIRST = "85b6516"  # the first version that closed a month
STORY = ("runtime/shell/demo_build.py", "runtime/shell/demo_close.py")
UPDATE = ("-u", "ap_base")  # every add-on of ours depends on it


def run(stack: Stack, commit: str) -> Outcome:
    """Build that version's demo company, update it, and say what went wrong."""
    databases, name = Databases(stack), f"ap_upgrade_{os.getpid()}"
    folder = stack.settings.run / name
    databases.clone(databases.base(), name)
    try:
        problem = _walk(stack, name, _Version(stack, commit, folder))
    finally:
        databases.drop(name)
        shutil.rmtree(folder, ignore_errors=True)
    if problem:
        say(f"{commit} cannot be updated: {problem} (log: {_log(stack, commit)})")
        return (1, 0, 1, 0)
    say(f"{commit}: its demo company is updated, twice; the ledger is whole.")
    return (0, 1, 0, 0)


class _Version:
    """An old state of this checkout, below a folder of its own."""

    def __init__(self, stack: Stack, commit: str, folder: Path) -> None:
        self.commit = commit
        root = stack.settings.root
        done = subprocess.run(
            ["git", "-C", str(root), "archive", commit, "addons", "runtime/shell"],
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Missing(f"{commit} is not in the history of this checkout: git fetch --unshallow.")
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        self.addons = folder / "addons"
        self.modules = sorted(path.parent.name for path in self.addons.glob("*/__manifest__.py"))
        self.story = [(folder / file).read_text(encoding="utf-8") for file in STORY]
        self.conf = folder / "odoo.conf"
        parser = ConfigParser(interpolation=None)
        parser.read(stack.conf)
        ours = str(stack.settings.addons)
        paths = parser["options"]["addons_path"].split(",")
        parser["options"]["addons_path"] = ",".join(
            str(self.addons) if path == ours else path for path in paths
        )
        with open(self.conf, "w", encoding="utf-8") as sink:
            parser.write(sink)


def _walk(stack: Stack, name: str, old: _Version) -> str:
    """What went wrong, in one line; nothing when all went well."""
    _log(stack, old.commit).unlink(missing_ok=True)
    with_old = ("-c", str(old.conf))
    with step(f"Installing {len(old.modules)} add-ons of {old.commit} and its story"):
        stack.odoo_run(name, *with_old, "-i", ",".join(old.modules), "--skip-auto-install")
        for source in old.story:
            if problem := _script(stack, name, source, old.commit, *with_old):
                return f"its story: {problem}"
        if problem := _script(stack, name, _step("before"), old.commit, *with_old):
            return f"before: {problem}"
    for place in ("first", "second"):
        with step(f"Updating it, the {place} time"):
            stack.odoo_run(name, *UPDATE)
        if wrong := errors_of(stack, name):
            return f"the {place} update: {wrong[0]}"
        if problem := _script(stack, name, _step("after"), old.commit):
            return f"after the {place} update: {problem}"
    if problem := _script(stack, name, _step("onward"), old.commit):
        return f"onward: {problem}"
    return ""


def _step(name: str) -> str:
    return f"import steps\nsteps.{name}(env)\n"


def _script(stack: Stack, database: str, source: str, commit: str, *words: str) -> str:
    """Run Python in Odoo's shell; the last line of its complaint when it fails."""
    command = stack.odoo_command(
        "shell", *words, "-d", database, "--no-http", "--log-level=error",
        "--shell-interface=python",
    )  # fmt: skip
    tests = stack.settings.root / "tests"
    environment = {
        **stack.environment,
        "AP_LEDGER": str(stack.settings.run / database / "ledger.json"),
        "PYTHONPATH": os.pathsep.join(str(tests / name) for name in ("upgrade", "alone")),
    }
    done = subprocess.run(command, input=source, env=environment, capture_output=True, text=True)
    with open(_log(stack, commit), "a", encoding="utf-8") as log:
        log.write(f"== {source[:60]!r}\n{done.stdout}{done.stderr}\n")
    if not done.returncode:
        return ""
    lines = [line for line in done.stderr.splitlines() if re.search(r"\S", line)]
    return lines[-1] if lines else "no reason given"


def _log(stack: Stack, commit: str) -> Path:
    return stack.settings.run / f"upgrade-{commit}.log"
