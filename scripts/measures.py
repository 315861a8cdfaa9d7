#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of the house, read from its source: `./ap measures [--json]`.

Nothing is imported and nothing is run. The figures that need a running Odoo (queries of
a form, files on the way of an amount and of a bill) come from `./ap measures --ways`.
"""

import argparse
import ast
import json
import statistics
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODELS = {"Model", "TransientModel", "AbstractModel"}
PRIVATE = {"private", "constrains", "depends", "onchange", "ondelete", "autovacuum"}


class Model:
    """One class of a model: which, where, whether it makes the model or adds to it."""

    def __init__(self, node, addon, file):
        self.node, self.addon, self.file = node, addon, file
        values = {
            target.id: statement.value
            for statement in node.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        inherits = _texts(values.get("_inherit"))
        self.makes = "_name" in values and _texts(values["_name"]) != inherits[:1]
        self.name = (_texts(values.get("_name")) or inherits or [""])[0]

    @property
    def public(self):
        """Methods that a client can call; not those that extend one below by super."""
        return [
            node
            for node in self.node.body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and not PRIVATE & set(map(_decorator, node.decorator_list))
            and not _calls_super(node)
        ]


def _texts(node):
    """The literal strings of `_name` or `_inherit`."""
    found = ast.walk(node) if node is not None else ()
    return [n.value for n in found if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _calls_super(function):
    """Whether it calls the method of its own name below: the contract is that one's."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == function.name
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "super"
        for node in ast.walk(function)
    )


def _decorator(node):
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _source():
    """Parsed source files of the product: no tests, no manifests, no migrations."""
    for path in sorted((ROOT / "addons").rglob("*.py")):
        parts = path.relative_to(ROOT / "addons").parts
        if not {"tests", "migrations", "__manifest__.py"} & set(parts):
            yield parts[0], path, ast.parse(path.read_text(encoding="utf-8"))


def _lines(node):
    return node.end_lineno - node.lineno + 1


def _is_model(node):
    return isinstance(node, ast.ClassDef) and MODELS & set(map(_decorator, node.bases))


def measure():
    """All figures, by their names; of the product without its tests."""
    models, functions, files = [], [], []
    for addon, path, tree in _source():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        files.append((addon, path, lines))
        nodes = list(ast.walk(tree))
        functions += [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
        models += [Model(node, addon, path) for node in nodes if _is_model(node)]
    return {
        "add-ons": _by_addon(files),
        **_of_files(files),
        **_of_models(models),
        **_of_functions(functions),
        **_of_docstrings(models),
        "tests": sum(
            path.read_text(encoding="utf-8").count("def test_")
            for path in [*ROOT.glob("addons/*/tests/*.py"), *ROOT.glob("tests/**/*.py")]
        ),
    }


def _by_addon(files):
    found = defaultdict(lambda: {"files": 0, "lines": 0})
    for addon, _path, lines in files:
        found[addon]["files"] += 1
        found[addon]["lines"] += lines
    return dict(found)


def _of_files(files):
    return {
        "files": len(files),
        "lines": sum(lines for *_place, lines in files),
        "files over 300 lines": sum(lines > 300 for *_place, lines in files),
        "longest file": max(lines for *_place, lines in files),
    }


def _of_models(models):
    classes = Counter(model.name for model in models)
    by_file = defaultdict(list)
    for model in models:
        by_file[model.file].append(model.name)
    makers = {(model.addon, model.name) for model in models if model.makes}
    slices = Counter((model.addon, model.name) for model in models if not model.makes)
    hooks = {
        name: sum(
            node.name == name
            for model in models
            if model.name == "account.move"
            for node in model.node.body
            if isinstance(node, ast.FunctionDef)
        )
        for name in ("_post", "write", "create", "unlink")
    }
    return {
        "models of ours": len({model.name for model in models if model.makes}),
        "classes of models": len(models),
        "models of more than one class": sum(number > 1 for number in classes.values()),
        "classes of the most divided models": dict(classes.most_common(8)),
        "classes that inherit a model of their own add-on": sum(
            number for place, number in slices.items() if place in makers
        ),
        "classes beside the first of a foreign model in one add-on": sum(
            number - 1 for place, number in slices.items() if place not in makers
        ),
        "files of models": len(by_file),
        "files of more than one model": sum(len(set(names)) > 1 for names in by_file.values()),
        "files named after none of their models": sum(
            path.stem not in {name.replace(".", "_") for name in names}
            for path, names in by_file.items()
        ),
        "overrides of account.move": hooks,
    }


def _of_functions(functions):
    sizes = sorted(_lines(node) for node in functions)
    return {
        "functions": len(sizes),
        "median lines": statistics.median_low(sizes),
        "90th percentile": sizes[int(len(sizes) * 0.9)],
        "longest function": sizes[-1],
    }


def _of_docstrings(models):
    public = [node for model in models for node in model.public]
    documented = [node for node in public if ast.get_docstring(node)]
    return {
        "public methods of models": len(public),
        "of them with a docstring": len(documented),
        "percent": round(100 * len(documented) / len(public), 1),
        "without": sorted({node.name for node in public if not ast.get_docstring(node)}),
    }


def _print(found):
    for name, value in found.items():
        if name == "add-ons":
            print(f"{'add-on':40}{'files':>8}{'lines':>10}")
            for addon, row in value.items():
                print(f"{addon:40}{row['files']:>8}{row['lines']:>10,}")
            print()
        elif isinstance(value, dict):
            print(name)
            for key, number in value.items():
                print(f"    {key:54}{number:>10,}")
        elif isinstance(value, list):
            print(f"{name}: {', '.join(value) or 'none'}")
        else:
            print(f"{name:58}{value:>10,}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print them for a program")
    options = parser.parse_args()
    found = measure()
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        _print(found)


if __name__ == "__main__":
    main()
