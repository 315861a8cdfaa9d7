# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order and number of elements that a published schema allows, as a table, and what of a
document is otherwise."""

from collections import Counter

import published
from lxml import etree


class Structure:
    """Rows of `expected/platform_structure.csv` by the path of the parent."""

    def __init__(self):
        self._children = {}
        for row in published.table("platform_structure.csv"):
            known = self._children.setdefault(row["parent"], {})
            most = int(row["max"]) if row["max"] else None
            known[row["child"]] = (len(known), int(row["min"]), most)

    def faults(self, content: bytes) -> list[str]:
        """What of the document is misplaced, unknown, missing or there too often."""
        root = etree.fromstring(content)
        return list(self._faults(root, etree.QName(root).localname))

    def _faults(self, node, path):
        known = self._children.get(path)
        if known is None:
            if len(node):
                yield f"{path}: has children"
            return
        children = [child for child in node if isinstance(child.tag, str)]
        names = [etree.QName(child).localname for child in children]
        unknown = [name for name in names if name not in known]
        yield from (f"{path}: {name} is unknown" for name in unknown)
        places = [known[name][0] for name in names if name in known]
        if places != sorted(places):
            yield f"{path}: {' '.join(names)} are out of order"
        counts = Counter(names)
        for name, (_place, least, most) in known.items():
            if counts[name] < least or (most is not None and counts[name] > most):
                yield f"{path}: {name} is there {counts[name]} times"
        for child, name in zip(children, names, strict=True):
            yield from self._faults(child, f"{path}/{name}")
