# SPDX-License-Identifier: AGPL-3.0-or-later
"""Broken files of expense tools: read, or refused with a remedy, never a traceback.

``AP_MUTATED_EXPENSES=3000`` breaks that many; the suite a few.
"""

import os
import random

import expense_files as files
from ap_expenses.formats import archive
from ap_expenses.formats.errors import REMEDIES, FileRefused
from ap_expenses.formats.reading import read
from ap_expenses.rules.transaction import Kind, PaidBy, Receipt, Status
from expense_mutations import mutations
from file_fuzzer import NASTY

MUTATED = int(os.environ.get("AP_MUTATED_EXPENSES", "300"))


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
