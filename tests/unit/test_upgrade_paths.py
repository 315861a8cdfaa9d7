# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each script that upgrades stored data has its test, and runs in an update."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(ROOT.glob("addons/*/migrations/*/*.py"))
TESTS = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("addons/*/tests/*.py"))
)


def _numbers(version: str) -> tuple:
    return tuple(map(int, version.split(".")))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: "/".join(one.parts[-4:]))
def test_an_upgrade_has_its_test_and_runs(script):
    addon, _migrations, version, name = script.parts[-4:]
    assert re.search(rf"(?:{addon}/migrations/)?{version}/{name}\b", TESTS), "no test names it"
    assert name.startswith(("pre-", "post-", "end-")), "an update would not run it"
    manifest = (script.parents[2] / "__manifest__.py").read_text(encoding="utf-8")
    now = ast.literal_eval(manifest[manifest.index("{") :])["version"]
    assert _numbers(version) <= _numbers(now), "no update reaches it"
    functions = [
        one.name
        for one in ast.parse(script.read_text(encoding="utf-8")).body
        if isinstance(one, ast.FunctionDef)
    ]
    assert "migrate" in functions


def test_there_are_upgrades():
    assert len(SCRIPTS) >= 13
