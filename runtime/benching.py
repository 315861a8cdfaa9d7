# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./ap bench`: what is measured, where, and the file that `--json` asks for."""

import json
import subprocess
from argparse import Namespace
from pathlib import Path

from .database import Databases
from .manual import MEASURES
from .say import Missing
from .stack import Stack

DATABASE = "ap_bench"
USUAL = ("1000", "10000")
# Parts of the measures that need no Odoo, as scripts of tests/bench.
PLAIN = {
    "matching": ("matching.py",),
    "bank": ("bank_matching.py",),
    "capture": ("capture.py",),
}


def main(options: Namespace) -> int:
    """Measure what is named, or all; an exit status other than 0 names what broke."""
    chosen, sizes = read(options.words, options.size)
    kept = Path(options.json).resolve() if options.json else None
    if kept and not kept.parent.is_dir():
        raise Missing(f"There is no folder {kept.parent} for the measures.")
    in_odoo = [name for name in chosen if name != "capture"]
    stack = Stack.ensure(cluster_too=bool(in_odoo))
    notes = stack.settings.run / "bench.notes"
    notes.unlink(missing_ok=True)
    environment = {**stack.environment, "AP_BENCH_NOTES": str(notes)}
    scenes = stack.settings.root / "tests" / "bench"
    codes = [
        subprocess.run([stack.python, "-W", "ignore", scenes / name], env=environment).returncode
        for measure in chosen
        for name in PLAIN.get(measure, ())
    ]
    if in_odoo:
        environment |= {
            "AP_BENCH_ONLY": " ".join(in_odoo),
            "AP_BENCH_SIZES": " ".join(sizes or USUAL),
            "AP_BENCH_ASKED": " ".join(sizes),
        }
        codes.append(_in_odoo(stack, environment))
    if kept:
        rows = notes.read_text().splitlines() if notes.exists() else []
        measures = {"measures": [json.loads(row) for row in rows]}
        kept.write_text(json.dumps(measures, indent=1) + "\n")
    return max(codes)


def read(words: list[str], size: str) -> tuple[list[str], list[str]]:
    """(what is measured, the numbers of lines that were asked for) of the words.

    >>> read(["month", "1000", "20000"], "")
    (['month'], ['1000', '20000'])
    >>> read(["bank"], "5000")
    (['bank'], ['5000'])
    """
    chosen = [word for word in words if not word.isdigit()]
    sizes = [word for word in words if word.isdigit()]
    unknown = [word for word in chosen if word not in MEASURES]
    if unknown:
        raise Missing(
            f"`./ap bench` does not know {unknown[0]!r}: choose among {', '.join(MEASURES)}."
        )
    if size and (sizes or not size.isdigit()):
        raise Missing("`./ap bench` takes one number after `--size`, or numbers without it.")
    sizes = sorted({*sizes, *([size] if size else [])}, key=int)
    if sizes and int(sizes[0]) < 1:
        raise Missing("`./ap bench` measures 1 line or more.")
    return chosen or [*MEASURES], sizes


def _in_odoo(stack: Stack, environment: dict) -> int:
    """Feed the measures to Odoo's shell, on a database of their own."""
    databases = Databases(stack)
    databases.clone(databases.template(), DATABASE)
    command = stack.odoo_command(
        "shell", "-d", DATABASE, "--no-http", "--log-level=error",
        "--shell-interface=python",
    )
    source = (stack.settings.root / "tests" / "bench" / "main.py").read_text()
    try:
        done = subprocess.run(
            command, input=source, text=True, env=environment, cwd=stack.settings.root
        )
    finally:
        databases.drop(DATABASE)
    return done.returncode
