# SPDX-License-Identifier: AGPL-3.0-or-later
"""Odoo's own post-install tests, with all of ours installed: what fails is explained."""

import csv
import os
import re
import subprocess
from pathlib import Path

from .database import Databases
from .say import say
from .testing import Outcome, conf_with_port, free_port

MODULES = ("analytic", "purchase", "account")
EXPLAINED = Path("tests") / "stock" / "expected_failures.csv"
BROKEN = re.compile(r" (?:FAIL|ERROR): (?:Subtest )?(\w+\.\w+|setUpClass \([\w.]+\))")
# A test that asks for what this machine has not, up to the next line of the log.
LACKING = re.compile(
    r" ERROR: (\w+\.\w+)(?:(?!\n\d{4}-\d\d-\d\d )[\s\S])*?"
    r"(?:Unable to find Wkhtmltopdf|was removed in PyPDF2)"
)
RUN = re.compile(r"Starting (\w+\.\w+) \.\.\.")
SKIPPED = re.compile(r" skipped (\w+\.\w+)", re.IGNORECASE)


def run(stack, modules) -> Outcome:
    """Run the tests of those modules of Odoo (or MODULE:CLASS) on a clone; a failure that
    `tests/stock/expected_failures.csv` does not explain is one, and so is an explained
    test that passes."""
    log = stack.settings.run / "odoo-stock-tests.log"
    databases, port = Databases(stack), free_port()
    name, conf = f"ap_stock_{os.getpid()}", conf_with_port(stack, port)
    databases.clone(databases.template(), name)
    stack.odoo_run(name, "-i", "account_payment", "--skip-auto-install")  # some tests use it
    # The others are for a database where nothing above their module is installed yet.
    tags = ",".join([*(f"/{module}" for module in modules), "-at_install"])
    command = stack.odoo_command(
        "server", "-d", name, "--stop-after-init", "--max-cron-threads=0",
        f"--http-port={port}", "--test-enable", f"--test-tags={tags}",
    )  # fmt: skip
    say(f"Odoo's own tests of {', '.join(modules)} (tens of minutes; log: {log})")
    try:
        with open(log, "wb") as sink:
            subprocess.run(command, env=stack.environment, stdout=sink, stderr=sink, check=False)
    finally:
        databases.drop(name)
        conf.unlink(missing_ok=True)
    explained = {row["test"]: row["why"] for row in _rows(stack.settings.root, modules)}
    return judged(log.read_text(errors="replace"), explained)


def judged(text: str, explained: dict[str, str]) -> Outcome:
    """The outcome of a log: (exit status, passed, failed, skipped); prints each failure.

    >>> judged("x: Starting TestA.test_b ...\\nx: FAIL: TestA.test_b", {"TestA.test_b": "why"})
    TestA.test_b fails as explained: why
    (0, 0, 0, 0)
    >>> judged("x: Starting TestA.test_b ...", {"TestA.test_b": "why"})
    TestA.test_b passes: take it out of tests/stock/expected_failures.csv
    (1, 0, 1, 0)
    >>> judged("x: Starting TestA.test_b ...\\nx: ERROR: setUpClass (a.TestC)", {})
    setUpClass (a.TestC) FAILS
    (1, 1, 1, 0)
    >>> judged("x: Starting A.b ...\\nx ERROR: A.b\\nUnable to find Wkhtmltopdf\\n2026-01-01 ", {})
    A.b cannot run here: it wants wkhtmltopdf, or an older PyPDF2
    (0, 0, 0, 1)
    """
    ran, broken = set(RUN.findall(text)), set(BROKEN.findall(text))
    lacking = set(LACKING.findall(text))
    for test in sorted(lacking):
        print(f"{test} cannot run here: it wants wkhtmltopdf, or an older PyPDF2")
    broken -= lacking
    skipped = (set(SKIPPED.findall(text)) | lacking) & ran
    for test in sorted(broken & set(explained)):
        print(f"{test} fails as explained: {explained[test]}")
    surprises = sorted(broken - set(explained))
    for test in surprises:
        print(f"{test} FAILS")
    mended = sorted((ran & set(explained)) - broken)
    for test in mended:
        print(f"{test} passes: take it out of {EXPLAINED}")
    failed = len(surprises) + len(mended)
    passed = len(ran - broken - skipped - set(mended))
    return int(bool(failed) or not ran), passed, failed, len(skipped)


def _rows(root: Path, modules) -> list[dict]:
    wanted = {module.partition(":")[0] for module in modules}
    with open(root / EXPLAINED, encoding="utf-8", newline="") as source:
        return [row for row in csv.DictReader(source) if row["module"] in wanted]
