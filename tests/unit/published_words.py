# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of banks as the add-on ships them."""

import csv
from pathlib import Path

WORDS = Path(__file__).resolve().parents[2] / "addons/ap_treasury/data/bank_label_words.csv"


def bank_words():
    """Return the rows of the table."""
    with WORDS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
