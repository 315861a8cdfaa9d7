# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways of reading files. Rooms register theirs; the content chooses among them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .options import TableOptions
from .sheets import Table


@dataclass(frozen=True)
class Reader:
    """One way of reading a file.

    - ``code``: its stable name, kept in profiles and given in ``TableOptions.format``
    - ``label``: what the choice in a profile is called
    - ``noun``: the file inside a sentence, with its article (“a JSON document”)
    - ``detect(content, filename)``: whether this is its kind of file. It looks at the
      first bytes only; the name may decide between two kinds that look alike.
    - ``read(content, options)``: the rows as a `Table`, blank rows included, so that row
      numbers are those a person sees. Raises a `ReaderError`.
    """

    code: str
    label: str
    noun: str
    detect: Callable[[bytes, str], bool]
    read: Callable[[bytes, TableOptions], Table]


def pick_reader(content: bytes, filename: str, readers: Sequence[Reader]) -> Reader | None:
    """Return the reader of a file, None if nobody reads it.

    The last registered is asked first: a room above knows a narrower kind (a ZIP of
    receipts) of what a room below takes for its own (a workbook is a ZIP as well).
    """
    for reader in reversed(readers):
        if reader.detect(content, filename):
            return reader
    return None
