# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real Odoo: a clone of the template, a server process, shells, clients."""

import os
import shutil
import signal
import socket
import subprocess
import time
from configparser import ConfigParser
from pathlib import Path

import odoorpc

ROOT = Path(__file__).resolve().parents[2]
# Makes a French company of that name, with one user per role, and prints its id.
COMPANY = """
company = env["res.company"].with_context(install_mode=True).create(
    {"name": NAME, "country_id": env.ref("base.fr").id,
     "currency_id": env.ref("base.EUR").id})
env.ref("base.user_admin").company_ids |= company
env["account.chart.template"].try_loading("fr", company, install_demo=False)
if "stock.warehouse" in env:
    env["stock.warehouse"].create({"name": NAME, "code": NAME[:5], "company_id": company.id})
for role in ("apprentice", "accountant", "head", "auditor"):
    groups = env.ref("base.group_user") | env.ref(f"ap_base.group_{role}")
    if role != "auditor":
        groups |= env.ref("purchase.group_purchase_user")
    login = f"{role}_{NAME}".lower()
    env["res.users"].with_context(no_reset_password=True).create({
        "name": login, "login": login, "password": login, "lang": "en_US",
        "company_id": company.id, "company_ids": [(6, 0, company.ids)],
        "group_ids": [(6, 0, groups.ids)]})
env.cr.commit()
print("COMPANY", company.id)
"""


class Office:
    """One database with a running server; every process is stopped by its own id."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.conf = os.environ["AP_CONF"]
        self.python = os.environ["AP_PYTHON"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server: subprocess.Popen | None = None

    def open(self) -> "Office":
        """Clone the template with its files and start the server."""
        template = os.environ["AP_TEMPLATE"]
        _run("dropdb", "--if-exists", "--force", self.database)
        _run("createdb", "-T", template, self.database)
        shutil.copytree(
            self._files(template), self._files(self.database), copy_function=os.link,
            dirs_exist_ok=True,
        )  # fmt: skip
        self.log = open(self._files(self.database).parent / f"{self.database}.log", "wb")  # noqa: SIM115
        self.server = subprocess.Popen(
            [*self._odoo("server"), "-p", str(self.port), "--max-cron-threads=0",
             f"--db-filter=^{self.database}$", "--log-level=warn"],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        for _try in range(240):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self.server.poll() is None, "the server stopped at once"
            time.sleep(0.25)
        raise TimeoutError("the server did not listen within a minute")

    def close(self) -> None:
        """Stop the server and drop the database with its files."""
        if self.server:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        self.log.close()
        _run("dropdb", "--if-exists", "--force", self.database)
        shutil.rmtree(self._files(self.database), ignore_errors=True)

    def client(self, login: str = "admin", company: int | None = None) -> odoorpc.ODOO:
        """A logged-in XML-RPC client, which works in one company."""
        client = odoorpc.ODOO("127.0.0.1", port=self.port, timeout=300)
        client.login(self.database, login, login)
        client.env.context["lang"] = "en_US"
        client.config["auto_context"] = True
        if company:
            client.env.context["allowed_company_ids"] = [company]
        return client

    def company(self, name: str) -> int:
        """A fresh French company with `apprentice_name`, `accountant_name`, …"""
        output = self.shell(COMPANY.replace("NAME", repr(name)))
        return int(output.split("COMPANY", 1)[1].split()[0])

    def shell(self, source: str) -> str:
        """Run Python in Odoo's shell; what it printed."""
        done = subprocess.run(
            self.shell_command(), input=source, text=True, capture_output=True, timeout=300
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def shell_command(self) -> list[str]:
        return [*self._odoo("shell"), "--no-http", "--log-level=error",
                "--shell-interface=python"]  # fmt: skip

    def sql(self, query: str) -> list[list[str]]:
        """Rows of a query, as text, by another connection."""
        done = _run("psql", "-XAt", "-F", "\t", "-d", self.database, "-c", query)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def _odoo(self, command: str) -> list[str]:
        return [self.python, "-W", "ignore", "-m", "odoo", command, "-c", self.conf,
                "-d", self.database]  # fmt: skip

    def _files(self, database: str) -> Path:
        parser = ConfigParser(interpolation=None)
        parser.read(self.conf)
        return Path(parser["options"]["data_dir"]) / "filestore" / database


def _run(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(words, check=True, capture_output=True, text=True)
