# SPDX-License-Identifier: AGPL-3.0-or-later
"""Domains of counts that no column holds: some, or none."""

from collections.abc import Iterable


def missing(operator, value) -> list:
    """Loans of which a document is missing, or those of which none is."""
    some = [("document_ids", "any", [("is_missing", "=", True)])]
    return some if _asks_for_some(operator, value) else ["!", *some]


def unbooked(env, operator, value) -> list:
    """Running loans with a row that is due and in no entry, or all others."""
    due = [
        ("is_current", "=", True), ("move_id", "=", False),
        ("is_taken_over", "=", False), ("date", "<=", env.company._company_today()),
    ]  # fmt: skip
    some = ["&", ("state", "=", "active"), ("row_ids", "any", due)]
    return some if _asks_for_some(operator, value) else ["!", *some]


def _asks_for_some(operator, value) -> bool:
    """Whether a comparison of a count leaves zero out."""
    several = isinstance(value, Iterable) and not isinstance(value, str)
    values = set(value) if several else {value}
    holds_zero = bool(values & {0})
    if operator in ("=", "in"):
        return not holds_zero
    if operator in ("!=", "not in"):
        return holds_zero
    return operator == ">" or (operator == ">=" and not holds_zero)
