# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web server: started in the background, stopped by its own process id."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from .say import Missing, say
from .settings import Settings
from .stack import Stack


def start(stack: Stack, database: str) -> None:
    """Start the server on one database and wait until its login page answers."""
    settings = stack.settings
    if _running(settings):
        return
    if _taken(settings.http_port):
        raise Missing(
            f"Port {settings.http_port} is taken by another program: "
            "set AP_PORT to a free one."
        )
    log = settings.run / "server.log"
    command = stack.odoo_command("server", "-d", database, f"--db-filter=^{database}$")
    with open(log, "ab") as sink:
        process = subprocess.Popen(
            command, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL,
            env=stack.environment, start_new_session=True,
        )
    _pid_file(settings).write_text(f"{process.pid} {_birth(process.pid)}")
    _wait(settings, process, log)
    say(f"the web client runs (log: {log})")


def stop(settings: Settings) -> bool:
    """Stop the server that we started, and no other process."""
    pid = _running(settings)
    if not pid:
        return False
    os.kill(pid, signal.SIGINT)
    for _second in range(40):
        time.sleep(0.5)
        if not _running(settings):
            break
    else:
        os.kill(pid, signal.SIGKILL)
    _pid_file(settings).unlink(missing_ok=True)
    return True


def _wait(settings: Settings, process: subprocess.Popen, log: Path) -> None:
    address = f"http://{settings.http_interface}:{settings.http_port}/web/login"
    for _try in range(240):
        if process.poll() is not None:
            raise Missing(f"Odoo stopped at once; the reason is at the end of {log}.")
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise Missing(f"Odoo did not answer within two minutes; see {log}.")


def _pid_file(settings: Settings) -> Path:
    return settings.run / "server.pid"


def _running(settings: Settings) -> int:
    """The id of our server, or 0; a process that took over the id is not ours."""
    try:
        pid, birth = _pid_file(settings).read_text().split()
    except (FileNotFoundError, ValueError):
        return 0
    return int(pid) if _birth(int(pid)) == birth else 0


def _birth(pid: int) -> str:
    """When a process began, in clock ticks since boot; "" when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    fields = stat.rsplit(")", 1)[1].split()
    return "" if fields[0] == "Z" else fields[19]


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
