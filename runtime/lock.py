# SPDX-License-Identifier: AGPL-3.0-or-later
"""One at a time: what two `./ap` would make at once, one makes and the other finds."""

import fcntl
from contextlib import contextmanager
from pathlib import Path

from .say import say


@contextmanager
def alone(folder: Path, name: str):
    """Hold the lock of that name in a folder; the system frees it with the process."""
    place = folder / "locks" / f"{name}.lock"
    place.parent.mkdir(exist_ok=True)
    with open(place, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another ./ap is at work on the same ({name}); waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
