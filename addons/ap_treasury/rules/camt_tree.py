# SPDX-License-Identifier: AGPL-3.0-or-later
"""Elements of an XML tree by their local names, with the row they stand in."""

from __future__ import annotations

from lxml import etree

from .errors import StatementError
from .figures import clean


class Node:
    """An element: namespaces and versions do not matter. Its children are read once."""

    __slots__ = ("_children", "element", "name")

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.name: str = element.tag.rpartition("}")[2]
        self._children: dict[str, list[Node]] | None = None

    @property
    def row(self) -> int | None:
        """Return its line in the file."""
        return self.element.sourceline

    @property
    def own_text(self) -> str:
        """Return the text inside the element itself."""
        return self.element.text or ""

    def get(self, attribute: str) -> str:
        """Return an attribute, "" without it."""
        return self.element.get(attribute, "")

    def children(self) -> dict[str, list[Node]]:
        """Return the elements right below, by name."""
        if self._children is None:
            self._children = {}
            for element in self.element:
                if isinstance(element.tag, str):
                    node = Node(element)
                    self._children.setdefault(node.name, []).append(node)
        return self._children

    def all(self, path: str) -> list[Node]:
        """Return the elements at a path of local names."""
        name, _stroke, rest = path.partition("/")
        here = self.children().get(name, [])
        return [found for node in here for found in node.all(rest)] if rest else here

    def first(self, path: str) -> Node | None:
        """Return the first element at a path."""
        return next(iter(self.all(path)), None)

    def need(self, path: str) -> Node:
        """Return the first element at a path. Raises `StatementError` (``missing``)."""
        found = self.first(path)
        if found is None:
            raise StatementError("missing", self.row, path)
        return found

    def text(self, path: str) -> str:
        """Return the text of the first element at a path that has one."""
        return next((t for n in self.all(path) if (t := n.own_text.strip())), "")

    def texts(self, path: str) -> list[str]:
        """Return the texts of all elements at a path, empty ones left out."""
        return [t for n in self.all(path) if (t := clean(n.own_text))]

    def unread(self, read: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """Return (path, text) of what stands below and is not among what is read.

        ``read``: paths of local names; what stands below them is read as well.
        """
        found: list[tuple[str, str]] = []
        self._unread("", read, found)
        return tuple(found)

    def _unread(self, path: str, read: frozenset[str], found: list) -> None:
        for name, nodes in self.children().items():
            place = f"{path}/{name}" if path else name
            if place in read:
                continue
            for child in nodes:
                if text := clean(child.own_text):
                    found.append((place, text))
                child._unread(place, read, found)
