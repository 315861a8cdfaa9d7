# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a PDF, read by a process of its own within bounds of time and memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ..rules.page import Box, Page, Word, page_of

MEGABYTE = 1024 * 1024
WORKER = Path(__file__).with_name("pdf_words.py")
SCANNER = Path(__file__).with_name("pdf_scan.py")
PAINTER = Path(__file__).with_name("pdf_picture.py")
CUTTER = Path(__file__).with_name("pdf_parts.py")
LANGUAGES = ("fra", "eng")


class Engine(NamedTuple):
    """What reads scans: the program, and its languages (``fra+eng``)."""

    program: str
    languages: str


class Limits(NamedTuple):
    """``size``: bytes of the file; ``seconds`` of computing; ``memory``: bytes."""

    size: int = 40 * MEGABYTE
    seconds: int = 20
    memory: int = 1536 * MEGABYTE
    pages: int = 30


class PdfPages(NamedTuple):
    """``pages``: those read; ``count``: of the file; ``problem``: large, pdf (broken or
    locked), heavy (over the limits), or ""."""

    pages: tuple[Page, ...] = ()
    count: int = 0
    problem: str = ""


class Picture(NamedTuple):
    """A page as it looks: its size in points, and a JPEG."""

    width: float
    height: float
    jpeg: bytes


def pages_of(content: bytes, limits: Limits | None = None) -> PdfPages:
    """Return the pages of a PDF; never raises for what a file holds.

    >>> pages_of(b"no pdf").problem, pages_of(b"x" * 9, Limits(size=5)).problem
    ('pdf', 'large')
    """
    limits = limits or Limits()
    if len(content) > limits.size:
        return PdfPages(problem="large")
    bounds = (limits.seconds, limits.memory, limits.pages)
    return _run(WORKER, bounds, content, 3 * limits.seconds)


def scanned_pages_of(content: bytes, engine: Engine, limits: Limits) -> PdfPages:
    """Return the pages of scans, read by the engine; takes seconds a page.

    `limits.seconds` are those of one page.
    """
    bounds = (limits.seconds, limits.memory, limits.pages, engine.program, engine.languages)
    return _run(SCANNER, bounds, content, limits.seconds * limits.pages)


def picture_of(content: bytes, number: int, width: int, limits: Limits | None = None) -> Picture | None:
    """Return a page, `width` pixels wide, as a JPEG; None where it cannot be drawn."""
    limits = limits or Limits()
    command = [sys.executable, "-B", str(PAINTER)]
    bounds = (limits.seconds, limits.memory, number, width)
    try:
        done = subprocess.run(
            [*command, *map(str, bounds)], input=content, capture_output=True,
            timeout=3 * limits.seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    size, _end, jpeg = done.stdout.partition(b"\n")
    if not jpeg:
        return None
    across, high = map(float, size.split())
    return Picture(across, high, jpeg)


def part_of(content: bytes, first: int, last: int, limits: Limits | None = None) -> bytes:
    """Return the file of some pages (from 1), empty where it cannot be made.

    >>> part_of(b"no pdf", 1, 2)
    b''
    """
    limits = limits or Limits()
    bounds = (limits.seconds, limits.memory, first, last)
    try:
        done = subprocess.run(
            [sys.executable, "-B", str(CUTTER), *map(str, bounds)], input=content,
            capture_output=True, timeout=3 * limits.seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if not done.returncode else b""


def kept(pages: Iterable[Page]) -> list[dict]:
    """Return pages as plain values that can be kept: to read a scan twice takes long.

    >>> page = page_of(1, 300, 100, [Word("Total", Box(5, 10, 35, 20))])
    >>> [one.cells[0].text for one in pages_kept(kept([page]))]
    ['Total']
    """
    return [
        {
            "width": page.width, "height": page.height,
            "words": [[word.text, *word.box] for cell in page.cells for word in cell.words],
        }
        for page in pages
    ]  # fmt: skip


def pages_kept(pages: Iterable[dict]) -> tuple[Page, ...]:
    """Return the pages that `kept` made plain."""
    return tuple(_page(number, page) for number, page in enumerate(pages, 1))


def find_engine() -> Engine | None:
    """Return the engine that reads scans on this machine, with French where it has it."""
    program = shutil.which("tesseract")
    if not program:
        return None
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    )
    there = [name for name in LANGUAGES if name in listed.stdout.split()]
    return Engine(program, "+".join(there)) if there else None


def _run(worker: Path, bounds: tuple, content: bytes, seconds: int) -> PdfPages:
    """Return what a reading process found, "heavy" where it was ended."""
    command = [sys.executable, "-B", str(worker), *map(str, bounds)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return PdfPages(problem="heavy")
    try:
        found = json.loads(done.stdout)
    except ValueError:  # ended in the middle
        return PdfPages(problem="heavy")
    if "problem" in found:
        return PdfPages(problem=found["problem"])
    return PdfPages(pages_kept(found["words"]), found["pages"])


def _page(number: int, page: dict) -> Page:
    words = (Word(text, Box(*box)) for text, *box in page["words"])
    return page_of(number, page["width"], page["height"], words)
