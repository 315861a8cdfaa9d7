# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills of 55 layouts: what is read is right, what is sure never wrong."""

from collections import Counter
from decimal import Decimal

import bill_layouts
import pytest
from ap_capture.rules.page import Box, Word, page_of
from ap_capture.rules.pointing import read_at
from ap_capture.rules.reader import Own
from bill_layouts import AMOUNTS
from test_capture import read

OWN = Own(("Reprise Group SAS",), frozenset(["FR73552081317"]), frozenset(["552081317"]))
LAYOUTS = bill_layouts.layouts()
CENT = Decimal("0.01")
CORE = ("number", "date", "total")


@pytest.fixture(scope="module")
def readings():
    return {layout.name: read(bill_layouts.pdf_of(layout), OWN) for layout in LAYOUTS}


def same(name, value, truth) -> bool:
    if name in AMOUNTS:
        return abs(value) == abs(truth)
    plain = ["".join(filter(str.isalnum, str(one))).lower() for one in (value, truth)]
    return plain[0] == plain[1]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_what_is_sure_is_right(layout, readings):
    reading = readings[layout.name]
    sure = {name: one.value for name, one in reading.fields.items() if one.sure and name in layout.truth}
    wrong = {name: value for name, value in sure.items() if not same(name, value, layout.truth[name])}
    assert wrong == {}
    assert reading.kind == layout.truth["kind"]


def test_number_day_and_total_are_read(readings):
    """Nine in ten, and of each field hardly one wrong: also where it is not sure."""
    counts, whole = Counter(), 0
    bills = [layout for layout in LAYOUTS if layout.truth["kind"] != "other"]
    for layout in bills:
        fields = readings[layout.name].fields
        right = {
            name: name in fields and same(name, fields[name].value, truth)
            for name, truth in layout.truth.items()
            if name != "kind"
        }
        whole += all(right[name] for name in CORE)
        counts.update((name, name in fields and not is_right) for name, is_right in right.items())
    assert whole >= 0.9 * len(bills)
    for name in (*CORE, "due", "untaxed", "tax"):
        assert counts[name, True] <= 1, name


def test_the_name_of_who_sent_it(readings):
    """In layouts that name it: not what stands below the name, nor the head of the table."""
    named = [layout for layout in LAYOUTS if "supplier" in layout.truth]
    wrong = [
        layout.name for layout in named
        if not same("supplier", readings[layout.name].fields["supplier"].value, layout.truth["supplier"])
    ]  # fmt: skip
    assert len(named) >= 14
    assert len(wrong) <= 0.1 * len(named), wrong


def test_a_number_in_groups_is_whole(readings):
    """« Facture n° 0091 2026 441 77 »."""
    assert readings["fr_water"].fields["number"].value == "0091202644177"


def test_a_part_of_the_bill_is_not_its_total(readings):
    """84.15 + 16.83 = 100.98 is the sum of two rows that add up as well."""
    total = readings["fr_telecom"].fields["total"]
    assert (str(total.value), total.sure) == ("100.98", True)


@pytest.mark.parametrize(
    ("x", "y", "field", "value"),
    [
        (60, 15, "number", "F-77"), (12, 45, "amount", "1234.50"), (120, 15, "date", "2026-10-05"),
        (20, 45, "date", None), (250, 90, "number", None), (15, 15, "supplier", "Facture F-77 du 05/10/2026"),
    ],
)  # fmt: skip
def test_what_stands_where_somebody_points(x, y, field, value):
    words = [
        Word("Facture", Box(10, 10, 50, 20)), Word("F-77", Box(54, 10, 74, 20)), Word("du", Box(78, 10, 88, 20)),
        Word("05/10/2026", Box(92, 10, 150, 20)), Word("1", Box(10, 40, 14, 50)), Word("234,50", Box(18, 40, 50, 50)),
    ]  # fmt: skip
    found = read_at(page_of(1, 300, 100, words), x, y, field)
    assert (found and str(found.value)) == value


def rows_of(readings, name):
    fields = readings[name].fields
    return [
        (row.text, str(row.quantity), str(row.price), str(row.amount), str(row.percent.normalize()))
        for row in (fields["lines"].value if "lines" in fields else ())
    ]


def test_lines_of_a_clear_table_add_up(readings):
    """3,520.40 = 1 × 2,410.00 + 1 × 310.40 + 16 × 50.00, all at 10 %."""
    assert rows_of(readings, "fr_works_10") == [
        ("Chaudière gaz à condensation 25 kW", "1", "2410.00", "2410.00", "1E+1"),
        ("Dépose et évacuation", "1", "310.40", "310.40", "1E+1"),
        ("Main d'oeuvre", "16", "50.00", "800.00", "1E+1"),
    ]


def test_lines_go_on_over_pages_without_what_is_carried_forward(readings):
    rows = rows_of(readings, "fr_multipage")
    assert [row[3] for row in rows] == ["379.80", "245.00", "796.50", "1050.00"]
    assert rows[-1][:3] == ("Établi 2 m", "3", "350.00")


def test_a_table_of_taxes_has_no_lines(readings):
    for name in ("fr_telecom", "fr_transport", "fr_rates_discount", "fr_energy"):
        assert rows_of(readings, name) == [], name


def test_lines_are_those_of_the_totals(readings):
    """As many lines as are read add up to the untaxed amount, of each rate apart."""
    with_lines = 0
    for layout in LAYOUTS:
        fields = readings[layout.name].fields
        if "lines" in fields:
            with_lines += 1
            rows = fields["lines"].value
            assert sum(row.amount for row in rows) == fields["untaxed"].value, layout.name
            assert all((row.quantity * row.price).quantize(CENT) == row.amount for row in rows)
            assert all(row.text for row in rows)
    assert with_lines >= 10


def test_the_reference_of_a_credit_note_is_not_its_number(readings):
    """« NOTE DE CRÉDIT NC-0071 … Réf. facture : F-2026-880 »."""
    reading = readings["fr_credit_short"]
    assert (reading.kind, reading.fields["number"].value) == ("credit", "NC-0071")
