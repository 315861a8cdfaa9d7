# SPDX-License-Identifier: AGPL-3.0-or-later
"""Broken files of expense tools: read, or refused with a remedy, never a traceback.

``AP_MUTATED_EXPENSES=3000`` breaks that many; the suite a few.
"""

import json
import os
import random

import expense_files as files
from ap_expenses.formats import archive
from ap_expenses.formats.errors import REMEDIES, FileRefused
from ap_expenses.formats.reading import read
from ap_expenses.rules.transaction import Kind, PaidBy, Receipt, Status
from file_fuzzer import NASTY, broken, broken_inside

MUTATED = int(os.environ.get("AP_MUTATED_EXPENSES", "300"))
_CELLS = (
    "", "-", "(1", "1,2,3", "1.234", "NaN", "inf", "1e9", "9" * 40, "٣", "\u00a0",
    "31/02/2026", "2026-13-40T99:99:99Z", "0000-00-00", "EURO", "ZZZ", "<b>",
    "2026-03-05T10:00:00+99:99", "=1+1", "É" * 2000,
)  # fmt: skip
_VALUES = (
    None, True, "", "x", 1, -1, 0.5, 10**18, [], {}, [None], {"a": 1}, "NaN",
    "2026-02-31", "2026-03-05T10:00:00Z", {"amount": "x", "currency": 3},
)  # fmt: skip


def _cell_broken(content, chance):
    """Return a text with one to three cells replaced by what people write."""
    text = content.decode("cp1252", "replace")
    delimiter = next((one for one in "|;\t," if text.count(one) > 8), ",")
    lines = text.split("\n")
    for _time in range(chance.randint(1, 3)):
        place = chance.randrange(len(lines))
        cells = lines[place].split(delimiter)
        cells[chance.randrange(len(cells))] = chance.choice(_CELLS)
        lines[place] = delimiter.join(cells)
    return "\n".join(lines).encode()


def _places(found, path=()):
    if isinstance(found, dict | list):
        names = found if isinstance(found, dict) else range(len(found))
        for name in names:
            yield (*path, name)
            yield from _places(found[name], (*path, name))


def _value_broken(content, chance):
    """Return a document with one to three values replaced."""
    document = json.loads(content)
    for _time in range(chance.randint(1, 3)):
        *path, last = chance.choice(list(_places(document)))
        target = document
        for name in path:
            target = target[name]
        target[last] = chance.choice(_VALUES)
        if not list(_places(document)):
            break
    return json.dumps(document).encode()


def mutations(count, seed=11):
    """Yield that many (name, bytes), every kind in turn and in two ways."""
    chance = random.Random(seed)
    known = list(files.every().items())
    for number in range(count):
        name, content = known[number % len(known)]
        inside = number // len(known) % 2
        if name.endswith(".json") and inside:
            yield name, _value_broken(content, chance)
        elif name.endswith((".csv", ".txt")) and inside:
            yield name, _cell_broken(content, chance)
        elif name.endswith(".xlsx") and inside:
            yield name, broken_inside(content, chance)
        else:
            yield name, broken(content, chance)


def _check(reading):
    """Everything is counted once, and a transaction is whole."""
    for fault in reading.faults:
        assert fault.remedy in REMEDIES.values()
        assert fault.row >= 0
    faulty = {fault.row for fault in reading.faults}
    for one in reading.transactions:
        assert one.row not in faulty or reading.tool in ("concur_extract",)
        assert one.gross_base is not None
        assert one.gross_base.is_finite()
        assert one.expense_date
        assert one.external_id
        assert one.type in Kind.ALL
        assert one.payment_method in PaidBy.ALL
        assert one.receipt in Receipt.ALL
        assert one.bookkeeping_status in Status.ALL
        if one.vat_amount is not None and one.net is not None:
            assert one.net + one.vat_amount == one.gross_base
        assert len(one.currency_base) == 3
    keys = [one.key for one in reading.transactions]
    assert len(keys) == len(set(keys))


def test_broken_files_are_read_or_refused():
    refused = applied = 0
    remedies = set()
    for name, content in mutations(MUTATED):
        try:
            reading = read(content, name)
        except FileRefused as error:
            remedies.add(error.remedy)
            refused += 1
        else:
            _check(reading)
            applied += 1
    assert applied > MUTATED // 5
    assert refused > MUTATED // 20
    assert remedies <= set(REMEDIES.values())


def test_broken_records_of_a_zip_are_read_or_refused():
    """The directory of a ZIP, which says where its files are and how large."""
    chance = random.Random(5)
    whole = files.every()["spendesk.zip"]
    entry = whole.index(b"PK\x01\x02")
    opened = refused = 0
    for _time in range(MUTATED * 5):
        content = bytearray(whole)
        for _byte in range(chance.randint(1, 6)):
            content[chance.randrange(entry, len(content))] = chance.randrange(256)
        try:
            found = archive.opened(bytes(content))
            list(found.files((found.data, *found.receipts)))
            opened += 1
        except FileRefused:
            refused += 1
    assert opened > MUTATED // 10
    assert refused > MUTATED


def test_nasty_bytes_alone():
    remedies = set()
    for content in (*NASTY, b"", b" ", b"{}", b"[]", b"EXTRACT|", b"PK\x03\x04", b"[{}]"):
        try:
            _check(read(content, "x.csv"))
        except FileRefused as error:
            remedies.add(error.remedy)
    assert remedies <= set(REMEDIES.values())
