# SPDX-License-Identifier: AGPL-3.0-or-later
"""Broken files, by the hundred: rows or a refusal by name, never anything else."""

from contextlib import suppress

import file_fuzzer
import pytest
from ap_base.readers import (
    Formula,
    ReaderError,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_month,
    read_table,
    to_text,
)
from ap_base.readers.errors import CellError

PARSERS = (parse_decimal, parse_integer, parse_boolean, parse_date, parse_month)


def _read(content, name):
    """Return the rows, or the name of the refusal."""
    try:
        return read_table(content, name)
    except ReaderError as refusal:
        return refusal.code


def _check_cell(cell):
    """What is read can be kept, and is a value or a refusal by name for each kind."""
    text = to_text(cell)
    assert "\x00" not in text
    text.encode()
    if isinstance(cell, Formula):
        return
    for parse in PARSERS:
        with suppress(CellError):
            parse(cell)


@pytest.mark.parametrize("seed", range(4))
def test_broken_files_are_read_or_refused(seed):
    results = {}
    for name, content in file_fuzzer.files(150, seed):
        results[name] = rows = _read(content, name)
        if isinstance(rows, str):
            assert rows != ReaderError.code
            continue
        for row in rows:
            for cell in row:
                _check_cell(cell)
    refused = sum(isinstance(rows, str) for rows in results.values())
    assert 30 < refused < 120  # the fuzzer breaks much, and not everything


def test_the_same_seed_breaks_the_same_way():
    once, again = (list(file_fuzzer.files(12, 3)) for _turn in range(2))
    texts = [content for name, content in once if name.endswith(".csv")]
    assert texts == [content for name, content in again if name.endswith(".csv")]
    assert len(set(texts)) == len(texts)


def test_whole_files_are_read():
    rows = read_table(file_fuzzer.csv_text().encode())
    assert len(rows) == len(file_fuzzer.ROWS)
    assert len(read_table(file_fuzzer.xlsx())) == len(rows)
    assert len(read_table(file_fuzzer.xls())) == len(rows)
