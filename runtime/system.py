# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the machine itself must bring: named in one command, installed only on `--yes`."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .say import Missing, run, step
from .settings import Settings

BROWSERS = ("chromium", "google-chrome", "chromium-browser")
ELSEWHERE = """\
`ap` runs on Linux (Debian-like; WSL 2 counts). On macOS, Windows and others use the \
container: `docker compose up` (docs/install.md)."""


def refuse_elsewhere(platform: str = sys.platform) -> None:
    """Refuse another system than Linux: processes are known by /proc, Odoo by its
    Debian package, limits of memory by those of Linux."""
    if platform != "linux":
        raise Missing(ELSEWHERE)


def bindir() -> Path | None:
    """The folder of `initdb` and its like, of the newest PostgreSQL; None without one."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[4]) if path.parts[4].isdigit() else 0,
    )
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def _has_venv() -> bool:
    made = Settings.of_checkout().cache.glob("python-*/ready")
    return bool(importlib.util.find_spec("ensurepip")) or any(made)


def _has_server() -> bool:
    return bool(shutil.which("psql")) if os.environ.get("PGHOST") else bool(bindir())


def _has_browser() -> bool:
    return any(map(shutil.which, BROWSERS))


# What commands ask for by name: is it there, and the package that brings it.
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "venv": (_has_venv, "python3-venv"),
    "server": (_has_server, "postgresql"),
    "browser": (_has_browser, "chromium"),
}


def prepare(needs: tuple[str, ...], yes: bool) -> None:
    """See that the machine has what is needed; install it with `yes`, as root, by apt.

    Refused otherwise with the one command that installs all of what is missing.
    """
    packages = [NEEDS[need][1] for need in needs if not NEEDS[need][0]()]
    if not packages:
        return
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Missing(f"Install with your system's own packages: {names}.")
    if os.geteuid():
        raise Missing(f"First type `sudo apt-get install -y {names}`.")
    if not yes:
        raise Missing(
            f"First type `apt-get install -y {names}`, or the same `./ap` command with "
            "`--yes`, which does it."
        )
    with step(f"Installing {names}"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        patient = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=600"]
        subprocess.run([*patient, "update"], env=quiet, capture_output=True, check=False)
        run([*patient, "install", "-y", *packages], env=quiet)
