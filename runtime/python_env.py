# SPDX-License-Identifier: AGPL-3.0-or-later
"""A virtual environment that sees Odoo and holds what the files pin."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .lock import alone
from .say import Missing, run, say, step
from .settings import Settings

OF_ODOO = "requirements-odoo.txt"
FILES = ("requirements.txt", "requirements-dev.txt")
OCA = "requirements-oca.txt"
OCA_PREFIX = "odoo-addon-"
# A Python that runs this has what Odoo needs; where it has it from.
PROBE = """
import json, site, sys
import odoo.http, odoo.modules.registry, odoo.service.server, odoo.tests.common
import odoo.tools.image, odoo.tools.mail, odoo.tools.pdf
print(json.dumps([path for path in sys.path if path.endswith("-packages")]))
"""


def ensure(settings: Settings, odoo: Path) -> Path:
    """The Python of the environment; built when a pinned file or Odoo changed."""
    oca = wheels(settings, odoo)
    digest = hashlib.sha1(f"{sys.version_info[:2]}{sys.prefix}{odoo}{oca}".encode())
    for name in (OF_ODOO, *FILES):
        digest.update((settings.root / name).read_bytes())
    place = settings.cache / f"python-{digest.hexdigest()[:12]}"
    python = place / "bin" / "python"
    with alone(settings.cache, place.name):
        if not (place / "ready").exists():
            with step("Installing the Python packages (once)"):
                _build(settings, odoo, place, oca)
            (place / "ready").touch()
    return python


def _build(settings: Settings, odoo: Path, place: Path, oca: list[str]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    try:
        subprocess.run(
            [sys.executable, "-m", "venv", str(place)],
            check=True, capture_output=True, text=True,
        )
    except subprocess.CalledProcessError as error:
        raise Missing(
            "Python cannot make virtual environments: type "
            "`sudo apt-get install -y python3-venv`."
        ) from error
    site = next(place.glob("lib/python3.*/site-packages"))
    theirs = _packages_of_odoo(odoo)
    (site / "odoo.pth").write_text("".join(f"{path}\n" for path in [odoo, *theirs]))
    if theirs:
        say(f"Odoo's own packages are those of {sys.executable}.")
    pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"]
    for name in FILES if theirs else (OF_ODOO, *FILES):
        run([*pip, "-r", settings.root / name])
    if oca:  # a source tree of Odoo is no distribution that pip could find
        known = any(odoo.glob("odoo-*.egg-info")) or any(odoo.glob("odoo-*.dist-info"))
        run([*pip, *([] if known else ["--no-deps"]), *oca])


def _packages_of_odoo(odoo: Path) -> list[str]:
    """Folders of packages of this very Python, when it runs that Odoo; else none."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE], cwd="/",
        env={**os.environ, "PYTHONPATH": str(odoo)}, capture_output=True, text=True,
    )
    if done.returncode:
        return []
    return [path for path in json.loads(done.stdout) if Path(path) != odoo]


def wheels(settings: Settings, odoo: Path) -> list[str]:
    """The pinned OCA wheels that our add-ons depend on: none as long as none does."""
    wanted = set()
    for manifest in settings.addons.glob("*/__manifest__.py"):
        wanted.update(ast.literal_eval(manifest.read_text(encoding="utf-8"))["depends"])
    wanted -= {*settings.own_modules}
    wanted = {name for name in wanted if not _stock(odoo, name)}
    lines = (settings.root / OCA).read_text(encoding="utf-8").splitlines()
    pinned = {
        line.partition("==")[0].removeprefix(OCA_PREFIX).replace("-", "_"): line
        for line in lines
        if line.startswith(OCA_PREFIX)
    }
    if wanted - set(pinned):
        unknown = ", ".join(sorted(wanted - set(pinned)))
        raise Missing(f"Neither Odoo nor {OCA} holds the add-ons {unknown}.")
    return [pinned[name] for name in sorted(wanted)]


def _stock(odoo: Path, module: str) -> bool:
    places = (odoo / "odoo" / "addons", odoo / "addons")
    return any((place / module / "__manifest__.py").is_file() for place in places)


def addons_paths(settings: Settings, odoo: Path, python: Path) -> list[Path]:
    """Odoo's own add-ons, the OCA wheels', then ours."""
    paths = [odoo / "odoo" / "addons"]
    paths += sorted(python.parent.parent.glob("lib/python3.*/site-packages/odoo/addons"))
    if not (odoo / "odoo" / "addons" / "web").is_dir():  # a source checkout
        paths.append(odoo / "addons")
    paths.append(settings.addons)
    return [path for path in paths if path.is_dir()]
