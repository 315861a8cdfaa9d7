# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents and figures that others have published, as tests find them.

They stand in `tests/data` of the repository. A second folder of the same shape may
hold more of them, whose licences keep them out of the repository: `AP_SHARED` names it
(its `data`), else `shared/data` beside the checkout. Tests run on what is there; what
the repository holds is always enough for what they prove.

No Odoo here: pure tests load this file too.
"""

import csv
import os
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "tests" / "data"
MORE = Path(os.environ.get("AP_SHARED") or DATA.parents[2] / "shared") / "data"


def path(name: str) -> Path:
    """Where the file of that relative name is; the repository's where it is nowhere."""
    places = [folder / name for folder in (DATA, MORE)]
    return next((place for place in places if place.is_file()), places[0])


def files(*patterns: str) -> list[Path]:
    """The files that match one of the patterns, once each, by name."""
    found = {
        str(place.relative_to(folder)): place
        for folder in (MORE, DATA)
        for pattern in patterns
        for place in folder.glob(pattern)
    }
    return [found[name] for name in sorted(found)]


def table(name: str) -> list[dict[str, str]]:
    """The rows of an expected table, `expected/` before its name."""
    with path(f"expected/{name}").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def table_of_files(name: str) -> list[dict[str, str]]:
    """Those rows of a table whose `file` is there."""
    return [row for row in table(name) if path(row["file"]).is_file()]
