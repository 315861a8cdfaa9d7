# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several Odoo servers on one database, and a runner that sends them the jobs."""

import signal
import socket
import subprocess
import tempfile
import time

# The runner of `queue_job`, that sends to each server in turn, as a load balancer would, and
# looks for jobs whose server has died each second, not each minute.
RUNNER = """
import itertools
env.cr.close()
from odoo.addons.queue_job.jobrunner import runner
send, ports = runner._async_http_get, itertools.cycle(PORTS)
runner._async_http_get = lambda scheme, host, _port, *rest: send(scheme, host, next(ports), *rest)
runner.SELECT_TIMEOUT = 1
runner.QueueJobRunner("http", "127.0.0.1", 0, channel_config_string="root:COUNT").run()
"""
AT_WORK = "SELECT count(*) FROM queue_job WHERE state NOT IN ('done', 'failed', 'cancelled')"


class Servers:
    """As many servers as there are ports; each process is stopped by its own id."""

    def __init__(self, office, count: int) -> None:
        self.office = office
        # The runner's own, open as long as it: it tells of servers that were killed on
        # purpose. Those write in the log of the books, where a traceback fails a test.
        self.log = tempfile.TemporaryFile()  # noqa: SIM115
        self.ports = [_free_port() for _server in range(count)]
        self.processes = [self._started(port) for port in self.ports]
        self.runner = None

    def _started(self, port) -> subprocess.Popen:
        return subprocess.Popen(
            [*self.office._odoo("server"), "-p", str(port), "--max-cron-threads=0",
             f"--db-filter=^{self.office.database}$", "--log-level=warn"],
            stdout=self.office.log, stderr=self.office.log, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def ready(self) -> "Servers":
        """Wait until all listen, then let the runner begin."""
        for port, process in zip(self.ports, self.processes, strict=True):
            _wait(lambda port=port: _listens(port), f"a server on {port}")
            assert process.poll() is None, "the server stopped at once"
        self.use(len(self.ports))
        return self

    def use(self, count: int) -> None:
        """Let a runner send the jobs to as many of the servers, one each at a time."""
        self._stop(self.runner)
        self.runner = subprocess.Popen(
            self.office.shell_command(), stdin=subprocess.PIPE, stdout=self.log,
            stderr=self.log, text=True,
        )  # fmt: skip
        source = RUNNER.replace("PORTS", str(self.ports[:count])).replace("COUNT", str(count))
        self.runner.stdin.write(source)
        self.runner.stdin.close()
        lock = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
        _wait(lambda: self.office.sql(lock), "the runner")

    def kill(self, number: int) -> None:
        """Kill one server without warning and start another in its place."""
        self.processes[number].kill()
        self.processes[number].wait()
        self.processes[number] = self._started(self.ports[number])

    def finish(self) -> None:
        """Wait until no job is left."""
        _wait(lambda: self.office.sql(AT_WORK) == [["0"]], "the end of the jobs", 600)

    def close(self) -> None:
        """Stop the runner and the servers."""
        self._stop(self.runner, *self.processes)
        self.log.close()

    def _stop(self, *processes) -> None:
        some = [process for process in processes if process]
        for process in some:
            process.send_signal(signal.SIGINT)
        for process in some:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(question, what, seconds=300):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{what} did not come within {seconds} seconds")


def _listens(port) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
