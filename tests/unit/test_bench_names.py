# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bench takes minutes and runs in no test: what it calls by name is still there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCH = [*ROOT.glob("tests/bench/*.py"), *ROOT.glob("scripts/*.py")]
OF_OTHERS = {  # Odoo and Python
    "_check_company_domain", "_compute_quantity", "_exit", "_for_xml_id", "_read_group",
    "_replace", "_seek_for_lines",
}  # fmt: skip


def _defined():
    places = [*ROOT.glob("addons/**/*.py"), *ROOT.glob("tests/unit/*.py"), *BENCH]
    texts = (path.read_text(encoding="utf-8") for path in places)
    return {name for text in texts for name in re.findall(r"\bdef (\w+)", text)}


DEFINED = _defined()


@pytest.mark.parametrize("path", BENCH, ids=lambda path: path.stem)
def test_what_the_bench_calls_is_there(path):
    text = path.read_text(encoding="utf-8")
    called = set(re.findall(r"\.(_[a-z]\w*)\(", text))
    replaced = set(re.findall(r'patch\.object\([^"]*"(_\w+)"', text))
    assert called | replaced <= DEFINED | OF_OTHERS
