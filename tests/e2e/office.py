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
ROLES = ("apprentice", "accountant", "head", "auditor")


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
        if "Traceback" not in self.log_text():
            Path(self.log.name).unlink()
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

    def company(self, name: str, chart: bool = True) -> int:
        """A fresh French company with `apprentice_name`, `accountant_name`, …; without
        `chart` it has neither a country nor accounts."""
        admin = self.client()
        ref = self._references(admin)
        admin.env.context["install_mode"] = True
        company = admin.execute("res.company", "create", {
            "name": name, "country_id": chart and ref["base.fr"],
            "currency_id": ref["base.EUR"],
        })  # fmt: skip
        admin.execute("res.users", "write", [ref["base.user_admin"]],
                      {"company_ids": [(4, company)]})  # fmt: skip
        admin = self.client(company=company)
        if chart:
            admin.execute("account.chart.template", "try_loading", [], "fr", company)
            # Until autovacuum has seen the new accounts, searching one takes a minute.
            self.sql("ANALYZE account_account, account_account_res_company_rel")
            admin.execute("stock.warehouse", "create", {
                "name": name, "code": name[-5:], "company_id": company
            })  # fmt: skip
        user, buyer = ref["base.group_user"], ref["purchase.group_purchase_user"]
        users = [
            {"name": f"{role} of {name}", "login": f"{role}_{name}".lower(),
             "password": f"{role}_{name}".lower(), "lang": "en_US",
             "company_id": company, "company_ids": [(6, 0, [company])],
             "group_ids": [(6, 0, [user, ref[f"ap_base.group_{role}"]]
                                  + [buyer] * (role != "auditor"))]}
            for role in ROLES
        ]  # fmt: skip
        admin.env.context["no_reset_password"] = True
        admin.execute("res.users", "create", users)
        return company

    def _references(self, client) -> dict[str, int]:
        found = client.execute("ir.model.data", "search_read", [
            ("model", "in", ("res.groups", "res.country", "res.currency", "res.users"))
        ], ["complete_name", "res_id"])  # fmt: skip
        return {row["complete_name"]: row["res_id"] for row in found}

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

    def log_text(self) -> str:
        """What the server has written so far."""
        return Path(self.log.name).read_text(encoding="utf-8", errors="replace")

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
