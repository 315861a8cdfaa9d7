# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./ap test`: pure tests, add-on tests on a clone, then real clients."""

import os
import re
import shutil
import subprocess
import sys

from .database import Databases
from .say import Missing, run, say, step
from .stack import Stack


def main(words: tuple[str, ...], ci: bool) -> int:
    """Run the named stages (all without a name); 0 only when tests ran and passed."""
    stages = {"unit": unit, "addons": addons, "e2e": e2e}
    if words and words[0] not in stages:
        raise Missing(f"Unknown tests {words[0]!r}: choose among {', '.join(stages)}.")
    stack = Stack.ensure()
    chosen = [words[0]] if words else list(stages)
    outcomes = [stages[name](stack, words[1:]) for name in chosen]
    passed = sum(outcome[1] for outcome in outcomes)
    failed = sum(outcome[2] for outcome in outcomes)
    skipped = sum(outcome[3] for outcome in outcomes)
    broken = any(outcome[0] for outcome in outcomes)
    if broken and not failed:
        failed = 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    if not passed:
        say("no test was executed: that is a failure.")
        return 1
    return 1 if broken else 0


def unit(stack: Stack, words: tuple[str, ...]) -> tuple[int, int, int, int]:
    """Pure rules: seconds, no Odoo, no database."""
    words = words or ("tests/unit", *_pure_folders(stack))
    return _pytest(stack, ["-c", "pyproject.toml", "-p", "no:odoo", *words], {})


def addons(stack: Stack, words: tuple[str, ...]) -> tuple[int, int, int, int]:
    """Models and screens, on a clone of the template."""
    _ensure_browser()
    databases = Databases(stack)
    name = f"ap_test_{os.getpid()}"
    databases.clone(databases.template(), name)
    modules = [word for word in words if not word.startswith("-")]
    options = [word for word in words if word.startswith("-")]
    folders = [
        f"addons/{module}"
        for module in modules or stack.settings.own_modules
        if (stack.settings.addons / module.split("/")[0] / "tests").is_dir()
    ]
    environment = {"ODOO_RC": str(stack.conf), "PGDATABASE": name}
    words = ["-c", "pytest-odoo.ini", "--odoo-http", *options, *folders]
    try:
        return _pytest(stack, words, environment)
    finally:
        databases.drop(name)


def e2e(stack: Stack, words: tuple[str, ...]) -> tuple[int, int, int, int]:
    """A real server, real clients, real processes that are killed."""
    databases = Databases(stack)
    environment = {
        "AP_TEMPLATE": databases.template(),
        "AP_CONF": str(stack.conf),
        "AP_PYTHON": str(stack.python),
    }
    words = words or ("tests/e2e",)
    return _pytest(stack, ["-c", "pyproject.toml", "-p", "no:odoo", *words], environment)


def _pytest(stack: Stack, words: list[str], environment: dict) -> tuple[int, int, int, int]:
    command = [str(stack.python), "-m", "pytest", *words]
    process = subprocess.Popen(
        command, cwd=stack.settings.root, env={**stack.environment, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    last = ""
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        last = line if re.search(r"\bin [\d.]+s", line) else last
    code = process.wait()
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}
    failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    return code, counts.get("passed", 0), failed, counts.get("skipped", 0)


def _pure_folders(stack: Stack) -> list[str]:
    # A room's rules that import a lower room's run their doctests with that room's
    # tests: outside Odoo they cannot be imported.
    found = []
    for pattern in ("*/arithmetic", "l10n_*/rules", "*/formats"):
        for path in sorted(stack.settings.addons.glob(pattern)):
            found.append(str(path.relative_to(stack.settings.root)))
    return found


def _ensure_browser() -> None:
    """Tours need Chromium: installed by root, else named in one sentence."""
    if any(map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))):
        return
    if os.geteuid() or not shutil.which("apt-get"):
        raise Missing(
            "The browser tests need Chromium: type `sudo apt-get install chromium`."
        )
    with step("Installing Chromium for the browser tests"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-q"], env=quiet)
        run(["apt-get", "install", "-q", "-y", "chromium"], env=quiet)
