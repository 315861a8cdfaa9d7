# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of all methods is what the docstrings say."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "reference.py"


def test_the_page_is_up_to_date():
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_old_page_is_refused(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(SCRIPT.parent)
    import reference

    monkeypatch.setattr(reference, "PAGE", tmp_path / "reference.md")
    monkeypatch.setattr(sys, "argv", ["reference.py", "--check"])
    with pytest.raises(SystemExit, match=r"\./ap methods"):
        reference.main()
    assert doctest.testmod(reference).failed == 0


def test_what_clients_use_is_on_it():
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for method in ("close_month(company_id, date_end", "read_file(filename", "match_lines(",
                   "at_date(company_id, date", "send_status("):  # fmt: skip
        assert f"#### `{method}" in text
    assert "`write(" not in text
