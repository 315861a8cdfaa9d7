# SPDX-License-Identifier: AGPL-3.0-or-later
"""Odoo 19 for this machine: the one that is there, or the Debian package unpacked
into the cache through a private apt state (nothing of the system changes)."""

import configparser
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from .lock import alone
from .say import Missing, run, say, step
from .settings import Settings

PACKAGE = "odoo-19"
SUITE = "sid"
# What the tree's links point to. Font Awesome must be a 4.7: Odoo's icons are.
ASSETS = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# The Debian source drops this library; every browser tour stops on its absence.
DROPPED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SITE = "usr/lib/python3/dist-packages"


def find(settings: Settings) -> Path:
    """The folder that holds the package `odoo` (to be put on the Python path)."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _checked(Path(home))
    if importlib.util.find_spec("odoo") and importlib.util.find_spec("odoo.release"):
        spec = importlib.util.find_spec("odoo.release")
        return _checked(Path(spec.origin).parent.parent)
    return _fetched(settings)


def _checked(home: Path) -> Path:
    release = home / "odoo" / "release.py"
    if not release.exists():
        raise Missing(
            f"{home} holds no Odoo: set ODOO_HOME to the folder that contains "
            "the package `odoo` of version 19.0."
        )
    if "(19, 0," not in release.read_text():
        raise Missing(f"{home} is not Odoo 19.0: set ODOO_HOME to one that is.")
    return home


def _fetched(settings: Settings) -> Path:
    with alone(settings.cache, PACKAGE):
        ready = sorted(settings.cache.glob(f"{PACKAGE}_*/ready"))
        return ready[-1].parent / SITE if ready else _fetch(settings)


def _fetch(settings: Settings) -> Path:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Missing(
            "No Odoo 19 was found and this is no Debian-like machine: "
            "set ODOO_HOME to an Odoo 19.0 source tree."
        )
    with step("Fetching Odoo 19 (Debian package, once, about 125 MB)"):
        return _unpack(settings, _private_apt(settings))


def _machine_sources() -> list[tuple[str, str, str]]:
    """(address, suite, keyring) of the Debian archives this machine uses."""
    found = []
    for path in sorted(Path("/etc/apt/sources.list.d").glob("*.sources")):
        for block in path.read_text().split("\n\n"):
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            parser = configparser.ConfigParser(interpolation=None, strict=False)
            parser.read_string("[x]\n" + "\n".join(lines))
            section = parser["x"]
            for uri in section.get("uris", "").split():
                for suite in section.get("suites", "").split():
                    found.append((uri, suite, section.get("signed-by", "")))
    legacy = [Path("/etc/apt/sources.list")]
    legacy += sorted(Path("/etc/apt/sources.list.d").glob("*.list"))
    pattern = re.compile(r"^deb\s+(?:\[(?P<opts>[^]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)")
    for path in legacy:
        for line in path.read_text().splitlines() if path.exists() else ():
            match = pattern.match(line)
            if match:
                key = re.search(r"signed-by=(\S+)", match["opts"] or "")
                found.append((match["uri"], match["suite"], key[1] if key else ""))
    return [entry for entry in found if re.search(r"/debian/?$", entry[0])]


def _private_apt(settings: Settings) -> dict[str, str]:
    """Environment for an apt with its own lists and cache below our folder."""
    sources = _machine_sources()
    if not sources:
        raise Missing(
            "No Debian archive is configured in /etc/apt to fetch Odoo 19 from: "
            "set ODOO_HOME to an Odoo 19.0 source tree."
        )
    apt = settings.cache / "apt"
    for sub in ("state/lists/partial", "cache/archives/partial", "parts", "none"):
        (apt / sub).mkdir(parents=True, exist_ok=True)
    (apt / "state/status").touch()
    uri, own_suite, keyring = sources[0]
    text = "".join(
        f"Types: deb\nURIs: {uri}\nSuites: {suite}\nComponents: main\n"
        + (f"Signed-By: {keyring}\n" if keyring else "")
        + "\n"
        for suite in (own_suite, SUITE)
    )
    (apt / "parts/private.sources").write_text(text)
    (apt / "apt.conf").write_text(
        f'Dir::State "{apt}/state";\nDir::State::status "{apt}/state/status";\n'
        f'Dir::Cache "{apt}/cache";\nDir::Etc::sourcelist "/dev/null";\n'
        f'Dir::Etc::sourceparts "{apt}/parts";\nDir::Etc::preferences "/dev/null";\n'
        f'Dir::Etc::preferencesparts "{apt}/none";\nAcquire::Languages "none";\n'
        f'APT::Sandbox::User "";\nAPT::Default-Release "{own_suite}";\n'
    )
    environment = {**os.environ, "APT_CONFIG": str(apt / "apt.conf"), "LC_ALL": "C"}
    run(["apt-get", "update", "-q"], env=environment)
    return environment


def _unpack(settings: Settings, environment: dict[str, str]) -> Path:
    """Download, unpack, fill the holes; a marker is set last, so that an
    interrupted fetch is begun again."""
    downloads = settings.cache / "apt" / "debs"
    shutil.rmtree(downloads, ignore_errors=True)
    downloads.mkdir()
    run(["apt-get", "download", "-q", PACKAGE], env=environment, cwd=downloads)
    deb = next(downloads.glob(f"{PACKAGE}_*.deb"))
    version = deb.name.split("_")[1].replace("%3a", ":")
    target = settings.cache / f"{PACKAGE}_{version}"
    shutil.rmtree(target, ignore_errors=True)
    run(["dpkg-deb", "-x", deb, target])
    for package in ASSETS:
        _add_asset(package, downloads, target, environment)
    filler = target / SITE / "odoo" / "addons" / DROPPED
    filler.parent.mkdir(parents=True, exist_ok=True)
    filler.write_text("/* left out of the Debian source; nothing here needs it */\n")
    shutil.rmtree(downloads)
    (target / "ready").touch()
    return target / SITE


def _add_asset(package: str, downloads: Path, target: Path, environment: dict) -> None:
    done = subprocess.run(
        ["apt-get", "download", "-q", package],
        env=environment, cwd=downloads, capture_output=True, text=True,
    )
    debs = sorted(downloads.glob(f"{package}_*.deb"))
    if done.returncode or not debs:
        say(f"{package} could not be fetched; its signs will be missing on screen.")
        return
    if package == "fonts-font-awesome" and "4.7" not in debs[0].name:
        raise Missing(
            f"{debs[0].name} is no Font Awesome 4.7, which Odoo's icons need: "
            "set ODOO_HOME to an Odoo 19.0 that brings its own."
        )
    run(["dpkg-deb", "-x", debs[0], target])
