# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every code that the rules answer with is catalogued, so that none stays without words."""

import ast
from pathlib import Path

from ap_treasury.rules import match_evidence, match_names
from ap_treasury.rules.errors import REMEDIES
from ap_treasury.rules.match_codes import REASONS, WHY

RULES = Path(match_evidence.__file__).parent
# Those that stand in a variable where the reason is made.
BY_NAME = {
    *match_names._ORDER,
    "shared_name",
    "iban",
    "mandate",
    "creditor",
    "part_payment",
    "overpaid",
}


def used(kind):
    """Return the literal codes that are given to a class, with how many values."""
    found = {}
    for path in RULES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == kind
            if named and node.args and isinstance(node.args[0], ast.Constant):
                values = node.args[1] if len(node.args) > 1 else None
                size = len(values.elts) if isinstance(values, ast.Tuple) else 0
                found.setdefault(node.args[0].value, set()).add(size)
    return found


def test_every_reason_is_catalogued():
    codes = {*used("Reason"), *BY_NAME}
    assert codes == {*REASONS, *WHY}


def test_reasons_bear_the_values_that_are_named():
    known = {**REASONS, **WHY}
    variable = {"names_others", "same_words"}  # as many as there are
    wrong = {
        code: sizes
        for code, sizes in used("Reason").items()
        if code not in variable and not sizes <= {len(known[code])}
    }
    assert wrong == {}


def test_every_refusal_has_its_remedy():
    assert {*used("StatementError")} <= {*REMEDIES}
