# SPDX-License-Identifier: AGPL-3.0-or-later
"""A virtual environment that sees Odoo and holds what the files pin."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .say import Missing, run, step
from .settings import Settings

FILES = (
    "requirements-odoo.txt",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-oca.txt",
)


def ensure(settings: Settings, odoo: Path) -> Path:
    """The Python of the environment; built when a pinned file or Odoo changed."""
    digest = hashlib.sha1(f"{sys.version_info[:2]}{odoo}".encode())
    for name in FILES:
        digest.update((settings.root / name).read_bytes())
    place = settings.cache / f"venv-{digest.hexdigest()[:12]}"
    python = place / "bin" / "python"
    if (place / "ready").exists():
        return python
    with step("Installing the Python packages (once)"):
        _build(settings, odoo, place)
    (place / "ready").touch()
    return python


def _build(settings: Settings, odoo: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    try:
        subprocess.run(
            [sys.executable, "-m", "venv", str(place)],
            check=True, capture_output=True, text=True,
        )
    except subprocess.CalledProcessError as error:
        raise Missing(
            "Python cannot make virtual environments: install it with "
            "`apt-get install python3-venv`."
        ) from error
    python = place / "bin" / "python"
    site = next(place.glob("lib/python3.*/site-packages"))
    (site / "odoo.pth").write_text(f"{odoo}\n")
    for name in FILES:
        pip = [python, "-m", "pip", "install", "--quiet", "--no-input"]
        run([*pip, "-r", settings.root / name])


def addons_paths(settings: Settings, odoo: Path, python: Path) -> list[Path]:
    """Odoo's own add-ons, the OCA wheels', then ours."""
    paths = [odoo / "odoo" / "addons"]
    paths += sorted(python.parent.parent.glob("lib/python3.*/site-packages/odoo/addons"))
    if not (odoo / "odoo" / "addons" / "web").is_dir():  # a source checkout
        paths.append(odoo / "addons")
    paths.append(settings.addons)
    return [path for path in paths if path.is_dir()]


def scratch() -> str:
    """A private temporary folder for one command."""
    return tempfile.mkdtemp(prefix="ap-")
