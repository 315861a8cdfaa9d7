# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a PDF, read by a process of its own within bounds of time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from ..rules.page import Box, Page, Word, page_of

MEGABYTE = 1024 * 1024
WORKER = Path(__file__).with_name("pdf_words.py")


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


def pages_of(content: bytes, limits: Limits = Limits()) -> PdfPages:  # noqa: B008
    """Return the pages of a PDF; never raises for what a file holds.

    >>> pages_of(b"no pdf").problem, pages_of(b"x" * 9, Limits(size=5)).problem
    ('pdf', 'large')
    """
    if len(content) > limits.size:
        return PdfPages(problem="large")
    bounds = (limits.seconds, limits.memory, limits.pages)
    command = [sys.executable, "-B", str(WORKER), *map(str, bounds)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=3 * limits.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return PdfPages(problem="heavy")
    try:
        found = json.loads(done.stdout)
    except ValueError:  # ended in the middle
        return PdfPages(problem="heavy")
    if "problem" in found:
        return PdfPages(problem=found["problem"])
    pages = (_page(number, page) for number, page in enumerate(found["words"], 1))
    return PdfPages(tuple(pages), found["pages"])


def _page(number: int, page: dict) -> Page:
    words = (Word(text, Box(*box)) for text, *box in page["words"])
    return page_of(number, page["width"], page["height"], words)
