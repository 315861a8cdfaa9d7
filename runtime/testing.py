# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./ap test`: pure tests, then add-on tests on clones beside real clients."""

import os
import re
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from configparser import ConfigParser
from functools import partial
from pathlib import Path

from .database import Databases
from .say import Missing, run, say, step
from .stack import Stack

AT_ONCE = 2  # runs side by side: each keeps about one core busy
FEW_TESTS = 60  # an add-on with less is no share of its own: each loads Odoo first


def main(words: tuple[str, ...], ci: bool) -> int:
    """Run the named stage (all without a name); 0 only when tests ran and passed."""
    stages = {"unit": unit, "addons": addons, "rooms": rooms, "e2e": e2e}
    if words and words[0] not in stages:
        raise Missing(f"Unknown tests {words[0]!r}: choose among {', '.join(stages)}.")
    stack = Stack.ensure()
    outcomes = stages[words[0]](stack, words[1:]) if words else everything(stack)
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


Outcome = tuple[int, int, int, int]  # exit status, passed, failed, skipped


def everything(stack: Stack) -> list[Outcome]:
    """Pure rules while the databases are made, then all that needs one."""
    with ThreadPoolExecutor(1) as beside:
        pure = beside.submit(unit, stack, (), "unit")
        return [*with_odoo(stack), *pure.result()]


def unit(stack: Stack, words: tuple[str, ...], label: str = "") -> list[Outcome]:
    """Pure rules: seconds, no Odoo, no database."""
    words = words or ("tests/unit", *_pure_files(stack))
    return [_pytest(stack, ["-c", "pyproject.toml", "-p", "no:odoo", *words], {}, label)]


def with_odoo(stack: Stack) -> list[Outcome]:
    """Add-ons and real clients side by side: two at a time, the longest first."""
    _ensure_browser()
    Databases(stack).template()
    first, *others = (
        partial(_addons_on_clone, stack, modules, (), label)
        for label, modules in _shares(stack)
    )
    real_clients = partial(_e2e, stack, (), "e2e")
    jobs = [first, real_clients, *others, partial(_rooms_on_clone, stack, (), "rooms")]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [done.result() for done in [pool.submit(job) for job in jobs]]


def addons(stack: Stack, words: tuple[str, ...]) -> list[Outcome]:
    """Models and screens, on a clone of the template."""
    _ensure_browser()
    modules = [word for word in words if not word.startswith("-")]
    options = tuple(word for word in words if word.startswith("-"))
    return [_addons_on_clone(stack, modules or stack.settings.own_modules, options, "")]


def rooms(stack: Stack, words: tuple[str, ...]) -> list[Outcome]:
    """Add-ons of `tests/addons`: they prove that ours can be extended from above."""
    return [_rooms_on_clone(stack, words, "")]


def e2e(stack: Stack, words: tuple[str, ...]) -> list[Outcome]:
    """A real server, real clients, real processes that are killed."""
    return [_e2e(stack, words, "")]


def _shares(stack: Stack) -> list[tuple[str, list[str]]]:
    """The add-ons by number of tests, the most first; small ones are one share."""
    weights = {
        module: sum(
            path.read_text().count("def test_")
            for path in (stack.settings.addons / module / "tests").glob("test_*.py")
        )
        for module in stack.settings.own_modules
    }
    big = [module for module in weights if weights[module] >= FEW_TESTS]
    small = [module for module in weights if 0 < weights[module] < FEW_TESTS]
    shares = [(module, [module]) for module in sorted(big, key=weights.get, reverse=True)]
    return [*shares, ("small add-ons", small)] if small else shares


def _addons_on_clone(stack, modules, options, label) -> Outcome:
    databases = Databases(stack)
    port = _free_port()
    name = f"ap_test_{os.getpid()}_{port}"
    databases.clone(databases.template(), name)
    folders = [
        f"addons/{module}"
        for module in modules
        if (stack.settings.addons / module.split("/")[0] / "tests").is_dir()
    ]
    environment = {"ODOO_RC": str(_conf_with_port(stack, port)), "PGDATABASE": name}
    words = ["-c", "pytest-odoo.ini", "-p", "runtime.company_of_tests", "--odoo-http"]
    words += [*options, *folders]
    try:
        return _pytest(stack, words, environment, label)
    finally:
        databases.drop(name)


def _rooms_on_clone(stack, words, label) -> Outcome:
    """Installed into a clone by a configuration of its own: users never see them."""
    folder = stack.settings.root / "tests" / "addons"
    modules = sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))
    databases = Databases(stack)
    port = _free_port()
    name, conf = f"ap_rooms_{os.getpid()}_{port}", _conf_with_port(stack, port, folder)
    databases.clone(databases.template(), name)
    environment = {"ODOO_RC": str(conf), "PGDATABASE": name}
    words = words or tuple(f"tests/addons/{module}" for module in modules)
    try:
        install = ("-i", ",".join(modules), "--skip-auto-install")
        stack.odoo_run(name, "-c", str(conf), *install)
        return _pytest(stack, ["-c", "pytest-odoo.ini", *words], environment, label)
    finally:
        databases.drop(name)


def _e2e(stack, words, label) -> Outcome:
    environment = {
        "AP_TEMPLATE": Databases(stack).template(),
        "AP_CONF": str(stack.conf),
        "AP_PYTHON": str(stack.python),
    }
    words = words or ("tests/e2e",)
    options = ["-c", "pyproject.toml", "-p", "no:odoo", "-v", *words]
    return _pytest(stack, options, environment, label)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _conf_with_port(stack: Stack, port: int, *folders: Path) -> Path:
    """A copy of the configuration, so that two runs have a server each; with more
    folders of add-ons for some."""
    parser = ConfigParser(interpolation=None)
    parser.read(stack.conf)
    options = parser["options"]
    options["http_port"] = str(port)
    options["addons_path"] = ",".join((options["addons_path"], *map(str, folders)))
    target = stack.settings.run / f"odoo-{port}.conf"
    with open(target, "w") as sink:
        parser.write(sink)
    return target


def _pytest(stack: Stack, words: list[str], environment: dict, label="") -> Outcome:
    """Run pytest, its lines shown as they come, with the label of their run."""
    command = [str(stack.python), "-m", "pytest", *words]
    process = subprocess.Popen(
        command, cwd=stack.settings.root, env={**stack.environment, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    last, prefix = "", f"{label}: " if label else ""
    for line in process.stdout:
        sys.stdout.write(prefix + line)
        sys.stdout.flush()
        last = line if re.search(r"\bin [\d.]+s", line) else last
    code = process.wait()
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}
    failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    return code, counts.get("passed", 0), failed, counts.get("skipped", 0)


def _pure_files(stack: Stack) -> list[str]:
    # A room's rules that import a lower room's run their doctests with that room's
    # tests: outside Odoo they cannot be imported.
    return [
        str(path.relative_to(stack.settings.root))
        for package in ("arithmetic", "rules", "formats")
        for path in sorted(stack.settings.addons.glob(f"*/{package}/**/*.py"))
        if "odoo.addons" not in path.read_text(encoding="utf-8")
    ]


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
