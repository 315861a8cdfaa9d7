# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences put together in the reader's language."""

from functools import reduce


def in_a_row(env, parts) -> str:
    """The parts that say something, with the semicolons of the language."""
    told = [str(part) for part in parts if part]
    if not told:
        return ""
    return reduce(
        lambda one, other: env._("%(one)s; %(other)s", one=one, other=other), told
    )
