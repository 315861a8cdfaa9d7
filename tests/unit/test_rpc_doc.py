# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of the RPC surface names methods that are there, with their arguments."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIGNATURE = re.compile(r"`[\w.]*?(\w+)\(([^)`{]*)\)`")
IDS = ("ids", "[id]")


def _documented():
    text = (ROOT / "docs" / "rpc.md").read_text(encoding="utf-8")
    return sorted(set(SIGNATURE.findall(text)))


def _arguments(method):
    """The arguments of a method as a client gives them: ids first, unless it is a model's."""
    of_model = any("api.model" in ast.unparse(one) for one in method.decorator_list)
    names = [one.arg for one in method.args.args[1:]]
    plain = len(names) - len(method.args.defaults)
    values = [None] * plain + list(map(ast.unparse, method.args.defaults))
    shown = [
        name if value is None else f"{name}={value}"
        for name, value in zip(names, values, strict=True)
    ]
    return shown if of_model else ["ids", *shown]


def _methods():
    """{name: [arguments]} of the public methods of models, `super` and all."""
    found = defaultdict(list)
    for path in (ROOT / "addons").glob("*/[mrw]*/**/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and method.name[0] != "_":
                        found[method.name].append(_arguments(method))
    return found


METHODS = _methods()


def test_the_page_was_read():
    assert len(_documented()) > 50


@pytest.mark.parametrize(("name", "arguments"), _documented())
def test_a_method_of_the_page_takes_what_the_page_says(name, arguments):
    shown = [one.strip().replace('"', "'") for one in arguments.split(",") if one.strip()]
    shown = ["ids" if one in IDS else one for one in shown]
    assert shown in METHODS[name]
