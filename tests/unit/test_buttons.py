# SPDX-License-Identifier: AGPL-3.0-or-later
"""A button hands the ids of its records to its method: one without records (`api.model`)
would take them as an argument too many, and the screen would say "Oops"."""

import ast
import re
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = re.compile(r"@api\.model\n    def (\w+)")


def _buttons():
    """{model: names of methods that buttons of its views call}."""
    found = {}
    for path in sorted(ROOT.glob("addons/*/*/*.xml")):
        for record in etree.parse(str(path)).iter("record"):
            model = record.findtext("field[@name='model']")
            if record.get("model") != "ir.ui.view" or not model:
                continue
            for button in record.iter("button"):
                if button.get("type") == "object":
                    found.setdefault(model, set()).add(button.get("name"))
    return found


def _models(tree):
    """(names of models, class) of a module's classes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        names = set()
        for line in node.body:
            targets = getattr(line, "targets", ())
            if any(getattr(one, "id", "") in ("_name", "_inherit") for one in targets):
                names |= {
                    one.value for one in ast.walk(line.value) if isinstance(one, ast.Constant)
                }
        yield names, node


def _without_records(names_of_buttons):
    """{model: {method: file}} of the methods of those names that take no records."""
    found = {}
    for path in sorted(ROOT.glob("addons/*/*/**/*.py")):
        text = path.read_text(encoding="utf-8")
        if "tests" in path.parts or not set(WITHOUT.findall(text)) & names_of_buttons:
            continue
        for names, node in _models(ast.parse(text)):
            for method in node.body:
                marks = [ast.unparse(one) for one in getattr(method, "decorator_list", ())]
                if "api.model" in marks:
                    for name in names:
                        found.setdefault(name, {})[method.name] = path.name
    return found


def test_no_button_calls_a_method_without_records():
    buttons = _buttons()
    assert len(buttons) > 30
    methods = _without_records(set().union(*buttons.values()))
    wrong = {
        (model, name, methods[model][name])
        for model, names in buttons.items()
        for name in names & set(methods.get(model, ()))
    }
    assert not wrong, sorted(wrong)
