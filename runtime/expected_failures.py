# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pytest plugin for add-ons alone: listed tests fail, and fail the run once they pass.

The list only shrinks: a row whose test passes, or is no longer there, is an error.
"""

import os
from pathlib import Path

import pytest

from .alone import LIFECYCLE, rows

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items):
    """Mark the tests that a row names: one of them, or all of a class or of a file."""
    room = os.environ["AP_ALONE"]
    for row in rows(ROOT):
        if row["room"] != room or row["test"] == LIFECYCLE:
            continue
        named = [item for item in items if _is(item.nodeid, f"{room}/tests/{row['test']}")]
        for item in named:
            item.add_marker(pytest.mark.xfail(reason=row["why"], strict=True))
        file = f"{room}/tests/{row['test'].partition('::')[0]}"
        there = any(_is(item.nodeid.partition("::")[0], file) for item in items)
        if there and not named and os.environ.get("AP_ALONE_WHOLE_FILES"):
            raise pytest.UsageError(
                f"{row['test']} of {room} is listed as failing alone and is not there: "
                "take it out of tests/alone/expected_failures.csv."
            )


def _is(nodeid: str, name: str) -> bool:
    whole = nodeid.partition(f"{name}")
    return bool(whole[1]) and whole[2][:2] in ("", "::")
