# SPDX-License-Identifier: AGPL-3.0-or-later
"""Progress for a person, and processes that fail with a readable reason."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path


class Missing(Exception):
    """A prerequisite is absent: one sentence that names it and its remedy."""


def say(text: str) -> None:
    print(f"ap: {text}", flush=True)


@contextmanager
def step(text: str):
    """Say what begins, then how long it took."""
    say(f"{text} …")
    begin = time.monotonic()
    yield
    say(f"{text}: done in {time.monotonic() - begin:.0f} s")


def run(command: Sequence, log: Path | None = None, **options) -> None:
    """Run a command; on failure show the end of what it printed and stop."""
    command = [str(word) for word in command]
    if log is None:
        done = subprocess.run(command, capture_output=True, text=True, **options)
        output = (done.stdout or "") + (done.stderr or "")
    else:
        with open(log, "ab") as sink:
            done = subprocess.run(command, stdout=sink, stderr=sink, **options)
        output = log.read_text(errors="replace") if done.returncode else ""
    if done.returncode:
        tail = "\n".join(output.splitlines()[-40:])
        print(tail, file=sys.stderr)
        raise Missing(
            f"`{' '.join(command[:4])} …` failed with status {done.returncode}; "
            "the end of its output is above."
        )
