# SPDX-License-Identifier: AGPL-3.0-or-later
"""Databases: a base with stock Odoo, a template with our add-ons, and clones."""

import hashlib
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .lock import alone
from .rooms import FOR_TESTS, Room, least
from .say import Missing, step
from .settings import LANGUAGES, STOCK_MODULES, Settings
from .stack import Stack

MARK = "ap_ready"
CORE = ("account",)  # every database begins with it

# What a browser loads, made once: a test that makes it loses it at its end.
BUNDLES = """
for name in ("web.assets_web", "web.assets_frontend_lazy", "web.assets_tests"):
    bundle = env["ir.qweb"]._get_asset_bundle(name)
    bundle.js(), bundle.css()
env.cr.commit()
"""


class Databases:
    """Creates, clones and drops databases with their files."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.settings: Settings = stack.settings

    def base(self) -> str:
        """Stock Odoo with French; made once per version of Odoo and its modules."""
        return self.stock(STOCK_MODULES)

    def stock(self, modules: tuple[str, ...]) -> str:
        """Stock Odoo with French and those modules and no other; made once."""
        name = f"ap_base_{_digest(str(self.stack.odoo), LANGUAGES, *modules)}"
        with self._making(name) as missing:
            if missing:
                core = None if modules == CORE else self.stock(CORE)
                what = "stock Odoo" if core is None else ", ".join(modules[:3])
                with step(f"Making a base database: {what} and French (once, 1 to 3 min)"):
                    self._install_stock(name, core, modules)
        return name

    def _install_stock(self, name: str, core: str | None, modules: tuple[str, ...]) -> None:
        """Install on a copy of the core's database, or from nothing."""
        if core:
            self.clone(core, name)
        else:
            self.drop(name)
            self._create(name)
        self.stack.odoo_run(
            name, "-i", ",".join(modules), "--skip-auto-install",
            f"--load-language={LANGUAGES}", "--without-demo",
        )
        self.mark(name)

    def template(self) -> str:
        """The base plus our add-ons; made once per state of their files."""
        return self._with_ours("ap_template_", STOCK_MODULES, self.settings.own_modules)

    def room(self, room: Room) -> str:
        """That add-on with what it depends on and nothing else; once per their state."""
        stock = least(self.stack.odoo, {*room.stock, *FOR_TESTS})
        return self._with_ours(f"ap_room_{room.name}__", stock, room.own)

    def without(self, room: Room) -> str:
        """Only what that add-on needs of stock: the company before it comes."""
        return self.stock(least(self.stack.odoo, {*room.stock, *CORE}))

    def _with_ours(self, prefix: str, stock: tuple[str, ...], own: list[str]) -> str:
        name = f"{prefix}{self._code_digest(stock, own)}"
        base = self.stock(stock)
        with self._making(name) as missing:
            if missing:
                self._drop_older(prefix, keep=name)
                with step(f"Installing {_count(own)} (once per change)"):
                    self.clone(base, name)
                    self.stack.odoo_run(
                        name, "-i", ",".join(own),
                        "--skip-auto-install", f"--load-language={LANGUAGES}",
                    )
                    self.stack.script(name, BUNDLES).check_returncode()
                    self.mark(name)
        return name

    @contextmanager
    def _making(self, name: str):
        """Whether the database is missing; whoever else wants it waits meanwhile."""
        if self.ready(name):
            yield False
        else:
            with alone(self.settings.run, name):
                yield not self.ready(name)

    def clone(self, source: str, name: str) -> str:
        """Copy a database and its files (hard links: they are never rewritten)."""
        self.drop(name)
        self._create(name, source)
        store = self.settings.data_dir / "filestore"
        if (store / source).is_dir():
            shutil.copytree(store / source, store / name, copy_function=_link)
        return name

    def drop(self, name: str) -> None:
        self._sql(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
        shutil.rmtree(filestore(self.settings, name), ignore_errors=True)

    def exists(self, name: str) -> bool:
        query = f"SELECT 1 FROM pg_database WHERE datname = '{_checked(name)}'"
        return bool(self._sql(query))

    def mark(self, name: str) -> None:
        """Say in the database's comment that it is finished: the last thing done."""
        self._sql(f"COMMENT ON DATABASE {_quoted(name)} IS '{MARK}'")

    def ready(self, name: str) -> bool:
        """Whether the database was finished."""
        query = (
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            f" WHERE datname = '{_checked(name)}'"
        )
        return self._sql(query) == [MARK]

    def _create(self, name: str, source: str = "template0") -> None:
        self._sql(
            f"CREATE DATABASE {_quoted(name)} ENCODING 'UTF8' TEMPLATE {_quoted(source)}"
        )

    def _drop_older(self, prefix: str, keep: str) -> None:
        query = (
            "SELECT datname FROM pg_database"
            f" WHERE starts_with(datname, '{_checked(prefix)}')"
        )
        for name in self._sql(query):
            if name != keep:
                self.drop(name)

    def _code_digest(self, stock: tuple[str, ...], own: list[str]) -> str:
        """Of every file that an installation of those add-ons of ours reads."""
        words = " ".join((str(self.stack.odoo), LANGUAGES, *stock))
        digest = hashlib.sha1(words.encode())
        for path in sorted(p for name in own for p in (self.settings.addons / name).rglob("*")):
            relative = path.relative_to(self.settings.addons)
            if not path.is_file() or {"tests", "__pycache__"} & set(relative.parts):
                continue
            digest.update(str(relative).encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:10]

    def _sql(self, statement: str) -> list[str]:
        """Run one statement on the maintenance database; its rows as text."""
        psql = shutil.which("psql")
        if psql is None:
            raise Missing(
                "`psql` is not on the path: type `sudo apt-get install postgresql-client`."
            )
        command = [psql, "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", "postgres"]
        done = subprocess.run(
            [*command, "-c", statement],
            env={**os.environ, **self.stack.pg}, capture_output=True, text=True,
        )
        if done.returncode:
            raise Missing(f"PostgreSQL answered: {done.stderr.strip()}")
        return done.stdout.splitlines()


def _count(own: list[str]) -> str:
    return f"{own[0]} alone" if len(own) == 1 else f"{len(own)} add-ons of ours"


def _digest(*words: str) -> str:
    return hashlib.sha1(" ".join(words).encode()).hexdigest()[:10]


def _checked(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise Missing(f"{name!r} is no name for a database: use a-z, 0-9 and _.")
    return name


def _quoted(name: str) -> str:
    return f'"{_checked(name)}"'


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def filestore(settings: Settings, name: str) -> Path:
    """The folder of one database's files."""
    return settings.data_dir / "filestore" / name
