# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a PDF and the files inside it, within bounds of time, memory and size.

A PDF can be made to fill the memory or to keep a reader busy for ever: it is read by a
process of its own (`pdf_worker`), which the system ends when it exceeds its limits.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
WORKER = Path(__file__).with_name("pdf_worker.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """``size``: bytes of the PDF; ``file``: bytes of an embedded file."""

    size: int = 40 * MEGABYTE
    file: int = 10 * MEGABYTE
    seconds: int = 10
    memory: int = 1024 * MEGABYTE
    pages: int = 40
    text: int = 200_000


@dataclass(frozen=True, slots=True)
class PdfReading:
    """``text``: "" if there is none to read; ``files``: (name, content) of those inside;
    ``problem``: large, empty, encrypted, pdf (broken), heavy (over the limits), or "".
    """

    text: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    problem: str = ""


def read_pdf(content: bytes, limits: Limits | None = None) -> PdfReading:
    """Return what the PDF says; never raises, never waits longer than the limits.

    >>> read_pdf(b"").problem, read_pdf(b"%PDF-1.7" + b"x" * 99, Limits(size=9)).problem
    ('empty', 'large')
    """
    limits = limits or Limits()
    if not content:
        return PdfReading(problem="empty")
    if len(content) > limits.size:
        return PdfReading(problem="large")
    return _gathered(_worker_output(content, limits))


def _worker_output(content: bytes, limits: Limits) -> str:
    """Return what the reading process wrote until it ended, or was ended."""
    bounds = (limits.seconds, limits.memory, limits.pages, limits.text, limits.file)
    command = [sys.executable, "-I", "-B", str(WORKER), *map(str, bounds)]
    try:
        outcome = subprocess.run(
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace")
    except OSError:  # the process did not take the file, or there is no process to have
        return ""
    return outcome.stdout.decode(errors="replace")


def _gathered(stated: str) -> PdfReading:
    """Return the lines of the process as one value; no end stated: it was ended."""
    pages, files, problem, ended = [], [], "", False
    for line in stated.splitlines():
        try:
            found = json.loads(line)
        except ValueError:  # cut in the middle
            continue
        if "page" in found:
            pages.append(found["page"])
        elif "content" in found:
            files.append((clean_text(found["file"]), base64.b64decode(found["content"])))
        problem = found.get("problem") or problem
        if found.get("large"):
            problem = problem or "large_inside"
        ended = ended or "end" in found or "problem" in found
    text = clean_text("\n".join(pages)).strip()
    return PdfReading(text, tuple(files), problem if ended else "heavy")


def clean_text(text: str) -> str:
    """Return a text that can be stored: no zeros, no halves of characters.

    >>> clean_text("a\\0b\\ud83d\\ude00c\\ud83d")
    'ab😀c\ufffd'
    """
    whole = text.replace("\0", "").encode("utf-16", "surrogatepass")
    return whole.decode("utf-16", "replace")
