# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of pytest: on clones of databases, with a server each, their lines labelled."""

import os
import re
import socket
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

from .database import Databases
from .stack import Stack

# The server of the tests begins no runner of `queue_job`: it would take their jobs.
NO_RUNNER = {"ODOO_QUEUE_JOB_CHANNELS": "root:0"}
Outcome = tuple[int, int, int, int]  # exit status, passed, failed, skipped
# How tests of add-ons are run: by Odoo, with one company for all, and warm caches.
OF_ADDONS = (
    "-c", "pytest-odoo.ini", "-p", "runtime.company_of_tests", "-p", "runtime.kept_caches",
)  # fmt: skip


def addons_on_clone(stack, modules, options, label) -> Outcome:
    """Tests of those add-ons (or files of theirs) beside all the others."""
    databases = Databases(stack)
    port = free_port()
    name = f"ap_test_{os.getpid()}_{port}"
    databases.clone(databases.template(), name)
    folders = [
        f"addons/{module}"
        for module in modules
        if (stack.settings.addons / module.split("/")[0] / "tests").is_dir()
    ]
    conf = conf_with_port(stack, port)
    environment = {"ODOO_RC": str(conf), "PGDATABASE": name}
    words = [*OF_ADDONS, "--odoo-http", *options, *folders]
    try:
        return run_pytest(stack, words, environment, label)
    finally:
        databases.drop(name)
        conf.unlink(missing_ok=True)


def rooms_on_clone(stack, words, label) -> Outcome:
    """Installed into a clone by a configuration of its own: users never see them."""
    folder = stack.settings.root / "tests" / "addons"
    modules = sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))
    databases = Databases(stack)
    port = free_port()
    name, conf = f"ap_rooms_{os.getpid()}_{port}", conf_with_port(stack, port, folder)
    databases.clone(databases.template(), name)
    environment = {"ODOO_RC": str(conf), "PGDATABASE": name}
    if not any(word.startswith("tests/") for word in words):
        words = [*words, *(f"tests/addons/{module}" for module in modules)]
    try:
        install = ("-i", ",".join(modules), "--skip-auto-install")
        stack.odoo_run(name, "-c", str(conf), *install)
        return run_pytest(stack, ["-c", "pytest-odoo.ini", *words], environment, label)
    finally:
        databases.drop(name)
        conf.unlink(missing_ok=True)


def e2e(stack, words, label) -> Outcome:
    """Tests that start servers and clients of their own."""
    environment = {
        "AP_TEMPLATE": Databases(stack).template(),
        "AP_CONF": str(stack.conf),
        "AP_PYTHON": str(stack.python),
    }
    if not any(word.startswith("tests/") for word in words):
        words = [*words, "tests/e2e"]
    options = ["-c", "pyproject.toml", "-p", "no:odoo", "-v", *words]
    return run_pytest(stack, options, environment, label)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def conf_with_port(stack: Stack, port: int, *folders: Path) -> Path:
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


def run_pytest(stack: Stack, words: list[str], environment: dict, label="") -> Outcome:
    """Run pytest, its lines shown as they come, with the label of their run."""
    command = [str(stack.python), "-m", "pytest", *words]
    process = subprocess.Popen(
        command, cwd=stack.settings.root,
        env={**stack.environment, **NO_RUNNER, **environment},
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
