# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where things live on this machine, and what may override it."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ODOO_SERIES = "19.0"
STOCK_MODULES = (
    "account",
    "account_edi_ubl_cii",
    "base_vat",
    "l10n_fr_account",
    "purchase",
    "purchase_stock",
    "rpc",
)
LANGUAGES = "en_US,fr_FR"  # the first one is that of new users
DEMO_DATABASE = "ap_demo"
LONGEST_SOCKET_DIR = 85  # the kernel takes 107 characters with the socket's own name


@dataclass(frozen=True)
class Settings:
    """Paths and ports of one checkout; two checkouts never share a run folder."""

    root: Path

    @classmethod
    def of_checkout(cls) -> "Settings":
        return cls(Path(__file__).resolve().parent.parent)

    @cached_property
    def key(self) -> str:
        """Eight hexadecimal digits that distinguish this checkout from any other."""
        return hashlib.sha1(str(self.root).encode()).hexdigest()[:8]

    @cached_property
    def cache(self) -> Path:
        """What is downloaded: shared by all checkouts, keyed by versions."""
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        path = Path(os.environ.get("AP_CACHE") or Path(base) / "ap-desk")
        path.mkdir(parents=True, exist_ok=True)
        return path

    @cached_property
    def run(self) -> Path:
        """What runs: cluster, databases' files, logs. Reachable by an
        unprivileged user when we are root, since PostgreSQL refuses root."""
        default = (
            Path("/var/tmp") / f"ap-desk-{self.key}"
            if os.geteuid() == 0
            else self.cache / f"run-{self.key}"
        )
        path = Path(os.environ.get("AP_RUN") or default)
        path.mkdir(parents=True, exist_ok=True, mode=0o755)
        if path.stat().st_uid != os.geteuid():
            raise PermissionError(f"{path} belongs to another user; set AP_RUN.")
        return path

    @property
    def socket_dir(self) -> Path:
        """The folder of the cluster's socket; elsewhere where its path would be too
        long for one."""
        usual = self.run / "postgres" / "socket"
        if len(str(usual)) <= LONGEST_SOCKET_DIR:
            return usual
        return Path("/tmp") / f"ap-desk-{os.geteuid()}-{self.key}"

    @cached_property
    def data_dir(self) -> Path:
        path = self.run / "data"
        path.mkdir(exist_ok=True)
        return path

    @property
    def addons(self) -> Path:
        return self.root / "addons"

    @property
    def own_modules(self) -> list[str]:
        """Names of our add-ons, sorted."""
        return sorted(path.parent.name for path in self.addons.glob("*/__manifest__.py"))

    @property
    def http_port(self) -> int:
        return int(os.environ.get("AP_PORT", "8069"))

    @property
    def http_interface(self) -> str:
        return "127.0.0.1"
