# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each word after `./ap` does."""

import os
import shutil
import subprocess

from . import cluster, i18n, server, testing
from .database import Databases
from .say import Missing, say
from .settings import DEMO_DATABASE, Settings
from .stack import Stack

HELP = """./ap demo    set up, close a month of the demo company, leave the web client running
./ap test    set up and run all tests (./ap test unit | addons [NAME…] | rooms | e2e)
./ap serve   the web client on the demo database
./ap bench   measure, print ratios (./ap bench matching: only bills against orders)
./ap lint    ruff and pylint-odoo
./ap i18n    refresh the templates of translation and each fr.po
./ap shell   Odoo's shell on the demo database
./ap stop    end what ap started
./ap clean   stop, and forget databases (what was downloaded is kept)"""


def main(words: list[str]) -> int:
    """Run one command; a refusal is one sentence on the error stream."""
    command = COMMANDS.get(words[0]) if words else None
    if command is None:
        print(HELP)
        return 0 if words in ([], ["help"], ["-h"], ["--help"]) else 2
    try:
        return command(*words[1:]) or 0
    except Missing as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:
        say("interrupted; run the same command again to go on.")
        return 130


def demo(*_words: str) -> int:
    """The main job, end to end, on our demo company."""
    stack = Stack.ensure()
    databases = Databases(stack)
    template = databases.template()
    server.stop(stack.settings)
    if not databases.ready(DEMO_DATABASE) or not _same_code(databases, template):
        say("Making the demo company with three months of history …")
        databases.clone(template, DEMO_DATABASE)
        if stack.script(DEMO_DATABASE, _source(stack, "demo_build.py")).returncode:
            raise Missing("The demo company could not be made; the reason is above.")
        databases.mark(DEMO_DATABASE)
        _stamp(stack.settings).write_text(template)
    if stack.script(DEMO_DATABASE, _source(stack, "demo_close.py")).returncode:
        raise Missing("The demo month could not be closed; the reason is above.")
    server.start(stack, DEMO_DATABASE)
    say(
        f"Open http://localhost:{stack.settings.http_port} and log in as accountant, "
        "apprentice, head, auditor or admin (password = login)."
    )
    return 0


def _same_code(databases: Databases, template: str) -> bool:
    stamp = _stamp(databases.settings)
    return stamp.exists() and stamp.read_text() == template


def _stamp(settings: Settings):
    return settings.run / "demo.of"


def _source(stack: Stack, name: str) -> str:
    return (stack.settings.root / "runtime" / "shell" / name).read_text()


def serve(*_words: str) -> int:
    stack = Stack.ensure()
    if not Databases(stack).ready(DEMO_DATABASE):
        raise Missing("There is no demo database yet: type `./ap demo` first.")
    server.start(stack, DEMO_DATABASE)
    say(f"The web client answers on http://localhost:{stack.settings.http_port}")
    return 0


def bench(*words: str) -> int:
    """Measure everything; `matching`: only bills matched to orders."""
    stack = Stack.ensure()
    matching = stack.settings.root / "tests" / "bench" / "matching.py"
    subprocess.run([stack.python, "-W", "ignore", matching], check=True)
    databases = Databases(stack)
    databases.clone(databases.template(), "ap_bench")
    sizes = "" if words == ("matching",) else ",".join(words) or "1000,10000"
    environment = {**stack.environment, "AP_BENCH_SIZES": sizes}
    command = stack.odoo_command(
        "shell", "-d", "ap_bench", "--no-http", "--log-level=error",
        "--shell-interface=python",
    )
    source = (stack.settings.root / "tests" / "bench" / "main.py").read_text()
    done = subprocess.run(
        command, input=source, text=True, env=environment, cwd=stack.settings.root
    )
    databases.drop("ap_bench")
    return done.returncode


def lint(*_words: str) -> int:
    stack = Stack.ensure()
    root, bin_dir = stack.settings.root, stack.python.parent
    places = [name for name in ("addons", "runtime", "tests", "scripts") if (root / name).exists()]
    codes = [subprocess.call([bin_dir / "ruff", "check", *places, "ap"], cwd=root)]
    modules = [str(stack.settings.addons / name) for name in stack.settings.own_modules]
    pylint = [bin_dir / "pylint", "--rcfile=.pylintrc", "--jobs=2", *modules]
    codes.append(subprocess.call(pylint, cwd=root, env=stack.environment))
    return max(codes)


def shell(*words: str) -> int:
    stack = Stack.ensure()
    database = words[0] if words else DEMO_DATABASE
    command = stack.odoo_command("shell", "-d", database, "--no-http")
    return subprocess.call(command, env=stack.environment)


def stop(*_words: str) -> int:
    settings = Settings.of_checkout()
    stopped = [server.stop(settings), cluster.stop(settings)]
    say("stopped." if any(stopped) else "nothing of ours was running.")
    return 0


def clean(*_words: str) -> int:
    stop()
    settings = Settings.of_checkout()
    shutil.rmtree(settings.run, ignore_errors=True)
    say(f"{settings.run} is gone; downloads stay in {settings.cache}.")
    return 0


def test(*words: str) -> int:
    return testing.main(words, ci=bool(os.environ.get("CI")))


COMMANDS = {
    "demo": demo,
    "test": test,
    "serve": serve,
    "bench": bench,
    "lint": lint,
    "i18n": i18n.main,
    "shell": shell,
    "stop": stop,
    "clean": clean,
}
