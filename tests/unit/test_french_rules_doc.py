# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of official French rules says what the code does."""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "addons/l10n_fr_ap_extras"
RULE = re.compile(r"BR-FR-(?:CO-|DEC-)?\d+")


def test_rules_of_the_table_are_those_of_the_data_and_of_the_code():
    lines = (ROOT / "docs/french-rules.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| BR-FR")]
    stated = set(RULE.findall("\n".join(table)))
    with (ADDON / "data/ap.einvoice.rule.csv").open(encoding="utf-8") as stream:
        named = {row["code"] for row in csv.DictReader(stream)}
    sources = (ADDON / "rules").glob("*.py")
    coded = {
        code
        for path in sources
        for code in RULE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(stated) == 37
    assert stated == named == coded
