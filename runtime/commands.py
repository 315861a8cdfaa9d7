# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each word after `./ap` does."""

import shutil
import subprocess
import sys
from argparse import Namespace

from . import arguments, benching, cluster, i18n, server, stages, system
from .database import Databases
from .manual import WORDS
from .say import Missing, say
from .settings import DEMO_DATABASE, Settings
from .stack import Stack


def main(words: list[str]) -> int:
    """Run one command: its exit status, 2 for words that are not understood.

    A refusal is one sentence.
    """
    try:
        options = arguments.parse(words, WORDS)
    except Missing as refusal:
        say(str(refusal))
        return 2
    try:
        system.refuse_elsewhere()
        system.prepare(WORDS[options.command].needs, getattr(options, "yes", False))
        return COMMANDS[options.command](options) or 0
    except (Missing, PermissionError) as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:
        say("interrupted; run the same command again to go on.")
        return 130


def demo(_options: Namespace) -> int:
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
        "apprentice, head, auditor, buyer or admin (password = login)."
    )
    return 0


def _same_code(databases: Databases, template: str) -> bool:
    stamp = _stamp(databases.settings)
    return stamp.exists() and stamp.read_text() == template


def _stamp(settings: Settings):
    return settings.run / "demo.of"


def _source(stack: Stack, name: str) -> str:
    return (stack.settings.root / "runtime" / "shell" / name).read_text()


def serve(_options: Namespace) -> int:
    stack = Stack.ensure()
    if not Databases(stack).ready(DEMO_DATABASE):
        raise Missing("There is no demo database yet: type `./ap demo` first.")
    server.start(stack, DEMO_DATABASE)
    say(f"The web client answers on http://localhost:{stack.settings.http_port}")
    return 0


def lint(_options: Namespace) -> int:
    stack = Stack.ensure(cluster_too=False)
    root, bin_dir = stack.settings.root, stack.python.parent
    places = [name for name in ("addons", "runtime", "tests", "scripts") if (root / name).exists()]
    codes = [subprocess.call([bin_dir / "ruff", "check", *places, "ap"], cwd=root)]
    modules = [str(stack.settings.addons / name) for name in stack.settings.own_modules]
    pylint = [bin_dir / "pylint", "--rcfile=.pylintrc", "--jobs=2", *modules]
    codes.append(subprocess.call(pylint, cwd=root, env=stack.environment))
    return max(codes)


def shell(options: Namespace) -> int:
    stack = Stack.ensure()
    database = options.words[0] if options.words else DEMO_DATABASE
    if not Databases(stack).exists(database):
        raise Missing(f"There is no database {database!r}: `./ap demo` makes {DEMO_DATABASE}.")
    command = stack.odoo_command("shell", "-d", database, "--no-http")
    return subprocess.call(command, env=stack.environment)


def stop(_options: Namespace | None = None) -> int:
    settings = Settings.of_checkout()
    stopped = [server.stop(settings), cluster.stop(settings)]
    say("stopped." if any(stopped) else "nothing of ours was running.")
    return 0


def clean(options: Namespace) -> int:
    stop()
    settings = Settings.of_checkout()
    shutil.rmtree(settings.run, ignore_errors=True)
    if options.downloads:
        shutil.rmtree(settings.cache, ignore_errors=True)
        say(f"{settings.run} and {settings.cache} are gone.")
    else:
        say(f"{settings.run} is gone; downloads stay in {settings.cache}.")
    return 0


def measures(options: Namespace) -> int:
    """Figures of the source; `--ways`: those that only a running Odoo can give."""
    if not options.ways:
        script = Settings.of_checkout().root / "scripts" / "measures.py"
        words = ["--json"] if options.json else []
        return subprocess.call([sys.executable, script, *words])
    system.prepare(("venv", "server"), options.yes)
    stack = Stack.ensure()
    databases = Databases(stack)
    databases.clone(databases.template(), "ap_ways")
    done = stack.script("ap_ways", _source(stack, "ways.py"))
    databases.drop("ap_ways")
    return done.returncode


def pictures(options: Namespace) -> int:
    """The pictures of the docs, taken from the demo as it runs."""
    serve(options)
    stack = Stack.ensure()
    address = f"http://{stack.settings.http_interface}:{stack.settings.http_port}"
    script = stack.settings.root / "scripts" / "pictures.py"
    return subprocess.call([stack.python, script, "--address", address, *options.words])


def methods(options: Namespace) -> int:
    """The page of all methods, from their docstrings."""
    script = Settings.of_checkout().root / "scripts" / "reference.py"
    return subprocess.call([sys.executable, script, *(["--check"] if options.check else [])])


def translate(options: Namespace) -> int:
    return i18n.main(*options.words)


COMMANDS = {
    "demo": demo,
    "test": stages.main,
    "serve": serve,
    "bench": benching.main,
    "measures": measures,
    "pictures": pictures,
    "methods": methods,
    "lint": lint,
    "i18n": translate,
    "shell": shell,
    "stop": stop,
    "clean": clean,
}
