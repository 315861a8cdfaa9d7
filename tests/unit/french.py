# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French data files, read for the tests of the French rules."""

import csv
from pathlib import Path

from l10n_fr_ap_extras.rules import law

DATA = Path(__file__).resolve().parents[2] / "addons" / "l10n_fr_ap_extras" / "data"


def rows(name):
    """Return the rows of one data file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


VALUES = [law.value_from_row(row) for row in rows("ap.legal.value")]
REFERENCES = [law.reference_from_row(row) for row in rows("ap.legal.reference")]
TEXTS = [law.text_from_row(row) for row in rows("ap.legal.text")]
LAW = law.Law(VALUES, REFERENCES, TEXTS)
