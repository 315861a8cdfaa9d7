# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages of commits that the hook lets pass, and those it refuses with a reason."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

HOOK = Path(__file__).resolve().parents[2] / ".ci" / "commit_message.py"
WHY = "\n\nTwo bills of one order were accrued twice: 1,200.00 for 600.00."


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("commit_message", HOOK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "message",
    [
        f"[FIX] ap_closing: accrue an order once{WHY}\n",
        f"[IMP] ap_base, ap_closing: one tie-out{WHY}",
        f"[ADD] {'x' * 30}: {'y' * 34}{WHY}",  # 72 signs
        f"[MOV] docs: glossary{WHY}\n# Please enter the commit message\n",
        f"[FIX] runtime: x{WHY}\n# ------------------------ >8 ------------\ndiff --git",
        "Merge branch 'x'",
        "fixup! [FIX] ap_base: x",
        "# nothing was written\n",
    ],
)
def test_good_messages_pass(hook, message):
    assert hook.remarks(message) == []


@pytest.mark.parametrize(
    ("message", "remark"),
    [
        (f"[ADD] {'x' * 30}: {'y' * 35}{WHY}", "73 signs"),
        (f"ap_closing: accrue once{WHY}", "no `[TAG] addon: imperative`"),
        (f"[BUG] ap_closing: accrue once{WHY}", "no `[TAG] addon: imperative`"),
        (f"[FIX] accrue an order once{WHY}", "no `[TAG] addon: imperative`"),
        ("[FIX] ap_closing: accrue once", "there is no body"),
        ("[FIX] ap_closing: accrue once\n\n# why\n", "there is no body"),
        ("[FIX] ap_closing: accrue once\n\nas asked", "there is no body"),
        (f"[FIX] ap_closing: accrue once\n{WHY.strip()}", "is not empty"),
    ],
)
def test_bad_messages_are_refused_with_the_reason(hook, message, remark):
    assert [text for text in hook.remarks(message) if remark in text]


def test_the_hook_itself_answers_by_its_status(tmp_path):
    file = tmp_path / "COMMIT_EDITMSG"
    for text, status in ((f"[FIX] ap_base: x{WHY}", 0), ("wip", 1)):
        file.write_text(text)
        done = subprocess.run([HOOK, file], capture_output=True, text=True)
        assert (done.returncode, bool(done.stderr)) == (status, bool(status))
