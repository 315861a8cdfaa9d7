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
from collections.abc import Iterable, Iterator
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
# What zipfile raises of bytes that are no whole ZIP: wrong records and sums, sizes and
# versions that it does not know, names that are no text, data that ends or does not
# unpack. Anything else is a mistake of ours, and is to be seen.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others ask for memory at will
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
        [(_name, found)] = self.files((name,))
        return found

    def files(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield files inside one by one: name and bytes. Raises `FileRefused`.

        Size and way of packing are looked at before anything is unpacked; no more is
        unpacked than the size that the archive states.
        """
        with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
            for name in names:
                info = opened.getinfo(name)
                _check(info, len(self.content))
                yield name, _unpacked(opened, info)


def _unpacked(found: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with found.open(info) as stream:
            return stream.read()
    except _BROKEN:
        raise FileRefused("damaged", value=info.filename) from None


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
    if not info.filename:
        return False
    name = PurePosixPath(info.filename).name
    hidden = name.startswith((".", "__")) or info.filename.startswith("__MACOSX")
    return not info.is_dir() and not hidden


def _check(info: zipfile.ZipInfo, length: int) -> None:
    """Refuse what is not to be unpacked: closed, packed otherwise, outside, or too large."""
    if info.flag_bits & 1:
        raise FileRefused("encrypted", value=info.filename)
    if info.compress_type not in _PACKED:
        raise FileRefused("unreadable", value=info.filename)
    if not 0 <= info.header_offset < length:
        raise FileRefused("damaged", value=info.filename)
    most = max(FREE_BYTES, max(info.compress_size, 1) * MOST_RATIO)
    if info.file_size > min(MOST_BYTES, most):
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
