# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF bills and scans, broken by a seed: no traceback, bounded time and memory, readers killed.

`AP_MUTATED_BILLS=2000` reads so many, `AP_MUTATED_BILLS_FROM` begins at another seed.
"""

import io
import os
import random
import re
import time
import zlib
from decimal import Decimal

import bill_layouts
import pytest
from ap_capture.formats.pdf_pages import (
    Engine,
    Limits,
    find_engine,
    pages_of,
    part_of,
    picture_of,
    scanned_pages_of,
)
from ap_capture.rules.reader import Own, read_bill
from ap_capture.rules.splitting import bills_in
from file_fuzzer import broken
from PIL import Image, ImageDraw
from test_capture import BILL_WORDS, TABLE_WORDS

MUTATED = int(os.environ.get("AP_MUTATED_BILLS", "12"))
FROM = int(os.environ.get("AP_MUTATED_BILLS_FROM", "0"))
LIMITS = Limits(seconds=8, pages=6)
MOST_SECONDS = 3 * LIMITS.seconds + 5
OWN = Own(("Reprise Group SAS",), frozenset(["FR73552081317"]), frozenset(["552081317"]))
PROBLEMS = ("", "large", "pdf", "heavy")
STREAM = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)
LAYOUTS = bill_layouts.layouts()


def scan():
    """A page that is a picture."""
    picture = Image.new("L", (620, 877), 255)
    draw = ImageDraw.Draw(picture)
    for place, text in enumerate(("FACTURE F-1", "Total HT 100,00", "TVA 20 % 20,00", "Total TTC 120,00")):
        draw.text((60, 60 + 40 * place), text, fill=0)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=75)
    return out.getvalue()


def mutated(seed):
    """A bill or a scan with faults: in its bytes, or in the content of its streams."""
    chance = random.Random(seed)
    content = scan() if seed % 8 == 7 else bill_layouts.pdf_of(chance.choice(LAYOUTS))
    kind = seed % 4
    if kind == 0:
        return broken(content, chance)
    if kind == 1:
        return content[: chance.randrange(len(content))] + chance.randbytes(chance.randrange(200))
    if kind == 2:
        numbers = list(re.finditer(rb"\d+", content))
        for found in sorted(chance.sample(numbers, min(6, len(numbers))), key=lambda one: -one.start()):
            wild = chance.choice((b"0", b"-1", b"99999999999", b"1e30", b"65536"))
            content = content[: found.start()] + wild + content[found.end() :]
        return content
    return STREAM.sub(lambda found: found[1] + _twisted(found[2], chance) + found[3], content)


def _twisted(stream, chance):
    try:
        plain = zlib.decompress(stream)
    except zlib.error:
        return broken(stream, chance)
    return zlib.compress(broken(plain, chance))


def read(content, seed):
    """Read as the server does; (kind, problem)."""
    began = time.monotonic()
    found = pages_of(content, LIMITS)
    assert time.monotonic() - began < MOST_SECONDS
    assert found.problem in PROBLEMS
    if not found.pages:
        return "none", found.problem
    reading = read_bill(found.pages, BILL_WORDS, OWN, TABLE_WORDS)
    parts = bills_in(found.pages, BILL_WORDS, OWN)
    assert [part.first for part in parts][0] == 1
    assert parts[-1].last == len(found.pages)
    total = reading.fields.get("total")
    if total is not None and total.sure:
        sums = [reading.fields[name].value for name in ("untaxed", "tax")]
        assert abs(sum(sums, Decimal(0)) - total.value) <= Decimal("0.05")
    if seed % 16 == 0:
        picture_of(content, 1, 300, LIMITS)
        part_of(content, 1, 1, LIMITS)
    return reading.kind, ""


@pytest.mark.parametrize("seed", range(FROM, FROM + MUTATED))
def test_a_broken_file_breaks_nothing(seed, record_property):
    kind, problem = read(mutated(seed), seed)
    record_property("read as", problem or kind)
    assert kind in ("bill", "credit", "other", "scan", "none")
    assert kind == "none" or not problem


def test_a_broken_scan_breaks_no_engine():
    """What reads scans is given the same files; without it there is nothing to test."""
    engine = find_engine()
    if engine is None:
        pytest.skip("tesseract is not installed")
    for seed in range(FROM + 7, FROM + 7 + max(8, 8 * (MUTATED // 400)), 8):
        assert scanned_pages_of(mutated(seed), engine, LIMITS).problem in PROBLEMS


def test_readers_are_killed_at_their_limits(tmp_path):
    """An engine that never ends, and a file that wants more memory than allowed."""
    slow = tmp_path / "tesseract"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    began = time.monotonic()
    found = scanned_pages_of(scan(), Engine(str(slow), "fra"), Limits(seconds=1, pages=1))
    assert (found.problem, found.pages) == ("heavy", ())
    assert time.monotonic() - began < 20
    content = bill_layouts.pdf_of(LAYOUTS[0])
    assert pages_of(content, Limits(memory=24 * 1024 * 1024)).problem == "heavy"
