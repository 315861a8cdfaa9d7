# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements as rows for the import engine, facts as JSON and back."""

import json
from decimal import Decimal

import pytest
import statement_files as files
from ap_treasury.rules import import_rows, reading
from ap_treasury.rules.import_rows import COLUMNS, details, facts_of, table
from ap_treasury.rules.lines import booked_lines
from ap_treasury.rules.statement import Facts
from hypothesis import given
from hypothesis import strategies as st

D = Decimal


def rows_of(content):
    head, *rows = table(reading.read(content))
    assert tuple(head) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", files.samples())
def test_the_rows_of_a_file(name):
    rows = rows_of(files.samples()[name])
    assert [row["amount"] for row in rows] == [D("-50.00"), D("120.00"), D("-26.90")]
    assert {row["account_iban"] for row in rows} == {files.IBAN}
    assert {row["closing"] for row in rows} == {D("1043.10")}
    assert all(row["row"] for row in rows)
    assert all(json.loads(row["details"]) for row in rows)


def test_a_statement_without_lines_keeps_its_balances():
    content = files.balance_record("01", "300926", "5.00") + "\n"
    content += files.balance_record("07", "011026", "5.00")
    (row,) = rows_of(content.encode())
    assert (row["opening"], row["closing"], row["amount"], row["day"]) == (
        5,
        5,
        None,
        None,
    )


def test_announced_entries_are_counted_and_in_no_row():
    body = files.camt_entry("7.00", "DBIT", "2026-10-01", status="PDNG")
    statements = reading.read(files.camt(body))
    assert import_rows.pending(statements) == [(0, 1, D("-7.00"))]
    assert table(statements)[1][COLUMNS.index("amount")] is None


def test_details_hold_what_nobody_reads_yet():
    line = next(booked_lines(reading.read(files.cfonb())[0]))
    found = details(line)
    assert found["codes"] == {"cfonb": "B1", "bank": "0001"}
    assert ["XYZ", "A PART NOBODY KNOWS"] in found["kept"]
    assert facts_of(json.loads(json.dumps(found))) == line.facts


TEXT = st.text(max_size=8)
FACTS = st.builds(
    Facts,
    name=TEXT,
    end_to_end=TEXT,
    remittance=TEXT,
    original=st.none() | st.decimals(-999, 999, places=2).filter(bool),
    kept=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
)


@given(FACTS)
def test_facts_go_to_json_and_back(facts):
    line = next(booked_lines(reading.read(files.cfonb())[0]))
    changed = type(line)(line.entry, line.amount, facts)
    assert facts_of(json.loads(json.dumps(details(changed)))) == facts
