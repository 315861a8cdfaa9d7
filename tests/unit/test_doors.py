# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors that reading the source closes: what a client may send decides nothing."""

import ast
import re
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
SOURCES = [
    path
    for path in sorted(ADDONS.rglob("*.py"))
    if not {"tests", "static"} & set(path.relative_to(ADDONS).parts)
]
# Keys of ours that a client may send, and why that opens nothing.
SENT = {
    "ap_receipt_date": "the day of a receipt, as in the field of the receipt itself",
    "ap_status": "the status that a button asks for; the role is checked",
    "ap_sections": "what a mail template shows; set by the engine on each sending",
    "ap_ask_first": "a question before posting; posting itself asks for the role",
    "ap_rows": "what a mail about expenses lists; set by the engine on each sending",
    "ap_note": "what whoever asks adds to a mail; shown to them first",
    "ap_missing": "which bills a mail asks for; set by the engine on each sending",
    "ap_user": "who signs a mail; set by the engine on each sending",
    "ap_company": "in whose name a mail goes; set by the engine on each sending",
    "ap_whole_group": "all companies of who looks, which they may switch on anyway",
    "ap_since": "from which day on a screen counts",
    "ap_kpi_month": "which month of key figures a screen shows",
    "ap_analytic_follows": "compared with an object by identity, which no client can send",
}
OURS = re.compile(r"^ap_\w+$")


def _keys(path):
    """Return the keys of the context that start with ap_, read or set in the file."""
    keys = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        keys |= set(_keys_of(node))
    return {key for key in keys if isinstance(key, str) and OURS.match(key)}


def _keys_of(node):
    """Return the keys that one piece of source reads or sets."""
    found = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "with_context":
            return [word.arg for word in node.keywords]
        if node.func.attr == "get" and _is_context(node.func.value):
            found = node.args[:1]
    elif isinstance(node, ast.Subscript) and _is_context(node.value):
        found = [node.slice]
    elif isinstance(node, ast.Compare) and any(map(_is_context, node.comparators)):
        found = [node.left]
    return [one.value for one in found if isinstance(one, ast.Constant)]


def _is_context(node):
    return isinstance(node, ast.Attribute) and node.attr in ("context", "_context")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ADDONS)))
def test_no_key_of_the_context_is_a_pass(path):
    """The engine says what it does by objects of `ap_base.models.engine_pass`."""
    assert _keys(path) - SENT.keys() == set()


def test_every_key_that_may_be_sent_is_used():
    used = set().union(*map(_keys, SOURCES))
    assert SENT.keys() - used == set()


def test_a_key_would_be_seen(tmp_path):
    """The reader of the sources finds each way of writing one."""
    source = (
        "self.env.context.get('ap_a'); self.env.context['ap_b']; x.with_context(ap_c=1)\n"
        "'ap_d' in self.env.context; self._context.get('ap_e')"
    )
    path = tmp_path / "x.py"
    path.write_text(source, encoding="utf-8")
    assert _keys(path) == {"ap_a", "ap_b", "ap_c", "ap_d", "ap_e"}
