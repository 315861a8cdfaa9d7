# SPDX-License-Identifier: AGPL-3.0-or-later
"""Odoo, its Python and its PostgreSQL, ready to run something."""

import configparser
import io
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import cluster, odoo_tree, python_env
from .say import run
from .settings import Settings


@dataclass(frozen=True)
class Stack:
    """Everything a command needs to start Odoo."""

    settings: Settings
    odoo: Path
    python: Path
    pg: dict[str, str]

    @classmethod
    def ensure(cls, cluster_too: bool = True) -> "Stack":
        """Bring up what is missing; quick when nothing is."""
        settings = Settings.of_checkout()
        odoo = odoo_tree.find(settings)
        python = python_env.ensure(settings, odoo)
        pg = cluster.ensure(settings) if cluster_too else {}
        return cls(settings, odoo, python, pg)

    @property
    def conf(self) -> Path:
        """Our odoo.conf with this machine's paths, written below the run folder."""
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(self.settings.root / "odoo.conf")
        options = parser["options"]
        paths = python_env.addons_paths(self.settings, self.odoo, self.python)
        options["addons_path"] = ",".join(str(path) for path in paths)
        options["data_dir"] = str(self.settings.data_dir)
        options["http_port"] = str(self.settings.http_port)
        options["http_interface"] = self.settings.http_interface
        text = io.StringIO()
        parser.write(text)
        target = self.settings.run / "odoo.conf"
        if not target.is_file() or target.read_text() != text.getvalue():
            target.write_text(text.getvalue())  # else another run may be reading it
        return target

    @property
    def environment(self) -> dict[str, str]:
        """Environment of every Odoo process."""
        return {**os.environ, **self.pg, "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}

    def odoo_command(self, command: str, *words: str) -> list[str]:
        python = [str(self.python), "-W", "ignore::DeprecationWarning", "-m", "odoo"]
        return [*python, command, "-c", str(self.conf), *words]

    def odoo_run(self, database: str, *words: str) -> None:
        """Run the server command to its end on one database."""
        arguments = ("-d", database, "--stop-after-init", "--no-http", *words)
        log = self.settings.run / f"odoo-{database}.log"
        log.unlink(missing_ok=True)
        run(self.odoo_command("server", *arguments), log=log, env=self.environment)

    def script(self, database: str, source: str) -> subprocess.CompletedProcess:
        """Run Python source in Odoo's shell; what it prints goes to the screen."""
        command = self.odoo_command(
            "shell", "-d", database, "--no-http", "--log-level=warn",
            "--shell-interface=python",
        )
        return subprocess.run(command, input=source, text=True, env=self.environment)
