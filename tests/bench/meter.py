# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a work costs, how it is printed, and how `--json` gets it.

Seconds are CPU seconds of this process and of its database backend: the same on a quiet
machine and on one that others use as well. Where the backend runs elsewhere they are those
of the clock.
"""

import gc
import json
import os
import time
from typing import NamedTuple


class Spent(NamedTuple):
    """What one work took; `peak_mib` is the most that this process held during it."""

    seconds: float
    queries: int | None
    peak_mib: float


def measured(env, work):
    """(what it took, what it gave) of a work, with all that it writes; `env` None: plain
    Python, no database."""
    gc.collect()
    _reset_peak()
    queries = env.cr.sql_log_count if env else None
    begin = _seconds(env)
    result = work()
    if env:
        env.flush_all()
        queries = env.cr.sql_log_count - queries
    return Spent(_seconds(env) - begin, queries, _peak()), result


def note(name, size, spent, against=None, floor=None, ratio=None):
    """Print and keep one measure. `against` names the yardstick, `floor` is what that took
    (seconds or Spent); `ratio` is given where it is not their quotient."""
    floor = getattr(floor, "seconds", floor)
    if ratio is None and floor is not None:
        ratio = spent.seconds / max(floor, 1e-9)
    queries = "" if spent.queries is None else f"{spent.queries:>8,} queries"
    beside = ""
    if against:
        told = "" if floor is None else f" {floor:.2f} s"
        beside = f"   {against}{told}: {ratio:.2f}"
    print(
        f"   {name:<24}{size:>9,} {spent.seconds:9.2f} s {queries} "
        f"{spent.peak_mib:8,.0f} MiB{beside}",
        flush=True,
    )
    keep = os.environ.get("AP_BENCH_NOTES")
    if keep:
        row = {
            "name": name, "size": size, "seconds": round(spent.seconds, 4),
            "against": against, "ratio": None if ratio is None else round(ratio, 3),
            "queries": spent.queries, "peak_mib": round(spent.peak_mib, 1),
        }  # fmt: skip
        with open(keep, "a", encoding="utf-8") as rows:
            rows.write(json.dumps(row) + "\n")


def alone(env) -> None:
    """Let the backend use no helpers: their seconds would not be seen."""
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    env.cr.commit()


def _seconds(env) -> float:
    if env is None:
        return time.process_time()
    own = _of_backend(env.cr._cnx.info.backend_pid)
    return time.perf_counter() if own is None else own + time.process_time()


def _of_backend(pid) -> float | None:
    """CPU seconds of the backend; None where it is not on this machine."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as place:
            name, rest = place.read().rsplit(")", 1)
    except OSError:
        return None
    if "(postgres" not in name:
        return None
    fields = rest.split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _reset_peak() -> None:
    with open("/proc/self/clear_refs", "w", encoding="utf-8") as place:
        place.write("5")


def _peak() -> float:
    with open("/proc/self/status", encoding="utf-8") as lines:
        [line] = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024
