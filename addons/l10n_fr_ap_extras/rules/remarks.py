# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a rule has to say about a bill: a value, for others to word and to show."""

from __future__ import annotations

from dataclasses import dataclass

INFO, WARNING, BLOCKING = "info", "warning", "blocking"
SEVERITIES = (INFO, WARNING, BLOCKING)


@dataclass(frozen=True, slots=True)
class Remark:
    """``code``: what is wrong; ``reference``: the article as cited on the day;
    ``values``: (name, value) pairs that a message needs.
    """

    code: str
    severity: str
    reference: str = ""
    values: tuple[tuple[str, object], ...] = ()


def remark(code: str, severity: str, reference: str = "", **values) -> Remark:
    """Return a remark with named values.

    >>> remark("future", WARNING, days=3).values
    (('days', 3),)
    """
    return Remark(code, severity, reference, tuple(values.items()))


def worst(severities) -> str:
    """Return the gravest of some severities, "" of none.

    >>> worst(["info", "blocking", "warning"]), worst([])
    ('blocking', '')
    """
    return max(severities, key=SEVERITIES.index, default="")
