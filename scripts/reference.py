#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write docs/reference.md from the docstrings: `./ap methods [--check]`.

Each public method of the models, add-on by add-on, with its arguments and what its
docstring says. Nothing is imported and nothing is run. docs/rpc.md is the page to read
first: it shows the results; this one is complete.
"""

import argparse
import ast
import sys
from collections import defaultdict
from itertools import chain

from measures import MODELS, ROOT, Model, _decorator, _source

PAGE = ROOT / "docs" / "reference.md"
# Methods that Odoo calls by these names: a client has no use for them.
OF_ODOO = {
    "create", "default_get", "fields_get", "get_empty_list_help", "get_view", "init",
    "message_new", "message_post", "message_update", "name_create", "unlink", "web_read_group",
    "web_search_read", "write", "create_document_from_attachment", "update_field_translations",
}  # fmt: skip
HEAD = """\
# Reference of the methods

Written by `./ap methods` from the docstrings of the code; a test compares the two, so
change the docstring, not this page. What results look like and what every method has in
common stands on [the RPC surface](rpc.md); who may call which is
`addons/ap_desk/tests/data/doors.csv`. Methods marked *on records* take the list of ids first.

The same call in the three ways, here `ap.closing`'s `close_month`:

```
XML-RPC   models.execute_kw(db, uid, key, "ap.closing", "close_month",
                            [1, "2026-10-31"], {"post": True})
JSON-2    POST /json/2/ap.closing/close_month      Authorization: bearer KEY
          {"company_id": 1, "date_end": "2026-10-31", "post": true}
script    scripts/close_month.py 2026-10-31 --post
```

A method on records takes `"ids": [7, 8]` in the body of JSON-2.
"""


def page():
    """The text of the whole page."""
    rooms = defaultdict(lambda: defaultdict(list))
    for addon, path, tree in _source():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and MODELS & set(map(_decorator, node.bases)):
                model = Model(node, addon, path)
                rooms[addon][model.name] += [one for one in model.public if _is_for_clients(one)]
    parts = (_room(addon, models) for addon, models in sorted(rooms.items()))
    return "\n".join((HEAD.rstrip(), *chain.from_iterable(parts))) + "\n"


def _is_for_clients(method):
    return method.name not in OF_ODOO and bool(ast.get_docstring(method))


def _room(addon, models):
    """Lines about one add-on: nothing when a client can call nothing of it."""
    shown = [(name, methods) for name, methods in sorted(models.items()) if methods]
    if shown:
        yield from ("", f"## {addon}", "", f"{_summary(addon)}.")
    for name, methods in shown:
        yield from ("", f"### `{name}`")
        buttons = [one for one in methods if one.name.startswith("action_")]
        for method in methods:
            if method not in buttons:
                yield from ("", f"#### `{signature(method)}`", _kind(method), "")
                yield ast.get_docstring(method)
        if buttons:
            yield from ("", "| button | what it does |", "|---|---|")
            yield from (f"| `{signature(one)}` | {_first_sentence(one)} |" for one in buttons)


def _summary(addon):
    manifest = (ROOT / "addons" / addon / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(manifest)["summary"].rstrip(".")


def signature(method):
    """The method as a client calls it, without `self`.

    >>> signature(ast.parse("def chase(self, day, send=True): ...").body[0])
    'chase(day, send=True)'
    """
    arguments = method.args
    arguments.args = [one for one in arguments.args if one.arg != "self"]
    return f"{method.name}({ast.unparse(arguments)})"


def _kind(method):
    of_model = any(_decorator(one) == "model" for one in method.decorator_list)
    return "*of the model*" if of_model else "*on records*"


def _first_sentence(method):
    """The first paragraph on one line, safe in a table."""
    return " ".join(ast.get_docstring(method).split("\n\n")[0].split()).replace("|", "\\|")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    text = page()
    if parser.parse_args().check:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            sys.exit("docs/reference.md is not what the docstrings say: run `./ap methods`.")
        return
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {text.count(chr(10) + '#### ')} methods.")


if __name__ == "__main__":
    main()
