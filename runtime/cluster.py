# SPDX-License-Identifier: AGPL-3.0-or-later
"""A private PostgreSQL cluster on a UNIX socket, never run by root."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from .lock import alone
from .say import Missing, run, say, step
from .settings import Settings
from .system import bindir

PORT = "5433"
USER = "odoo"
SILENT = 2
# Data here can be made again: durability is traded for speed.
TUNING = """
listen_addresses = ''
unix_socket_permissions = 0700
port = {port}
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 384MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
max_connections = 100
jit = off
random_page_cost = 1.1
log_min_messages = warning
"""


def ensure(settings: Settings) -> dict[str, str]:
    """PG* variables of a server that answers: the one PGHOST names, else ours."""
    if os.environ.get("PGHOST"):
        return {key: value for key, value in os.environ.items() if key.startswith("PG")}
    home, socket = settings.run / "postgres", settings.socket_dir
    account = _account()
    with alone(settings.run, "postgres"):
        if not (home / "data" / "PG_VERSION").exists():
            with step("Making a private PostgreSQL cluster (once)"):
                _create(_bindir(), home, socket, account)
        if _ready(_bindir(), socket):
            _own(socket, account)  # a folder below /tmp goes with the machine
            _start(_bindir(), home, account)
            say(f"PostgreSQL started on the socket {socket}")
    return {"PGHOST": str(socket), "PGPORT": PORT, "PGUSER": USER}


def stop(settings: Settings) -> bool:
    """Stop our cluster; True when it ran. A server named by PGHOST is left alone."""
    home = settings.run / "postgres"
    if os.environ.get("PGHOST") or not (home / "data" / "postmaster.pid").exists():
        return False
    if _ready(_bindir(), settings.socket_dir) == SILENT:
        return False  # the machine stopped: that number may be another process's now
    command = [_bindir() / "pg_ctl", "-D", home / "data", "-m", "fast", "-w", "stop"]
    run(command, cwd="/", **_as(_account()))
    return True


def _bindir() -> Path:
    found = bindir()
    if found is None:
        raise Missing(
            "PostgreSQL is not installed: type `sudo apt-get install postgresql`, "
            "or set PGHOST to a server."
        )
    return found


def _account() -> pwd.struct_passwd | None:
    """Who runs the cluster: nobody special, or an unprivileged user for root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing("There is no unprivileged user to run PostgreSQL: run as one.")


def _as(account: pwd.struct_passwd | None) -> dict:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _own(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make a folder that only the one who runs the cluster may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _create(
    bindir: Path, home: Path, socket: Path, account: pwd.struct_passwd | None
) -> None:
    shutil.rmtree(home, ignore_errors=True)
    for folder in (home, socket):
        _own(folder, account)
    making = home / "making"
    command = [bindir / "initdb", "-D", making, "-U", USER, "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C", "--no-sync"]
    run(command, cwd="/", **_as(account))
    with open(making / "postgresql.conf", "a") as configuration:
        configuration.write(TUNING.format(port=PORT))
        configuration.write(f"unix_socket_directories = '{socket}'\n")
    making.rename(home / "data")  # last: an interrupted start begins again


def _start(bindir: Path, home: Path, account: pwd.struct_passwd | None) -> None:
    log = home / "server.log"
    command = [bindir / "pg_ctl", "-D", home / "data", "-l", log, "-w", "-t", "60"]
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    run([*command, "start"], cwd="/", env={**environment, "LC_ALL": "C"},
        log=_log_of_pg_ctl(home), **_as(account))


def _log_of_pg_ctl(home: Path) -> Path:
    """Where pg_ctl itself writes (a pipe would stay open with the server)."""
    log = home.parent / "pg_ctl.log"
    log.touch()
    return log


def _ready(bindir: Path, socket: Path) -> int:
    """What `pg_isready` found: 0 it answers, 1 it refuses, `SILENT` nothing is there."""
    command = [str(bindir / "pg_isready"), "-q", "-h", str(socket), "-p", PORT]
    return subprocess.run(command, check=False).returncode
