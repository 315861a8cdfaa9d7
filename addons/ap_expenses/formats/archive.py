# SPDX-License-Identifier: AGPL-3.0-or-later
"""ZIP files: one file of data, and receipts that belong to its rows.

Nothing is unpacked to disk. A receipt finds its row by a name that the row gives, else
by the id of the row within its own name; one that finds none, or two rows, is listed
without a row for a person to place.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from .errors import FileRefused
from .result import Reading

MAGIC = b"PK\x03\x04"
DATA = (".csv", ".txt", ".xls", ".xlsx", ".json")
RECEIPTS = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".webp", ".gif", ".tif", ".tiff",
            ".xml", ".eml")  # fmt: skip
MOST_FILES = 20_000
MOST_BYTES = 500_000_000  # unpacked, of one file
MOST_RATIO = 200
FREE_BYTES = 20_000_000
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError,
    NotImplementedError, KeyError, AssertionError, OverflowError, MemoryError,
)  # fmt: skip
_SHORTEST_ID = 5  # an id of fewer signs is found in names by chance
_WORD = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Archive:
    """An open ZIP: the name of its data file and those of its receipts."""

    content: bytes
    data: str
    receipts: tuple[str, ...]

    def read(self, name: str) -> bytes:  # pylint: disable=method-required-super
        """Return the bytes of a file inside. Raises `FileRefused`."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
                info = opened.getinfo(name)
                _check_size(info)
                with opened.open(info) as stream:
                    found = stream.read(MOST_BYTES + 1)
        except FileRefused:
            raise
        except RuntimeError:  # what zipfile says of a password
            raise FileRefused("encrypted", value=name) from None
        except _BROKEN:
            raise FileRefused("damaged", value=name) from None
        if len(found) > MOST_BYTES:
            raise FileRefused("too_large", value=name)
        return found


def is_archive(content: bytes) -> bool:
    """Return whether the content is a ZIP that is no workbook."""
    if not content.startswith(MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return "[Content_Types].xml" not in opened.namelist()
    except _BROKEN:
        return False


def opened(content: bytes) -> Archive:
    """Return what a ZIP holds. Raises `FileRefused` unless one file is data."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            infos = [one for one in found.infolist() if _is_file(one)]
    except _BROKEN:
        raise FileRefused("damaged") from None
    if len(infos) > MOST_FILES:
        raise FileRefused("too_large", value=len(infos))
    if any(one.flag_bits & 1 for one in infos):
        raise FileRefused("encrypted")
    names = [one.filename for one in infos]
    data = [name for name in names if name.lower().endswith(DATA)]
    if not data:
        raise FileRefused("no_data_file", value=", ".join(names))
    if len(data) > 1:
        raise FileRefused("several_data_files", value=", ".join(data))
    receipts = tuple(name for name in names if name.lower().endswith(RECEIPTS))
    return Archive(content, data[0], receipts)


def _is_file(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename).name
    hidden = name.startswith((".", "__")) or info.filename.startswith("__MACOSX")
    return not info.is_dir() and not hidden


def _check_size(info: zipfile.ZipInfo) -> None:
    packed = max(info.compress_size, 1)
    swollen = info.file_size > max(FREE_BYTES, packed * MOST_RATIO)
    if info.file_size > MOST_BYTES or swollen:
        raise FileRefused("too_large", value=info.filename)


def attach(reading: Reading, names: Iterable[str]) -> Reading:
    """Return the reading with each receipt beside the row it belongs to."""
    by_name, by_id = _known(reading)
    found = tuple((name, _row_of(name, by_name, by_id)) for name in names)
    by_row: dict[int, list[str]] = {}
    for name, row in found:
        if row is not None:
            by_row.setdefault(row, []).append(name)
    transactions = tuple(
        replace(
            one, receipts=tuple(dict.fromkeys((*one.receipts, *by_row[one.row])))
        )
        if one.row in by_row
        else one
        for one in reading.transactions
    )
    return replace(reading, transactions=transactions, receipts=found)


def _known(reading: Reading) -> tuple[dict, dict]:
    by_name: dict[str, set[int]] = {}
    by_id: dict[str, set[int]] = {}
    for one in reading.transactions:
        for receipt in one.receipts:
            by_name.setdefault(_base(receipt), set()).add(one.row)
        for known in (one.external_id, one.invoice_number):
            if len(known) >= _SHORTEST_ID:
                by_id.setdefault(known.casefold(), set()).add(one.row)
    return by_name, by_id


def _base(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.casefold()


def _row_of(name: str, by_name: dict, by_id: dict) -> int | None:
    rows = by_name.get(_base(name)) or by_name.get(PurePosixPath(_base(name)).stem)
    if not rows:
        stem = PurePosixPath(name).stem.casefold()
        folder = PurePosixPath(name).parent.name.casefold()
        words = {stem, folder, *_WORD.findall(stem), *re.split(r"[_\s]+", stem)}
        rows = set().union(*(by_id.get(word, ()) for word in words))
    return next(iter(rows)) if rows and len(rows) == 1 else None
